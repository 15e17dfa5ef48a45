//! A loaded package, and the graph of them.
//!
//! Names are those of `go list`, grouped by subject.
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagePublic`, `PackageInternal`).

use std::ops::Deref;
use std::sync::Arc;

use vamos_modfile::Origin;

use crate::dirpkg::Position;
use crate::facts::PackageFacts;
use crate::pkg::SharedPackages;
use crate::request::BuildOutcome;
use crate::request::BuildRequest;

/// Index of a package in its [`PackageGraph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub u32);

/// All packages of one load; ids are dense and stable for the run.
#[derive(Debug, Default)]
pub struct PackageGraph {
    /// The packages, by id.
    pub packages: Vec<Package>,
    /// The packages that the patterns named, in order.
    pub roots: Vec<PackageId>,
    /// What builds with shared libraries need besides.
    pub shared: SharedPackages,
}

impl PackageGraph {
    /// Returns the package with this id.
    pub fn get(&self, id: PackageId) -> &Package {
        &self.packages[id.0 as usize]
    }

    /// Returns the package with this id, to change.
    pub fn get_mut(&mut self, id: PackageId) -> &mut Package {
        &mut self.packages[id.0 as usize]
    }

    /// Sets the file of a test's main program: loading makes its source, and writes
    /// nothing.
    pub fn set_test_main_file(&mut self, id: PackageId, file: String) {
        self.get_mut(id).facts.files.go = vec![file];
    }
}

/// What is wrong with a module (`modinfo.ModuleError`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleFault {
    /// The sentence.
    pub err: String,
}

/// A module as `go list -m -json` shows it (modinfo.ModulePublic).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModulePublic {
    /// Module path.
    pub path: String,
    /// Module version; empty for main modules.
    pub version: String,
    /// The query that selected this version, if it was not the version itself.
    pub query: String,
    /// All versions (with `-versions`).
    pub versions: Vec<String>,
    /// A newer version (with `-u`).
    pub update: Option<Arc<ModulePublic>>,
    /// What it is replaced by.
    pub replace: Option<Arc<ModulePublic>>,
    /// Time the version was created, RFC 3339, as in its `.info` file.
    pub time: Option<String>,
    /// Whether it is a main module.
    pub main: bool,
    /// Whether it is only indirectly needed by the main module.
    pub indirect: bool,
    /// Directory of its files, if on disk.
    pub dir: String,
    /// Path of its go.mod, if on disk.
    pub go_mod: String,
    /// The go version it declares.
    pub go_version: String,
    /// Deprecation message (with `-u`).
    pub deprecated: String,
    /// Retractions (with `-retracted` or `-u`).
    pub retracted: Vec<String>,
    /// Error loading the module.
    pub error: Option<ModuleFault>,
    /// go.sum's hash of the module.
    pub sum: String,
    /// go.sum's hash of its go.mod.
    pub go_mod_sum: String,
    /// Where its version comes from.
    pub origin: Option<Origin>,
}

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
    /// Whether the stack is printed even where there is a position.
    pub always_print_stack: bool,
}

/// Kinds of package errors that callers treat differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PackageErrorKind {
    /// No distinction needed.
    #[default]
    Other,
    /// `load.NoGoError`: there is a directory, but no Go file that applies.
    NoGo,
    /// A module that would have to be fetched: not built yet, so passed through.
    NeedsDownload,
    /// A package that no module provides.
    Missing,
}

/// One setting of `debug.BuildInfo`: key and value, unquoted.
pub type BuildSetting = (String, String);

/// A package: what was loaded, how it is to be built, and what a build found out. The
/// facts are read as fields of the package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// What loading found out.
    pub facts: PackageFacts,
    /// How the package is to be built.
    pub request: BuildRequest,
    /// What a build found out.
    pub outcome: BuildOutcome,
}

impl Deref for Package {
    type Target = PackageFacts;

    fn deref(&self) -> &PackageFacts {
        &self.facts
    }
}

impl From<PackageFacts> for Package {
    fn from(facts: PackageFacts) -> Self {
        Self {
            facts,
            ..Self::default()
        }
    }
}

impl Package {
    /// Returns the package's description for messages (`Package.Desc`).
    pub fn desc(&self) -> String {
        if !self.request.for_test.is_empty() {
            format!("{} [{}.test]", self.import_path, self.request.for_test)
        } else if !self.request.for_main.is_empty() {
            format!("{} [{}]", self.import_path, self.request.for_main)
        } else {
            self.import_path.clone()
        }
    }
}
