//! Facts about symbols other than their content.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`attr…` bitmaps and maps).

use std::borrow::Cow;

use hashbrown::HashMap;

use super::Bitmap;
use super::Loader;
use super::Sym;

/// A yes-or-no attribute of symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Attr {
    /// Reached from the entry points; only such symbols are written.
    Reachable,
    /// On the list of text symbols, or on a list of data symbols.
    OnList,
    /// Not visible outside its shared library.
    Local,
    /// Not written to the symbol table.
    NotInSymTab,
    /// A type that is converted to an interface.
    UsedInIface,
    /// Its address is not computed by the layout of data.
    Special,
    /// Hidden, from a host object.
    Hidden,
    /// Several objects may define it; of external symbols.
    DupOk,
    /// Compiled with `-shared`; of external symbols.
    Shared,
    /// A function of a host object.
    External,
    /// Its bytes are generated in the output.
    Generated,
    /// Named by `cgo_export_dynamic`.
    CgoExportDynamic,
    /// Named by `cgo_export_static`.
    CgoExportStatic,
    /// A trampoline to runtime.deferreturn.
    DeferReturnTramp,
}

const COUNT: usize = Attr::DeferReturnTramp as usize + 1;

/// One set of symbols for each attribute.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attrs([Bitmap; COUNT]);

/// Attributes with values that few symbols have.
#[derive(Clone, Debug, Default)]
pub struct Extra<'a> {
    /// The shared library that defines the symbol (`cgo_import_dynamic`).
    pub dynimplib: HashMap<Sym, Cow<'a, [u8]>>,
    /// The version of the symbol in that library.
    pub dynimpvers: HashMap<Sym, Cow<'a, [u8]>>,
    /// The name by which others refer to the symbol, where it differs.
    pub extname: HashMap<Sym, Cow<'a, [u8]>>,
    /// The package that the symbol is in, if it differs from its object's: an index of a library.
    pub sym_lib: HashMap<Sym, u32>,
    /// The ELF type of a symbol from a host object.
    pub elf_type: HashMap<Sym, u8>,
    /// The index in the ELF symbol table.
    pub elf_sym: HashMap<Sym, i32>,
    /// The index in the dynamic symbol table.
    pub dynid: HashMap<Sym, i32>,
    /// The offset in the procedure linkage table.
    pub plt: HashMap<Sym, i32>,
    /// The offset in the global offset table.
    pub got: HashMap<Sym, i32>,
    /// Symbols with weak binding.
    pub weak_binding: Bitmap,
    /// Symbols that C calls, by name.
    pub cgo_exports: HashMap<Cow<'a, [u8]>, Sym>,
    /// The next symbol of the same container, or the first one of a container.
    pub sub: HashMap<Sym, Sym>,
}

impl Loader<'_> {
    /// Returns true if the symbol has the attribute.
    #[inline]
    pub fn has(&self, attr: Attr, sym: Sym) -> bool {
        self.attrs.0[attr as usize].has(sym)
    }

    /// Sets or clears an attribute.
    #[inline]
    pub fn set(&mut self, attr: Attr, sym: Sym, value: bool) {
        self.attrs.0[attr as usize].set(sym, value);
    }

    /// Returns all symbols with the attribute.
    pub fn with(&self, attr: Attr) -> &Bitmap {
        &self.attrs.0[attr as usize]
    }

    /// Returns the set of an attribute, to change or to replace it.
    pub fn with_mut(&mut self, attr: Attr) -> &mut Bitmap {
        &mut self.attrs.0[attr as usize]
    }

    /// Returns true if the symbol is written.
    #[inline]
    pub fn is_reachable(&self, sym: Sym) -> bool {
        self.has(Attr::Reachable, sym)
    }
}
