//! Types and symbols of a package by value.
//!
//! Counterpart: none.

use vamos_ssa::Component;
use vamos_ssa::Described;
use vamos_ssa::Package;
use vamos_ssa::Sym;
use vamos_ssa::SymData;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::bytes::Bytes;
use super::closure::Graph;

/// The types of a package. A type refers to its parts, and a pointer type to its target.
#[derive(Clone, Copy)]
pub(super) struct Types<'a>(pub(super) &'a Package);

impl Graph for Types<'_> {
    fn last(&self) -> u32 {
        self.0.types.len() as u32
    }

    /// Types that differ in nothing but their identity have one digest, whichever of them a pointer type
    /// points to.
    fn representative(&self, entry: u32) -> u32 {
        self.0.first_of_spelling(TypeId(entry)).0
    }

    fn put_own(&self, entry: u32, out: &mut Bytes) {
        let id = TypeId(entry);
        let Some(ty) = self.0.ty(id) else {
            out.put(false);
            return;
        };
        let Type {
            text,
            link_text,
            kind,
            size,
            align,
            flags,
            int_registers,
            float_registers,
            elem,
            len,
            components,
            field_names,
            order,
        } = ty;
        out.put(true);
        out.put_text(text.as_bytes());
        out.put_text(link_text.as_bytes());
        out.put(*kind);
        out.put_int(*size);
        out.put_int(*align);
        out.put(*flags);
        out.put(*int_registers);
        out.put(*float_registers);
        out.put_int(*len);
        order.put(&mut out.0);
        self.put_pointers(id, out);
        self.put_spelling(*elem, out);
        out.put_len(components.len());
        for Component { ty, offset } in components {
            out.put_int(*offset);
            self.put_spelling(*ty, out);
        }
        out.put_len(field_names.len());
        for name in field_names {
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
        let targets = targets.filter(|ty| ty.0 != 0);
        out.extend(targets.map(|ty| self.representative(ty.0)));
    }
}

impl Types<'_> {
    /// Returns the arrays and structs without a name that a type contains, or refers to as elements.
    /// Each of them may be one of several types that differ in nothing but their identity.
    pub(super) fn unnamed_parts(self, id: TypeId) -> impl Iterator<Item = TypeId> {
        let ty = self.0.ty(id);
        let parts = ty.into_iter().flat_map(|ty| {
            let components = ty.components.iter().map(|component| component.ty);
            components.chain([ty.elem])
        });
        parts.filter(move |part| {
            self.0.ty(*part).is_some_and(|ty| match ty.kind {
                kind::ARRAY => ty.text.starts_with('['),
                kind::STRUCT => ty.text.starts_with("struct {"),
                _ => false,
            })
        })
    }

    /// Adds which types of pointers to a type, and of pointers to those, functions find in the table.
    fn put_pointers(self, id: TypeId, out: &mut Bytes) {
        let mut elem = id;
        while let Some(pointer) = self.0.find_pointer(elem) {
            out.put(1 + u32::from(self.0.has_cached_pointer(elem)));
            elem = pointer;
        }
        out.put(0_u32);
    }

    /// Adds the spellings of a part, if there is one.
    fn put_spelling(self, id: TypeId, out: &mut Bytes) {
        let ty = self.0.ty(id);
        out.put(ty.is_some());
        if let Some(ty) = ty {
            out.put_text(ty.text.as_bytes());
            out.put_text(ty.link_text.as_bytes());
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
        let Some(sym) = self.0.sym(id) else {
            out.put(false);
            return;
        };
        let Sym {
            name,
            abi,
            kind,
            flags,
        } = sym;
        out.put(true);
        out.put_text(name.as_bytes());
        out.put(*abi);
        out.put(*kind);
        out.put(*flags);
        let data = self.0.data.get(&id);
        out.put(data.is_some());
        if let Some(data) = data {
            self.put_data(data, out);
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
    /// Adds the content of a symbol.
    fn put_data(self, data: &SymData, out: &mut Bytes) {
        let SymData {
            is_read_only,
            bytes,
            addresses,
            relocations,
            described,
            is_direct_itab,
        } = data;
        out.put_bits([*is_read_only, *is_direct_itab, described.is_some()]);
        out.put_text(bytes);
        out.put(*relocations);
        out.put_len(addresses.len());
        for (offset, target) in addresses {
            out.put_int(*offset);
            self.put_name(*target, out);
        }
        if let Some(Described {
            size,
            pointer_bytes,
            hash,
            kind,
            is_direct,
            gc_data,
        }) = *described
        {
            out.put_int(size);
            out.put_int(pointer_bytes);
            out.put(hash);
            out.put(kind);
            out.put(is_direct);
            self.put_name(gc_data, out);
        }
    }

    /// Adds the name and the ABI of a symbol, if there is one.
    fn put_name(self, id: SymId, out: &mut Bytes) {
        let sym = self.0.sym(id);
        out.put(sym.is_some());
        if let Some(sym) = sym {
            out.put_text(sym.name.as_bytes());
            out.put(sym.abi);
        }
    }
}
