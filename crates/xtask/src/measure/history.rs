//! Statistics of the last commits: lengths of subjects, bodies, crates touched.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::counts::sizes::Lengths;
use crate::counts::sizes::percent;
use crate::counts::text::crate_of;

/// Number of commits.
const COMMITS: usize = 300;

/// Words of subjects that claim more speed.
const SPEED: [&str; 19] = [
    "perf", "fast", "faster", "speed", "quick", "quicker", "cheap", "cheaper", "slow", "slower",
    "cost", "costs", "less", "fewer", "once", "memory", "ahead", "garbage", "longest",
];

/// One commit.
struct Commit {
    subject: String,
    body: String,
    crates: BTreeSet<String>,
}

/// Figures of the last commits.
pub(super) struct History {
    pub(super) subject_median: usize,
    pub(super) with_body: usize,
    pub(super) over_crates: usize,
    pub(super) speed_claims: usize,
    pub(super) with_number: usize,
}

/// Reads the last commits of a checkout.
pub(super) fn read(root: &Path) -> Result<History, String> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["log", "--no-merges", "--name-only"])
        .arg(format!("-{COMMITS}"))
        .arg("--format=%x1e%s%x1f%b%x1f")
        .output()
        .map_err(|error| format!("git log: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let commits: Vec<Commit> = text.split('\u{1e}').filter_map(parse).collect();
    Ok(figures(&commits))
}

fn parse(record: &str) -> Option<Commit> {
    let mut parts = record.split('\u{1f}');
    let (subject, body, files) = (parts.next()?, parts.next()?, parts.next()?);
    let in_crates = files.lines().filter(|file| file.starts_with("crates/"));
    Some(Commit {
        subject: subject.to_owned(),
        body: body.trim().to_owned(),
        crates: in_crates.map(|file| crate_of(file).to_owned()).collect(),
    })
}

fn figures(commits: &[Commit]) -> History {
    let subjects = commits.iter().map(|commit| commit.subject.chars().count());
    let share = |has: fn(&Commit) -> bool| {
        let count = commits.iter().filter(|commit| has(commit)).count();
        percent(count, commits.len())
    };
    let speed = || commits.iter().filter(|commit| claims_speed(commit));
    History {
        subject_median: Lengths::new(subjects.collect()).percentile(50),
        with_body: share(|commit| !commit.body.is_empty()),
        over_crates: share(|commit| commit.crates.len() > 1),
        speed_claims: speed().count(),
        with_number: speed().filter(|commit| has_measure(&commit.body)).count(),
    }
}

fn claims_speed(commit: &Commit) -> bool {
    let subject = commit.subject.to_lowercase();
    let mut words = subject.split(|c: char| !c.is_alphanumeric());
    words.any(|word| SPEED.contains(&word))
}

/// Reports whether a text has a number with a unit of time, size or share.
fn has_measure(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_unit = |word: &str| {
        let word = word.trim_end_matches([',', '.', ';', ':', ')']);
        matches!(
            word,
            "ms" | "s"
                | "us"
                | "µs"
                | "%"
                | "MB"
                | "kB"
                | "KiB"
                | "MiB"
                | "GB"
                | "seconds"
                | "percent"
        )
    };
    let with_unit = |word: &str| {
        let unit = word.trim_start_matches(['(', '~']);
        let rest = unit.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        unit.len() > rest.len() && is_unit(rest)
    };
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    words.iter().any(|word| with_unit(word))
        || words
            .windows(2)
            .any(|pair| is_number(pair[0]) && is_unit(pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_counted() {
        let text = "fetch: fewer requests\u{1f}From 120 ms to 80ms.\n\u{1f}\n\ncrates/a/src/x.rs\ncrates/b/src/x.rs\n";
        let quiet = "fetch: rename\u{1f}\u{1f}\n\ncrates/a/src/x.rs\nREADME.md\n";
        let commits: Vec<Commit> = [text, quiet].into_iter().filter_map(parse).collect();
        let found = figures(&commits);
        assert_eq!((found.with_body, found.over_crates), (50, 50));
        assert_eq!((found.speed_claims, found.with_number), (1, 1));
        assert!(!has_measure("Go 1.27 does 3 things"));
    }
}
