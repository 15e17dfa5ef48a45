//! Problems in the order in which they are found.
//!
//! Counterpart: cmd/internal/obj/link.go (`Diag`, `DiagFunc`), log.Fatalf there.

use std::fmt;

/// Ends the whole run: nothing more is encoded or reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fatal {
    /// An error that is reported (`log.Fatalf`).
    Exit(String),
    /// Upstream panics here. Its report has addresses of its process, so that only upstream can
    /// print it.
    Panic,
}

impl fmt::Display for Fatal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(text) => f.write_str(text),
            Self::Panic => f.write_str("upstream panics"),
        }
    }
}

impl std::error::Error for Fatal {}

/// The problems of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<String>,
}

impl Diagnostics {
    /// Adds a problem.
    pub fn report(&mut self, text: impl Into<String>) {
        self.list.push(text.into());
    }

    /// Returns how many problems there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns true if there is no problem.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Iterates over the problems.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(String::as_str)
    }
}
