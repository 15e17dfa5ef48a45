//! Atomic operations on memory.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_AX;
use vamos_ssa::ValueId;

use super::Rows;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (load, "MOVBatomicload MOVLatomicload MOVQatomicload"),
    (exchange, "XCHGB XCHGL XCHGQ"),
    (add, "XADDLlock XADDQlock"),
    (compare_and_exchange, "CMPXCHGLlock CMPXCHGQlock"),
    (change, "ANDBlock ANDLlock ANDQlock ORBlock ORLlock ORQlock"),
    (and_long, "LoweredAtomicAnd64"),
    (and_int, "LoweredAtomicAnd32"),
    (or_long, "LoweredAtomicOr64"),
    (or_int, "LoweredAtomicOr32"),
];

fn load(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.reg0(v)?));
    Ok(())
}

fn exchange(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = s.memory(v, s.arg_reg(v, 1)?, s.value(v).aux_int)?;
    s.emit(op, Addr::register(s.reg0(v)?), to);
    Ok(())
}

fn add(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.append(a::LOCK);
    exchange(s, v, op)
}

fn compare_and_exchange(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    if s.arg_reg(v, 1)? != REG_AX {
        return Err(Refusal::Register(v.0));
    }
    s.append(a::LOCK);
    let to = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit(op, Addr::register(s.arg_reg(v, 2)?), to);
    s.emit_to(a::SETEQ, Addr::register(s.reg0(v)?));
    Ok(())
}

/// Changes memory; the old content is not needed.
fn change(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.append(a::LOCK);
    let to = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit(op, Addr::register(s.arg_reg(v, 1)?), to);
    Ok(())
}

/// Changes memory and returns the old content in AX: tries until no other thread interferes.
fn change_in_loop(s: &mut State<'_>, v: ValueId, ops: [As; 3]) -> Done {
    let [move_op, op, exchange] = ops;
    let (mask, temp) = (s.arg_reg(v, 1)?, s.reg_temp(v)?);
    let memory = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    let start = s.emit_regs(move_op, temp, mask);
    s.emit(move_op, memory, Addr::register(REG_AX));
    s.emit_regs(op, temp, REG_AX);
    s.append(a::LOCK);
    s.emit(exchange, Addr::register(temp), memory);
    let branch = s.branch_later(a::JNE);
    s.set_target(branch, start);
    Ok(())
}

fn and_long(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    change_in_loop(s, v, [a::MOVQ, a::ANDQ, a::CMPXCHGQ])
}

fn and_int(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    change_in_loop(s, v, [a::MOVL, a::ANDL, a::CMPXCHGL])
}

fn or_long(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    change_in_loop(s, v, [a::MOVQ, a::ORQ, a::CMPXCHGQ])
}

fn or_int(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    change_in_loop(s, v, [a::MOVL, a::ORL, a::CMPXCHGL])
}
