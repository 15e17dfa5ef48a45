//! Errors of packages as values.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackageError`, `ImportInfo`).

use crate::dirpkg::Position;

/// One entry of an import stack: a package and where it was imported
/// (`load.ImportInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportInfo {
    /// Import path.
    pub pkg: String,
    /// Place of the import, with absolute file; may be absent.
    pub pos: Option<Position>,
}

/// An error loading a package (`load.PackageError`).
#[derive(Clone, Debug, Default)]
pub struct PackageError {
    /// Shortest path from a package named on the command line to this one.
    pub import_stack: Vec<ImportInfo>,
    /// Position of the error, shortened for display, or empty.
    pub pos: String,
    /// The error's own text.
    pub err: String,
    /// The kind of error, where callers distinguish it.
    pub kind: PackageErrorKind,
    /// Whether the text is sure to name the package that has the error
    /// (`load.ImportPathError` of that path).
    pub names_package: bool,
    /// Whether the error is an import cycle.
    pub is_import_cycle: bool,
    /// Whether the stack is printed even if there is a position.
    pub always_print_stack: bool,
    /// The command that repairs it, where the text names none.
    pub repair: Option<String>,
}

/// Kinds of package errors that callers treat differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageErrorKind {
    /// No distinction needed.
    #[default]
    Other,
    /// `load.NoGoError`: there is a directory, but no Go file that applies.
    NoGo,
    /// `load.EmbedError`: a pattern of a `//go:embed` line cannot be embedded.
    Embed,
    /// A module that would have to be fetched: not built yet, so passed through.
    NeedsDownload,
    /// A package that no module provides.
    Missing,
}
