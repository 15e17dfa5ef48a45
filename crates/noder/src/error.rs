//! Reasons for a package without a result.
//!
//! Counterpart: none; upstream ends the process with an internal error.

use std::fmt;

use vamos_types::Pos;

/// Reason for a package without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The package exceeds the limits: its nesting, its size, or the size of the result.
    TooDeep,
    /// The result has more than 4 GB.
    TooLarge,
    /// The release writes a version of the format that is not known.
    Format(u32),
    /// The checker has left something unknown, or something else than expected.
    Unexpected {
        /// The thing that is missing or wrong.
        what: &'static str,
        /// Its position.
        pos: Pos,
    },
}

/// The result of a step.
pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Returns the error for something that a checked package cannot have.
    pub(crate) fn unexpected(what: &'static str, pos: Pos) -> Self {
        Self::Unexpected { what, pos }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooDeep => f.write_str("the source is nested too deep"),
            Self::TooLarge => f.write_str("the export data exceed 4 GB"),
            Self::Format(version) => write!(f, "unknown version {version} of export data"),
            Self::Unexpected { what, .. } => write!(f, "unexpected {what}"),
        }
    }
}

impl std::error::Error for Error {}
