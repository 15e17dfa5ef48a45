//! What ends a command, and with which exit code.
//!
//! Counterpart: cmd/go/internal/base/base.go (`Fatal`, `Errorf`, `SetExitStatus`).

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum CliError {
    /// Everything was said already; only the exit code is left.
    Exit(i32),
    /// A line for stderr, whole as printed (prefix included, newline not); exit code 1.
    Fatal(String),
    /// A line for stderr (may be empty), then the command's usage; exit code 2.
    Usage(String),
    /// What was asked for is not built yet: passed through to the SDK's own command,
    /// or refused with exit code 3. Nothing was printed or written before this.
    NotBuilt(String),
}

impl CliError {
    /// Returns the error of `base.Fatal(err)`: the text behind `go: `.
    pub(crate) fn go(text: impl std::fmt::Display) -> Self {
        Self::Fatal(format!("go: {text}"))
    }
}
