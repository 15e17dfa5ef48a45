//! Zeroing and copying of memory.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`, `zero16`, `move16`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::ProgId;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_X0;
use vamos_ssa::ValueId;

use super::Rows;
use super::ensure_zero_x15;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (zero, "LoweredZero"),
    (zero_loop, "LoweredZeroLoop"),
    (copy, "LoweredMove"),
    (copy_loop, "LoweredMoveLoop"),
    (repeat_store, "REPSTOSQ"),
    (repeat_move, "REPMOVSQ"),
];

/// The number of bytes of one move.
const STEP: i64 = 16;

/// The number of bytes of one round of a loop.
const ROUND: i64 = 64;

/// Calls a function for the offset of each move; the last may overlap the one before it.
fn each_step(len: i64, mut step: impl FnMut(i64)) {
    let full = len / STEP;
    (0..full).for_each(|number| step(number * STEP));
    if len % STEP != 0 {
        step(len - STEP);
    }
}

fn zero_step(s: &mut State<'_>, to: i16, offset: i64) {
    let zero = Addr::register(REG_X0 + 15);
    s.emit(a::MOVUPS, zero, operand::memory(to, offset));
}

fn copy_step(s: &mut State<'_>, to: i16, from: i16, offset: i64) {
    let temp = Addr::register(REG_X0 + 14);
    s.emit(a::MOVUPS, operand::memory(from, offset), temp);
    s.emit(a::MOVUPS, temp, operand::memory(to, offset));
}

/// Sets the register that counts the rounds; returns the instruction.
fn begin_loop(s: &mut State<'_>, count: i16, len: i64) -> ProgId {
    let rounds = Addr::constant(len / ROUND);
    s.emit(a::MOVL, rounds, Addr::register(count))
}

/// Adds the branch at the end of a loop.
fn end_loop(s: &mut State<'_>, count: i16, start: ProgId) -> Done {
    s.emit_to(a::DECL, Addr::register(count));
    let branch = s.branch_later(a::JNE);
    let first = s.list.progs[start].link;
    s.set_target(branch, first.ok_or(Refusal::Invalid("empty loop"))?);
    Ok(())
}

fn advance(s: &mut State<'_>, pointer: i16) {
    s.emit(a::ADDQ, Addr::constant(ROUND), Addr::register(pointer));
}

/// Returns the number of bytes, which has a least value.
fn len(s: &State<'_>, v: ValueId, least: i64) -> Result<i64, Refusal> {
    let len = s.value(v).aux_int;
    if len >= least {
        Ok(len)
    } else {
        Err(Refusal::Width(len))
    }
}

fn zero(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    ensure_zero_x15(s);
    let to = s.arg_reg(v, 0)?;
    let len = len(s, v, STEP)?;
    each_step(len, |offset| zero_step(s, to, offset));
    Ok(())
}

fn zero_loop(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    ensure_zero_x15(s);
    let (to, count) = (s.arg_reg(v, 0)?, s.reg_temp(v)?);
    let len = len(s, v, 3 * ROUND)?;
    let start = begin_loop(s, count, len);
    each_step(ROUND, |offset| zero_step(s, to, offset));
    advance(s, to);
    end_loop(s, count, start)?;
    each_step(len % ROUND, |offset| zero_step(s, to, offset));
    Ok(())
}

fn copy(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let (to, from) = (s.arg_reg(v, 0)?, s.arg_reg(v, 1)?);
    if to == from {
        return Ok(());
    }
    let len = len(s, v, STEP)?;
    each_step(len, |offset| copy_step(s, to, from, offset));
    Ok(())
}

fn copy_loop(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let (to, from) = (s.arg_reg(v, 0)?, s.arg_reg(v, 1)?);
    if to == from {
        return Ok(());
    }
    let count = s.reg_temp(v)?;
    let len = len(s, v, 3 * ROUND)?;
    let start = begin_loop(s, count, len);
    each_step(ROUND, |offset| copy_step(s, to, from, offset));
    advance(s, from);
    advance(s, to);
    end_loop(s, count, start)?;
    each_step(len % ROUND, |offset| copy_step(s, to, from, offset));
    Ok(())
}

fn repeat_store(s: &mut State<'_>, _: ValueId, _: As) -> Done {
    s.append(a::REP);
    s.append(a::STOSQ);
    Ok(())
}

fn repeat_move(s: &mut State<'_>, _: ValueId, _: As) -> Done {
    s.append(a::REP);
    s.append(a::MOVSQ);
    Ok(())
}
