//! Plain words: the phrases of the style guide's section 2b are refused everywhere.
//!
//! Counterpart: none.

use super::Finding;
use super::files::Tree;
use crate::counts::phrases;

/// Checks comments and documents.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let findings = phrases::find(tree).into_iter().map(|one| {
        Finding::new(
            format!("{}:{}", one.path, one.line),
            "section 2b: plain words",
            format!("`{}` is a listed phrase", one.phrase),
            "write the standard term, one fact a sentence",
        )
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::super::files::File;
    use super::*;

    #[test]
    fn listed_phrases_are_refused() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let listed = format!("// {}\n", phrases::PHRASES[0].name);
        let tree = Tree {
            root: "/".into(),
            files: vec![
                file("crates/new/src/lib.rs", &listed),
                file("crates/new/src/plain.rs", "// a sentence\n"),
            ],
        };
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["crates/new/src/lib.rs:1"]);
    }
}
