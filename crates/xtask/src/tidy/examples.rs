//! Examples in documentation: a crate whose examples cargo does not compile has none.
//!
//! `doctest = false` saves the start of rustdoc, which reads the whole crate once more.
//!
//! Counterpart: none.

use super::Finding;
use super::files::File;
use super::files::Tree;

/// Checks the crates that turn documentation tests off.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.files.iter();
    let untested = manifests.filter(|file| file.text.lines().any(|line| line == "doctest = false"));
    let sources: Vec<String> = untested
        .filter_map(|file| Some(format!("{}src/", file.path.strip_suffix("Cargo.toml")?)))
        .collect();
    let is_untested = |file: &&File| sources.iter().any(|dir| file.path.starts_with(dir));
    tree.rust().filter(is_untested).flat_map(examples).collect()
}

/// Returns a finding for each block of code that rustdoc would compile.
fn examples(file: &File) -> Vec<Finding> {
    let mut is_inside = false;
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        let line = line.trim_start();
        let comment = ["//!", "///"]
            .iter()
            .find_map(|mark| line.strip_prefix(mark));
        let Some(kind) = comment.and_then(|text| text.trim_start().strip_prefix("```")) else {
            continue;
        };
        is_inside = !is_inside;
        if is_inside && !matches!(kind, "text" | "sh" | "console" | "toml" | "json") {
            findings.push(Finding::new(
                format!("{}:{number}", file.path),
                "examples are compiled",
                "an example in a crate with `doctest = false`",
                "remove that line from its Cargo.toml, or mark the block as text",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_needs_its_test() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let example = "//! Text.\n//! ```\n//! one();\n//! ```\n//! ```text\n//! two\n//! ```\n";
        let tree = |manifest| Tree {
            root: "/".into(),
            files: vec![
                file("crates/one/Cargo.toml", manifest),
                file("crates/one/src/lib.rs", example),
                file("crates/other/src/lib.rs", example),
            ],
        };
        let places = |manifest| -> Vec<String> {
            let found = check(&tree(manifest));
            found.into_iter().map(|finding| finding.place).collect()
        };
        assert_eq!(
            places("[lib]\ndoctest = false\n"),
            ["crates/one/src/lib.rs:2"]
        );
        assert!(places("[lib]\n").is_empty());
    }
}
