//! Creates symbols and sets their facts.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`newExtSym`, `LookupOrCreateSym`,
//! `cloneToExternal`, setters).

use std::borrow::Cow;

use super::ABI0;
use super::Attr;
use super::Facts;
use super::Home;
use super::Loader;
use super::ObjIndex;
use super::Payload;
use super::Sym;
use super::VERSION_STATIC;
use super::Version;
use crate::kind::SymKind;
use crate::reloc::Reloc;

/// Returns the encoding of an alignment in the table of alignments.
pub(crate) fn align_bits(align: u32) -> u8 {
    (u32::BITS - align.leading_zeros()) as u8
}

/// Returns the number of symbols that may follow `len` symbols of objects, so that tables seldom
/// move.
pub(crate) fn room_for_more(len: usize) -> usize {
    len / 8 + (1 << 10)
}

/// Returns `len` zeros, with room for more.
fn zeros<T: Clone + From<u8>>(len: usize) -> Vec<T> {
    let mut zeros = vec![T::from(0); len + room_for_more(len)];
    zeros.truncate(len);
    zeros
}

impl<'a> Loader<'a> {
    /// Looks a symbol up; [`Sym::NONE`] if it does not exist.
    pub fn lookup(&self, name: &[u8], version: Version) -> Sym {
        self.names.get(self, name, version)
    }

    /// Returns the symbol with this name, creating it if needed.
    pub fn lookup_or_create(&mut self, name: impl Into<Cow<'a, [u8]>>, version: Version) -> Sym {
        let name = name.into();
        let found = self.lookup(&name, version);
        if found.is_some() {
            return found;
        }
        let sym = self.create(name, version);
        self.insert_name(sym);
        sym
    }

    /// Adds an external symbol to the table of its name.
    pub(crate) fn insert_name(&mut self, sym: Sym) {
        let hash = self.names.full_hash(self.name(sym), self.version(sym));
        self.names.insert(hash, sym);
    }

    /// Adds the definitions of a package to the tables of names.
    pub(crate) fn enter_names(&mut self, path: &[u8]) {
        let mut names = std::mem::take(&mut self.names);
        names.enter(self, path);
        self.names = names;
    }

    /// Creates or changes a symbol of the linker that the layout of data leaves alone
    /// (`defineInternal`).
    pub(crate) fn define_internal(&mut self, name: impl Into<Cow<'a, [u8]>>, kind: SymKind) -> Sym {
        self.update_named(name, ABI0)
            .set_kind(kind)
            .set(Attr::Special, true)
            .set(Attr::Local, true)
            .sym()
    }

    /// Defines a symbol of the linker with an address (`xdefine`).
    pub(crate) fn xdefine(
        &mut self,
        name: impl Into<Cow<'a, [u8]>>,
        kind: SymKind,
        value: u64,
    ) -> Sym {
        let sym = self.define_internal(name, kind);
        self.set_value(sym, value.cast_signed());
        sym
    }

    /// Creates a symbol whose bytes are written straight into the output.
    pub(crate) fn create_generated(
        &mut self,
        name: &'static [u8],
        version: Version,
        kind: SymKind,
        size: i64,
    ) -> Sym {
        let sym = self.lookup_or_create(name, version);
        self.update(sym)
            .set_kind(kind)
            .set_size(size)
            .set(Attr::Generated, true);
        sym
    }

    /// Creates a symbol that cannot be looked up.
    pub fn create(&mut self, name: impl Into<Cow<'a, [u8]>>, version: Version) -> Sym {
        let home = Home {
            obj: ObjIndex::EXTERNAL,
            local: self.payloads.len() as u32,
        };
        self.payloads.push(Payload {
            name: name.into(),
            version,
            ..Payload::default()
        });
        let sym = self.push(home);
        if self.ext_start.is_none() {
            self.ext_start = sym;
        }
        sym
    }

    /// Creates a symbol that cannot be looked up, with a version of its own.
    pub fn create_static(&mut self, name: impl Into<Cow<'a, [u8]>>) -> Sym {
        self.anonymous -= 1;
        self.create(name, self.anonymous)
    }

    /// Returns a content for many symbols.
    pub(crate) fn share(&mut self, name: &'static [u8], version: Version, kind: SymKind) -> Shared {
        let local = self.payloads.len() as u32;
        self.payloads.push(Payload {
            name: name.into(),
            version,
            kind,
            ..Payload::default()
        });
        Shared(Home {
            obj: ObjIndex::EXTERNAL,
            local,
        })
    }

    /// Gives the next number to the symbol at `home`.
    pub(crate) fn push(&mut self, home: Home) -> Sym {
        let sym = Sym(self.homes.len() as u32);
        self.homes.push(home);
        self.facts.push(Facts::default());
        self.layout.values.push(0);
        self.layout.sects.push(0);
        self.layout.aligns.push(0);
        self.layout.outer.push(Sym::NONE);
        sym
    }

