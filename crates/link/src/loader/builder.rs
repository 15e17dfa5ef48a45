//! Changes the content of symbols.
//!
//! Counterpart: cmd/link/internal/loader/symbolbuilder.go.

use std::borrow::Cow;

use super::Attr;
use super::Loader;
use super::Payload;
use super::Sym;
use super::Version;
use crate::kind::SymKind;
use crate::reloc::Reloc;
use crate::reloc::RelocType;

/// Changes one symbol. Writing past the end of the data grows data and size.
pub struct SymBuilder<'l, 'a> {
    loader: &'l mut Loader<'a>,
    sym: Sym,
}

impl<'a> Loader<'a> {
    /// Returns a builder for a symbol; a symbol of an object becomes external.
    pub fn update(&mut self, sym: Sym) -> SymBuilder<'_, 'a> {
        self.payload_mut(sym);
        SymBuilder { loader: self, sym }
    }

    /// Returns a builder for the symbol with this name, creating it if needed; the symbol is
    /// live from now on (`CreateSymForUpdate`).
    pub fn update_named(
        &mut self,
        name: impl Into<Cow<'a, [u8]>>,
        version: Version,
    ) -> SymBuilder<'_, 'a> {
        let sym = self.lookup_or_create(name, version);
        self.set(Attr::Reachable, sym, true);
        self.update(sym)
    }
}

impl<'a> SymBuilder<'_, 'a> {
    /// Returns the symbol.
    pub fn sym(&self) -> Sym {
        self.sym
    }

    /// Returns the loader.
    pub fn loader(&mut self) -> &mut Loader<'a> {
        self.loader
    }

    fn payload(&mut self) -> &mut Payload<'a> {
        self.loader.payload_mut(self.sym)
    }

    /// Returns the size in bytes.
    pub fn size(&mut self) -> i64 {
        self.payload().size
    }

    /// Sets the kind.
    pub fn set_kind(&mut self, kind: SymKind) -> &mut Self {
        self.payload().kind = kind;
        self
    }

    /// Sets the size in memory.
    pub fn set_size(&mut self, size: i64) -> &mut Self {
        self.payload().size = size;
        self
    }

    /// Replaces the data, without changing the size.
    pub fn set_data(&mut self, data: impl Into<Cow<'a, [u8]>>) -> &mut Self {
        self.payload().data = data.into();
        self
    }

    /// Sets the alignment in bytes.
    pub fn set_align(&mut self, align: u32) -> &mut Self {
        self.loader.set_align(self.sym, align);
        self
    }

    /// Sets the address, or a value that a pass needs.
    pub fn set_value(&mut self, value: i64) -> &mut Self {
        self.loader.set_value(self.sym, value);
        self
    }

    /// Sets or clears an attribute.
    pub fn set(&mut self, attr: Attr, value: bool) -> &mut Self {
        self.loader.set(attr, self.sym, value);
        self
    }

    /// Marks the symbol as written.
    pub fn set_reachable(&mut self) -> &mut Self {
        self.set(Attr::Reachable, true)
    }

    /// Returns the data, grown to at least `len` bytes, to write to.
    pub fn data_mut(&mut self, len: usize) -> &mut Vec<u8> {
        let payload = self.payload();
        let data = payload.data.to_mut();
        if data.len() < len {
            data.resize(len, 0);
        }
        payload.size = payload.size.max(len as i64);
        payload.data.to_mut()
    }

    /// Writes bytes at an offset; returns the offset after them.
    pub fn set_bytes(&mut self, off: i64, bytes: &[u8]) -> i64 {
        let start = usize::try_from(off).unwrap_or_default();
        let end = start + bytes.len();
        self.data_mut(end)[start..end].copy_from_slice(bytes);
        end as i64
    }

    /// Appends bytes at the end of the symbol's size; returns the offset after them.
    pub fn add_bytes(&mut self, bytes: &[u8]) -> i64 {
        let off = self.size();
        self.set_bytes(off, bytes)
    }

    /// Appends a string and a zero; returns the offset of the string.
    pub fn add_c_string(&mut self, text: &[u8]) -> i64 {
        let off = self.size();
        self.add_bytes(text);
        self.add_bytes(&[0]);
        off
    }

    /// Appends a byte.
    pub fn add_u8(&mut self, value: u8) -> i64 {
        self.add_bytes(&[value])
    }

    /// Appends 2 bytes, little-endian.
    pub fn add_u16(&mut self, value: u16) -> i64 {
        self.add_bytes(&value.to_le_bytes())
    }

    /// Appends 4 bytes, little-endian.
    pub fn add_u32(&mut self, value: u32) -> i64 {
        self.add_bytes(&value.to_le_bytes())
    }

    /// Appends 8 bytes, little-endian.
    pub fn add_u64(&mut self, value: u64) -> i64 {
        self.add_bytes(&value.to_le_bytes())
    }

    /// Writes 4 bytes at an offset, little-endian.
    pub fn set_u32(&mut self, off: i64, value: u32) -> i64 {
        self.set_bytes(off, &value.to_le_bytes())
    }

    /// Writes 8 bytes at an offset, little-endian.
    pub fn set_u64(&mut self, off: i64, value: u64) -> i64 {
        self.set_bytes(off, &value.to_le_bytes())
    }

    /// Appends a relocation.
    pub fn add_reloc(&mut self, reloc: Reloc) -> &mut Self {
        self.payload().relocs.push(reloc);
        self
    }

    /// Returns the relocations to change.
    pub fn relocs_mut(&mut self) -> &mut Vec<Reloc> {
        &mut self.payload().relocs
    }

    /// Writes a relocation of `size` bytes at an offset; returns the offset after it.
    pub fn set_sym_ref(
        &mut self,
        off: i64,
        target: Sym,
        add: i64,
        kind: RelocType,
        size: u8,
    ) -> i64 {
        let end = off + i64::from(size);
        self.data_mut(usize::try_from(end).unwrap_or_default());
        self.add_reloc(Reloc {
            off: off as i32,
            size,
            kind,
            weak: false,
            add,
            sym: target,
        });
        end
    }

    /// Appends a relocation of `size` bytes.
    pub fn add_sym_ref(&mut self, target: Sym, add: i64, kind: RelocType, size: u8) -> i64 {
        let off = self.size();
        self.set_sym_ref(off, target, add, kind, size)
    }

    /// Appends the address of a symbol, plus `add`, 8 bytes.
    pub fn add_addr_plus(&mut self, target: Sym, add: i64) -> i64 {
        self.add_sym_ref(target, add, RelocType::ADDR, 8)
    }

    /// Appends the address of a symbol, 8 bytes.
    pub fn add_addr(&mut self, target: Sym) -> i64 {
        self.add_addr_plus(target, 0)
    }

    /// Writes the address of a symbol, plus `add`, at an offset, 8 bytes.
    pub fn set_addr_plus(&mut self, off: i64, target: Sym, add: i64) -> i64 {
        self.set_sym_ref(off, target, add, RelocType::ADDR, 8)
    }

    /// Appends the distance from here to a symbol, plus `add`, 4 bytes.
    pub fn add_pc_rel_plus(&mut self, target: Sym, add: i64) -> i64 {
        self.add_sym_ref(target, add, RelocType::PCREL, 4)
    }

    /// Appends the size of a symbol, 8 bytes.
    pub fn add_size(&mut self, target: Sym) -> i64 {
        self.add_sym_ref(target, 0, RelocType::SIZE, 8)
    }
}
