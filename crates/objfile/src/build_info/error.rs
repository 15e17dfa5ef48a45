//! Errors of reading build information.
//!
//! Counterpart: debug/buildinfo/buildinfo.go (`errUnrecognizedFormat`, `errNotGoExe`).

use std::io;

use super::ParseError;

/// Error of reading build information.
#[derive(Debug)]
pub enum BuildInfoError {
    /// Not an executable of a known format, or a damaged one.
    Unrecognized,
    /// The executable is not a Go program.
    NotGoExe,
    /// An address leads out of the file.
    NotMapped,
    /// An address leads to zeros that are not in the file.
    Uninitialized,
    /// The text cannot be understood.
    Parse(ParseError),
    /// The system could not read the file.
    Io(io::Error),
}

impl std::fmt::Display for BuildInfoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unrecognized => f.write_str("unrecognized file format"),
            Self::NotGoExe => f.write_str("not a Go executable"),
            Self::NotMapped => f.write_str("address not mapped"),
            Self::Uninitialized => {
                f.write_str("unexpected read from section with uninitialized data")
            }
            Self::Parse(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildInfoError {}

impl BuildInfoError {
    /// Returns the sentence about the file `name` (`buildinfo.ReadFile`).
    pub fn describe(&self, name: &str) -> String {
        format!("could not read Go build info from {name}: {self}")
    }
}
