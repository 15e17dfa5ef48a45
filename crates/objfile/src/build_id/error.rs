//! Errors of reading a build ID.
//!
//! Counterpart: the errors of cmd/internal/buildid, io and io/fs.

use std::io;

use crate::elf::ElfError;
use crate::elf::format_text;
use crate::macho::MachoError;
use crate::read_at::ReadError;

/// Error of reading or replacing a build ID.
#[derive(Debug)]
pub enum BuildIdError {
    /// The file is shorter than the shortest header.
    Eof,
    /// The file ends inside something.
    UnexpectedEof,
    /// The system could not read the file.
    Io {
        /// The file's name as the caller gave it.
        name: String,
        /// The system's error.
        error: io::Error,
    },
    /// The file does not have the format that its first bytes announce.
    Parse {
        /// The file's name as the caller gave it.
        name: String,
        /// The error in the file.
        cause: String,
    },
    /// The given build ID is empty.
    NoId,
}

impl BuildIdError {
    pub(super) fn malformed(name: &str) -> Self {
        Self::parse(name, "malformed object file")
    }

    pub(super) fn parse(name: &str, cause: &str) -> Self {
        Self::Parse {
            name: name.to_owned(),
            cause: cause.to_owned(),
        }
    }

    pub(super) fn io(name: &str, error: io::Error) -> Self {
        let name = name.to_owned();
        Self::Io { name, error }
    }

    pub(super) fn read(name: &str, error: ReadError) -> Self {
        match error {
            ReadError::Eof => Self::Eof,
            ReadError::UnexpectedEof => Self::UnexpectedEof,
            ReadError::Io(error) => Self::io(name, error),
        }
    }

    /// Errors of the parsers stand inside a "parse" error of the file.
    pub(super) fn in_parse(name: &str, error: ReadError) -> Self {
        let cause = Self::read(name, error).to_string();
        Self::parse(name, &cause)
    }

    pub(super) fn elf(name: &str, error: ElfError) -> Self {
        match error {
            ElfError::Read(error) => Self::in_parse(name, error),
            ElfError::Format { rule, offset } => Self::parse(name, &format_text(&rule, offset)),
        }
    }

    pub(super) fn macho(name: &str, error: MachoError) -> Self {
        match error {
            MachoError::Read(error) => Self::in_parse(name, error),
            MachoError::Format { rule, offset } => Self::parse(name, &format_text(&rule, offset)),
        }
    }
}

impl std::fmt::Display for BuildIdError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Eof => f.write_str("EOF"),
            Self::UnexpectedEof => f.write_str("unexpected EOF"),
            Self::Io { name, error } => write!(f, "read {name}: {}", system_text(error)),
            Self::Parse { name, cause } => write!(f, "parse {name}: {cause}"),
            Self::NoId => f.write_str("buildid.FindAndHash: no id specified"),
        }
    }
}

impl std::error::Error for BuildIdError {}

/// Go's text of a system error: the C library's, starting in lower case.
fn system_text(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error ").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
