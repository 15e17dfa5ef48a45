//! Comparisons, and what depends on their flags.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::x86::a;
use vamos_ssa::ValueId;

use super::Rows;
use super::memory;
use super::registers;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (
        compare,
        "CMPQ CMPL CMPW CMPB TESTQ TESTL TESTW TESTB BTL BTQ",
    ),
    (compare_floats, "UCOMISS UCOMISD"),
    (compare_const, "CMPQconst CMPLconst CMPWconst CMPBconst"),
    (
        test_const,
        "BTLconst TESTQconst TESTLconst TESTWconst TESTBconst BTSQconst BTCQconst BTRQconst",
    ),
    (test_bit_const, "BTQconst"),
    (compare_load, "CMPQload CMPLload CMPWload CMPBload"),
    (
        compare_const_load,
        "CMPQconstload CMPLconstload CMPWconstload CMPBconstload",
    ),
    (
        compare_load_indexed,
        "CMPQloadidx8 CMPQloadidx1 CMPLloadidx4 CMPLloadidx1 CMPWloadidx2 CMPWloadidx1 CMPBloadidx1",
    ),
    (
        compare_const_load_indexed,
        "CMPQconstloadidx8 CMPQconstloadidx1 CMPLconstloadidx4 CMPLconstloadidx1 \
         CMPWconstloadidx2 CMPWconstloadidx1 CMPBconstloadidx1",
    ),
    (
        conditional_move,
        "CMOVQEQ CMOVLEQ CMOVWEQ CMOVQLT CMOVLLT CMOVWLT CMOVQNE CMOVLNE CMOVWNE \
         CMOVQGT CMOVLGT CMOVWGT CMOVQLE CMOVLLE CMOVWLE CMOVQGE CMOVLGE CMOVWGE \
         CMOVQHI CMOVLHI CMOVWHI CMOVQLS CMOVLLS CMOVWLS CMOVQCC CMOVLCC CMOVWCC \
         CMOVQCS CMOVLCS CMOVWCS CMOVQGTF CMOVLGTF CMOVWGTF CMOVQGEF CMOVLGEF CMOVWGEF",
    ),
    (move_unequal_long, "CMOVQNEF"),
    (move_unequal_int, "CMOVLNEF"),
    (move_unequal_short, "CMOVWNEF"),
    (move_equal_long, "CMOVQEQF"),
    (move_equal_int, "CMOVLEQF"),
    (move_equal_short, "CMOVWEQF"),
    (set_unequal, "SETNEF"),
    (set_equal, "SETEQF"),
];

fn compare(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.arg_reg(v, 1)?, s.arg_reg(v, 0)?);
    Ok(())
}

/// The assembler has the operands of these instructions the other way round.
fn compare_floats(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.arg_reg(v, 0)?, s.arg_reg(v, 1)?);
    Ok(())
}

fn compare_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = Addr::register(s.arg_reg(v, 0)?);
    s.emit(op, from, Addr::constant(s.value(v).aux_int));
    Ok(())
}

fn test_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = Addr::register(s.arg_reg(v, 0)?);
    s.emit(op, Addr::constant(s.value(v).aux_int), to);
    Ok(())
}

/// The form for 32 bits is shorter.
fn test_bit_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let op = if s.value(v).aux_int < 32 { a::BTL } else { op };
    test_const(s, v, op)
}

fn compare_load(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = s.memory(v, s.arg_reg(v, 0)?, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.arg_reg(v, 1)?));
    Ok(())
}

fn compare_const_load(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (constant, offset) = memory::constant_and_offset(s, v);
    let from = s.memory(v, s.arg_reg(v, 0)?, offset)?;
    s.emit(op, from, Addr::constant(constant));
    Ok(())
}

fn compare_load_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let from = memory::indexed(s, v, 0, s.value(v).aux_int)?;
    s.emit(op, from, Addr::register(s.arg_reg(v, 2)?));
    Ok(())
}

fn compare_const_load_indexed(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (constant, offset) = memory::constant_and_offset(s, v);
    let from = memory::indexed(s, v, 0, offset)?;
    s.emit(op, from, Addr::constant(constant));
    Ok(())
}

fn conditional_move(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 1)?);
    Ok(())
}

/// Moves if numbers are unequal or not ordered.
fn move_unequal(s: &mut State<'_>, v: ValueId, op: As, if_unordered: As) -> Done {
    conditional_move(s, v, op)?;
    conditional_move(s, v, if_unordered)
}

fn move_unequal_long(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    move_unequal(s, v, op, a::CMOVQPS)
}

fn move_unequal_int(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    move_unequal(s, v, op, a::CMOVLPS)
}

fn move_unequal_short(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    move_unequal(s, v, op, a::CMOVWPS)
}

/// Moves if numbers are equal and ordered.
fn move_equal(s: &mut State<'_>, v: ValueId, op: As, if_ordered: As) -> Done {
    let (to, from, temp) = (s.reg(v)?, s.arg_reg(v, 1)?, s.reg_temp(v)?);
    let width = s.ty(v)?.size;
    s.emit_regs(registers::move_op(temp, from, width)?, temp, from);
    s.emit_regs(op, temp, to);
    s.emit_regs(if_ordered, to, temp);
    Ok(())
}

fn move_equal_long(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    move_equal(s, v, op, a::CMOVQPC)
}

fn move_equal_int(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    move_equal(s, v, op, a::CMOVLPC)
}

fn move_equal_short(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    move_equal(s, v, op, a::CMOVWPC)
}

/// Combines two conditions.
fn set_both(s: &mut State<'_>, v: ValueId, op: As, other: As, combine: As) -> Done {
    let (to, temp) = (s.reg(v)?, s.reg_temp(v)?);
    s.emit_to(op, Addr::register(to));
    s.emit_to(other, Addr::register(temp));
    s.emit_regs(combine, to, temp);
    Ok(())
}

fn set_unequal(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    set_both(s, v, op, a::SETPS, a::ORL)
}

fn set_equal(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    set_both(s, v, op, a::SETPC, a::ANDL)
}
