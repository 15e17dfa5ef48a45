//! Texts that must not get into the repository: traces of the machine it was written on, and output
//! of commands.
//!
//! Only names that are the same everywhere are constants; the rest is derived from the checkout
//! itself.
//!
//! Counterpart: none.

use super::Finding;
use super::files::File;
use super::files::Tree;

/// Directories that hold somebody's home. After the first two, names of anybody are fine.
const HOMES: [&str; 3] = ["/home/", "/Users/", "/root/"];
const ANYBODY: [&str; 5] = ["user", "me", "gopher", "you", "NAME"];

/// Top directories that every system has, so that naming them reveals nothing.
const COMMON_TOPS: [&str; 12] = [
    "home", "Users", "root", "usr", "tmp", "var", "opt", "etc", "mnt", "srv", "private", "build",
];

/// The only registry that a lock file may name.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// No text that people or `xtask gen-*` wrote has more bytes: such a file is output of a tool.
const MOST_BYTES: usize = 256 << 10;

/// The same for generated tables that need inputs outside of a checkout, such as many SDKs.
const MOST_BYTES_OF_TABLES: usize = 512 << 10;

const FIX: &str = "use a path that is no machine's, or derive it";

/// Checks all text files.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let root = tree.root.to_string_lossy();
    let top = root
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    let mut denied = vec![root.clone().into_owned()];
    if !top.is_empty() && !COMMON_TOPS.contains(&top) {
        denied.push(format!("/{top}/"));
    }
    let mut findings = Vec::new();
    for file in &tree.files {
        let most = match file.text.starts_with("# @generated ") {
            true => MOST_BYTES_OF_TABLES,
            false => MOST_BYTES,
        };
        if file.text.len() > most {
            findings.push(Finding::new(
                &*file.path,
                "hygiene: large files",
                format!("has {} KiB", file.text.len() >> 10),
                "remove it: never commit what a command can make again",
            ));
        }
        if file.path.ends_with("Cargo.lock") {
            lock_file(file, &mut findings);
        } else if file.path.ends_with(".cargo/config.toml") {
            cargo_config(file, &mut findings);
        }
        // This file must be able to name the texts that it searches for.
        if !file.path.ends_with("tidy/hygiene.rs") {
            machine_paths(file, &denied, &mut findings);
        }
    }
    findings
}

fn machine_paths(file: &File, denied: &[String], findings: &mut Vec<Finding>) {
    for (i, line) in file.text.lines().enumerate() {
        let found = denied
            .iter()
            .find(|path| starts_path(line, path))
            .cloned()
            .or_else(|| home(line));
        if let Some(path) = found {
            findings.push(Finding::new(
                format!("{}:{}", file.path, i + 1),
                "hygiene: machine paths",
                format!("names {path}"),
                FIX,
            ));
        }
    }
}

/// Reports whether an absolute path in `line` starts with `path`.
fn starts_path(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| is_absolute(line, at))
}

/// Reports whether the slash at `at` begins a path rather than continues one.
fn is_absolute(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back();
    !before.is_some_and(|c| c.is_alphanumeric() || "._-)}]$*/".contains(c))
}

/// Returns the home directory that `line` names, unless it is anybody's.
fn home(line: &str) -> Option<String> {
    HOMES.iter().find_map(|dir| {
        line.match_indices(dir).find_map(|(at, _)| {
            let rest = &line[at + dir.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c));
            let name = &rest[..end.unwrap_or(rest.len())];
            let is_anybody = *dir != "/root/" && (name.is_empty() || ANYBODY.contains(&name));
            (is_absolute(line, at) && !is_anybody).then(|| format!("{dir}{name}"))
        })
    })
}

fn lock_file(file: &File, findings: &mut Vec<Finding>) {
    for (i, line) in file.text.lines().enumerate() {
        if let Some(source) = line.strip_prefix("source = ")
            && source.trim_matches('"') != CRATES_IO
        {
            findings.push(Finding::new(
                format!("{}:{}", file.path, i + 1),
                "hygiene: registries",
                "a package that is not from crates.io",
                "depend on a published crate",
            ));
        }
    }
}

fn cargo_config(file: &File, findings: &mut Vec<Finding>) {
    for (i, line) in file.text.lines().enumerate() {
        if line.starts_with("[source") || line.starts_with("[registr") {
            findings.push(Finding::new(
                format!("{}:{}", file.path, i + 1),
                "hygiene: registries",
                "configures where crates come from",
                "keep that in the machine's own cargo configuration",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> usize {
        let tree = Tree {
            root: "/place/checkout".into(),
            files: vec![File {
                path: path.to_owned(),
                text: text.to_owned(),
            }],
        };
        check(&tree).len()
    }

    #[test]
    fn homes_and_the_checkout_are_denied() {
        for (line, want) in [
            ("see /root/x", 1),
            ("see /home/jane/x", 1),
            ("see /home/user/x", 0),
            ("a/root/x", 0),
            ("/place/other", 1),
            ("$HOME/place/other", 0),
            ("/usr/lib", 0),
        ] {
            assert_eq!(problems("README.md", line), want, "{line}");
        }
    }

    #[test]
    fn output_of_tools_is_denied() {
        assert_eq!(problems("profile.txt", &"x".repeat(MOST_BYTES)), 0);
        assert_eq!(problems("profile.txt", &"x".repeat(MOST_BYTES + 1)), 1);
        let table = |bytes| format!("# @generated {}", "x".repeat(bytes));
        assert_eq!(problems("table.txt", &table(MOST_BYTES)), 0);
        assert_eq!(problems("table.txt", &table(MOST_BYTES_OF_TABLES)), 1);
    }

    #[test]
    fn only_crates_io() {
        assert_eq!(
            problems("Cargo.lock", &format!("source = \"{CRATES_IO}\"\n")),
            0
        );
        assert_eq!(
            problems("Cargo.lock", "source = \"registry+https://x/\"\n"),
            1
        );
        assert_eq!(problems(".cargo/config.toml", "[source.crates-io]\n"), 1);
    }
}
