//! Stores of values of several parts: scalars first, then pointers, for write barriers.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`storeType`).

use vamos_ssa::TypeId;
use vamos_ssa::ValueId;
use vamos_ssa::kind;
use vamos_ssa::pass::is_stack;

use super::instrument::Access;
use super::kinds::Ty;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

/// The parts of a slice or string that stay as they are in an assignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Skip {
    pub(super) pointer: bool,
    pub(super) len: bool,
    pub(super) cap: bool,
}

impl Skip {
    /// Reports whether no part stays.
    pub(super) fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// The size of a pointer, in bytes.
const WORD: i64 = 8;

impl Build<'_> {
    /// Stores a value at an address.
    pub(super) fn store_type(
        &mut self,
        ty: TypeId,
        to: ValueId,
        value: ValueId,
        skip: Skip,
        is_statement: bool,
    ) -> Built<()> {
        self.instrument(ty, to, Access::Write);
        let facts = self.ty(ty);
        if skip.is_none() && (!facts.has_pointers || is_stack(&self.f, &self.input.cx, to)) {
            self.store_at(ty, to, value, is_statement);
            return Ok(());
        }
        self.store_scalars(facts, to, value, skip)?;
        if !skip.pointer && facts.has_pointers {
            self.store_pointers(facts, to, value)?;
        }
        Ok(())
    }

    /// Stores the value of a part at an offset.
    fn store_part(&mut self, ty: TypeId, pointer: TypeId, at: i64, to: ValueId, part: ValueId) {
        let address = self.vi(Gen::OffPtr, pointer, at, &[to]);
        self.store(ty, address, part);
    }

    fn store_scalars(&mut self, ty: Ty, to: ValueId, value: ValueId, skip: Skip) -> Built<()> {
        let types = self.types;
        if ty.is_scalar() || ty.is_simd {
            self.store(ty.id, to, value);
            return Ok(());
        }
        if ty.is_pointer_shaped {
            if ty.is(kind::PTR) && ty.is_target_not_in_heap {
                self.store(ty.id, to, value);
            }
            return Ok(());
        }
        match ty.kind {
            kind::STRING => {
                if !skip.len {
                    let len = self.v(Gen::StringLen, types.int, &[value]);
                    self.store_part(types.int, types.int_ptr, WORD, to, len);
                }
            }
            kind::SLICE => {
                if !skip.len {
                    let len = self.v(Gen::SliceLen, types.int, &[value]);
                    self.store_part(types.int, types.int_ptr, WORD, to, len);
                }
                if !skip.cap {
                    let cap = self.v(Gen::SliceCap, types.int, &[value]);
                    self.store_part(types.int, types.int_ptr, 2 * WORD, to, cap);
                }
            }
            kind::INTER => {
                let itab = self.v(Gen::ITab, types.byte_ptr, &[value]);
                self.store(types.uintptr, to, itab);
            }
            kind::STRUCT => {
                for index in 0..ty.fields {
                    let (field, address, part) = self.field_of(ty, index, to, value)?;
                    self.store_scalars(field, address, part, Skip::default())?;
                }
            }
            kind::ARRAY if ty.size == 0 => {}
            kind::ARRAY if ty.len == 1 => {
                let part = self.vi(Gen::ArraySelect, ty.elem, 0, &[value]);
                self.store_scalars(self.ty(ty.elem), to, part, Skip::default())?;
            }
            _ => return Err(BuildRefusal::Missing("stores of this type")),
        }
        Ok(())
    }

    /// Returns the type, the address and the value of a field.
    fn field_of(
        &mut self,
        ty: Ty,
        index: usize,
        to: ValueId,
        value: ValueId,
    ) -> Built<(Ty, ValueId, ValueId)> {
        let (field, offset) = self.field(ty, index)?;
        let pointer = self.ptr_to(field);
        let address = self.vi(Gen::OffPtr, pointer, offset, &[to]);
        let part = self.vi(Gen::StructSelect, field, index as i64, &[value]);
        Ok((self.ty(field), address, part))
    }

    fn store_pointers(&mut self, ty: Ty, to: ValueId, value: ValueId) -> Built<()> {
        let types = self.types;
        if ty.is_pointer_shaped {
            if !(ty.is(kind::PTR) && ty.is_target_not_in_heap) {
                self.store(ty.id, to, value);
            }
            return Ok(());
        }
        match ty.kind {
            kind::STRING => {
                let part = self.v(Gen::StringPtr, types.byte_ptr, &[value]);
                self.store(types.byte_ptr, to, part);
            }
            kind::SLICE => {
                let pointer = self.ptr_to(ty.elem);
                let part = self.v(Gen::SlicePtr, pointer, &[value]);
                self.store(pointer, to, part);
            }
            kind::INTER => {
                let part = self.v(Gen::IData, types.byte_ptr, &[value]);
                self.store_part(types.byte_ptr, types.byte_ptr_ptr, WORD, to, part);
            }
            kind::STRUCT if !ty.is_simd => {
                for index in 0..ty.fields {
                    let (field, _) = self.field(ty, index)?;
                    if self.ty(field).has_pointers {
                        let (field, address, part) = self.field_of(ty, index, to, value)?;
                        self.store_pointers(field, address, part)?;
                    }
                }
            }
            kind::ARRAY if ty.size == 0 => {}
            kind::ARRAY if ty.len == 1 => {
                let part = self.vi(Gen::ArraySelect, ty.elem, 0, &[value]);
                self.store_pointers(self.ty(ty.elem), to, part)?;
            }
            _ => return Err(BuildRefusal::Missing("stores of this type")),
        }
        Ok(())
    }
}
