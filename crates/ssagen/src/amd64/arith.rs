//! Arithmetic on registers.
//!
//! Counterpart: cmd/compile/internal/amd64/ssa.go (`ssaGenValue`).

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::op;
use vamos_obj::x86::a;
use vamos_obj::x86::registers::REG_AX;
use vamos_obj::x86::registers::REG_DX;
use vamos_obj::x86::registers::REG_X0;
use vamos_ssa::ValueId;

use super::Rows;
use super::ensure_zero_x15;
use crate::operand;
use crate::refusal::Refusal;
use crate::state::State;

type Done = Result<(), Refusal>;

pub(super) const ROWS: Rows = &[
    (fused, "VFMADD231SD VFMADD231SS"),
    (add, "ADDQ ADDL"),
    (
        two_operands,
        "SUBQ SUBL MULQ MULL ANDQ ANDL ORQ ORL XORQ XORL SHLQ SHLL SHRQ SHRL SHRW SHRB \
         SARQ SARL SARW SARB ROLQ ROLL ROLW ROLB RORQ RORL RORW RORB \
         ADDSS ADDSD SUBSS SUBSD MULSS MULSD DIVSS DIVSD MINSS MINSD POR PXOR \
         BTSL BTSQ BTCL BTCQ BTRL BTRQ PCMPEQB PSIGNB PUNPCKLBW",
    ),
    (broadcast, "PSHUFBbroadcast"),
    (double_shift, "SHRDQ SHLDQ"),
    (one_operand_of_pair, "BLSRQ BLSRL BSFQ BSRQ"),
    (
        one_operand,
        "BLSIQ BLSIL BLSMSKQ BLSMSKL BSFL BSRL SQRTSD SQRTSS \
         MOVLQSX MOVWQSX MOVBQSX MOVLQZX MOVWQZX MOVBQZX \
         CVTTSS2SL CVTTSD2SL CVTTSS2SQ CVTTSD2SQ CVTSS2SD CVTSD2SS VPBROADCASTB PMOVMSKB",
    ),
    (and_not, "ANDNQ ANDNL"),
    (shift, "SARXL SARXQ SHLXL SHLXQ SHRXL SHRXQ"),
    (divide_unsigned, "DIVQU DIVLU DIVWU"),
    (divide_long, "DIVQ"),
    (divide_int, "DIVL"),
    (divide_short, "DIVW"),
    (multiply_ax, "HMULQ HMULL HMULQU HMULLU MULQU MULLU MULQU2"),
    (divide_pair, "DIVQU2"),
    (average, "AVGQU"),
    (add_carry, "ADDQcarry ADCQ"),
    (subtract_borrow, "SUBQborrow SBBQ"),
    (carry_mask, "SBBQcarrymask SBBLcarrymask"),
    (
        in_place,
        "NEGQ NEGL BSWAPQ BSWAPL NOTQ NOTL SETEQ SETNE SETL SETLE SETG SETGE SETGF SETGEF SETB \
         SETBE SETORD SETNAN SETA SETAE SETO",
    ),
    (in_place_of_pair, "NEGLflags"),
    (convert_int, "CVTSL2SD CVTSQ2SD CVTSQ2SS CVTSL2SS"),
    (move_bits_long, "MOVQi2f MOVQf2i"),
    (move_bits_int, "MOVLi2f MOVLf2i"),
    (nothing, "LoweredRound32F LoweredRound64F"),
    (count, "POPCNTQ POPCNTL TZCNTQ TZCNTL LZCNTQ LZCNTL"),
];

fn nothing(_: &mut State<'_>, _: ValueId, _: As) -> Done {
    Ok(())
}

fn fused(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let second = s.arg_reg(v, 1)?;
    let id = s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 2)?);
    s.add_source(id, Addr::register(second));
    Ok(())
}

fn add(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (to, one, two) = (s.reg(v)?, s.arg_reg(v, 0)?, s.arg_reg(v, 1)?);
    if to == one {
        s.emit_regs(op, to, two);
    } else if to == two {
        s.emit_regs(op, to, one);
    } else {
        let lea = if op == a::ADDQ { a::LEAQ } else { a::LEAL };
        let mut sum = operand::memory(one, 0);
        sum.scale = 1;
        sum.index = two;
        s.emit(lea, sum, Addr::register(to));
    }
    Ok(())
}

fn two_operands(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 1)?);
    Ok(())
}

fn broadcast(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    ensure_zero_x15(s);
    s.emit_regs(op, s.reg(v)?, REG_X0 + 15);
    Ok(())
}

