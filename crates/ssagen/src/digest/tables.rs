//! Types and symbols of a package by value.
//!
//! Counterpart: none.

use vamos_ssa::Package;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use super::bytes::Bytes;
use super::closure::Graph;

/// The types of a package. A type refers to its parts, and a pointer type to its target.
#[derive(Clone, Copy)]
pub(super) struct Types<'a>(pub(super) &'a Package);

impl Graph for Types<'_> {
    fn last(&self) -> u32 {
        self.0.types.len() as u32
    }

    fn put_own(&self, entry: u32, out: &mut Bytes) {
        let id = TypeId(entry);
        let Some(ty) = self.0.ty(id) else {
            return;
        };
        out.put_text(ty.text.as_bytes());
        out.put_text(ty.link_text.as_bytes());
        out.put(ty.kind);
        out.put_int(ty.size);
        out.put_int(ty.align);
        out.put(ty.flags);
        out.put(ty.int_registers);
        out.put(ty.float_registers);
        out.put_int(ty.len);
        out.put_text(ty.order.bytes());
        // Functions find the type of pointers to this one.
        out.put(self.0.has_cached_pointer(id));
        self.put_spelling(ty.elem, out);
        out.put_len(ty.components.len());
        for component in &ty.components {
            out.put_int(component.offset);
            self.put_spelling(component.ty, out);
        }
        for name in &ty.field_names {
            out.put_text(name.as_bytes());
        }
    }

    fn put_targets(&self, entry: u32, out: &mut Vec<u32>) {
        let id = TypeId(entry);
        let Some(ty) = self.0.ty(id) else {
            return;
        };
        let components = ty.components.iter().map(|component| component.ty);
        let targets = components.chain([ty.elem]).chain(self.0.find_elem(id));
        out.extend(targets.filter(|ty| ty.0 != 0).map(|ty| ty.0));
    }
}

impl Types<'_> {
    /// Adds the spellings of a part, if there is one.
    fn put_spelling(self, id: TypeId, out: &mut Bytes) {
        if let Some(ty) = self.0.ty(id) {
            out.put_text(ty.text.as_bytes());
            out.put_text(ty.link_text.as_bytes());
        } else {
            out.put_len(0);
        }
    }
}

/// The symbols of a package. A symbol with a known content refers to those that it has addresses of.
#[derive(Clone, Copy)]
pub(super) struct Syms<'a>(pub(super) &'a Package);

impl Graph for Syms<'_> {
    fn last(&self) -> u32 {
        self.0.syms.len() as u32
    }

    fn put_own(&self, entry: u32, out: &mut Bytes) {
        let id = SymId(entry);
        self.put_name(id, out);
        let Some(sym) = self.0.sym(id) else {
            return;
        };
        out.put(sym.kind);
        out.put(sym.flags);
        let Some(data) = self.0.data.get(&id) else {
            return;
        };
        out.put_bits([true, data.is_read_only, data.is_direct_itab]);
        out.put_text(&data.bytes);
        out.put(data.relocations);
        out.put_len(data.addresses.len());
        for (offset, target) in &data.addresses {
            out.put_int(*offset);
            self.put_name(*target, out);
        }
        if let Some(described) = data.described {
            out.put_int(described.size);
            out.put_int(described.pointer_bytes);
            out.put(described.hash);
            out.put(described.kind);
            out.put(described.is_direct);
            self.put_name(described.gc_data, out);
        }
    }

    fn put_targets(&self, entry: u32, out: &mut Vec<u32>) {
        let Some(data) = self.0.data.get(&SymId(entry)) else {
            return;
        };
        let addresses = data.addresses.iter().map(|(_, target)| *target);
        let described = data.described.map(|described| described.gc_data);
        let targets = addresses.chain(described);
        out.extend(targets.filter(|sym| sym.0 != 0).map(|sym| sym.0));
    }
}

impl Syms<'_> {
    /// Adds the name and the ABI of a symbol, if there is one.
    fn put_name(self, id: SymId, out: &mut Bytes) {
        if let Some(sym) = self.0.sym(id) {
            out.put_text(sym.name.as_bytes());
            out.put(sym.abi);
        } else {
            out.put_len(0);
        }
    }
}
