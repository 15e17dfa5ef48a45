//! Registers and stack slots of parameters and results.
//!
//! Counterpart: cmd/compile/internal/abi/abiutils.go.

use vamos_ssa::Call;
use vamos_ssa::NameId;
use vamos_ssa::Param;
use vamos_ssa::Signature;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::kinds::Ty;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use crate::input::round_up;

/// Registers for integers and for floating-point numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Amounts {
    ints: u32,
    floats: u32,
}

/// The registers of amd64.
const REGISTERS: Amounts = Amounts {
    ints: 9,
    floats: 15,
};

/// The size of registers, in bytes.
const WORD: i64 = 8;

/// The number of the ABI with parameters in registers.
pub(super) const ABI_INTERNAL: u64 = 1;

/// Parameters that have a place so far.
struct Assignment {
    total: Amounts,
    used: Amounts,
    stack: i64,
    spill: i64,
}

impl Assignment {
    fn slot(offset: &mut i64, ty: Ty) -> i64 {
        let at = round_up(*offset, ty.align);
        *offset = at + ty.size;
        at
    }
}

/// Returns the number of elements of an array whose parts are in registers.
fn register_elements(ty: Ty) -> Built<i64> {
    let most = REGISTERS.ints + REGISTERS.floats;
    if ty.len > i64::from(most) {
        return Err(BuildRefusal::Invalid("array in registers"));
    }
    Ok(ty.len)
}

