//! Types that construction makes or looks up.
//!
//! Counterpart: cmd/compile/internal/ssa/config.go (`Types`), cmd/compile/internal/types.

use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::TypeId;

use super::refusal::BuildRefusal;
use super::refusal::Built;

/// Types without a package, and pointers to them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Types {
    pub(super) mem: TypeId,
    pub(super) void: TypeId,
    pub(super) bool: TypeId,
    pub(super) int: TypeId,
    pub(super) uint8: TypeId,
    pub(super) uint32: TypeId,
    pub(super) int32: TypeId,
    pub(super) int64: TypeId,
    pub(super) uintptr: TypeId,
    pub(super) float32: TypeId,
    pub(super) float64: TypeId,
    pub(super) byte_ptr: TypeId,
    pub(super) byte_ptr_ptr: TypeId,
    pub(super) int_ptr: TypeId,
    pub(super) uintptr_ptr: TypeId,
    pub(super) uint32_ptr: TypeId,
}

impl Types {
    /// Finds the types.
    pub(super) fn new(f: &mut Func, package: &Package) -> Built<Self> {
        let mut basic = |name: &str| {
            let found = f.basic_type(package, name);
            found.ok_or_else(|| BuildRefusal::Type {
                text: name.into(),
                link_text: name.into(),
            })
        };
        let mut types = Self {
            mem: basic("mem")?,
            void: basic("void")?,
            bool: basic("bool")?,
            int: basic("int")?,
            uint8: basic("uint8")?,
            uint32: basic("uint32")?,
            int32: basic("int32")?,
            int64: basic("int64")?,
            uintptr: basic("uintptr")?,
            float32: basic("float32")?,
            float64: basic("float64")?,
            ..Self::default()
        };
        let mut pointer = |elem| {
            let found = f.pointer_type(package, elem);
            found.ok_or(BuildRefusal::Invalid("no type of pointers"))
        };
        types.byte_ptr = pointer(types.uint8)?;
        types.byte_ptr_ptr = pointer(types.byte_ptr)?;
        types.int_ptr = pointer(types.int)?;
        types.uintptr_ptr = pointer(types.uintptr)?;
        types.uint32_ptr = pointer(types.uint32)?;
        Ok(types)
    }
}
