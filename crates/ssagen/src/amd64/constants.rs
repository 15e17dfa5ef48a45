//! Operations with a constant.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`).

use vamos_obj::Addr;
use vamos_obj::AddrType;
use vamos_obj::As;
use vamos_obj::x86::a;
use vamos_ssa::ValueId;

use super::Rows;
use super::registers;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (shuffle, "PSHUFLW ROUNDSD ROUNDSS"),
    (
        constant_to_pair,
        "ADDQconstcarry ADCQconst SUBQconstborrow SBBQconst",
    ),
    (add_const, "ADDQconst ADDLconst"),
    (multiply_const, "MULQconst MULLconst"),
    (and_const, "ANDQconst"),
    (
        constant,
        "SUBQconst SUBLconst ANDLconst ORQconst ORLconst XORQconst XORLconst \
         SHLQconst SHLLconst SHRQconst SHRLconst SHRWconst SHRBconst \
         SARQconst SARLconst SARWconst SARBconst ROLQconst ROLLconst ROLWconst ROLBconst",
    ),
    (move_const, "MOVLconst MOVQconst"),
    (move_float, "MOVSSconst MOVSDconst"),
    (add_const_flags, "ADDQconstflags ADDLconstflags"),
];

/// Reports whether a constant is one of 32 bits without a sign.
fn is_unsigned_int(number: i64) -> bool {
    u32::try_from(number).is_ok()
}

/// Returns the shorter form of an addition of 1 or -1, or the addition with its constant.
pub(super) fn increment(op: As, number: i64) -> (As, Addr) {
    let short = match (op, number) {
        (a::ADDQ, 1) => Some(a::INCQ),
        (a::ADDQ, -1) => Some(a::DECQ),
        (a::ADDL, 1) => Some(a::INCL),
        (a::ADDL, -1) => Some(a::DECL),
        _ => None,
    };
    match short {
        Some(short) => (short, Addr::default()),
        None => (op, Addr::constant(number)),
    }
}

/// Like [`increment`], but the constant stays in the unused operand.
pub(super) fn increment_in_place(op: As, number: i64) -> (As, Addr) {
    let (short, mut from) = increment(op, number);
    if from.kind == AddrType::None {
        from.offset = number;
    }
    (short, from)
}

fn shuffle(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let number = s.value(v).aux_int;
    let source = s.arg_reg(v, 0)?;
    let id = s.emit(op, Addr::constant(number), Addr::register(s.reg(v)?));
    s.add_source(id, Addr::register(source));
    Ok(())
}

fn constant_to_pair(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = Addr::register(s.reg0(v)?);
    s.emit(op, Addr::constant(s.value(v).aux_int), to);
    Ok(())
}

fn add_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (to, arg, number) = (s.reg(v)?, s.arg_reg(v, 0)?, s.value(v).aux_int);
    if to != arg {
        let lea = if op == a::ADDQ { a::LEAQ } else { a::LEAL };
        s.emit(lea, operand::memory(arg, number), Addr::register(to));
        return Ok(());
    }
    let (op, from) = match number {
        // The subtraction of -128 is shorter than the addition of 128.
        0x80 if op == a::ADDQ => (a::SUBQ, Addr::constant(-0x80)),
        0x80 => (a::SUBL, Addr::constant(-0x80)),
        _ => increment(op, number),
    };
    s.emit(op, from, Addr::register(to));
    Ok(())
}

fn multiply_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    shuffle(s, v, op)
}

fn and_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let is_short = is_unsigned_int(s.value(v).aux_int);
    constant(s, v, if is_short { a::ANDL } else { op })
}

fn constant(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = Addr::register(s.reg(v)?);
    s.emit(op, Addr::constant(s.value(v).aux_int), to);
    Ok(())
}

fn move_const(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = s.reg(v)?;
    let number = s.value(v).aux_int;
    if number == 0 && !s.keeps_flags[v.0 as usize] {
        s.emit_regs(a::XORL, to, to);
        return Ok(());
    }
    constant(s, v, if is_unsigned_int(number) { a::MOVL } else { op })
}

fn move_float(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let to = s.reg(v)?;
    let bits = s.value(v).aux_int;
    if !registers::is_float(to) && bits == 0 {
        s.emit_regs(a::XORL, to, to);
        return Ok(());
    }
    let op = registers::store(to, s.ty(v)?.size)?;
    s.emit(op, operand::float(bits), Addr::register(to));
    Ok(())
}

fn add_const_flags(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (op, from) = increment_in_place(op, s.value(v).aux_int);
    s.emit(op, from, Addr::register(s.reg0(v)?));
    Ok(())
}