impl Build<'_> {
    /// Finds the places of parameters and results.
    pub(super) fn signature(
        &self,
        params: &[(TypeId, NameId)],
        results: &[(TypeId, NameId)],
        abi: u64,
    ) -> Built<Signature> {
        let total = if abi == ABI_INTERNAL {
            REGISTERS
        } else {
            Amounts::default()
        };
        let mut state = Assignment {
            total,
            used: Amounts::default(),
            stack: 0,
            spill: 0,
        };
        let params = self.assign_all(&mut state, params, false)?;
        state.stack = round_up(state.stack, WORD);
        let in_registers = state.used.ints + state.used.floats;
        state.used = Amounts::default();
        let results = self.assign_all(&mut state, results, true)?;
        let spill_offset = round_up(state.stack, WORD);
        Ok(Signature {
            params,
            results,
            width: round_up(state.spill, WORD) + spill_offset,
            spill_offset,
            in_registers: in_registers.into(),
            out_registers: (state.used.ints + state.used.floats).into(),
            abi,
        })
    }

    fn assign_all(
        &self,
        state: &mut Assignment,
        list: &[(TypeId, NameId)],
        is_result: bool,
    ) -> Built<Vec<Param>> {
        let mut params = Vec::with_capacity(list.len());
        for (ty, name) in list {
            let facts = self.ty(*ty);
            let registers = self.registers(state, facts)?;
            let mut offset = 0;
            if registers.is_empty() {
                offset = Assignment::slot(&mut state.stack, facts);
            } else if !is_result {
                Assignment::slot(&mut state.spill, facts);
            }
            params.push(Param {
                ty: *ty,
                name: *name,
                registers,
                offset,
            });
        }
        Ok(params)
    }

    /// Takes the registers of a parameter; none if it is on the stack.
    fn registers(&self, state: &mut Assignment, ty: Ty) -> Built<Vec<u32>> {
        let record = self.f.ty(self.input.cx.package, ty.id);
        let record = record.ok_or(BuildRefusal::Invalid("parameter of an unknown type"))?;
        let (ints, floats) = (record.int_registers, record.float_registers);
        let free = [
            state.total.ints.checked_sub(state.used.ints),
            state.total.floats.checked_sub(state.used.floats),
        ];
        let [Some(free_ints), Some(free_floats)] = free else {
            return Err(BuildRefusal::Invalid("registers of a parameter"));
        };
        let mut registers = Vec::new();
        if ty.size != 0 && ints <= free_ints && floats <= free_floats {
            self.take_registers(state, ty, &mut registers)?;
        }
        Ok(registers)
    }

    fn take_registers(&self, state: &mut Assignment, ty: Ty, taken: &mut Vec<u32>) -> Built<()> {
        if ty.size == 0 {
            return Ok(());
        }
        let used = &mut state.used;
        if ty.is_scalar() || ty.is_pointer_shaped || ty.is_simd {
            let (counter, base, count) = if ty.is_complex() {
                (&mut used.floats, state.total.ints, 2)
            } else if ty.is_float() || ty.is_simd {
                (&mut used.floats, state.total.ints, 1)
            } else {
                (&mut used.ints, 0, 1)
            };
            for _ in 0..count {
                taken.push(base + *counter);
                *counter += 1;
            }
            return Ok(());
        }
        match ty.kind {
            kind::ARRAY => {
                for _ in 0..register_elements(ty)? {
                    self.take_registers(state, self.ty(ty.elem), taken)?;
                }
            }
            kind::STRUCT => {
                for index in 0..ty.fields {
                    let (field, _) = self.field(ty, index)?;
                    self.take_registers(state, self.ty(field), taken)?;
                }
            }
            kind::SLICE | kind::STRING | kind::INTER => {
                let words = ty.size / WORD;
                for _ in 0..words {
                    taken.push(used.ints);
                    used.ints += 1;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Returns the target of a call with parameters and results without names.
    pub(super) fn call_to(
        &self,
        sym: SymId,
        params: &[TypeId],
        results: &[TypeId],
        abi: u64,
    ) -> Built<Call> {
        let unnamed = |types: &[TypeId]| -> Vec<(TypeId, NameId)> {
            types.iter().map(|ty| (*ty, NameId(0))).collect()
        };
        let signature = self.signature(&unnamed(params), &unnamed(results), abi)?;
        Ok(Call {
            sym,
            signature: Some(Box::new(signature)),
        })
    }

    /// Returns the type of the results of a call, with the memory.
    pub(super) fn results_of(&mut self, call: &Call) -> TypeId {
        let results = call.signature.iter().flat_map(|found| &found.results);
        let mut types: Vec<TypeId> = results.map(|result| result.ty).collect();
        types.push(self.types.mem);
        let found = self.f.results_type(self.input.cx.package, &types);
        found.unwrap_or_default()
    }

    /// Returns the types and offsets of the parts of a parameter that are in registers.
    pub(super) fn register_parts(&mut self, ty: Ty, at: i64) -> Built<Vec<(TypeId, i64)>> {
        let mut parts = Vec::new();
        if ty.size == 0 {
            return Ok(parts);
        }
        if ty.is_complex() {
            let float = self.float_of(ty);
            return Ok(vec![(float, at), (float, at + ty.size / 2)]);
        }
        if ty.is_scalar() || ty.is_pointer_shaped || ty.is_simd {
            return Ok(vec![(ty.id, at)]);
        }
        let types = self.types;
        match ty.kind {
            kind::ARRAY => {
                let elem = self.ty(ty.elem);
                for index in 0..register_elements(ty)? {
                    parts.extend(self.register_parts(elem, at + index * elem.size)?);
                }
            }
            kind::STRUCT => {
                for index in 0..ty.fields {
                    let (field, offset) = self.field(ty, index)?;
                    parts.extend(self.register_parts(self.ty(field), at + offset)?);
                }
            }
            kind::SLICE => parts.extend([
                (types.byte_ptr, at),
                (types.int, at + WORD),
                (types.int, at + 2 * WORD),
            ]),
            kind::STRING => parts.extend([(types.byte_ptr, at), (types.int, at + WORD)]),
            kind::INTER => {
                let pointer = self.unsafe_pointer()?;
                parts.extend([(pointer, at), (pointer, at + WORD)]);
            }
            _ => {}
        }
        Ok(parts)
    }
}
