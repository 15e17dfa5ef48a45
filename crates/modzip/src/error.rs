//! The errors of a module zip.
//!
//! Counterpart: archive/zip (`ErrFormat` …), golang.org/x/mod/zip (`FileError`).

use vamos_base::golang::module::Invalid;
use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote;

/// The problem of a module zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZipError {
    /// It is not a zip, or a member differs from its directory entry.
    Format,
    /// A member's bytes do not have the stored checksum.
    Checksum,
    /// A member uses a compression method that module zips do not use.
    Algorithm,
    /// The deflated bytes of a member are malformed.
    Corrupt,
    /// It ends too early.
    UnexpectedEof,
    /// The comment at the end is longer than the file.
    CommentLength,
    /// The name of a file to hash contains a newline.
    NewlineInName,
    /// The version is not in its canonical form.
    NotCanonical {
        /// The version.
        have: String,
        /// Its canonical form.
        want: String,
    },
    /// The path or version is invalid, or they do not fit together.
    Module(Invalid),
    /// The total size of the module's files is too large.
    SourceTooLarge {
        /// The maximum size in bytes.
        limit: u64,
    },
    /// The declared total size of the members is too large.
    ContentsTooLarge {
        /// The maximum size in bytes.
        limit: u64,
    },
    /// The zip is too large.
    FileTooLarge {
        /// Its length.
        length: u64,
        /// The maximum size in bytes.
        limit: u64,
    },
    /// Members that break rules: name and rule.
    Members(Vec<(String, String)>),
    /// A module's zip cannot be made.
    Create(Box<ZipError>),
}

impl ZipError {
    /// Returns the error for a version that is not canonical.
    pub(crate) fn not_canonical(have: &str, want: &str) -> Self {
        Self::NotCanonical {
            have: have.to_owned(),
            want: want.to_owned(),
        }
    }
}

impl std::fmt::Display for ZipError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Format => f.write_str("zip: not a valid zip file"),
            Self::Checksum => f.write_str("zip: checksum error"),
            Self::Algorithm => f.write_str("zip: unsupported compression algorithm"),
            Self::Corrupt => f.write_str("flate: corrupt input"),
            Self::UnexpectedEof => f.write_str("unexpected EOF"),
            Self::CommentLength => f.write_str("zip: invalid comment length"),
            Self::NewlineInName => {
                f.write_str("dirhash: filenames with newlines are not supported")
            }
            Self::NotCanonical { have, want } => write!(
                f,
                "version {} is not canonical (should be {})",
                quote(have),
                quote(want)
            ),
            Self::Module(error) => error.fmt(f),
            Self::SourceTooLarge { limit } => write!(
                f,
                "module source tree too large (max size is {limit} bytes)"
            ),
            Self::ContentsTooLarge { limit } => write!(
                f,
                "total uncompressed size of module contents too large (max size is {limit} bytes)"
            ),
            Self::FileTooLarge { length, limit } => write!(
                f,
                "module zip file is too large ({length} bytes; limit is {limit} bytes)"
            ),
            Self::Create(error) => write!(f, "create zip: {error}"),
            Self::Members(list) => {
                for (at, (name, rule)) in list.iter().enumerate() {
                    let end = if at > 0 { "\n" } else { "" };
                    write!(f, "{end}{}: {rule}", os_str::lossy(name))?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for ZipError {}
