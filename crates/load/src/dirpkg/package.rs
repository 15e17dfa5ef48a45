//! The package that a directory holds, for one target.
//!
//! Counterpart: go/build.Package.

use std::collections::BTreeMap;

use vamos_syntax::Position;

/// Imports or embed patterns by name, each with all its places.
pub type Decls = BTreeMap<String, Vec<Position>>;

/// A `//go:` line above a package clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The whole comment, slashes included.
    pub text: String,
    /// Where it is.
    pub position: Position,
}

/// The contents of a directory as a build sees them. Lists are in order of file name,
/// imports and patterns sorted and without repetition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirPackage {
    /// The directory.
    pub dir: String,
    /// The package's name.
    pub name: String,
    /// The path in import comments (GOPATH mode only).
    pub import_comment: String,
    /// The synopsis of the package comment.
    pub doc: String,
    /// `.`, or for a directory of GOROOT/src the path below it.
    pub import_path: String,
    /// GOROOT for a directory of GOROOT/src, else empty.
    pub root: String,
    /// Whether the directory is in GOROOT/src.
    pub goroot: bool,
    /// Whether a file has a `//go:binary-only-package` line.
    pub binary_only: bool,
    /// Go files without cgo.
    pub go_files: Vec<String>,
    /// Go files that import "C".
    pub cgo_files: Vec<String>,
    /// Go files that constraints exclude.
    pub ignored_go_files: Vec<String>,
    /// Go files with something wrong.
    pub invalid_go_files: Vec<String>,
    /// Other files that constraints exclude.
    pub ignored_other_files: Vec<String>,
    /// `.c` files.
    pub c_files: Vec<String>,
    /// `.cc`, `.cpp` and `.cxx` files.
    pub cxx_files: Vec<String>,
    /// `.m` files.
    pub m_files: Vec<String>,
    /// `.h`, `.hh`, `.hpp` and `.hxx` files.
    pub h_files: Vec<String>,
    /// `.f`, `.F`, `.for` and `.f90` files.
    pub f_files: Vec<String>,
    /// `.s` files, with cgo also `.S` and `.sx` files.
    pub s_files: Vec<String>,
    /// `.swig` files.
    pub swig_files: Vec<String>,
    /// `.swigcxx` files.
    pub swig_cxx_files: Vec<String>,
    /// `.syso` files.
    pub syso_files: Vec<String>,
    /// `#cgo CFLAGS`.
    pub cgo_cflags: Vec<String>,
    /// `#cgo CPPFLAGS`.
    pub cgo_cppflags: Vec<String>,
    /// `#cgo CXXFLAGS`.
    pub cgo_cxxflags: Vec<String>,
    /// `#cgo FFLAGS`.
    pub cgo_fflags: Vec<String>,
    /// `#cgo LDFLAGS`.
    pub cgo_ldflags: Vec<String>,
    /// `#cgo pkg-config`.
    pub cgo_pkg_config: Vec<String>,
    /// Test files of the package.
    pub test_go_files: Vec<String>,
    /// Test files of the package's external test package.
    pub xtest_go_files: Vec<String>,
    /// Directives of `go_files` and `cgo_files`.
    pub directives: Vec<Directive>,
    /// Directives of `test_go_files`.
    pub test_directives: Vec<Directive>,
    /// Directives of `xtest_go_files`.
    pub xtest_directives: Vec<Directive>,
    /// Imports of `go_files` and `cgo_files`.
    pub imports: Vec<String>,
    /// Places of `imports`.
    pub import_pos: Decls,
    /// Imports of `test_go_files`.
    pub test_imports: Vec<String>,
    /// Places of `test_imports`.
    pub test_import_pos: Decls,
    /// Imports of `xtest_go_files`.
    pub xtest_imports: Vec<String>,
    /// Places of `xtest_imports`.
    pub xtest_import_pos: Decls,
    /// Embed patterns of `go_files` and `cgo_files`.
    pub embed_patterns: Vec<String>,
    /// Places of `embed_patterns`.
    pub embed_pattern_pos: Decls,
    /// Embed patterns of `test_go_files`.
    pub test_embed_patterns: Vec<String>,
    /// Places of `test_embed_patterns`.
    pub test_embed_pattern_pos: Decls,
    /// Embed patterns of `xtest_go_files`.
    pub xtest_embed_patterns: Vec<String>,
    /// Places of `xtest_embed_patterns`.
    pub xtest_embed_pattern_pos: Decls,
}

impl DirPackage {
    /// Reports whether the package is a command.
    pub fn is_command(&self) -> bool {
        self.name == "main"
    }

    /// Fills the sorted lists from the maps of places.
    pub(crate) fn list_declarations(&mut self) {
        let names = |decls: &Decls| decls.keys().cloned().collect::<Vec<_>>();
        self.imports = names(&self.import_pos);
        self.test_imports = names(&self.test_import_pos);
        self.xtest_imports = names(&self.xtest_import_pos);
        self.embed_patterns = names(&self.embed_pattern_pos);
        self.test_embed_patterns = names(&self.test_embed_pattern_pos);
        self.xtest_embed_patterns = names(&self.xtest_embed_pattern_pos);
    }

    /// Returns the list for files with this extension, dot included; none for files
    /// that are no sources, and for Go files.
    pub(crate) fn list_for(&mut self, extension: &str) -> Option<&mut Vec<String>> {
        Some(match extension {
            ".c" => &mut self.c_files,
            ".cc" | ".cpp" | ".cxx" => &mut self.cxx_files,
            ".m" => &mut self.m_files,
            ".h" | ".hh" | ".hpp" | ".hxx" => &mut self.h_files,
            ".f" | ".F" | ".for" | ".f90" => &mut self.f_files,
            ".s" | ".S" | ".sx" => &mut self.s_files,
            ".swig" => &mut self.swig_files,
            ".swigcxx" => &mut self.swig_cxx_files,
            ".syso" => &mut self.syso_files,
            _ => return None,
        })
    }
}