    /// Makes room for facts about definitions.
    pub(crate) fn fill(&mut self) {
        let len = self.homes.len();
        // Zeroed memory is not touched before something is set.
        let values = std::mem::replace(&mut self.layout.values, zeros(len));
        let sects = std::mem::replace(&mut self.layout.sects, zeros(len));
        let zeros: Vec<u32> = zeros(len);
        let outer = std::mem::replace(&mut self.layout.outer, zeros.into_iter().map(Sym).collect());
        self.layout.values[..values.len()].copy_from_slice(&values);
        self.layout.sects[..sects.len()].copy_from_slice(&sects);
        self.layout.outer[..outer.len()].copy_from_slice(&outer);
    }

    /// Looks up a symbol of a host object, preferring a Go symbol that is exported to C under that
    /// name.
    pub fn lookup_or_create_cgo_export(
        &mut self,
        name: impl Into<Cow<'a, [u8]>>,
        version: Version,
    ) -> Sym {
        let name = name.into();
        if version < VERSION_STATIC
            && let Some(&sym) = self.extra.cgo_exports.get(&name)
        {
            return sym;
        }
        self.lookup_or_create(name, version)
    }

    /// Returns the content of a symbol to change; a symbol of an object becomes external.
    pub(crate) fn payload_mut(&mut self, sym: Sym) -> &mut Payload<'a> {
        if !self.is_external(sym) {
            self.clone_to_external(sym);
        }
        let index = self.homes[sym.index()].local as usize;
        &mut self.payloads[index]
    }

    fn clone_to_external(&mut self, sym: Sym) {
        let origin = self.homes[sym.index()];
        let mut payload = Payload {
            size: self.size(sym),
            version: self.version(sym),
            kind: self.kind(sym),
            origin: Some(origin),
            ..Payload::default()
        };
        let (dup_ok, shared) = (self.is_dup_ok(sym), self.is_shared(sym));
        payload.relocs = self.relocs(sym).iter().collect();
        if let Some((obj, local)) = self.local(sym) {
            if let Some(record) = obj.reader.sym(local) {
                payload.name = Cow::Borrowed(obj.reader.name(record));
            }
            payload.data = Cow::Borrowed(obj.reader.data(local));
        }
        self.homes[sym.index()] = Home {
            obj: ObjIndex::EXTERNAL,
            local: self.payloads.len() as u32,
        };
        self.facts[sym.index()] = Facts::default();
        self.payloads.push(payload);
        self.set(Attr::DupOk, sym, dup_ok);
        self.set(Attr::Shared, sym, shared);
    }

    /// Sets the address, or a value that a pass needs.
    #[inline]
    pub fn set_value(&mut self, sym: Sym, value: i64) {
        self.layout.values[sym.index()] = value;
    }

    /// Sets the number of the section.
    #[inline]
    pub fn set_sect(&mut self, sym: Sym, sect: u16) {
        self.layout.sects[sym.index()] = sect;
    }

    /// Sets the alignment, a power of two in bytes; 0 for the default.
    pub fn set_align(&mut self, sym: Sym, align: u32) {
        self.layout.aligns[sym.index()] = align_bits(align);
    }

    /// Frees the content of an external symbol.
    pub fn free(&mut self, sym: Sym) {
        if self.is_external(sym) {
            *self.payload_mut(sym) = Payload::default();
        }
    }

    /// Replaces the relocations of an external symbol.
    pub fn set_relocs(&mut self, sym: Sym, relocs: Vec<Reloc>) {
        self.payload_mut(sym).relocs = relocs;
    }
}

/// A content that many symbols of debug information have. Those are live and not in the
/// symbol table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shared(Home);

impl Shared {
    /// Creates symbols up to the number of `end`, which is the next one then.
    pub(crate) fn create_until(&mut self, ldr: &mut Loader<'_>, end: Sym) {
        let start = ldr.homes.len();
        let len = end.index().max(start);
        if ldr.ext_start.is_none() && len > start {
            ldr.ext_start = Sym(start as u32);
        }
        ldr.homes.resize(len, self.0);
        ldr.facts.resize(len, Facts::default());
        ldr.layout.values.resize(len, 0);
        ldr.layout.sects.resize(len, 0);
        ldr.layout.aligns.resize(len, 0);
        ldr.layout.outer.resize(len, Sym::NONE);
        (start..len).for_each(|at| hide(ldr, Sym(at as u32)));
    }

    /// Replaces the content of a symbol.
    pub(crate) fn replace(&self, ldr: &mut Loader<'_>, sym: Sym) {
        ldr.homes[sym.index()] = self.0;
        ldr.facts[sym.index()] = Facts::default();
        hide(ldr, sym);
    }
}

fn hide(ldr: &mut Loader<'_>, sym: Sym) {
    ldr.set(Attr::NotInSymTab, sym, true);
    ldr.set(Attr::Reachable, sym, true);
}
