//! Windows: errors of compiling, by crate and in lines. vamos does not support it.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use super::cross::WINDOWS;
use super::tools::Tools;
use crate::files;
use crate::sdk;

/// Names in sources of features that only Unix has.
const UNIX_NAMES: [&str; 5] = ["os::unix", "os::fd", "rustix::", "signal_hook", "/dev/null"];

/// The exit code of cargo when something does not compile.
const CARGO_FAILS: i32 = 101;

/// Result of type-checking a crate.
#[derive(Debug, Default, PartialEq, Eq)]
struct Checked {
    /// Files and numbers of the lines with errors.
    lines: BTreeSet<(String, u64)>,
    /// True if it compiles.
    is_good: bool,
}

/// Prints the results of the type check for each crate. A crate that needs one that does not
/// compile is not checked; its lines that name Unix features are counted.
pub(super) fn run(tools: &Tools) -> Result<(), String> {
    let words = [
        "check",
        "--keep-going",
        "--workspace",
        "--message-format",
        "json",
    ];
    let output = WINDOWS.cargo(tools, &words)?.output();
    let output = output.map_err(|error| format!("cargo: {error}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !is_only_ours(output.status.code(), &errors) {
        return Err(format!("cargo: {}\n{errors}", output.status));
    }
    let checked = checked(&String::from_utf8_lossy(&output.stdout));
    let crates = sdk::workspace_root().join("crates");
    let entries = std::fs::read_dir(&crates).map_err(files::at(&crates))?;
    let mut dirs: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    dirs.sort();
    for dir in dirs {
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        let found = checked.get(&format!("vamos_{}", name.replace('-', "_")));
        crate::say(&row(&name, found, unix_lines(&dir.join("src"))?));
    }
    Ok(())
}

/// Reports whether cargo tried all crates, and only crates of the workspace do not compile. Where
/// another one fails, such as the standard library, its dependents were not checked.
fn is_only_ours(code: Option<i32>, errors: &str) -> bool {
    let mut failures = errors.lines().filter(|line| line.starts_with("error"));
    let is_ours = |line: &str| line.starts_with("error: could not compile `vamos-");
    match code {
        Some(0) => true,
        Some(CARGO_FAILS) => failures.next().is_some_and(is_ours) && failures.all(is_ours),
        _ => false,
    }
}

/// Returns the printed row of a crate.
fn row(name: &str, found: Option<&Checked>, unix_lines: usize) -> String {
    match found {
        Some(found) if !found.lines.is_empty() => {
            let files: BTreeSet<_> = found.lines.iter().map(|(file, _)| file).collect();
            let lines = found.lines.len();
            format!("{name}: {lines} lines with errors in {} files", files.len())
        }
        Some(found) if found.is_good => format!("{name}: compiles"),
        _ => format!("{name}: not checked; {unix_lines} lines name what only Unix has"),
    }
}

/// Reads cargo's messages: results by the name of the crate.
fn checked(messages: &str) -> BTreeMap<String, Checked> {
    let mut found: BTreeMap<String, Checked> = BTreeMap::new();
    for line in messages.lines() {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let name = value["target"]["name"].as_str().unwrap_or_default();
        let name = name.replace('-', "_");
        if value["reason"] == "compiler-artifact" {
            found.entry(name).or_default().is_good = true;
            continue;
        }
        let spans = value["message"]["spans"].as_array();
        let primary = spans
            .into_iter()
            .flatten()
            .find(|span| span["is_primary"] == true);
        if let Some(span) = primary
            && value["message"]["level"] == "error"
        {
            let file = span["file_name"].as_str().unwrap_or_default().to_owned();
            let number = span["line_start"].as_u64().unwrap_or_default();
            found.entry(name).or_default().lines.insert((file, number));
        }
    }
    found
}

/// Counts the lines of the sources in a directory that name features that only Unix has.
fn unix_lines(dir: &Path) -> Result<usize, String> {
    let mut count = 0;
    for entry in std::fs::read_dir(dir).map_err(files::at(dir))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            count += unix_lines(&path)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            count += unix_lines_of(&files::read_text(&path)?);
        }
    }
    Ok(count)
}

fn unix_lines_of(text: &str) -> usize {
    let is_unix = |line: &&str| UNIX_NAMES.iter().any(|name| line.contains(name));
    text.lines().filter(is_unix).count()
}

#[cfg(test)]
mod tests {
    use super::checked;
    use super::is_only_ours;
    use super::row;
    use super::unix_lines_of;

    #[test]
    fn lines_with_errors_are_counted_by_crate() {
        let line = |level: &str, number: u64, is_primary: bool| {
            format!(
                "{{\"target\":{{\"name\":\"x\"}},\"message\":{{\"level\":\"{level}\",\"spans\":[\
                 {{\"is_primary\":{is_primary},\"file_name\":\"f.rs\",\"line_start\":{number}}}]}}}}\n"
            )
        };
        let text = [
            line("error", 1, true),
            line("error", 1, true),
            line("error", 2, true),
            line("error", 3, false),
            line("warning", 4, true),
            "no message\n".to_owned(),
            "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"y\"}}\n".to_owned(),
        ];
        let found = checked(&text.concat());
        assert_eq!(
            row("x", found.get("x"), 0),
            "x: 2 lines with errors in 1 files"
        );
        assert_eq!(row("y", found.get("y"), 5), "y: compiles");
        let expected = "z: not checked; 5 lines name what only Unix has";
        assert_eq!(row("z", found.get("z"), 5), expected);
    }

    #[test]
    fn other_failures_of_cargo_are_seen() {
        let ours = "   Checking vamos-fsys v1\nerror: could not compile `vamos-fsys` (lib)\n";
        let other = "error: could not compile `std` (lib)\n";
        assert!(is_only_ours(Some(101), ours));
        assert!(is_only_ours(Some(0), ""));
        assert!(!is_only_ours(Some(101), ""));
        assert!(!is_only_ours(Some(101), &[ours, other].concat()));
        assert!(!is_only_ours(None, ours));
    }

    #[test]
    fn names_of_unix_are_found() {
        let text = "use std::os::unix::fs::FileExt;\nlet x = 1;\nrustix::fs::stat(p)\n";
        assert_eq!(unix_lines_of(text), 2);
    }
}