fn double_shift(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let high = s.arg_reg(v, 1)?;
    let id = s.emit_regs(op, s.arg_reg(v, 0)?, s.arg_reg(v, 2)?);
    s.add_source(id, Addr::register(high));
    Ok(())
}

fn one_operand_of_pair(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.reg0(v)?, s.arg_reg(v, 0)?);
    Ok(())
}

fn one_operand(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 0)?);
    Ok(())
}

fn and_not(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let second = s.arg_reg(v, 1)?;
    let id = s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 0)?);
    s.add_source(id, Addr::register(second));
    Ok(())
}

fn shift(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let first = s.arg_reg(v, 0)?;
    let id = s.emit_regs(op, s.reg(v)?, s.arg_reg(v, 1)?);
    s.add_source(id, Addr::register(first));
    Ok(())
}

/// Adds an instruction with implied operands and a register.
fn implied(s: &mut State<'_>, v: ValueId, op: As, index: usize) -> Done {
    let from = Addr::register(s.arg_reg(v, index)?);
    s.emit(op, from, Addr::default());
    Ok(())
}

fn multiply_ax(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    if s.ty(v)?.size == 1 {
        return Err(Refusal::Width(1));
    }
    implied(s, v, op, 1)
}

fn divide_pair(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    implied(s, v, op, 2)
}

fn divide_unsigned(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(a::XORL, REG_DX, REG_DX);
    implied(s, v, op, 1)
}

fn divide_long(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    divide(s, v, op, [a::CMPQ, a::NEGQ, a::CQO])
}

fn divide_int(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    divide(s, v, op, [a::CMPL, a::NEGL, a::CDQ])
}

fn divide_short(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    divide(s, v, op, [a::CMPW, a::NEGW, a::CWD])
}

/// Divides signed integers. The machine faults if the least one is divided by -1.
fn divide(s: &mut State<'_>, v: ValueId, op: As, parts: [As; 3]) -> Done {
    let [compare, negate, extend] = parts;
    let divisor = s.arg_reg(v, 1)?;
    let needs_check = s.value(v).aux_int == 0;
    let mut branches = None;
    if needs_check {
        s.emit(compare, Addr::register(divisor), Addr::constant(-1));
        let other = s.branch_later(a::JNE);
        s.emit_to(negate, Addr::register(REG_AX));
        s.emit_regs(a::XORL, REG_DX, REG_DX);
        branches = Some((other, s.branch_later(op::JMP)));
    }
    let extend = s.append(extend);
    if let Some((other, _)) = branches {
        s.set_target(other, extend);
    }
    s.emit(op, Addr::register(divisor), Addr::default());
    if let Some((_, end)) = branches {
        s.set_target(end, s.list.next);
    }
    Ok(())
}

fn average(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    let to = s.reg(v)?;
    s.emit_regs(a::ADDQ, to, s.arg_reg(v, 1)?);
    s.emit(a::RCRQ, Addr::constant(1), Addr::register(to));
    Ok(())
}

fn add_carry(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (to, one, two) = (s.reg0(v)?, s.arg_reg(v, 0)?, s.arg_reg(v, 1)?);
    let from = match to {
        _ if to == one => two,
        _ if to == two => one,
        _ => return Err(Refusal::Register(v.0)),
    };
    s.emit_regs(op, to, from);
    Ok(())
}

fn subtract_borrow(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_regs(op, s.reg0(v)?, s.arg_reg(v, 1)?);
    Ok(())
}

fn carry_mask(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let reg = s.reg(v)?;
    s.emit_regs(op, reg, reg);
    Ok(())
}

fn in_place(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_to(op, Addr::register(s.reg(v)?));
    Ok(())
}

fn in_place_of_pair(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    s.emit_to(op, Addr::register(s.reg0(v)?));
    Ok(())
}

fn convert_int(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let to = s.reg(v)?;
    // Without it, the result depends on the register's last value.
    s.emit_regs(a::XORPS, to, to);
    s.emit_regs(op, to, s.arg_reg(v, 0)?);
    Ok(())
}

fn move_bits_long(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    one_operand(s, v, a::MOVQ)
}

fn move_bits_int(s: &mut State<'_>, v: ValueId, _: As) -> Done {
    one_operand(s, v, a::MOVL)
}

fn count(s: &mut State<'_>, v: ValueId, op: As) -> Done {
    let (to, from) = (s.reg(v)?, s.arg_reg(v, 0)?);
    if to != from {
        s.emit_regs(a::XORL, to, to);
    }
    s.emit_regs(op, to, from);
    Ok(())
}
