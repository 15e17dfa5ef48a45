//! Reasons for the end of a link without an executable.
//!
//! Upstream reports in three ways: errors that are collected, errors that end the program at once,
//! and failures of its log package; each has its own form and exit code.
//! Counterpart: cmd/link/internal/ld/util.go, ld.go (`ErrorReporter`).

use std::fmt;

/// Reason for the end of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// `link: TEXT`, exit code 1 (upstream's `log.Fatalf`).
    Fatal(String),
    /// `PROGRAM: TEXT`, exit code 2 (`Exitf`).
    Exit(String),
    /// Errors were reported; exit code 2.
    Errors,
    /// This linker does not support the link; the SDK's linker must run. The text is the reason,
    /// for `VAMOS_LINK=explain`.
    Unsupported(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fatal(text) | Self::Exit(text) => f.write_str(text),
            Self::Errors => f.write_str("errors were reported"),
            Self::Unsupported(reason) => write!(f, "not linked in process: {reason}"),
        }
    }
}

impl std::error::Error for Stop {}

/// The most errors that are reported without `-e`.
const LIMIT: usize = 20;

/// Messages, in the order in which they were found; nearly all are for stderr.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    lines: Vec<String>,
    /// The indices of lines for stdout.
    outputs: Vec<usize>,
    errors: usize,
    /// True with `-e`: errors have no limit.
    all: bool,
}

impl Diagnostics {
    /// Returns an empty list; with `all` (`-e`) errors have no limit.
    pub fn new(all: bool) -> Self {
        Self {
            all,
            ..Self::default()
        }
    }

    /// Adds a line for stdout, which is not an error.
    pub fn print(&mut self, line: impl Into<String>) {
        self.outputs.push(self.lines.len());
        self.lines.push(line.into());
    }

    /// Adds an error.
    ///
    /// # Errors
    /// There are too many.
    pub fn error(&mut self, line: impl Into<String>) -> Result<(), Stop> {
        self.lines.push(line.into());
        self.errors += 1;
        if self.errors > LIMIT && !self.all {
            return Err(Stop::Exit("too many errors".to_owned()));
        }
        Ok(())
    }

    /// Ends the link if there were errors (`exitIfErrors`).
    ///
    /// # Errors
    /// There were errors.
    pub fn check(&self) -> Result<(), Stop> {
        if self.errors > 0 {
            return Err(Stop::Errors);
        }
        Ok(())
    }

    /// Returns true if the line with this index is for stdout, not for stderr.
    pub fn is_output(&self, index: usize) -> bool {
        self.outputs.contains(&index)
    }

    /// Returns the lines, each without its line break.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}
