//! Why serving a cache ends.
//!
//! Counterpart: none.

use std::fmt;

/// Why the requests cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServeError {
    /// They cannot be parsed.
    Malformed(String),
    /// Reading failed.
    Read(String),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(f, "malformed request: {text}"),
            Self::Read(text) => write!(f, "cannot read requests: {text}"),
        }
    }
}

impl std::error::Error for ServeError {}
