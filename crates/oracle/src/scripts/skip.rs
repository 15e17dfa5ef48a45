//! `skip.toml`: the scripts that do not pass, each with a reason from a closed list.
//!
//! Counterpart: none; it lists the remaining work.

use std::collections::BTreeMap;
use std::path::Path;

use super::engine::Outcome;
use super::engine::Status;

/// Reasons, up to a colon. `not-yet` names the area, `deviation` the row of
/// docs/deviations.md.
const REASONS: &[&str] = &[
    "not-yet",
    "deviation",
    "tests-the-go-tree",
    "needs-network",
    "needs-tool",
];

const HEAD: &str = "\
# Upstream's scripts that do not pass with vamos as their go, and why.
# Reasons: not-yet: AREA | deviation: ROW | tests-the-go-tree | needs-network | needs-tool: NAME.
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

/// Returns the list without scripts that pass now, and with scripts that fail.
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
                    .or_insert_with(|| format!("not-yet: {}", area(name, outcome)));
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

/// Reports whether a script with this reason may pass on another machine.
pub(crate) fn is_elsewhere(reason: &str) -> bool {
    reason.starts_with("needs-")
}

/// Words in vamos' refusals, and the area that they belong to.
const REFUSALS: &[(&str, &str)] = &[
    ("cgo", "cgo"),
    ("version-control", "vcs"),
    ("GOPATH", "gopath"),
    ("GOCACHEPROG", "cacheprog"),
    ("-cover", "cover"),
    ("-race", "race"),
    ("profile", "pgo"),
    ("downloading modules", "proxy"),
    ("releases there are", "toolchain"),
    ("toolchain", "toolchain"),
    ("pkg@version", "proxy"),
    ("buildmode", "buildmode"),
    ("build mode", "buildmode"),
    ("compiler", "compiler"),
    ("FIPS", "fips"),
    ("fuzz", "test"),
];

/// Returns the missing feature for a script: the feature that was refused last; else the command
/// with an unexpected result; else the first word of its name, by which upstream sorts them.
fn area(name: &str, outcome: &Outcome) -> String {
    let refused = &outcome.refused;
    let known = REFUSALS.iter().find(|(word, _)| refused.contains(word));
    if let Some((_, area)) = known {
        return (*area).to_owned();
    }
    // `a.txt:3: go list -m all: exit status 3`, or the refused command, `go get`.
    let line = outcome.note.split_once(": ").map_or("", |(_, line)| line);
    let command = if refused.is_empty() { line } else { refused };
    let mut words = command.split_whitespace().skip_while(|word| *word != "go");
    let area = match (words.next(), words.next()) {
        (Some(_), Some("list")) if command.contains(" -m") => "list-m",
        (Some(_), Some(word)) => word.trim_end_matches(':'),
        _ => name.split('_').next().unwrap_or(name),
    };
    area.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::area;
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
            refused: String::new(),
        };
        let results = BTreeMap::from([
            ("mod_get".to_owned(), outcome(Status::Pass)),
            ("old".to_owned(), outcome(Status::Skip)),
            ("test_x".to_owned(), outcome(Status::Fail)),
        ]);
        let text = updated(&listed, &results);
        assert!(text.ends_with("\nold = \"needs-network\"\ntest_x = \"not-yet: test\"\n"));
    }

    #[test]
    fn the_area_is_what_is_missing() {
        for (note, refused, want) in [
            (
                "a.txt:3: go build: exit status 3",
                "packages that use cgo",
                "cgo",
            ),
            ("a.txt:3: go get x: exit status 3", "go get", "get"),
            ("a.txt:3: go list -m all: exit status 3", "", "list-m"),
            ("a.txt:3: stdout x: no match", "", "mod"),
        ] {
            let outcome = Outcome {
                status: Status::Fail,
                note: note.to_owned(),
                refused: refused.to_owned(),
            };
            assert_eq!(area("mod_x", &outcome), want, "{note}");
        }
    }
}
