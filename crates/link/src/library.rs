//! The packages of a link, and their compilation units.
//!
//! Counterpart: cmd/link/internal/sym/library.go, compilation_unit.go.

use std::borrow::Cow;

use hashbrown::HashMap;

use crate::loader::Sym;

/// A package's archive.
#[derive(Clone, Debug, Default)]
pub struct Library<'a> {
    /// The import path.
    pub pkg: Cow<'a, str>,
    /// The archive's file name.
    pub file: String,
    /// What referred to the package, for messages: the object and the source.
    pub objref: String,
    /// See `objref`.
    pub srcref: String,
    /// The fingerprint of the export data.
    pub fingerprint: [u8; 8],
    /// Imported packages: indices of libraries.
    pub imports: Vec<u32>,
    /// True for package main's own archive.
    pub is_main: bool,
    /// The units: one for each object.
    pub units: Vec<u32>,
    /// Functions that this package defines.
    pub textp: Vec<Sym>,
    /// Functions that other packages may define too.
    pub dup_text: Vec<Sym>,
}

/// What one run of the compiler or the assembler made.
#[derive(Clone, Debug, Default)]
pub struct Unit<'a> {
    /// The package, an index of libraries.
    pub lib: u32,
    /// The unit's index in the table of files of package runtime.
    pub pcln_index: i32,
    /// The source files of the unit's line tables.
    pub files: Vec<&'a [u8]>,
    /// The functions that the unit provides.
    pub textp: Vec<Sym>,
    /// Slots of `.debug_addr` by function.
    pub addrs: HashMap<Sym, u32>,
}

/// All packages of a link.
#[derive(Clone, Debug, Default)]
pub struct Libraries<'a> {
    /// In the order in which they were found; after loading sorted so that a package
    /// follows those that it imports.
    pub libs: Vec<Library<'a>>,
    /// Indices of `libs`: every package after the packages that it imports.
    pub postorder: Vec<u32>,
    /// Libraries by import path.
    pub by_pkg: HashMap<String, u32>,
    /// Units, in the order in which their objects were loaded.
    pub units: Vec<Unit<'a>>,
}
