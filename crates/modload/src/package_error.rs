//! Errors of packages as values.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackageError`, `ImportInfo`).

use std::fmt;

use vamos_base::golang::path;

use crate::dirpkg::Position;

/// One entry of an import stack: a package and the position of its import (`load.ImportInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportInfo {
    /// Import path.
    pub pkg: String,
    /// Position of the import, with absolute file; may be absent.
    pub pos: Option<Position>,
}

/// An error loading a package (`load.PackageError`).
#[derive(Clone, Debug, Default)]
pub struct PackageError {
    /// Shortest path from a package on the command line to this one.
    pub import_stack: Vec<ImportInfo>,
    /// Position of the error, shortened for display, or empty.
    pub pos: String,
    /// The error's own text.
    pub err: String,
    /// The kind of error, if callers distinguish it.
    pub kind: PackageErrorKind,
    /// True if the text is certain to contain the name of the package with the error
    /// (`load.ImportPathError` of that path).
    pub names_package: bool,
    /// True if the error is an import cycle.
    pub is_import_cycle: bool,
    /// True if the stack is printed even if there is a position.
    pub always_print_stack: bool,
    /// The command that repairs it, if the text contains none.
    pub repair: Option<String>,
}

/// Kinds of package errors that callers treat differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageErrorKind {
    /// No distinction needed.
    #[default]
    Other,
    /// `load.NoGoError`: the directory exists, but has no Go file for this build.
    NoGo,
    /// `load.EmbedError`: a pattern of a `//go:embed` line cannot be embedded.
    Embed,
    /// A module that would have to be fetched.
    NeedsDownload,
    /// A package that no module provides.
    Missing,
}

impl fmt::Display for PackageError {
    /// Prints the position or the import stack, and the error.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_stack = !self.import_stack.is_empty();
        if !self.pos.is_empty() && (!has_stack || !self.always_print_stack) {
            return write!(f, "{}: {}", self.pos, self.err);
        }
        if !has_stack {
            return f.write_str(&self.err);
        }
        f.write_str("package ")?;
        for (at, info) in self.import_stack.iter().enumerate() {
            if at > 0 {
                f.write_str("\n\timports ")?;
            }
            write_stack_entry(f, info, self.is_import_cycle)?;
        }
        if !self.pos.is_empty() {
            write!(f, "\n\t{}", self.pos)?;
        }
        write!(f, ": {}", self.err)
    }
}

fn write_stack_entry(
    f: &mut fmt::Formatter<'_>,
    info: &ImportInfo,
    with_file: bool,
) -> fmt::Result {
    f.write_str(&info.pkg)?;
    match &info.pos {
        Some(pos) if with_file => write!(f, " from {}", path::base(&pos.file)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::ImportInfo;
    use super::PackageError;
    use crate::dirpkg::Position;

    #[test]
    fn prints_position_or_stack() {
        let entry = |pkg: &str, pos: Option<Position>| ImportInfo {
            pkg: pkg.to_owned(),
            pos,
        };
        let from = Position {
            file: "/m/a.go".into(),
            line: 3,
            column: 7,
        };
        let mut error = PackageError {
            import_stack: vec![entry("a", None), entry("b", Some(from))],
            err: "import cycle not allowed".to_owned(),
            is_import_cycle: true,
            ..PackageError::default()
        };
        assert_eq!(
            error.to_string(),
            "package a\n\timports b from a.go: import cycle not allowed"
        );
        error.pos = "a.go:3:8".to_owned();
        assert_eq!(error.to_string(), "a.go:3:8: import cycle not allowed");
        error.always_print_stack = true;
        error.is_import_cycle = false;
        assert_eq!(
            error.to_string(),
            "package a\n\timports b\n\ta.go:3:8: import cycle not allowed"
        );
    }
}
