//! The packages of a link, and their compilation units.
//!
//! Counterpart: cmd/link/internal/sym/library.go, compilation_unit.go.

use std::borrow::Cow;

/// A package's archive.
#[derive(Clone, Debug, Default)]
pub struct Library<'a> {
    /// The import path.
    pub pkg: Cow<'a, str>,
    /// The archive's file name.
    pub file: String,
    /// The referrer of the package, for messages.
    pub srcref: String,
    /// The fingerprint of the export data.
    pub fingerprint: [u8; 8],
    /// Imported packages: indices of libraries.
    pub imports: Vec<u32>,
    /// True for package main's own archive.
    pub is_main: bool,
    /// The units: one for each object.
    pub units: Vec<u32>,
}

/// The object of one run of the compiler or the assembler.
#[derive(Clone, Debug, Default)]
pub struct Unit<'a> {
    /// The package, an index of libraries.
    pub lib: u32,
    /// The source files of the unit's line tables.
    pub files: Vec<&'a [u8]>,
}

/// All packages of a link.
#[derive(Clone, Debug, Default)]
pub struct Libraries<'a> {
    /// In the order in which they were found.
    pub libs: Vec<Library<'a>>,
    /// Units, in the order in which their objects were loaded.
    pub units: Vec<Unit<'a>>,
}
