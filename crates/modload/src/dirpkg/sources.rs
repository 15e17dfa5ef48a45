//! Lists of a directory's files, imports and flags, shared by the scan's result and
//! the loaded package.
//!
//! Counterpart: go/build.Package (the lists of files and of cgo flags).

/// The source files of a directory by kind, without tests. Lists are in order of file name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles {
    /// .go source files (excluding cgo and test files).
    pub go: Vec<String>,
    /// .go source files that import "C".
    pub cgo: Vec<String>,
    /// .go source files ignored due to build constraints.
    pub ignored_go: Vec<String>,
    /// .go source files with detected problems.
    pub invalid_go: Vec<String>,
    /// Non-.go source files ignored due to build constraints.
    pub ignored_other: Vec<String>,
    /// .c source files.
    pub c: Vec<String>,
    /// .cc, .cpp and .cxx source files.
    pub cxx: Vec<String>,
    /// .m source files.
    pub m: Vec<String>,
    /// .h, .hh, .hpp and .hxx source files.
    pub h: Vec<String>,
    /// .f, .F, .for and .f90 source files.
    pub f: Vec<String>,
    /// .s source files.
    pub s: Vec<String>,
    /// .swig files.
    pub swig: Vec<String>,
    /// .swigcxx files.
    pub swig_cxx: Vec<String>,
    /// .syso files.
    pub syso: Vec<String>,
}

/// Flags of `#cgo` lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CgoFlags {
    /// Flags for the C compiler.
    pub cflags: Vec<String>,
    /// Flags for the C preprocessor.
    pub cppflags: Vec<String>,
    /// Flags for the C++ compiler.
    pub cxxflags: Vec<String>,
    /// Flags for the Fortran compiler.
    pub fflags: Vec<String>,
    /// Flags for the linker.
    pub ldflags: Vec<String>,
    /// pkg-config names.
    pub pkg_config: Vec<String>,
}

/// The test files of a package, or of its external test package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageTests {
    /// The _test.go files.
    pub go: Vec<String>,
    /// Import paths that they use.
    pub imports: Vec<String>,
    /// Their //go:embed patterns.
    pub embed_patterns: Vec<String>,
}

/// Imports and test imports, sorted.
pub(super) type Imports = (Vec<String>, Vec<String>);
