//! The request for a package's build.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`Package.Target`, and the fields of `PackageInternal`
//! that flags determine).

use std::sync::Arc;

use vamos_base::golang::names::ImportPath;

use crate::rare::Rare;
use crate::rare::empty;

/// The request for a package's build, which the command line and its options determine.
#[derive(Clone, Debug, Default)]
pub struct BuildRequest {
    /// Installed target for this package (may be executable).
    pub target: String,
    /// Root of installed archives, if packages of this kind may be installed.
    pub target_root: String,
    /// The shared library that contains this package (-linkshared).
    pub shlib: String,
    /// Install target would be a subdirectory of GOBIN.
    pub gobin_subdir: bool,
    /// Desired name for a temporary executable.
    pub exe_name: String,
    /// Package is only for use in named test.
    pub for_test: ImportPath,
    /// The main package that this variant is built for (PGO).
    pub for_main: ImportPath,
    /// This package is a library even if named main.
    pub force_library: bool,
    /// Makes the linker write no debug information.
    pub omit_debug: bool,
    /// Package should be instrumented for fuzzing.
    pub fuzz_instrument: bool,
    /// The mode of coverage instrumentation (`set`, `count`, `atomic`, `regonly`); empty without
    /// instrumentation.
    pub cover_mode: String,
    /// True if the instrumentation's metadata is also written to a file, because no test binary
    /// will report it.
    pub cover_metadata: bool,
    /// Path of the PGO profile.
    pub pgo_profile: String,
    /// `debug.BuildInfo.String()` of package main, the content of the modinfo line.
    pub build_info: Option<Arc<str>>,
    /// Source of a test's main program, if this package is one.
    pub testmain_go: Option<Arc<[u8]>>,
    /// Flags for its tools.
    pub flags: Rare<PackageFlags>,
}

impl BuildRequest {
    /// Reports whether it is for a package's variant for a test, or for a main package with a
    /// profile.
    pub fn is_for_variant(&self) -> bool {
        !self.for_test.is_empty() || !self.for_main.is_empty()
    }
}

/// Flags of `-asmflags` and its like that apply to one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageFlags {
    /// -asmflags for this package.
    pub asm: Vec<String>,
    /// -gcflags for this package.
    pub gc: Vec<String>,
    /// -ldflags for this package.
    pub ld: Vec<String>,
    /// -gccgoflags for this package.
    pub gccgo: Vec<String>,
}

empty!(PackageFlags {
    asm: Vec::new(),
    gc: Vec::new(),
    ld: Vec::new(),
    gccgo: Vec::new()
});
