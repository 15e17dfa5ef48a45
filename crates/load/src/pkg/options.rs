//! Options of loading.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackageOpts`).

/// The main packages that get build info.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Described {
    /// All.
    #[default]
    All,
    /// The main packages of tests.
    OfTests,
    /// None.
    Nothing,
}

/// Options of loading that a command sets (`load.PackageOpts`).
#[derive(Clone, Debug, Default)]
pub struct PackageOpts {
    /// Leaves out explicit and implicit imports (`list -find`).
    pub ignore_imports: bool,
    /// Also resolves the test imports of packages on the command line.
    pub mod_resolve_tests: bool,
    /// Adds the packages of their tests.
    pub load_tests: bool,
    /// Leaves out the tests of packages with errors. A missing package is reported at its first
    /// import, and `go test` does not load these tests.
    pub skips_broken_tests: bool,
    /// Adds them also for main packages without tests: a main package is vetted as a library.
    pub loads_main_variants: bool,
    /// Packages of the standard library that the command needs in addition to imports.
    pub besides: &'static [&'static str],
    /// Instruments the imports of these tests for fuzzing.
    pub fuzzes_tests: bool,
    /// Makes these tests measure coverage, if the flags request it.
    pub covers_tests: bool,
    /// Loads main packages only.
    pub main_only: bool,
    /// Stamps main packages with the state of their repository under `-buildvcs=auto`.
    pub auto_vcs: bool,
    /// The main packages that get build info.
    pub build_info: Described,
    /// Leaves out embedded files.
    pub suppress_embed_files: bool,
    /// Loads without a main module (`install pkg@version`).
    pub outside_module: bool,
    /// Ignores go.mod and go.work, for packages of the SDK.
    pub without_main_module: bool,
    /// Ignores go.work (commands that do not call `InitWorkfile`).
    pub without_workspace: bool,
}
