//! Errors of packages: construction, formatting and collection.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackageError`,
//! `setLoadPackageDataError`, `PackageErrors`), load/printer.go.

use std::fmt;

use hashbrown::HashSet;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_modload::ImportError;
use vamos_modload::dirpkg::DirError;
use vamos_modload::dirpkg::Position;
use vamos_modload::gopath::NotFound;
use vamos_modload::package_error::PackageError;
use vamos_modload::package_error::PackageErrorKind;
use vamos_modload::pattern::MatchError;
use vamos_syntax::ParseError;
use vamos_syntax::SyntaxError;

use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::import_stack::ImportStack;
use crate::pkg::import_stack::Site;
use crate::pkg::package_list::package_list;
use crate::pkg::test_func_error::TestFuncError;

/// The reason why the data of a package could not be loaded, or only in part.
#[derive(Clone, Debug)]
pub(crate) enum DataError {
    /// From the directory's files.
    Dir(DirError),
    /// From module loading.
    Import(ImportError),
    /// From a pattern.
    Match(MatchError),
    /// No package can have this path.
    Disallowed {
        /// The path.
        path: String,
    },
    /// The path contains a version.
    VersionInPath,
    /// Module loading did not resolve the path.
    Unresolved {
        /// The path.
        path: ImportPath,
    },
    /// No directory of GOPATH contains the package.
    NotFound(NotFound),
    /// The package's import comment is another path.
    ImportComment {
        /// The directory.
        dir: String,
        /// The comment.
        comment: String,
    },
    /// A test file cannot be read.
    TestFile(PathError),
    /// A test function is invalid.
    TestFunc(TestFuncError),
}

impl DataError {
    /// Returns the import path in the error's text.
    pub(crate) fn import_path(&self) -> Option<&str> {
        match self {
            Self::Import(error) => error.import_path(),
            _ => None,
        }
    }

    /// Reports whether the error means that no Go file applies.
    fn is_no_go(&self) -> bool {
        match self {
            Self::Dir(error) => matches!(error, DirError::NoGo { .. }),
            Self::Import(error) | Self::Match(MatchError { cause: error, .. }) => error.is_no_go(),
            _ => false,
        }
    }

    /// Returns the command that repairs it, if the text does not contain it.
    fn repair(&self) -> Option<String> {
        match self {
            Self::Import(error) | Self::Match(MatchError { cause: error, .. }) => error.repair(),
            _ => None,
        }
    }

    /// Returns the position of an error that the parser found.
    fn parse_error(&self) -> Option<&SyntaxError> {
        match self {
            Self::Dir(DirError::Parse(ParseError::List(errors))) => errors.first(),
            _ => None,
        }
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dir(error) => error.fmt(f),
            Self::Import(error) => error.fmt(f),
            Self::Match(error) => error.fmt(f),
            Self::Disallowed { path } => write!(f, "disallowed import path {}", quote(path)),
            Self::VersionInPath => f.write_str(
                "can only use path@version syntax with 'go get' and 'go install' in module-aware mode",
            ),
            Self::Unresolved { path } => write!(
                f,
                "unknown import path {}: internal error: module loader did not resolve import",
                quote(path)
            ),
            Self::NotFound(error) => error.fmt(f),
            Self::ImportComment { dir, comment } => {
                let comment = quote(comment);
                write!(f, "code in directory {dir} expects import {comment}")
            }
            Self::TestFile(error) => error.fmt(f),
            Self::TestFunc(error) => error.fmt(f),
        }
    }
}

/// Shortens the file of a position for display.
pub(crate) fn short_position(cwd: &str, pos: &Position) -> String {
    let short = Position {
        file: path::short_path(cwd, &pos.file).into(),
        ..*pos
    };
    short.to_string()
}

/// Returns the text for a package whose directory has no Go file that applies.
pub(crate) fn no_go_text(package: &Package) -> String {
    let dir = &package.dir;
    if !package.files.ignored_go.is_empty() {
        format!("build constraints exclude all Go files in {dir}")
    } else if !package.tests.go.is_empty() || !package.xtests.go.is_empty() {
        format!("no non-test Go files in {dir}")
    } else {
        format!("no Go files in {dir}")
    }
}

