//! The facts about a package that loading determines.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagePublic`, and the fields of `PackageInternal`
//! that loading sets).

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_modload::dirpkg::CgoFlags;
use vamos_modload::dirpkg::DirPackage;
use vamos_modload::dirpkg::PackageTests;
use vamos_modload::dirpkg::SourceFiles;
use vamos_modload::module_public::ModulePublic;
use vamos_modload::package_error::PackageError;

use crate::package::PackageId;
use crate::rare::Rare;
use crate::rare::empty;

/// The facts about a package that loading determines. Lists are in the order of upstream; empty
/// means absent.
#[derive(Clone, Debug, Default)]
pub struct PackageFacts {
    /// Directory containing package sources.
    pub dir: Dir,
    /// Import path of package in dir.
    pub import_path: ImportPath,
    /// Path in import comment on package statement.
    pub import_comment: String,
    /// Package name.
    pub name: String,
    /// Package documentation string (synopsis).
    pub doc: String,
    /// Info about package's module, if any.
    pub module: Option<Arc<ModulePublic>>,
    /// Package cannot be recompiled.
    pub binary_only: bool,
    /// Default GODEBUG setting (only for main packages).
    pub default_godebug: String,
    /// Original import path before adding `_test`.
    pub orig_import_path: ImportPath,
    /// //go:debug and other directives of non-test files: text and position
    /// (`build.Package.Directives`).
    pub directives: Vec<(String, String)>,
    /// The result of scanning the directory: positions of imports and embed patterns, test
    /// directives (`Internal.Build`). `None` if no directory was read.
    pub build: Option<Arc<DirPackage>>,
    /// Source files.
    pub files: SourceFiles,
    /// Flags of `#cgo` lines.
    pub cgo: Rare<CgoFlags>,
    /// Test files in the package.
    pub tests: Rare<PackageTests>,
    /// Test files outside the package.
    pub xtests: Rare<PackageTests>,
    /// Embedded files.
    pub embeds: Rare<EmbedFiles>,
    /// Imports.
    pub imports: ImportLists,
    /// The origin of the package.
    pub origin: PackageOrigin,
    /// The relation of the package to the command line.
    pub cmdline: Cmdline,
    /// The errors of the package.
    pub problems: Problems,
}

/// Patterns of `//go:embed` lines, and the files that match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmbedFiles {
    /// //go:embed patterns.
    pub patterns: Vec<String>,
    /// Files matched by `patterns`.
    pub files: Vec<String>,
    /// //go:embed mapping: pattern to files, sorted by pattern.
    pub by_pattern: BTreeMap<String, Vec<String>>,
    /// Files matched by the patterns of the package's tests.
    pub test_files: Vec<String>,
    /// Files matched by the patterns of the external tests.
    pub xtest_files: Vec<String>,
}

empty!(EmbedFiles {
    patterns: Vec::new(),
    files: Vec::new(),
    by_pattern: BTreeMap::new(),
    test_files: Vec::new(),
    xtest_files: Vec::new()
});

/// The imports of a package.
#[derive(Clone, Debug, Default)]
pub struct ImportLists {
    /// Import paths used by this package.
    pub paths: Vec<String>,
    /// Direct imports, in the order of `paths` (implicit ones last); the order of
    /// `import` lines in the action ID.
    pub ids: Vec<PackageId>,
    /// Imports as written in the source; 1:1 with the first of `paths`.
    pub raw: Vec<String>,
    /// Additional imports needed by generated files (cgo), from std.
    pub compiled: Vec<String>,
}

/// The origin of a package.
#[derive(Clone, Debug, Default)]
pub struct PackageOrigin {
    /// Go root, Go path dir, or module root dir containing this package.
    pub root: Dir,
    /// Is this package found in the Go root?
    pub goroot: bool,
    /// Is this package part of the standard Go library?
    pub standard: bool,
    /// Dir is hidden by this other directory.
    pub conflict_dir: Dir,
    /// Imported via a local path (./ or ../).
    pub local: bool,
    /// Interpret ./ and ../ imports relative to this prefix.
    pub local_prefix: ImportPath,
    /// Loaded without modules.
    pub gopath_mode: bool,
}

/// The relation of a package to the command line.
#[derive(Clone, Debug, Default)]
pub struct Cmdline {
    /// Command-line patterns matching this package.
    pub patterns: Vec<String>,
    /// Built from files listed on the command line.
    pub files: bool,
    /// Listed on the command line.
    pub pkg: bool,
    /// Listed literally on the command line, not via wildcard.
    pub pkg_literal: bool,
}

/// The errors of a package.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// Error loading this package (not dependencies).
    pub error: Option<Arc<PackageError>>,
    /// Was there an error loading this package or dependencies?
    pub incomplete: bool,
}
