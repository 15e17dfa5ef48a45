//! `skip.toml`: the scripts that do not pass, each with a reason from a closed list.
//!
//! Counterpart: none; it is what is left to do.

use std::collections::BTreeMap;
use std::path::Path;

use super::engine::Outcome;
use super::engine::Status;

/// Reasons, up to a colon. `not-yet` names the area.
const REASONS: &[&str] = &[
    "not-yet",
    "tests-the-go-tree",
    "needs-network",
    "needs-tool",
];

const HEAD: &str = "\
# Upstream's scripts that do not pass with vamos as their go, and why.
# Reasons: not-yet: AREA | tests-the-go-tree | needs-network | needs-tool: NAME.
# A listed script that passes fails `cargo xtask scripts`; --update rewrites the list.
";

/// Reads the list: `name = \"reason\"` lines.
pub(crate) fn read(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let Ok(text) = std::fs::read_to_string(path) else {
        return Ok(BTreeMap::new());
    };
    let mut out = BTreeMap::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let bad = || format!("{}: not `name = \"reason\"`: {line}", path.display());
        let (name, reason) = line.split_once(" = ").ok_or_else(bad)?;
        let reason = reason.trim_matches('"');
        let kind = reason.split(':').next().unwrap_or("");
        if !REASONS.contains(&kind) {
            return Err(format!("{}: unknown reason: {line}", path.display()));
        }
        out.insert(name.to_owned(), reason.to_owned());
    }
    Ok(out)
}

/// Returns the list with what passes now taken off, and what fails put on.
pub(crate) fn updated(
    listed: &BTreeMap<String, String>,
    results: &BTreeMap<String, Outcome>,
) -> String {
    let mut all = listed.clone();
    for (name, outcome) in results {
        match outcome.status {
            Status::Pass => {
                all.remove(name);
            }
            Status::Fail => {
                all.entry(name.clone())
                    .or_insert_with(|| format!("not-yet: {}", area(name)));
            }
            Status::Skip => {}
        }
    }
    let mut text = HEAD.to_owned();
    for (name, reason) in all {
        text += &format!("{name} = \"{reason}\"\n");
    }
    text
}

/// Upstream names scripts by what they test: the first word is the area.
fn area(name: &str) -> &str {
    name.split('_').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::updated;
    use crate::scripts::engine::Outcome;
    use crate::scripts::engine::Status;

    #[test]
    fn the_list_follows_the_results() {
        let listed = BTreeMap::from([
            ("mod_get".to_owned(), "not-yet: get".to_owned()),
            ("old".to_owned(), "needs-network".to_owned()),
        ]);
        let outcome = |status| Outcome {
            status,
            note: String::new(),
        };
        let results = BTreeMap::from([
            ("mod_get".to_owned(), outcome(Status::Pass)),
            ("old".to_owned(), outcome(Status::Skip)),
            ("test_x".to_owned(), outcome(Status::Fail)),
        ]);
        let text = updated(&listed, &results);
        assert!(text.ends_with("\nold = \"needs-network\"\ntest_x = \"not-yet: test\"\n"));
    }
}