/// Sets the error of a package whose data could not be loaded. `path` is its path in the import or
/// argument, `import_pos` the position.
pub(crate) fn set_data_error(
    package: &mut Package,
    error: &DataError,
    path: &str,
    stack: &mut ImportStack,
    import_pos: Option<Site<'_>>,
    cwd: &str,
) {
    let mut text = match error {
        DataError::Match(error) if error.pattern == path && error.is_literal => {
            error.cause.to_string()
        }
        other => other.to_string(),
    };
    let is_no_go = error.is_no_go();
    if let DataError::Import(cause) | DataError::Match(MatchError { cause, .. }) = error
        && let ImportError::NoGo { dir } = cause
        && package.dir.is_empty()
    {
        package.facts.dir.clone_from(dir);
    }
    if is_no_go {
        text = no_go_text(package);
    }
    let mut pos = String::new();
    let parse_error = error.parse_error();
    if let Some(error) = parse_error {
        pos = short_position(cwd, &error.position);
        text.clone_from(&error.message);
    }
    let is_match = matches!(error, DataError::Match(_));
    let is_own_fault = !is_match && (is_no_go || parse_error.is_some());
    if is_own_fault {
        stack.push(path, import_pos);
    }
    let mut made = PackageError {
        import_stack: stack.snapshot(),
        pos,
        err: text,
        kind: kind_of(error),
        names_package: error.import_path() == Some(package.import_path.as_str()),
        repair: error.repair(),
        ..PackageError::default()
    };
    if stack.top().is_some_and(|top| top != path) {
        set_pos(&mut made, import_pos, cwd);
    }
    if is_own_fault {
        stack.pop();
    }
    package.facts.problems.error = Some(made.into());
    package.facts.problems.incomplete = true;
}

fn kind_of(error: &DataError) -> PackageErrorKind {
    if error.is_no_go() {
        return PackageErrorKind::NoGo;
    }
    match error {
        DataError::Import(cause) | DataError::Match(MatchError { cause, .. }) => {
            if needs_download(cause) {
                PackageErrorKind::NeedsDownload
            } else if cause.is_missing() {
                PackageErrorKind::Missing
            } else {
                PackageErrorKind::Other
            }
        }
        _ => PackageErrorKind::Other,
    }
}

fn needs_download(error: &ImportError) -> bool {
    let module_error = error.module_error();
    module_error.is_some_and(|error| error.needs_download().is_some())
}

/// Sets the position of an error to the import, if there is one.
pub(crate) fn set_pos(error: &mut PackageError, import_pos: Option<Site<'_>>, cwd: &str) {
    if let Some(pos) = import_pos.and_then(Site::position) {
        error.pos = short_position(cwd, pos);
    }
}

/// The result of [`package_errors`].
#[derive(Clone, Debug, Default)]
pub struct PackageErrors {
    /// Packages with errors, dependencies first.
    pub packages: Vec<PackageId>,
    /// Import paths that were loaded twice, which is a bug.
    pub duplicates: Vec<ImportPath>,
}

impl PackageErrors {
    /// Reports whether there is no error.
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.duplicates.is_empty()
    }
}

/// Returns the packages with errors among packages and all that they import, dependencies first
/// (`PackageErrors`).
pub fn broken_packages(graph: &PackageGraph, roots: &[PackageId]) -> Vec<PackageId> {
    let is_incomplete = |id: &PackageId| graph.get(*id).problems.incomplete;
    if !roots.iter().any(is_incomplete) {
        return Vec::new();
    }
    let mut list = package_list(graph, roots);
    list.retain(|id| graph.get(*id).problems.error.is_some());
    list
}

/// Collects the errors of the roots and their dependencies (`CheckPackageErrors`): the caller
/// prints each package's error unchanged, without prefix.
pub fn package_errors(graph: &PackageGraph) -> PackageErrors {
    let mut found = PackageErrors {
        packages: broken_packages(graph, &graph.roots),
        duplicates: Vec::new(),
    };
    if !found.packages.is_empty() {
        return found;
    }
    let list = package_list(graph, &graph.roots);
    let mut seen = HashSet::with_capacity(list.len());
    for &id in &list {
        let package = graph.get(id);
        let is_new = seen.insert((
            package.import_path.as_str(),
            package.request.pgo_profile.as_str(),
        ));
        if !is_new && !found.duplicates.contains(&package.import_path) {
            found.duplicates.push(package.import_path.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use vamos_modload::dirpkg::Position;

    use super::short_position;

    fn position(file: &str, line: u32) -> Position {
        Position {
            file: file.into(),
            line,
            column: 7,
        }
    }

    #[test]
    fn shortens_positions() {
        assert_eq!(short_position("/a", &position("/a/b.go", 3)), "b.go:3:7");
    }
}
