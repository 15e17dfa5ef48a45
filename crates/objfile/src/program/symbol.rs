//! Symbols and relocations of programs and objects.
//!
//! Counterpart: cmd/internal/objfile/objfile.go (`Sym`, `Reloc`), cmd/internal/objfile/goobj.go
//! (`goobjReloc`).

use std::borrow::Cow;

/// Differences between the tools of the releases.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The functions of package runtime that objects refer to by number.
    pub builtins: &'static [(&'static str, u16)],
    /// True if data without bytes in the file has a letter of its own.
    pub names_bss: bool,
    /// True if an empty symbol table counts as none.
    pub empty_is_none: bool,
    /// True if the symbols of Go before 1.3 are read too.
    pub reads_old_symbols: bool,
}

/// A symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sym<'a> {
    /// Its name.
    pub name: Cow<'a, [u8]>,
    /// Its address.
    pub addr: u64,
    /// Its size in bytes.
    pub size: i64,
    /// The letter that `nm` prints for its kind.
    pub code: u8,
    /// Its local index in a Go object.
    pub index: u32,
}

/// A relocation of a Go object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reloc {
    /// The address of the first byte that changes.
    pub addr: u64,
    pub(super) offset: i32,
    pub(super) size: u8,
    /// The text after the offset: the type, the target and the addend.
    pub(super) target: Vec<u8>,
}

impl Reloc {
    /// Returns the text that is printed after an instruction at `offset` bytes into the symbol.
    pub fn text(&self, offset: u64) -> Vec<u8> {
        let delta = i64::from(self.offset).wrapping_sub(offset.cast_signed());
        let end = delta.wrapping_add(i64::from(self.size));
        let mut text = format!("[{delta}:{end}]").into_bytes();
        text.extend_from_slice(&self.target);
        text
    }
}
