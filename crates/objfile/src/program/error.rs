//! Errors of reading a program.
//!
//! Counterpart: the errors of cmd/internal/objfile.

use std::error::Error;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::archive::ArchiveError;

/// An error of reading a program. Texts equal the texts of upstream's tools.
#[derive(Debug, PartialEq, Eq)]
pub enum ProgramError {
    /// A Go object of a toolchain with another object format.
    OtherVersion(ArchiveError),
    /// No known format.
    Unrecognized,
    /// There is no symbol table.
    NoSymbols,
    /// There is no section of code.
    NoText,
    /// A symbol names a missing section.
    SymbolSection,
    /// A symbol that marks the table of lines is missing.
    NoSymbol(&'static str),
    /// Valid or damaged data whose result only upstream's tool can give.
    Unsupported(&'static str),
}

/// Refuses symbols of Go before 1.3, of which there are `size` bytes.
pub(super) fn check_old_symbols(size: u64) -> Result<(), ProgramError> {
    match size {
        0 => Ok(()),
        _ => Err(ProgramError::Unsupported("a program of Go before 1.3")),
    }
}

impl Display for ProgramError {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherVersion(error) => error.fmt(f),
            Self::Unrecognized => f.write_str("unrecognized object file"),
            Self::NoSymbols => f.write_str("no symbol section"),
            Self::NoText => f.write_str("text section not found"),
            Self::SymbolSection => f.write_str("invalid section number in symbol table"),
            Self::NoSymbol(name) => write!(f, "no {name} symbol found"),
            Self::Unsupported(what) => write!(f, "{what} is not supported"),
        }
    }
}

impl Error for ProgramError {}
