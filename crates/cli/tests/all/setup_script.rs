//! `./setup prove`: its steps.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the script is run, and the sources are read, by hand"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs `./setup prove` with arguments; returns its exit code and both streams.
fn prove(args: &[&str]) -> (Option<i32>, String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new("./setup")
        .arg("prove")
        .args(args)
        .current_dir(root)
        .output()
        .expect("the script starts");
    let text = |bytes| String::from_utf8(bytes).expect("it is text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Counts the ignored tests in the sources of a directory.
fn ignored_tests(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).expect("the directory is readable");
    let count = entries.map(|entry| {
        let path = entry.expect("the directory is readable").path();
        if path.is_dir() {
            return ignored_tests(&path);
        }
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let attributes = text
            .lines()
            .filter(|line| line.trim().starts_with("#[ignore"));
        if is_source { attributes.count() } else { 0 }
    });
    count.sum()
}

#[test]
fn each_ignored_test_is_a_step() {
    let (code, names, _) = prove(&["-list"]);
    assert_eq!(code, Some(0));
    let tests = names.lines().filter(|name| name.contains("::")).count();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    assert_eq!(tests, ignored_tests(&crates), "{names}");
    assert!(names.lines().any(|name| name == "scripts"), "{names}");
}

#[test]
fn unknown_steps_are_refused() {
    let want = "setup: prove: no step nothing: ./setup prove -list prints them\n";
    let (code, _, message) = prove(&["scripts", "nothing"]);
    assert_eq!((code, message.as_str()), (Some(1), want));
}
