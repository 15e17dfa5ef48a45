//! The package that a directory holds, for one target.
//!
//! Counterpart: go/build.Package.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use vamos_syntax::Position;

use super::codec;

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
    /// Imports of `test_go_files`.
    pub test_imports: Vec<String>,
    /// Imports of `xtest_go_files`.
    pub xtest_imports: Vec<String>,
    /// Embed patterns of `go_files` and `cgo_files`.
    pub embed_patterns: Vec<String>,
    /// Embed patterns of `test_go_files`.
    pub test_embed_patterns: Vec<String>,
    /// Embed patterns of `xtest_go_files`.
    pub xtest_embed_patterns: Vec<String>,
    pub(crate) places: LazyPlaces,
}

/// Where imports and embed patterns stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Of `imports`.
    pub imports: Decls,
    /// Of `test_imports`.
    pub test_imports: Decls,
    /// Of `xtest_imports`.
    pub xtest_imports: Decls,
    /// Of `embed_patterns`.
    pub embeds: Decls,
    /// Of `test_embed_patterns`.
    pub test_embeds: Decls,
    /// Of `xtest_embed_patterns`.
    pub xtest_embeds: Decls,
}

/// Places as they are known, or as an earlier run wrote them: only errors ask for them,
/// so they are not read before somebody does.
#[derive(Clone, Debug, Default)]
pub(crate) struct LazyPlaces {
    known: OnceLock<Box<Places>>,
    written: Box<[u8]>,
}

impl LazyPlaces {
    /// Returns places that are read from these bytes when they are asked for.
    pub(crate) fn written(bytes: &[u8]) -> Self {
        Self {
            known: OnceLock::new(),
            written: bytes.into(),
        }
    }

    fn get(&self) -> &Places {
        self.known
            .get_or_init(|| Box::new(codec::read_places(&self.written).unwrap_or_default()))
    }
}

impl From<Places> for LazyPlaces {
    fn from(places: Places) -> Self {
        Self {
            known: OnceLock::from(Box::new(places)),
            written: Box::default(),
        }
    }
}

impl PartialEq for LazyPlaces {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for LazyPlaces {}

impl DirPackage {
    /// Reports whether the package is a command.
    pub fn is_command(&self) -> bool {
        self.name == "main"
    }

    /// Returns where imports and embed patterns stand.
    pub fn places(&self) -> &Places {
        self.places.get()
    }

    /// Takes the places over, and fills the sorted lists from them.
    pub(crate) fn set_declarations(&mut self, places: Places) {
        let names = |decls: &Decls| decls.keys().cloned().collect::<Vec<_>>();
        self.imports = names(&places.imports);
        self.test_imports = names(&places.test_imports);
        self.xtest_imports = names(&places.xtest_imports);
        self.embed_patterns = names(&places.embeds);
        self.test_embed_patterns = names(&places.test_embeds);
        self.xtest_embed_patterns = names(&places.xtest_embeds);
        self.places = places.into();
    }

    /// Returns all lists of strings, in one order.
    pub(crate) fn lists(&mut self) -> [&mut Vec<String>; 28] {
        [
            &mut self.go_files,
            &mut self.cgo_files,
            &mut self.ignored_go_files,
            &mut self.invalid_go_files,
            &mut self.ignored_other_files,
            &mut self.c_files,
            &mut self.cxx_files,
            &mut self.m_files,
            &mut self.h_files,
            &mut self.f_files,
            &mut self.s_files,
            &mut self.swig_files,
            &mut self.swig_cxx_files,
            &mut self.syso_files,
            &mut self.cgo_cflags,
            &mut self.cgo_cppflags,
            &mut self.cgo_cxxflags,
            &mut self.cgo_fflags,
            &mut self.cgo_ldflags,
            &mut self.cgo_pkg_config,
            &mut self.test_go_files,
            &mut self.xtest_go_files,
            &mut self.imports,
            &mut self.test_imports,
            &mut self.xtest_imports,
            &mut self.embed_patterns,
            &mut self.test_embed_patterns,
            &mut self.xtest_embed_patterns,
        ]
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
