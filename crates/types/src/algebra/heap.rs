//! Types that may not be in the heap, and interfaces without a name that refer to themselves.
//!
//! Counterpart: cmd/compile/internal/noder/irgen.go (`checkFiles`), helpers.go (`isNotInHeap`).

use hashbrown::HashMap;

use crate::Types;
use crate::data::Type;
use crate::id::TypeId;

/// Visited interfaces: true for the ones on the current path.
pub type Visited = HashMap<TypeId, bool>;

/// The package whose type `nih` may not be in the heap.
const NOT_IN_HEAP_PACKAGE: &str = "internal/runtime/sys";

impl Types {
    /// Reports whether an interface refers to itself without a name in between.
    pub fn has_cycle(&mut self, interface: TypeId, visited: &mut Visited) -> bool {
        let set = self.type_set(interface);
        set.methods.iter().any(|method| {
            let typ = self.object(*method).typ;
            typ.is_some_and(|typ| self.visit(typ, visited))
        })
    }

    /// Like [`Types::has_cycle`], for the parts of a type.
    fn visit(&mut self, typ: TypeId, visited: &mut Visited) -> bool {
        if !self.may_go_on() {
            return false;
        }
        let typ = self.unalias(typ);
        let parts = match self.get(typ) {
            Type::Pointer { elem }
            | Type::Array { elem, .. }
            | Type::Chan { elem, .. }
            | Type::Slice { elem } => vec![*elem],
            Type::Map { key, elem } => vec![*key, *elem],
            Type::Struct(fields) => self.var_types(&fields.fields),
            Type::Tuple { vars } => self.var_types(vars),
            Type::Signature(sig) => [sig.params, sig.results].into_iter().flatten().collect(),
            Type::Interface(interface) => {
                if interface.methods.is_empty() && interface.embeddeds.is_empty() {
                    return false;
                }
                if let Some(is_cyclic) = visited.get(&typ) {
                    return *is_cyclic;
                }
                visited.insert(typ, true);
                let has_cycle = self.has_cycle(typ, visited);
                if !has_cycle {
                    visited.insert(typ, false);
                }
                return has_cycle;
            }
            _ => return false,
        };
        parts.into_iter().any(|part| self.visit(part, visited))
    }

    /// Reports whether the package can refer to types that may not be in the heap.
    pub fn knows_not_in_heap(&self) -> bool {
        let mut packages = self.packages();
        packages.any(|(_, package)| self.text(package.path) == NOT_IN_HEAP_PACKAGE)
    }

    /// Reports whether a type may not be in the heap, or contains one.
    pub fn is_not_in_heap(&mut self, typ: TypeId) -> bool {
        if !self.may_go_on() {
            return false;
        }
        let mut typ = self.unalias(typ);
        if matches!(self.get(typ), Type::Named(_)) {
            let object = self.object(self.named_obj(typ));
            let path = object.pkg.map(|pkg| self.package(pkg).path);
            let path = path.map(|path| self.text(path));
            if self.text(object.name) == "nih" && path == Some(NOT_IN_HEAP_PACKAGE) {
                return true;
            }
            typ = self.under(typ);
        }
        match self.get(typ) {
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.is_not_in_heap(elem)
            }
            Type::Struct(fields) => {
                let fields = self.var_types(&fields.fields);
                fields.into_iter().any(|field| self.is_not_in_heap(field))
            }
            _ => false,
        }
    }
}
