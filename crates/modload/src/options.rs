//! Options of module loading that commands set.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`Root`, fields of `State` that commands
//! set), load.go (`PackageOpts`).

use vamos_base::golang::module::ModuleVersion;

/// The requirement of a main module (`modload.Root`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RootMode {
    /// Searches for go.mod; continues without one.
    #[default]
    Auto,
    /// Ignores any go.mod.
    No,
    /// Fails without one.
    Need,
}

/// Options of a command that are set before go.mod is read.
#[derive(Clone, Debug)]
pub struct InitOptions {
    /// The requirement of a main module.
    pub root_mode: RootMode,
    /// Module mode even under GO111MODULE=auto, an error under GO111MODULE=off.
    pub force_use_modules: bool,
    /// Allows import paths to resolve to modules without a module root.
    pub allow_missing_module_imports: bool,
    /// True if the command supports workspaces, that is, calls `InitWorkfile`.
    pub use_workspace: bool,
    /// The command itself controls when go.mod and go.sum change (`ExplicitWriteGoMod`).
    pub explicit_write: bool,
    /// The root of the main module if the command knows it: `mod init` does.
    pub mod_root: Option<String>,
    /// The go version that a go.mod without one gets; the local one if empty.
    pub missing_go_version: String,
}

impl Default for InitOptions {
    /// The options of `build`, `list`, `install`, `run`, `test` and `vet`.
    fn default() -> Self {
        Self {
            root_mode: RootMode::Auto,
            force_use_modules: false,
            allow_missing_module_imports: false,
            use_workspace: true,
            explicit_write: false,
            mod_root: None,
            missing_go_version: String::new(),
        }
    }
}

/// Options for loading packages (`modload.PackageOpts`).
#[derive(Clone, Debug, Default)]
pub struct ModOptions {
    /// Treats every build tag but `ignore` as both true and false (`imports.AnyTags`).
    pub any_tags: bool,
    /// In a main module inside GOROOT/src, resolves its vendored packages as modules.
    pub vendor_modules_in_goroot_src: bool,
    /// Tries to add modules for imports that no module provides, if `-mod` allows it.
    pub resolve_missing_imports: bool,
    /// Treats dependencies of the roots as if the main module imported the roots.
    pub assume_roots_imported: bool,
    /// Loads the tests of the root packages.
    pub load_tests: bool,
    /// Interprets `all` like `go mod vendor`.
    pub use_vendor_all: bool,
    /// Errors become warnings and do not end the load.
    pub allow_errors: bool,
    /// Leaves errors of packages and patterns to the caller.
    pub silence_package_errors: bool,
    /// Does not report missing packages that look like std.
    pub silence_missing_std_imports: bool,
    /// Does not report packages without Go files for these tags.
    pub silence_no_go_errors: bool,
    /// Does not warn about patterns without a match.
    pub silence_unmatched_warnings: bool,
    /// Resolves patterns against this main module only.
    pub main_module: Option<ModuleVersion>,
    /// Drops requirements that packages do not need.
    pub tidy: Option<TidyOptions>,
}

/// The options of `mod tidy` (`PackageOpts.Tidy*`).
#[derive(Clone, Debug, Default)]
pub struct TidyOptions {
    /// The go version to write; empty to keep it.
    pub go_version: String,
    /// The oldest go version that must find the same modules; empty for the default.
    pub compat: String,
    /// Reports dropped requirements, and conflicts in full.
    pub verbose: bool,
}
