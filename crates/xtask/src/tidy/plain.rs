//! Plain words: the phrases of the style guide's section 2b are refused, crate by crate.
//!
//! Counterpart: none.

use super::Finding;
use super::files::Tree;
use crate::counts::phrases;

/// Crates and documents in which listed phrases are still allowed. An entry is deleted
/// when its text is plain; nothing is added.
const NOT_YET_PLAIN: &[&str] = &["cli", "xtask"];

/// Checks comments and documents outside the list.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let found = phrases::find(tree).into_iter();
    let found = found.filter(|one| !NOT_YET_PLAIN.contains(&phrases::owner(one)));
    let findings = found.map(|one| {
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
    fn only_listed_crates_may_have_phrases() {
        let file = |path: &str| File {
            path: path.to_owned(),
            text: "// nobody\n".to_owned(),
        };
        let tree = Tree {
            root: "/".into(),
            files: vec![
                file("crates/new/src/lib.rs"),
                file("crates/xtask/src/lib.rs"),
            ],
        };
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["crates/new/src/lib.rs:1"]);
    }
}
