//! Errors that end the serving of a cache.
//!
//! Counterpart: none.

use std::fmt;
use std::io;

/// The reason why the requests cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServeError {
    /// They cannot be parsed.
    Malformed {
        /// The problem.
        problem: String,
    },
    /// Reading failed.
    Read {
        /// The system's reason.
        reason: String,
    },
}

impl ServeError {
    /// Returns the error of requests that cannot be parsed.
    pub(crate) fn malformed(problem: impl fmt::Display) -> Self {
        let problem = problem.to_string();
        Self::Malformed { problem }
    }

    /// Returns the error of a read that failed.
    pub(crate) fn read(reason: &io::Error) -> Self {
        let reason = reason.to_string();
        Self::Read { reason }
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { problem } => write!(f, "malformed request: {problem}"),
            Self::Read { reason } => write!(f, "cannot read requests: {reason}"),
        }
    }
}

impl std::error::Error for ServeError {}
