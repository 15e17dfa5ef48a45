//! The error messages, and the errors that end a run.
//!
//! Counterpart: log, os.Exit in cmd/asm.

use vamos_obj::Diagnostics;
use vamos_obj::Fatal;

/// An error that ends the run at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) text: String,
    pub(crate) kind: StopKind,
}

/// The reason why a run ends at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StopKind {
    /// With exit status 1.
    Failure,
    /// With the usage text.
    Usage,
    /// Upstream panics.
    Panic,
}

impl Stop {
    /// Returns an error with exit status 1.
    pub(crate) fn failure(text: String) -> Self {
        Self {
            text,
            kind: StopKind::Failure,
        }
    }

    /// Returns an error that the usage follows.
    pub(crate) fn usage(text: String) -> Self {
        Self {
            text,
            kind: StopKind::Usage,
        }
    }

    /// Returns the end of a run on which upstream panics.
    pub(crate) fn panic() -> Self {
        Self {
            text: String::new(),
            kind: StopKind::Panic,
        }
    }
}

impl From<Fatal> for Stop {
    fn from(fatal: Fatal) -> Self {
        match fatal.is_panic {
            true => Self::panic(),
            false => Self::failure(format!("asm: {fatal}\n")),
        }
    }
}

/// The error messages, in order.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) text: String,
    /// The number of diagnostics that were taken.
    taken: usize,
}

impl Messages {
    /// Adds a message with its newline.
    pub(crate) fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Takes the diagnostics that are new.
    pub(crate) fn take_new(&mut self, diagnostics: &Diagnostics) {
        for text in diagnostics.iter().skip(self.taken) {
            self.text.push_str("asm: ");
            self.text.push_str(text);
            if !text.ends_with('\n') {
                self.text.push('\n');
            }
        }
        self.taken = diagnostics.len();
    }
}
