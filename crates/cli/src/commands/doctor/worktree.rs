//! Linked worktrees of git, whose results other directories do not share.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_base::golang::strconv::parse_bool;
use vamos_fsys::Files as _;

use super::finding::Finding;
use crate::invocation::Invocation;

/// Looks for a linked worktree: its `.git` is a file that names a directory of the repository.
pub(super) fn check(invocation: &Invocation) -> Option<Finding> {
    let name = "worktree";
    let mut dir = invocation.process.cwd.clone();
    let main = loop {
        let file = path::join(&[&dir, ".git"]);
        if let Ok(data) = invocation.disk.read(&file) {
            break main_of(&String::from_utf8_lossy(&data))?;
        }
        if invocation.disk.is_dir(&file) || dir.len() <= 1 {
            return None;
        }
        dir = path::dir(&dir);
    };
    Some(match is_trimmed(&invocation.goflags) {
        true => Finding::good(name, format!("of {main}; -trimpath shares results with it")),
        false => Finding::warning(
            name,
            format!("of {main}; both compile their packages: the directory is part of cache keys"),
            "GOFLAGS=-trimpath shares results between them (docs/worktrees.md)",
        ),
    })
}

/// Reports whether GOFLAGS has -trimpath.
fn is_trimmed(goflags: &[String]) -> bool {
    let flags = goflags.iter().map(|flag| flag.trim_start_matches('-'));
    let last = flags
        .rev()
        .find(|flag| flag.split('=').next() == Some("trimpath"));
    last.is_some_and(|flag| {
        let value = flag.split_once('=').map(|(_, value)| value);
        value.is_none_or(|value| parse_bool(value) == Some(true))
    })
}

/// Returns the main worktree, or the repository, of the text of a `.git` file.
fn main_of(text: &str) -> Option<String> {
    let dir = text.trim().strip_prefix("gitdir: ")?;
    let (repository, name) = dir.rsplit_once("/worktrees/")?;
    if name.contains('/') {
        return None;
    }
    let main = repository.strip_suffix("/.git").unwrap_or(repository);
    Some(main.to_owned())
}

#[cfg(test)]
mod tests {
    use super::main_of;

    #[test]
    fn files_of_linked_worktrees() {
        for (text, expected) in [
            ("gitdir: /a/.git/worktrees/b\n", Some("/a")),
            ("gitdir: /bare.git/worktrees/b\n", Some("/bare.git")),
            ("gitdir: ../.git/modules/b\n", None),
            (
                "gitdir: /worktrees/a/.git/worktrees/b\n",
                Some("/worktrees/a"),
            ),
            ("gitdir: /worktrees/a/.git/modules/b\n", None),
            ("", None),
        ] {
            assert_eq!(main_of(text).as_deref(), expected, "{text}");
        }
    }
}
