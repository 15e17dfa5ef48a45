//! What has changed in a git repository since a revision.
//!
//! Counterpart: none.

use vamos_base::golang::os_str;
use vamos_base::golang::path;

use crate::error::VcsError;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Tools;

/// Returns the files of the working directory that differ from a revision, with those that git
/// does not track and does not ignore, and those that are gone. Paths are absolute and sorted.
/// Lines for stderr are added to `messages`.
pub(crate) fn since(
    tools: &Tools,
    repo: &Repo,
    revision: &str,
    messages: &mut String,
) -> Result<Vec<String>, VcsError> {
    let mut ask = |args: &[&str]| tools.state(System::Git, &repo.dir, args, messages);
    let commit = format!("{revision}^{{commit}}");
    ask(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ])?;
    let diff = ask(&[
        "diff",
        "--name-only",
        "-z",
        "--no-renames",
        "--no-ext-diff",
        &commit,
        "--",
    ])?;
    let new = ask(&["ls-files", "-z", "--others", "--exclude-standard"])?;
    let names = [diff, new].concat();
    let names = names
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty());
    let mut files: Vec<String> = names
        .map(|name| path::join(&[&repo.dir, &os_str::decode(name)]))
        .collect();
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

/// Returns the content that a file of the repository has at a revision; `None` if it is not
/// there.
pub(crate) fn content_at(
    tools: &Tools,
    repo: &Repo,
    revision: &str,
    file: &str,
) -> Option<Vec<u8>> {
    let name = file.strip_prefix(&repo.dir)?.strip_prefix('/')?;
    let object = format!("{revision}:{name}");
    let args = ["cat-file", "blob", &object];
    let asked = tools.state(System::Git, &repo.dir, &args, &mut String::new());
    asked.ok()
}
