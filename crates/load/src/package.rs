//! A loaded package, and the graph of them.
//!
//! Field names are those of `go list`; `PackageInternal` fields follow after them.
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagePublic`, `PackageInternal`).

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_modfile::source::Origin;

use crate::dirpkg::DirPackage;
use crate::dirpkg::Position;
use crate::pkg::SharedPackages;

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
    /// The query that led to this version, where it was another word.
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
    /// Which error it is, where callers tell kinds apart.
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

/// A package. Lists are in the order of upstream; empty means absent.
#[derive(Clone, Debug, Default)]
pub struct Package {
    // ---- public: what `go list` shows, in its order ----
    /// Directory containing package sources.
    pub dir: String,
    /// Import path of package in dir.
    pub import_path: String,
    /// Path in import comment on package statement.
    pub import_comment: String,
    /// Package name.
    pub name: String,
    /// Package documentation string (synopsis).
    pub doc: String,
    /// Installed target for this package (may be executable).
    pub target: String,
    /// The shared library that contains this package (-linkshared).
    pub shlib: String,
    /// Go root, Go path dir, or module root dir containing this package.
    pub root: String,
    /// Dir is hidden by this other directory.
    pub conflict_dir: String,
    /// Package is only for use in named test.
    pub for_test: String,
    /// File containing export data (set by -export).
    pub export: String,
    /// Build ID of the compiled package (set by -export).
    pub build_id: String,
    /// Info about package's module, if any.
    pub module: Option<Arc<ModulePublic>>,
    /// Command-line patterns matching this package.
    pub match_patterns: Vec<String>,
    /// Is this package found in the Go root?
    pub goroot: bool,
    /// Is this package part of the standard Go library?
    pub standard: bool,
    /// Package is only a dependency, not explicitly listed.
    pub dep_only: bool,
    /// Package cannot be recompiled.
    pub binary_only: bool,
    /// Was there an error loading this package or dependencies?
    pub incomplete: bool,
    /// Default GODEBUG setting (only for main packages).
    pub default_godebug: String,
    /// Would `go install` do anything for this package?
    pub stale: bool,
    /// Why is `stale` true?
    pub stale_reason: String,
    /// .go source files (excluding cgo and test files).
    pub go_files: Vec<String>,
    /// .go source files that import "C".
    pub cgo_files: Vec<String>,
    /// .go output from running cgo on cgo files.
    pub compiled_go_files: Vec<String>,
    /// .go source files ignored due to build constraints.
    pub ignored_go_files: Vec<String>,
    /// .go source files with detected problems.
    pub invalid_go_files: Vec<String>,
    /// Non-.go source files ignored due to build constraints.
    pub ignored_other_files: Vec<String>,
    /// .c source files.
    pub c_files: Vec<String>,
    /// .cc, .cpp and .cxx source files.
    pub cxx_files: Vec<String>,
    /// .m source files.
    pub m_files: Vec<String>,
    /// .h, .hh, .hpp and .hxx source files.
    pub h_files: Vec<String>,
    /// .f, .F, .for and .f90 source files.
    pub f_files: Vec<String>,
    /// .s source files.
    pub s_files: Vec<String>,
    /// .swig files.
    pub swig_files: Vec<String>,
    /// .swigcxx files.
    pub swig_cxx_files: Vec<String>,
    /// .syso files.
    pub syso_files: Vec<String>,
    /// //go:embed patterns.
    pub embed_patterns: Vec<String>,
    /// Files matched by `embed_patterns`.
    pub embed_files: Vec<String>,
    /// Flags for the C compiler.
    pub cgo_cflags: Vec<String>,
    /// Flags for the C preprocessor.
    pub cgo_cppflags: Vec<String>,
    /// Flags for the C++ compiler.
    pub cgo_cxxflags: Vec<String>,
    /// Flags for the Fortran compiler.
    pub cgo_fflags: Vec<String>,
    /// Flags for the linker.
    pub cgo_ldflags: Vec<String>,
    /// pkg-config names.
    pub cgo_pkg_config: Vec<String>,
    /// Import paths used by this package.
    pub imports: Vec<String>,
    /// Map from source import to import path (identity entries omitted).
    pub import_map: BTreeMap<String, String>,
    /// All (recursively) imported dependencies.
    pub deps: Vec<String>,
    /// Error loading this package (not dependencies).
    pub error: Option<Arc<PackageError>>,
    /// Errors loading dependencies.
    pub deps_errors: Vec<Arc<PackageError>>,
    /// _test.go files in package.
    pub test_go_files: Vec<String>,
    /// Imports from `test_go_files`.
    pub test_imports: Vec<String>,
    /// //go:embed patterns of `test_go_files`.
    pub test_embed_patterns: Vec<String>,
    /// Files matched by `test_embed_patterns`.
    pub test_embed_files: Vec<String>,
    /// _test.go files outside package.
    pub xtest_go_files: Vec<String>,
    /// Imports from `xtest_go_files`.
    pub xtest_imports: Vec<String>,
    /// //go:embed patterns of `xtest_go_files`.
    pub xtest_embed_patterns: Vec<String>,
    /// Files matched by `xtest_embed_patterns`.
    pub xtest_embed_files: Vec<String>,

    // ---- internal ----
    /// Direct imports, in the order of `imports` (implicit ones last); the order of
    /// `import` lines in the action ID.
    pub internal_imports: Vec<PackageId>,
    /// Imports as they stand in the source; 1:1 with the first of `imports`.
    pub raw_imports: Vec<String>,
    /// Additional imports needed by generated files (cgo), from std.
    pub compiled_imports: Vec<String>,
    /// This package is a library even if named main.
    pub force_library: bool,
    /// Built from files listed on the command line.
    pub cmdline_files: bool,
    /// Listed on the command line.
    pub cmdline_pkg: bool,
    /// Listed literally on the command line, not via wildcard.
    pub cmdline_pkg_literal: bool,
    /// Imported via a local path (./ or ../).
    pub local: bool,
    /// Loaded without modules.
    pub gopath_mode: bool,
    /// Interpret ./ and ../ imports relative to this prefix.
    pub local_prefix: String,
    /// Desired name for a temporary executable.
    pub exe_name: String,
    /// How the package is instrumented for coverage (`set`, `count`, `atomic`,
    /// `regonly`), empty where it is not.
    pub cover_mode: String,
    /// Whether the instrumentation's metadata is wanted as a file too, because no test
    /// binary will tell it.
    pub cover_metadata: bool,
    /// Package should be instrumented for fuzzing.
    pub fuzz_instrument: bool,
    /// Tell the linker not to write debug information.
    pub omit_debug: bool,
    /// Install target would be a subdirectory of GOBIN.
    pub gobin_subdir: bool,
    /// `debug.BuildInfo.String()` of package main: what becomes the modinfo line.
    pub build_info: Option<Arc<str>>,
    /// //go:embed mapping: pattern to files, sorted by pattern.
    pub embed: BTreeMap<String, Vec<String>>,
    /// Original import path before adding `_test`.
    pub orig_import_path: String,
    /// Path of the PGO profile.
    pub pgo_profile: String,
    /// Root of installed archives, where packages of this kind may be installed.
    pub pkg_target_root: String,
    /// The main package that this variant is built for (PGO).
    pub for_main: String,
    /// -asmflags for this package.
    pub asmflags: Vec<String>,
    /// -gcflags for this package.
    pub gcflags: Vec<String>,
    /// -ldflags for this package.
    pub ldflags: Vec<String>,
    /// -gccgoflags for this package.
    pub gccgoflags: Vec<String>,
    /// //go:debug and other directives of non-test files: text and position
    /// (`build.Package.Directives`).
    pub directives: Vec<(String, String)>,
    /// What the directory's scan found: positions of imports and embed patterns, test
    /// directives (`Internal.Build`). Absent where no directory was read.
    pub build: Option<Arc<DirPackage>>,
    /// Source of the main program of a test, which this package then is.
    pub testmain_go: Option<Arc<[u8]>>,
}

impl Package {
    /// Returns the package's description for messages (`Package.Desc`).
    pub fn desc(&self) -> String {
        if !self.for_test.is_empty() {
            format!("{} [{}.test]", self.import_path, self.for_test)
        } else if !self.for_main.is_empty() {
            format!("{} [{}]", self.import_path, self.for_main)
        } else {
            self.import_path.clone()
        }
    }
}
