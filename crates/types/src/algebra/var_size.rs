//! Types whose size depends on type parameters.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go (`hasVarSize`).

use hashbrown::HashMap;

use crate::Types;
use crate::data::Type;
use crate::id::ObjId;
use crate::id::TypeId;

impl Types {
    /// Reports whether a type is the type of package simd whose size depends on the machine.
    pub fn is_simd(&self, obj: ObjId) -> bool {
        let object = self.object(obj);
        let path = object.pkg.map(|pkg| self.package(pkg).path);
        path.is_some_and(|path| self.text(path) == "simd") && self.text(object.name) == "_simd"
    }

    /// Like [`Types::has_var_size`]; `seen` has the visited defined types with their results.
    pub fn has_var_size_in(&mut self, typ: TypeId, seen: &mut HashMap<TypeId, bool>) -> bool {
        let own = self.unalias(typ);
        if !matches!(self.get(own), Type::Named(_)) {
            return self.is_under_var_sized(typ, seen);
        }
        if let Some(known) = seen.get(&own) {
            return *known;
        }
        // It is a cycle until the answer is known.
        seen.insert(own, true);
        let is_var = self.is_under_var_sized(typ, seen);
        seen.insert(own, is_var);
        is_var
    }

    /// Like [`Types::is_var_sized`], for the underlying type.
    fn is_under_var_sized(&mut self, typ: TypeId, seen: &mut HashMap<TypeId, bool>) -> bool {
        let under = self.under(typ);
        match self.get(under) {
            Type::Array { elem, .. } => self.has_var_size_in(*elem, seen),
            Type::Struct(fields) => {
                let fields = fields.fields.clone();
                fields.iter().any(|field| {
                    let typ = self.object(*field).typ;
                    typ.is_some_and(|typ| self.has_var_size_in(typ, seen))
                })
            }
            Type::Interface(_) => self.is_type_param(typ),
            _ => false,
        }
    }
}
