//! How results are printed.

use std::collections::HashMap;
use std::fs;

use super::home;

/// The results of a kind of work.
#[derive(Default)]
pub(super) struct Summary {
    total: usize,
    different: usize,
    /// All differences.
    text: String,
    /// How often a line is different, and where it is first.
    lines: HashMap<String, (usize, String)>,
}

impl Summary {
    /// Adds the result of a package; `show` writes what is different.
    pub(super) fn add(&mut self, name: &str, is_same: bool, show: impl FnOnce(&mut String)) {
        self.total += 1;
        if is_same {
            return;
        }
        self.different += 1;
        let mut text = String::new();
        show(&mut text);
        // The first line decides, others may follow from it.
        let line = text.lines().next().unwrap_or_default();
        let (count, _) = self
            .lines
            .entry(kind_of(line))
            .or_insert((0, name.to_owned()));
        *count += 1;
        self.text += &format!("== {name}\n{text}\n");
    }

    /// Prints the share and the most frequent differences; returns how many there are.
    pub(super) fn finish(self, work: &str) -> usize {
        let file = home().join(format!("{}.txt", work.replace(' ', "-")));
        fs::write(&file, &self.text).expect("the test's directory is writable");
        let mut lines: Vec<(String, (usize, String))> = self.lines.into_iter().collect();
        lines.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
        for (line, (count, first)) in lines.iter().take(60) {
            println!("{count:5} {line}   ({first})");
        }
        let equal = self.total - self.different;
        println!("{work}: {equal} of {}; all: {}", self.total, file.display());
        self.different
    }
}

/// Returns a line without what differs from place to place: positions, and quoted words.
fn kind_of(line: &str) -> String {
    let sign = ["- ", "+ "].into_iter().find(|sign| line.starts_with(sign));
    let sign = sign.unwrap_or_default();
    let line = &line[sign.len()..];
    let text = match line.split_once(": ") {
        Some((place, text)) if place.contains(".go:") || place.contains("go:") => text,
        _ => line,
    };
    let mut short: String = text.chars().take(110).collect();
    if short.len() < text.len() {
        short += "...";
    }
    format!("{sign}{short}")
}

/// Writes the lines that are not in both: `-` for the compiler's, `+` for ours.
pub(super) fn difference(out: &mut String, theirs: &str, ours: &str) {
    let theirs: Vec<&str> = theirs.lines().collect();
    let ours: Vec<&str> = ours.lines().collect();
    let (mut a, mut b) = (0, 0);
    while a < theirs.len() || b < ours.len() {
        if a < theirs.len() && b < ours.len() && theirs[a] == ours[b] {
            a += 1;
            b += 1;
            continue;
        }
        let their_next = theirs
            .get(a)
            .and_then(|line| ours[b..].iter().position(|l| l == line));
        let our_next = ours
            .get(b)
            .and_then(|line| theirs[a..].iter().position(|l| l == line));
        match (their_next, our_next) {
            (Some(_), None) => {
                *out += &format!("+ {}\n", ours[b]);
                b += 1;
            }
            (Some(skipped), Some(other)) if skipped < other => {
                *out += &format!("+ {}\n", ours[b]);
                b += 1;
            }
            _ if a < theirs.len() => {
                *out += &format!("- {}\n", theirs[a]);
                a += 1;
            }
            _ => {
                *out += &format!("+ {}\n", ours[b]);
                b += 1;
            }
        }
    }
}
