//! Reasons why the result of a test that runs some code has no key by content.
//!
//! Counterpart: none.

/// Reason why the result of a test that runs this code has no key by content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It uses this name, which reads unlogged data.
    Unlogged(String),
    /// Metadata of a file is used in this expression in a way that may show its times.
    Metadata(String),
    /// It uses this name, which serves or archives files with their times.
    Serves(String),
}
