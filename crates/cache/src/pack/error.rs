//! The errors of packs.
//!
//! Counterpart: none.

use std::fmt;
use std::io;

use vamos_fsys::PathError;

use crate::CacheError;

/// The reason why a pack cannot be made or used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackError {
    /// The file is not a pack, or has another format version.
    NotAPack,
    /// The file was cut off or changed.
    Damaged,
    /// The list of the pack is malformed, although its checksum is right.
    Malformed(&'static str),
    /// A value does not have the hash in the list.
    WrongValue {
        /// The value's name.
        name: String,
    },
    /// The pack cannot be read.
    Unreadable(PathError),
    /// A file of the cache cannot be read.
    Path(PathError),
    /// A value cannot be stored.
    Cache(CacheError),
}

impl From<io::Error> for PackError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(PathError::new("read", "", &error))
    }
}

impl From<PathError> for PackError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl From<CacheError> for PackError {
    fn from(error: CacheError) -> Self {
        Self::Cache(error)
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPack => f.write_str("not a pack of this version of vamos"),
            Self::Damaged => f.write_str("the pack is damaged or not complete"),
            Self::Malformed(what) => write!(f, "malformed pack: {what}"),
            Self::WrongValue { name } => {
                write!(f, "malformed pack: value {name} has another content")
            }
            // The caller names the pack.
            Self::Unreadable(error) => f.write_str(&error.message),
            Self::Path(error) => error.fmt(f),
            Self::Cache(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PackError {}
