//! The types of parts of values, and the types of registers.
//!
//! Counterpart: cmd/compile/internal/abi/abiutils.go (`RegisterTypes`).

use super::super::Cx;
use crate::func::Func;
use crate::package::Param;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::properties::PTR_SHAPED;
use crate::rules::Refusal;

/// The deepest nesting of types.
const DEPTH: u32 = 100;

/// Types that have no package.
#[derive(Clone, Copy, Debug)]
pub(super) struct Types {
    pub(super) int: TypeId,
    /// `uintptr`.
    pub(super) word: TypeId,
    pub(super) byte_pointer: TypeId,
    pub(super) float32: TypeId,
    pub(super) float64: TypeId,
    pub(super) memory: TypeId,
}

impl Types {
    pub(super) fn find(func: &mut Func, cx: &Cx<'_>) -> Result<Self, Refusal> {
        let mut basic = |text| func.basic_type(cx.package, text).ok_or(Refusal::Invalid);
        let byte = basic("uint8")?;
        let (int, word, memory) = (basic("int")?, basic("uintptr")?, basic("mem")?);
        let (float32, float64) = (basic("float32")?, basic("float64")?);
        let byte_pointer = func
            .pointer_type(cx.package, byte)
            .ok_or(Refusal::Invalid)?;
        Ok(Self {
            int,
            word,
            byte_pointer,
            float32,
            float64,
            memory,
        })
    }

    /// Returns the type of the results of a call, in registers and memory.
    pub(super) fn of_results(
        &self,
        func: &mut Func,
        cx: &Cx<'_>,
        results: &[Param],
    ) -> Result<TypeId, Refusal> {
        let mut types = func.free.scratch.take();
        for result in results.iter().filter(|result| !result.registers.is_empty()) {
            self.add_registers(func, cx, result.ty, &mut types, 0)?;
        }
        types.push(self.memory);
        let results = func.results_type(cx.package, &types);
        func.free.scratch.put(types);
        results.ok_or(Refusal::Invalid)
    }

    /// Adds the types of the registers that a value is in.
    fn add_registers(
        &self,
        func: &Func,
        cx: &Cx<'_>,
        id: TypeId,
        types: &mut Vec<TypeId>,
        depth: u32,
    ) -> Result<(), Refusal> {
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        let ty = func.ty(cx.package, id).ok_or(Refusal::Invalid)?;
        if ty.size == 0 {
            return Ok(());
        }
        if ty.flags & type_flags::IS_SIMD != 0 {
            types.push(id);
            return Ok(());
        }
        match ty.kind {
            kind::COMPLEX64 => types.extend([self.float32; 2]),
            kind::COMPLEX128 => types.extend([self.float64; 2]),
            kind::STRING => types.extend([self.byte_pointer, self.int]),
            kind::SLICE => types.extend([self.byte_pointer, self.int, self.int]),
            kind::INTER => {
                let pointer = func.find_type(cx.package, "unsafe.Pointer", "unsafe.Pointer");
                types.extend([pointer.ok_or(Refusal::Invalid)?; 2]);
            }
            kind::ARRAY => {
                for _ in 0..ty.len {
                    self.add_registers(func, cx, ty.elem, types, depth + 1)?;
                }
            }
            kind::STRUCT => {
                for field in &ty.components {
                    self.add_registers(func, cx, field.ty, types, depth + 1)?;
                }
            }
            of_kind if of_kind <= kind::BOOL || PTR_SHAPED >> of_kind & 1 != 0 => types.push(id),
            _ => {}
        }
        Ok(())
    }
}
