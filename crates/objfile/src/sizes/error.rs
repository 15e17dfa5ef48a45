//! Errors of reading the parts of a file.
//!
//! Counterpart: none.

use std::error::Error;
use std::fmt::Display;
use std::fmt::Formatter;
use std::io;

use crate::elf::ElfError;
use crate::elf::format_text;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;

/// Error of reading the parts of a file.
#[derive(Debug)]
pub enum SizesError {
    /// The file cannot be read.
    Io(io::Error),
    /// Something else than an ELF file; its name, if it has a known one.
    Format(Option<&'static str>),
    /// An ELF file that Go did not make.
    NotGo,
    /// A header that breaks a rule, in the words of Go's reader.
    Header {
        /// The rule, with the value that breaks it.
        rule: String,
        /// Offset of the record.
        offset: u64,
    },
    /// The error in the tables.
    Damaged(&'static str),
    /// There are no symbols, and the function table is of a Go release before 1.18.
    Old,
}

impl Display for SizesError {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Format(None) => f.write_str("not an ELF file"),
            Self::Format(Some(name)) => write!(f, "not an ELF file, but {name}"),
            Self::NotGo => f.write_str("not a Go program"),
            Self::Header { rule, offset } => f.write_str(&format_text(rule, *offset)),
            Self::Damaged(text) => write!(f, "damaged: {text}"),
            Self::Old => f.write_str("has no symbol table, and was made by Go before 1.18"),
        }
    }
}

impl Error for SizesError {}

impl From<ReadError> for SizesError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => Self::Io(error),
            ReadError::Eof | ReadError::UnexpectedEof => Self::Damaged("the file ends early"),
        }
    }
}

impl From<ElfError> for SizesError {
    fn from(error: ElfError) -> Self {
        match error {
            ElfError::Read(error) => error.into(),
            ElfError::Format { rule, offset } => Self::Header { rule, offset },
        }
    }
}

/// Fails if the first bytes are not of an ELF file.
pub(super) fn check_format(from: &dyn ReadAt) -> Result<(), SizesError> {
    let mut head = [0; 8];
    let count = from.read_at(&mut head, 0).map_err(SizesError::Io)?;
    let known = match &head[..count] {
        [0x7f, b'E', b'L', b'F', ..] => return Ok(()),
        [b'M', b'Z', ..] => Some("a program for Windows"),
        [0xfe, 0xed, 0xfa, ..] | [_, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => {
            Some("a program for macOS")
        }
        [0x01, 0xdf | 0xf7, ..] => Some("a program for AIX"),
        [0, b'a', b's', b'm', ..] => Some("a WebAssembly module"),
        [b'!', b'<', b'a', b'r', b'c', b'h', ..] => Some("an archive"),
        [b'#', b'!', ..] => Some("a script"),
        _ => None,
    };
    Err(SizesError::Format(known))
}
