//! Problems in the order in which they are found.
//!
//! Counterpart: cmd/internal/obj/link.go (`Diag`, `DiagFunc`), log.Fatalf there.

use std::fmt;

use crate::options::Options;

/// Ends the whole run: nothing more is encoded or reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fatal {
    /// The error (`log.Fatalf`).
    pub text: String,
    /// True if upstream panics here. Its report has addresses of its process, so that only
    /// upstream can print it.
    pub is_panic: bool,
}

impl Fatal {
    /// Returns an error that is reported.
    pub(crate) fn exit(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_panic: false,
        }
    }

    /// Returns the end of a run on which upstream panics.
    pub(crate) fn panic() -> Self {
        Self {
            text: "upstream panics".to_owned(),
            is_panic: true,
        }
    }

    /// Returns an error that follows the flush of all messages: cmd/asm has no function for that
    /// and panics.
    pub(crate) fn after_flush(options: &Options, text: &str) -> Self {
        match options.is_asm {
            true => Self::panic(),
            false => Self::exit(text),
        }
    }
}

/// The end of a run that was found while an instruction is encoded.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) fatal: Fatal,
    /// The number of problems that were reported before.
    pub(crate) reported: usize,
}

impl fmt::Display for Fatal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fatal {}

/// The problems of a run, or of a function.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
struct Diagnostic {
    text: String,
    /// True if a run reports the text once, however many functions have the problem.
    is_once: bool,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn report(&mut self, text: impl Into<String>) {
        self.list.push(Diagnostic {
            text: text.into(),
            is_once: false,
        });
    }

    /// Adds a problem that a run reports once.
    pub fn report_once(&mut self, text: &str) {
        if !self.iter().any(|known| known == text) {
            self.list.push(Diagnostic {
                text: text.to_owned(),
                is_once: true,
            });
        }
    }

    /// Adds the problems of a function.
    pub(crate) fn append(&mut self, other: Self) {
        for diagnostic in other.list {
            match diagnostic.is_once {
                true => self.report_once(&diagnostic.text),
                false => self.list.push(diagnostic),
            }
        }
    }

    /// Forgets the problems after the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.list.truncate(len);
    }

    /// Returns the number of problems.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns true if there is no problem.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Iterates over the problems.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|diagnostic| &*diagnostic.text)
    }
}
