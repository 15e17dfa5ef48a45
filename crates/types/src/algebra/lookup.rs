//! Base types of pointers, and objects by name in lists.
//!
//! Counterpart: cmd/compile/internal/types2/lookup.go.

use crate::Types;
use crate::data::Type;
use crate::id::ObjId;
use crate::id::PkgId;
use crate::id::TypeId;
use crate::names::Name;
use crate::predeclared::typ;

impl Types {
    /// Returns the base type of a pointer and true, or the type itself and false; also false for
    /// defined pointer types.
    pub fn deref(&self, t: TypeId) -> (TypeId, bool) {
        match self.get(self.unalias(t)) {
            Type::Pointer { elem } => (*elem, true),
            _ => (t, false),
        }
    }

    /// Returns the struct to which a pointer points, or the type itself.
    pub fn deref_struct_ptr(&mut self, t: TypeId) -> TypeId {
        let u = self.under(t);
        if let &Type::Pointer { elem } = self.get(u) {
            let base = self.under(elem);
            if matches!(self.get(base), Type::Struct(_)) {
                return elem;
            }
        }
        t
    }

    /// Returns the index of a field.
    pub fn field_index(
        &self,
        fields: &[ObjId],
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> Option<usize> {
        if name == Name::BLANK {
            return None;
        }
        let mut fields = fields.iter();
        fields.position(|field| self.same_id(*field, pkg, name, fold_case))
    }

    /// Returns a method and its index.
    pub fn method_index(
        &self,
        methods: &[ObjId],
        pkg: Option<PkgId>,
        name: Name,
        fold_case: bool,
    ) -> Option<(usize, ObjId)> {
        let index = self.field_index(methods, pkg, name, fold_case)?;
        Some((index, methods[index]))
    }

    /// Reports whether a type is the marker of structs that are aligned to 8 bytes.
    pub(crate) fn is_sync_atomic_align64(&self, t: TypeId) -> bool {
        let Some(named) = self.as_named(t) else {
            return false;
        };
        let obj = self.named_obj(named);
        let path = self.object(obj).pkg;
        let path = path.map(|pkg| self.text(self.package(pkg).path));
        self.name_of(obj) == "align64"
            && matches!(path, Some("sync/atomic" | "internal/runtime/atomic"))
    }

    /// Returns the names of the fields that lead to a field, joined by dots.
    pub fn field_path(&mut self, typ: TypeId, index: &[usize]) -> String {
        let mut names = Vec::with_capacity(index.len());
        let mut next = typ;
        for place in index {
            let base = self.deref_struct_ptr(next);
            let under = self.under(base);
            let Type::Struct(fields) = self.get(under) else {
                break;
            };
            let Some(field) = fields.fields.get(*place).copied() else {
                break;
            };
            names.push(self.name_of(field).to_owned());
            next = self.object(field).typ.unwrap_or(typ::INVALID);
        }
        names.join(".")
    }
}
