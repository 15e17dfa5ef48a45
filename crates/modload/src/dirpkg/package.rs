//! The package in a directory, for one target.
//!
//! Counterpart: go/build.Package.

use std::sync::OnceLock;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_syntax::Position;

use super::codec;
use super::places::Decls;
use super::places::Places;
use super::sources::CgoFlags;
use super::sources::PackageTests;
use super::sources::SourceFiles;

/// A `//go:` line above a package clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The whole comment, slashes included.
    pub text: String,
    /// Its position.
    pub position: Position,
}

/// The contents of a directory for a build. Lists are in order of file name, imports and patterns
/// sorted and without repetition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirPackage {
    /// The directory.
    pub dir: Dir,
    /// The package's name.
    pub name: String,
    /// The path in import comments (GOPATH mode only).
    pub import_comment: String,
    /// The synopsis of the package comment.
    pub doc: String,
    /// `.`, or for a directory of GOROOT/src the path below it.
    pub import_path: ImportPath,
    /// GOROOT for a directory of GOROOT/src, else empty.
    pub root: Dir,
    /// True if the directory is in GOROOT/src.
    pub goroot: bool,
    /// True if a file has a `//go:binary-only-package` line.
    pub binary_only: bool,
    /// Source files.
    pub files: SourceFiles,
    /// Flags of `#cgo` lines.
    pub cgo: CgoFlags,
    /// Tests of the package.
    pub tests: PackageTests,
    /// Tests of its external test package.
    pub xtests: PackageTests,
    /// Directives of the package's own files.
    pub directives: Vec<Directive>,
    /// Directives of `tests`.
    pub test_directives: Vec<Directive>,
    /// Directives of `xtests`.
    pub xtest_directives: Vec<Directive>,
    /// Imports of the package's own files.
    pub imports: Vec<String>,
    /// Embed patterns of the package's own files.
    pub embed_patterns: Vec<String>,
    pub(crate) places: LazyPlaces,
}

/// Positions, decoded or in the stored form of an earlier run. Only errors need them, so stored
/// ones are decoded on first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct LazyPlaces {
    known: OnceLock<Box<Places>>,
    written: Box<[u8]>,
}

impl LazyPlaces {
    /// Returns positions that are decoded from these bytes on first use.
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

    /// Returns the positions of imports and embed patterns.
    pub fn places(&self) -> &Places {
        self.places.get()
    }

    /// Sets the positions of imports and embed patterns, and no other field.
    pub fn set_places(&mut self, places: Places) {
        self.places = places.into();
    }

    /// Sets the positions, and fills the sorted lists from them.
    pub(crate) fn set_declarations(&mut self, places: Places) {
        let names = |decls: &Decls| decls.keys().cloned().collect::<Vec<_>>();
        self.imports = names(&places.imports);
        self.tests.imports = names(&places.test_imports);
        self.xtests.imports = names(&places.xtest_imports);
        self.embed_patterns = names(&places.embeds);
        self.tests.embed_patterns = names(&places.test_embeds);
        self.xtests.embed_patterns = names(&places.xtest_embeds);
        self.places = places.into();
    }

    /// Returns all lists of strings, in one order.
    pub(crate) fn lists(&mut self) -> [&mut Vec<String>; 28] {
        [
            &mut self.files.go,
            &mut self.files.cgo,
            &mut self.files.ignored_go,
            &mut self.files.invalid_go,
            &mut self.files.ignored_other,
            &mut self.files.c,
            &mut self.files.cxx,
            &mut self.files.m,
            &mut self.files.h,
            &mut self.files.f,
            &mut self.files.s,
            &mut self.files.swig,
            &mut self.files.swig_cxx,
            &mut self.files.syso,
            &mut self.cgo.cflags,
            &mut self.cgo.cppflags,
            &mut self.cgo.cxxflags,
            &mut self.cgo.fflags,
            &mut self.cgo.ldflags,
            &mut self.cgo.pkg_config,
            &mut self.tests.go,
            &mut self.xtests.go,
            &mut self.imports,
            &mut self.tests.imports,
            &mut self.xtests.imports,
            &mut self.embed_patterns,
            &mut self.tests.embed_patterns,
            &mut self.xtests.embed_patterns,
        ]
    }

    /// Returns the list for files with this extension, dot included; `None` for files that are not
    /// sources, and for Go files.
    pub(crate) fn list_for(&mut self, extension: &str) -> Option<&mut Vec<String>> {
        Some(match extension {
            ".c" => &mut self.files.c,
            ".cc" | ".cpp" | ".cxx" => &mut self.files.cxx,
            ".m" => &mut self.files.m,
            ".h" | ".hh" | ".hpp" | ".hxx" => &mut self.files.h,
            ".f" | ".F" | ".for" | ".f90" => &mut self.files.f,
            ".s" | ".S" | ".sx" => &mut self.files.s,
            ".swig" => &mut self.files.swig,
            ".swigcxx" => &mut self.files.swig_cxx,
            ".syso" => &mut self.files.syso,
            _ => return None,
        })
    }
}
