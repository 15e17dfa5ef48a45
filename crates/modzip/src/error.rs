//! What is wrong with a module zip.
//!
//! Counterpart: archive/zip (`ErrFormat` …), golang.org/x/mod/zip (`FileError`).

use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote;

/// What is wrong with a module zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZipError {
    /// It is not a zip, or a member differs from its directory entry.
    Format,
    /// A member's bytes are not those that were packed.
    Checksum,
    /// A member is packed in a way that module zips are not.
    Algorithm,
    /// The deflated bytes of a member make no sense.
    Corrupt,
    /// It ends too early.
    UnexpectedEof,
    /// The comment at the end is longer than the file.
    CommentLength,
    /// The name of a file to hash contains a newline.
    NewlineInName,
    /// The whole breaks a rule; the whole text.
    Whole(String),
    /// Members that break rules: name and rule.
    Members(Vec<(String, String)>),
    /// A module's zip cannot be made.
    Create(Box<ZipError>),
}

impl ZipError {
    /// Returns the error for a version that is not canonical.
    pub(crate) fn not_canonical(have: &str, want: &str) -> Self {
        let (have, want) = (quote(have), quote(want));
        Self::Whole(format!(
            "version {have} is not canonical (should be {want})"
        ))
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
            Self::Whole(text) => f.write_str(text),
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
