//! The changed files of a git repository since a revision.
//!
//! Counterpart: none.

use vamos_base::golang::os_str;
use vamos_base::golang::path;

use crate::error::RunError;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Tools;

/// The advice if a revision is missing in a shallow clone.
const SHALLOW: &str =
    "The clone is shallow: 'git fetch --unshallow' fetches the rest of the history.";

/// Returns the files of the working directory that differ from a revision, including untracked
/// files that are not ignored, and removed files. Paths are absolute and sorted. Lines for stderr
/// are added to `messages`.
pub(crate) fn since(
    tools: &Tools,
    repo: &Repo,
    revision: &str,
    messages: &mut String,
) -> Result<Vec<String>, RunError> {
    let mut ask = |args: &[&str]| tools.versions(&repo.dir, args, messages);
    let commit = format!("{revision}^{{commit}}");
    // Unlike rev-parse, it prints the revision in its error.
    let check = ["git", "rev-list", "-1", "--end-of-options", &commit, "--"];
    if let Err(error) = ask(&check) {
        let is_shallow = ask(&["git", "rev-parse", "--is-shallow-repository"]);
        return Err(if is_shallow.is_ok_and(|answer| answer == b"true\n") {
            error.with_help(SHALLOW)
        } else {
            error
        });
    }
    let diff = ask(&[
        "git",
        "diff",
        "--name-only",
        "-z",
        "--no-renames",
        "--no-ext-diff",
        &commit,
        "--",
    ])?;
    let new = ask(&["git", "ls-files", "-z", "--others", "--exclude-standard"])?;
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
