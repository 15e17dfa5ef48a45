//! Copies, loads and stores of the register allocator.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`OpCopy`, `OpLoadReg`, `OpStoreReg`) and
//! cmd/compile/internal/ssa/rewrite.go (`ZeroUpper32Bits`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::x86::registers::REG_AL;
use vamos_obj::x86::registers::REG_R15;
use vamos_obj::x86::registers::REG_SP;
use vamos_ssa::Type;
use vamos_ssa::ValueId;
use vamos_ssa::kind;
use vamos_ssa::op::Ops;

use super::Generate;
use super::frame;
use super::registers;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

/// The most phis and selections that are followed.
const DEPTH: u32 = 3;

/// Returns the function for an operation that belongs to no machine.
pub(super) fn of_no_machine(ops: &Ops, number: u16) -> Option<Generate> {
    let rows: [(u16, Generate); 5] = [
        (ops.copy, copy),
        (ops.load_reg, load),
        (ops.store_reg, store),
        (ops.arg_int_reg, frame::params),
        (ops.arg_float_reg, frame::params),
    ];
    let found = rows.into_iter().find(|row| row.0 == number);
    found.map(|row| row.1)
}

/// Returns the size of a type that is no vector.
fn width(ty: &Type) -> Result<i64, Refusal> {
    if ty.is_simd() || ty.is_own("flags") {
        Err(Refusal::Width(ty.size))
    } else {
        Ok(ty.size)
    }
}

fn copy(state: &mut State<'_>, value: ValueId, _: As) -> Result<(), Refusal> {
    let ty = state.ty(value)?;
    if ty.is_own("mem") {
        return Ok(());
    }
    let arg = state.arg(value, 0)?;
    let (from, to) = (state.reg(arg)?, state.reg(value)?);
    if from == to {
        return Ok(());
    }
    let width = match width(ty)? {
        8 if (REG_AL..=REG_R15).contains(&to) && has_zero_half(state, arg, DEPTH)? => 4,
        width => width,
    };
    state.emit_regs(registers::move_op(to, from, width)?, to, from);
    Ok(())
}

/// Reports whether the upper half of a value's register is known to be zero.
fn has_zero_half(state: &State<'_>, value: ValueId, depth: u32) -> Result<bool, Refusal> {
    let machine = state.input.machine;
    if !machine.has_short_copies {
        return Ok(false);
    }
    let (record, ty) = (state.value(value), state.ty(value)?);
    let signed = [kind::INT8, kind::INT16, kind::INT32];
    if signed.contains(&ty.kind) {
        return Ok(false);
    }
    let ops = state.input.ops;
    if machine.zero_extends(record.op) {
        return Ok(true);
    }
    if record.op == machine.constants[1] {
        return Ok(u32::try_from(record.aux_int).is_ok());
    }
    if record.op == ops.arg {
        return Ok(ty.size == 4);
    }
    if ![ops.phi, ops.select0, ops.select1].contains(&record.op) || depth == 0 {
        return Ok(false);
    }
    for arg in state.input.func.args(value) {
        if !has_zero_half(state, *arg, depth - 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn load(state: &mut State<'_>, value: ValueId, _: As) -> Result<(), Refusal> {
    let reg = state.reg(value)?;
    let op = registers::load(reg, width(state.ty(value)?)?)?;
    let from = operand::stack_slot(state.input, state.arg(value, 0)?, REG_SP)?;
    state.emit(op, from, Addr::register(reg));
    Ok(())
}

fn store(state: &mut State<'_>, value: ValueId, _: As) -> Result<(), Refusal> {
    let reg = state.arg_reg(value, 0)?;
    let op = registers::store(reg, width(state.ty(value)?)?)?;
    let to = operand::stack_slot(state.input, value, REG_SP)?;
    state.emit(op, Addr::register(reg), to);
    Ok(())
}
