//! The SDK's own tests as packages.
//!
//! Counterpart: cmd/internal/testdir.

use std::fs;
use std::path::PathBuf;

use vamos_testkit::go_sources;

use crate::release;
use crate::subject::Subject;

/// The tests of the type checkers.
const TYPE_CHECKER: &str = "src/internal/types/testdata";

/// The tests of the compiler, of all its phases.
const COMPILER: &str = "test";

/// Parts of messages of phases after the type checker.
const LATER: [&str; 9] = [
    ": invalid go:embed: build system ",
    ": channel element type too large",
    ": stack frame too large",
    ": type too large",
    ": symbol too large",
    " escapes to heap",
    " larger than address space",
    ": missing function body",
    ": linkname ",
];

/// Returns messages without errors of later phases; `None` if some of those may have displaced
/// others, of which ten are printed, or if the compiler itself has failed.
pub(crate) fn without_later(messages: &str, prints_all: bool) -> Option<String> {
    if messages.contains("panic happened") || messages.contains("internal compiler error") {
        return None;
    }
    let is_later = |line: &str| LATER.iter().any(|part| line.contains(part));
    let lines = messages.split_inclusive('\n');
    let own: String = lines.filter(|line| !is_later(line)).collect();
    (prints_all || own.len() == messages.len() || !messages.contains(": too many errors"))
        .then_some(own)
}

/// Returns a package of these files.
pub(crate) fn package(files: Vec<PathBuf>, lang: Option<&str>, is_right: bool) -> Subject {
    Subject {
        path: "p".to_owned(),
        is_std: false,
        files,
        lang: lang.map_or_else(release::lang, str::to_owned),
        prints_all: true,
        is_right,
        is_small: false,
    }
}

/// Returns the packages of the type checkers' tests: files, and directories two levels down.
pub(crate) fn type_checker_tests() -> Vec<Subject> {
    let mut packages: Vec<Vec<PathBuf>> = Vec::new();
    let mut last_dir = PathBuf::new();
    for file in go_sources::files(TYPE_CHECKER) {
        let dir = file.parent().unwrap().to_owned();
        let is_package = dir
            .parent()
            .is_some_and(|above| !above.ends_with("testdata"));
        match packages.last_mut() {
            Some(package) if is_package && dir == last_dir => package.push(file),
            _ => packages.push(vec![file]),
        }
        last_dir = dir;
    }
    let with_flags = |files: Vec<PathBuf>| {
        let text = fs::read_to_string(&files[0]).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let mut flags = first.strip_prefix("// ").unwrap_or_default().split(' ');
        let lang = flags.find_map(|flag| flag.strip_prefix("-lang="));
        package(files, lang, false)
    };
    packages.into_iter().map(with_flags).collect()
}

/// Returns the files of the compiler's tests. An SDK from a module proxy does not have them:
/// then `CHECK_TESTS` is the directory `test` of another one.
fn compiler_files() -> Vec<PathBuf> {
    match std::env::var_os("CHECK_TESTS") {
        Some(dir) => go_sources::files_below(dir.as_ref()),
        None => go_sources::files(COMPILER),
    }
}

/// Returns the compiler's tests that are one file each and need no flags but the language version.
pub(crate) fn compiler_tests() -> Vec<Subject> {
    let mut subjects = Vec::new();
    for file in compiler_files() {
        let is_part = file.components().any(|part| {
            let part = part.as_os_str().to_string_lossy();
            part.ends_with(".dir")
        });
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        let first = text.lines().next().unwrap_or_default();
        let mut words = first.trim_start_matches('/').split_whitespace();
        let is_right = match words.next() {
            Some("errorcheck") => false,
            Some("compile" | "run" | "build") => true,
            _ => continue,
        };
        let flags: Vec<&str> = words.collect();
        let lang = flags.iter().find_map(|flag| flag.strip_prefix("-lang="));
        let is_plain = flags.is_empty() || flags.len() == 1 && lang.is_some();
        if is_plain && !is_part {
            subjects.push(package(vec![file], lang, is_right));
        }
    }
    subjects
}
