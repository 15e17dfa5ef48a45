//! Counts of one package or of several, with the reasons of refusals.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

/// The number of differences of a package that are stored.
const STORED_DIFFERENCES: usize = 3;

/// The number of differences that are shown.
const SHOWN: usize = 12;

/// The number of reasons that are shown.
const REASONS: usize = 24;

/// The outcome of one package or of several.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::ssagen) struct Outcome {
    pub(super) functions: usize,
    refused: usize,
    differ: usize,
    /// The number of functions by the reason of the refusal, and one of them.
    reasons: BTreeMap<String, (usize, String)>,
    /// The first differences.
    shown: Vec<String>,
}

impl Outcome {
    /// Adds a difference.
    pub(in crate::ssagen) fn add(&mut self, text: String) {
        self.differ += 1;
        if self.shown.len() < STORED_DIFFERENCES {
            self.shown.push(text);
        }
    }

    /// Adds a function that was refused.
    pub(super) fn refuse(&mut self, reason: String, function: &str) {
        self.refused += 1;
        self.add_reason(reason, 1, function);
    }

    fn add_reason(&mut self, reason: String, count: usize, function: &str) {
        let known = self.reasons.entry(reason);
        known.or_insert_with(|| (0, function.to_owned())).0 += count;
    }

    /// Returns an error if functions differ or are refused, else the counts.
    pub(in crate::ssagen) fn result(&self) -> Result<String, String> {
        let text = self.summary();
        if self.functions > 0 && self.refused == 0 && self.differ == 0 {
            return Ok(text);
        }
        let shown: Vec<&str> = self.shown.iter().take(SHOWN).map(String::as_str).collect();
        Err(format!("{}\n{text}", shown.join("\n")))
    }

    /// Returns the counts for a reader, the most frequent reasons first.
    fn summary(&self) -> String {
        let Self {
            functions,
            refused,
            differ,
            ..
        } = self;
        let mut text = format!("build: {functions} functions, {refused} refused, {differ} differ");
        let mut reasons: Vec<(&String, &(usize, String))> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (reason, (count, function)) in reasons.into_iter().take(REASONS) {
            text.push_str(&format!("\n  {count} {reason}; one is {function}"));
        }
        text
    }

    /// Returns the outcome as the content of a result file.
    pub(in crate::ssagen) fn text(&self) -> String {
        let Self {
            functions,
            refused,
            differ,
            reasons,
            shown,
        } = self;
        let mut text = format!("{functions} {refused} {differ} {}\n", reasons.len());
        for (reason, (count, function)) in reasons {
            text.push_str(&format!("{count} {reason}\t{function}\n"));
        }
        text + &shown.join("\n")
    }

    /// Adds the content of a result file; `None` if it has another form.
    pub(in crate::ssagen) fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, rest) = text.split_once('\n')?;
        let mut counts = counts.split(' ').map(str::parse::<usize>);
        let mut next = || counts.next()?.ok();
        self.functions += next()?;
        self.refused += next()?;
        self.differ += next()?;
        let mut rest = rest;
        for _ in 0..next()? {
            let (line, after) = rest.split_once('\n')?;
            let (count, reason) = line.split_once(' ')?;
            let (reason, function) = reason.split_once('\t')?;
            self.add_reason(reason.to_owned(), count.parse().ok()?, function);
            rest = after;
        }
        if !rest.is_empty() {
            self.shown.push(rest.to_owned());
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_file_is_read_as_written() {
        let mut outcome = Outcome {
            functions: 3,
            ..Outcome::default()
        };
        outcome.refuse("no SSA form of statement RANGE".to_owned(), "f");
        outcome.add("f: block 2\n  differs".to_owned());
        let mut total = Outcome::default();
        assert_eq!(total.add_text(&outcome.text()), Some(()));
        assert_eq!(total, outcome);
        assert!(total.result().is_err());
    }
}
