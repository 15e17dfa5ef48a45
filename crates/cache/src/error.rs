//! The error of storing a value.
//!
//! A miss is not an error: getters return `None`.
//! Counterpart: the errors of cmd/go/internal/cache/cache.go.

use vamos_fsys::PathError;

/// The reason why a value could not be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheError {
    /// A file operation failed.
    Path(PathError),
    /// The file to be stored does not have the hash that was computed before.
    ContentChanged,
    /// The name of an executable is already used by a plain output.
    NotExecutableDir,
    /// The operating system cannot lock the trim file.
    Unsupported(PathError),
    /// There is no cache.
    Absent,
    /// The cache program refused.
    Prog {
        /// Its message.
        message: String,
    },
    /// The cache program did not name the file of a value.
    NoDiskPath,
    /// The cache program has ended.
    ProgClosed,
}

impl From<PathError> for CacheError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl std::fmt::Display for CacheError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(error) | Self::Unsupported(error) => error.fmt(f),
            Self::ContentChanged => f.write_str("file content changed underfoot"),
            Self::NotExecutableDir => {
                f.write_str("internal error: invalid binary cache entry: not a directory")
            }
            Self::Absent => f.write_str("there is no build cache"),
            Self::Prog { message } => f.write_str(message),
            Self::NoDiskPath => f.write_str("GOCACHEPROG didn't return DiskPath in put response"),
            Self::ProgClosed => f.write_str("GOCACHEPROG program closed unexpectedly"),
        }
    }
}

impl std::error::Error for CacheError {}
