//! Errors that end a command, with their exit codes.
//!
//! Counterpart: cmd/go/internal/base/base.go (`Fatal`, `Errorf`, `SetExitStatus`).

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum CliError {
    /// Everything was printed already; only the exit code remains.
    Exit(i32),
    /// A complete line for stderr, with prefix and without newline; exit code 1.
    Fatal(String),
    /// A line for stderr (may be empty), then the command's usage and a note; exit code 2.
    Usage {
        /// The line.
        line: String,
        /// Lines after the usage.
        note: String,
    },
    /// The command or feature is not implemented: it is passed through to the SDK's own
    /// command, or refused with exit code 3. Nothing may have been printed or written
    /// before.
    Unimplemented(String),
}

impl CliError {
    /// Returns the error of `base.Fatal(err)`: `go: ` and the text.
    pub(crate) fn go(text: impl std::fmt::Display) -> Self {
        Self::Fatal(format!("go: {text}"))
    }

    /// Returns the error of a command line that has no meaning.
    pub(crate) fn usage(line: impl Into<String>) -> Self {
        Self::Usage {
            line: line.into(),
            note: String::new(),
        }
    }
}
