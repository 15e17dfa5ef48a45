//! Types that construction makes of others, and parts of types.
//!
//! Counterpart: cmd/compile/internal/types/type.go.

use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::kinds::Ty;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

impl Build<'_> {
    /// Returns the type of pointers to a type.
    pub(super) fn ptr_to(&mut self, elem: TypeId) -> TypeId {
        let found = self.f.pointer_type(self.input.cx.package, elem);
        found.unwrap_or_else(|| {
            self.fail(BuildRefusal::Invalid("pointer to an unknown type"));
            TypeId(0)
        })
    }

    /// Returns the type of pairs of two types.
    pub(super) fn tuple(&mut self, parts: [TypeId; 2]) -> Built<TypeId> {
        let found = self.f.tuple_type(self.input.cx.package, parts);
        found.ok_or(BuildRefusal::Invalid("pair of unknown types"))
    }

    /// Returns the type with a spelling.
    pub(super) fn find_type(&self, text: &str, link_text: &str) -> Built<TypeId> {
        let package = self.input.cx.package;
        let found = self.f.find_type(package, text, link_text);
        found.ok_or_else(|| BuildRefusal::Type {
            text: text.into(),
            link_text: link_text.into(),
        })
    }

    /// Returns the type of pointers to anything.
    pub(super) fn unsafe_pointer(&self) -> Built<TypeId> {
        self.find_type("unsafe.Pointer", "unsafe.Pointer")
    }

    /// Returns the type of elements of a slice or array, or of the target of a pointer.
    pub(super) fn elem(&self, ty: Ty) -> Built<TypeId> {
        // Types of pointers with names have their targets.
        if !ty.is(kind::PTR) || ty.elem.0 != 0 {
            return Ok(ty.elem);
        }
        let unknown = || BuildRefusal::Invalid("pointer without an element");
        let record = self
            .f
            .ty(self.input.cx.package, ty.id)
            .ok_or_else(unknown)?;
        let spellings = [&record.text, &record.link_text].map(|text| text.strip_prefix('*'));
        let [Some(text), Some(link_text)] = spellings else {
            return Err(BuildRefusal::Missing("targets of named pointer types"));
        };
        self.find_type(text, link_text)
    }

    /// Returns a field's type and offset.
    pub(super) fn field(&self, ty: Ty, index: usize) -> Built<(TypeId, i64)> {
        let record = self.f.ty(self.input.cx.package, ty.id);
        let field = record.and_then(|record| record.components.get(index));
        let field = field.ok_or(BuildRefusal::Invalid("no such field"))?;
        Ok((field.ty, field.offset))
    }

    /// Returns the type of the parts of a complex number.
    pub(super) fn float_of(&self, complex: Ty) -> TypeId {
        if complex.is(kind::COMPLEX64) {
            self.types.float32
        } else {
            self.types.float64
        }
    }

    /// Reports whether a type is an interface without methods.
    pub(super) fn is_empty_interface(&self, ty: Ty) -> bool {
        let record = self.f.ty(self.input.cx.package, ty.id);
        ty.is(kind::INTER) && record.is_some_and(|record| record.order.is_empty_interface())
    }

    /// Reports whether values of a type are the data word of an interface.
    pub(super) fn is_direct(&self, ty: Ty) -> bool {
        ty.size == 8 && ty.has_pointers
    }
}
