//! What is read from one source file.
//!
//! Counterpart: cmd/go/internal/modindex/scan.go (`rawFile`).

use vamos_syntax::Constraints;
use vamos_syntax::MultipleGoBuild;
use vamos_syntax::SourceInfo;

use super::error::FileError;
use super::names::extension;
use super::package::DirPackage;

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// A Go file.
    Go,
    /// An object file, never read.
    Object,
    /// Any other source file.
    Other,
}

/// What reading a file gave.
#[derive(Debug)]
pub(crate) enum Facts {
    /// Of a Go file.
    Go(Result<SourceInfo, FileError>),
    /// Of another source file.
    Other(Result<Result<Constraints, MultipleGoBuild>, FileError>),
}

/// Returns the kind of source that a file name stands for.
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
