//! Patterns of flags.
//!
//! Counterpart: cmd/go/internal/work/security.go.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A pattern of the tables, compiled when a flag has its literal start for the first time.
pub(super) struct Pattern {
    pub(super) text: &'static str,
    compiled: OnceLock<Regex>,
}

/// Makes a table of patterns.
macro_rules! patterns {
    ($($text:literal),* $(,)?) => {
        [$(Pattern::new($text)),*]
    };
}
pub(super) use patterns;

impl Pattern {
    pub(super) const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// Returns the literal text at the start of every match.
    pub(super) fn literal_start(&self) -> &'static str {
        let is_special = |c| matches!(c, '(' | '[' | '\\' | '.' | '?' | '*' | '+' | '|' | '$');
        let end = self.text.find(is_special).unwrap_or(self.text.len());
        // The character before a quantifier may be absent.
        let is_optional = self.text[end..].starts_with(['?', '*']);
        &self.text[..if is_optional { end - 1 } else { end }]
    }

    /// Reports whether the pattern matches a whole flag.
    pub(super) fn matches(&self, flag: &str) -> bool {
        if flag.is_empty() || !flag.starts_with(self.literal_start()) {
            return flag.is_empty();
        }
        let regex = self
            .compiled
            .get_or_init(|| Regex::new(self.text).expect("the tests compile all patterns"));
        is_whole(regex, flag)
    }
}

/// Reports whether the first match is the whole text. This is not the same as whether there
/// is such a match, and no match counts as an empty one: as with
/// `re.FindString(flag) == flag`.
pub(super) fn is_whole(regex: &Regex, flag: &str) -> bool {
    regex.find(flag).map_or("", |found| found.as_str()) == flag
}
