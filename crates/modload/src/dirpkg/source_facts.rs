//! The facts read from one source file.
//!
//! Counterpart: cmd/go/internal/modindex/scan.go (`rawFile`).

use vamos_syntax::Constraints;
use vamos_syntax::MultipleGoBuild;
use vamos_syntax::SourceInfo;

use super::error::FileError;
use super::names::extension;
use super::package::DirPackage;

/// The kind of a file, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// A Go file.
    Go,
    /// An object file, never read.
    Object,
    /// Any other source file.
    Other,
}

/// The result of reading a file.
#[derive(Debug)]
pub(crate) enum Facts {
    /// The facts of a Go file.
    Go(Result<SourceInfo, FileError>),
    /// The constraints of another source file.
    Other(Result<Result<Constraints, MultipleGoBuild>, FileError>),
}

/// Returns the kind of source for a file name.
pub(crate) fn source_kind(name: &str) -> Option<SourceKind> {
    if name.starts_with(['_', '.']) {
        return None;
    }
    match extension(name) {
        ".go" => Some(SourceKind::Go),
        ".syso" => Some(SourceKind::Object),
        extension => {
            let is_source = DirPackage::default().list_for(extension).is_some();
            is_source.then_some(SourceKind::Other)
        }
    }
}
