//! Padding before jumps, so that none crosses or ends at a boundary of 32 bytes.
//!
//! Only compiled code is padded.
//! Counterpart: cmd/internal/obj/x86/asm6.go (`isJump`, `lookForJCC`, `fusedJump`, `padJumpsCtx`).

use super::a;
use crate::assembly::Assembly;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::ProgId;
use crate::prog::op;

/// The boundary that no jump may cross.
const BOUNDARY: i64 = 32;

/// Returns the number of padding bytes before `p`, which would start at `pc`.
pub(super) fn padding(cx: &Assembly<'_>, p: ProgId, pc: i64) -> i64 {
    if cx.options.is_asm {
        return 0;
    }
    let size = match fused_size(cx, p) {
        Some(size) => size,
        None if is_jump(cx, p) => cx.prog(p).isize,
        None => return 0,
    };
    let place = pc & (BOUNDARY - 1);
    match place + i64::from(size) >= BOUNDARY {
        true => BOUNDARY - place,
        false => 0,
    }
}

/// True if the padding depends on the size of `p`.
pub(super) fn is_padded(cx: &Assembly<'_>, p: ProgId) -> bool {
    !cx.options.is_asm && (fused_size(cx, p).is_some() || is_jump(cx, p))
}

/// True for instructions that the machine treats as a jump.
fn is_jump(cx: &Assembly<'_>, p: ProgId) -> bool {
    let prog = cx.prog(p);
    prog.to.target().is_some()
        || matches!(
            prog.op,
            op::JMP | op::CALL | op::RET | op::DUFFCOPY | op::DUFFZERO
        )
}

/// Returns the conditional jump that follows `p`.
fn following_jump(cx: &Assembly<'_>, p: ProgId) -> Option<ProgId> {
    let is_empty = |op: As| matches!(op, op::PCDATA | op::FUNCDATA | op::NOP);
    let mut next = cx.next(p);
    while let Some(id) = next
        && is_empty(cx.prog(id).op)
    {
        next = cx.next(id);
    }
    let next = next?;
    let jump = cx.prog(next);
    if jump.to.target().is_none() || matches!(cx.prog(p).op, op::JMP | op::CALL) {
        return None;
    }
    let is_conditional = matches!(
        jump.op,
        a::JOS
            | a::JOC
            | a::JCS
            | a::JCC
            | a::JEQ
            | a::JNE
            | a::JLS
            | a::JHI
            | a::JMI
            | a::JPL
            | a::JPS
            | a::JPC
            | a::JLT
            | a::JGE
            | a::JLE
            | a::JGT
    );
    is_conditional.then_some(next)
}

/// Returns the next instruction that is no data for the runtime.
fn next_instruction(cx: &Assembly<'_>, p: ProgId) -> Option<ProgId> {
    let mut next = cx.next(p);
    while let Some(id) = next
        && matches!(cx.prog(id).op, op::PCDATA | op::FUNCDATA)
    {
        next = cx.next(id);
    }
    next
}

/// Returns the size of `p` and the jump that the machine fuses it with.
fn fused_size(cx: &Assembly<'_>, p: ProgId) -> Option<u8> {
    let (mut p, mut size) = (p, 0_u8);
    // The padding is before prefixes that are instructions of their own.
    if matches!(cx.prog(p).op, a::XRELEASE | a::XACQUIRE) {
        size = size.wrapping_add(cx.prog(p).isize);
        p = next_instruction(cx, p)?;
    }
    if cx.prog(p).op == a::LOCK {
        size = size.wrapping_add(cx.prog(p).isize);
        p = next_instruction(cx, p)?;
    }
    let prog = cx.prog(p);
    let kind = Fusing::of(prog.op)?;
    if kind != Fusing::Increment {
        let (first, second) = match is_compare(prog.op) {
            true => (prog.from.kind, prog.to.kind),
            false => (prog.to.kind, prog.from.kind),
        };
        let fits = match first {
            AddrType::Reg => matches!(second, AddrType::Reg | AddrType::Const | AddrType::Mem),
            AddrType::Mem => second == AddrType::Reg,
            _ => false,
        };
        if !fits {
            return None;
        }
    }
    size = size.wrapping_add(prog.isize);
    let jump = cx.prog(following_jump(cx, p)?);
    size = size.wrapping_add(jump.isize);
    let needs_flags = matches!(jump.op, a::JOC | a::JOS | a::JMI | a::JPL | a::JPS | a::JPC);
    let needs_carry = matches!(jump.op, a::JCS | a::JCC | a::JHI | a::JLS);
    let is_fused = match kind {
        Fusing::Test => true,
        Fusing::Compare => !needs_flags,
        Fusing::Increment => !needs_flags && !needs_carry,
    };
    is_fused.then_some(size)
}

/// Instructions that are fused with a conditional jump.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fusing {
    /// CMP, ADD, SUB.
    Compare,
    /// TEST, AND.
    Test,
    /// INC, DEC.
    Increment,
}

impl Fusing {
    fn of(opcode: As) -> Option<Self> {
        match opcode {
            _ if is_compare(opcode) => Some(Self::Compare),
            a::ADDB | a::ADDL | a::ADDW | a::ADDQ => Some(Self::Compare),
            a::SUBB | a::SUBL | a::SUBW | a::SUBQ => Some(Self::Compare),
            a::TESTB | a::TESTL | a::TESTQ | a::TESTW => Some(Self::Test),
            a::ANDB | a::ANDL | a::ANDQ | a::ANDW => Some(Self::Test),
            a::INCB | a::INCL | a::INCQ | a::INCW => Some(Self::Increment),
            a::DECB | a::DECL | a::DECQ | a::DECW => Some(Self::Increment),
            _ => None,
        }
    }
}

fn is_compare(opcode: As) -> bool {
    matches!(opcode, a::CMPB | a::CMPL | a::CMPQ | a::CMPW)
}
