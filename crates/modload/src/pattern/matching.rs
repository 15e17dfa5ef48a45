//! One pattern and its matches.
//!
//! Counterpart: cmd/go/internal/search/search.go (`Match`, `MatchError`).

use std::fmt;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;

use crate::ImportError;

/// A pattern and its packages (`search.Match`).
#[derive(Clone, Debug, Default)]
pub struct Match {
    /// The pattern, cleaned.
    pub pattern: String,
    /// If the pattern is local: directories that may contain packages.
    pub dirs: Vec<Dir>,
    /// Import paths of the packages.
    pub pkgs: Vec<ImportPath>,
    /// Errors of matching, not of loading the matches.
    pub errors: Vec<MatchError>,
    /// True if `dirs` was filled.
    pub(crate) has_dirs: bool,
    /// True if `pkgs` does not depend on the requirements.
    pub(crate) is_settled: bool,
}

impl Match {
    /// Returns a match that is not yet resolved.
    pub fn new(pattern: &str) -> Self {
        Self {
            pattern: pattern.to_owned(),
            ..Self::default()
        }
    }

    /// Adds an error of matching.
    pub(crate) fn add_error(&mut self, cause: ImportError) {
        let error = MatchError {
            pattern: self.pattern.clone(),
            is_literal: self.is_literal(),
            is_bare: false,
            cause,
        };
        self.errors.push(error);
    }

    /// Adds an error that is shown without the pattern.
    pub(crate) fn add_bare_error(&mut self, cause: ImportError) {
        let error = MatchError {
            pattern: self.pattern.clone(),
            is_literal: self.is_literal(),
            is_bare: true,
            cause,
        };
        self.errors.push(error);
    }

    /// Reports whether the pattern has no wildcards and is not a meta name.
    pub fn is_literal(&self) -> bool {
        !self.pattern.contains("...") && !self.is_meta()
    }

    /// Reports whether the pattern is for directories.
    pub fn is_local(&self) -> bool {
        is_local_import(&self.pattern) || self.pattern.starts_with('/')
    }

    /// Reports whether the pattern is a meta name such as `std`.
    pub(crate) fn is_meta(&self) -> bool {
        is_meta_package(&self.pattern)
    }
}

/// An error of matching a pattern; prints with the pattern before it unless it is bare.
#[derive(Clone, Debug)]
pub struct MatchError {
    /// The pattern.
    pub pattern: String,
    /// True if the pattern is literal.
    pub is_literal: bool,
    /// True if it is not a `search.MatchError` but the error itself (of the module graph).
    pub is_bare: bool,
    /// The cause.
    pub cause: ImportError,
}

impl fmt::Display for MatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_bare {
            return self.cause.fmt(f);
        }
        let word = if self.is_literal { "" } else { "pattern " };
        write!(f, "{word}{}: {}", self.pattern, self.cause)
    }
}

/// Reports whether a name is a meta name for several packages.
pub fn is_meta_package(name: &str) -> bool {
    matches!(name, "std" | "cmd" | "tool" | "work" | "all")
}

/// Reports whether a pattern is a path relative to the working directory.
pub fn is_relative_path(pattern: &str) -> bool {
    is_local_import(pattern)
}

/// Reports whether a path is `.`, `..` or begins with `./` or `../`
/// (`build.IsLocalImport`).
pub fn is_local_import(path: &str) -> bool {
    path == "." || path == ".." || path.starts_with("./") || path.starts_with("../")
}

/// Reports whether GOROOT/src/path would count as standard: no dot in the first element.
pub fn is_standard_import_path(path: &str) -> bool {
    let first = path.split_once('/').map_or(path, |(first, _)| first);
    !first.contains('.')
}
