//! The frame of a function: prologue, epilogue, and offsets from the stack pointer.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go (`preprocess`).

use super::a;
use super::registers as r;
use super::split;
use super::wrapper;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::diagnostics::Fatal;
use crate::frame::STACK_SMALL;
use crate::frame::add;
use crate::ids::SymId;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::Val;
use crate::prog::op;

/// The size of a register.
const WORD: i32 = 8;
/// Bit of the runtime's flags: the function sets the stack pointer (abi.FuncFlagSPWrite).
const SP_WRITE: u8 = 2;
/// Mark of a position: the function's prologue ends here (src.PosPrologueEnd).
const PROLOGUE_END: u32 = 1;

/// Sizes of a frame.
#[derive(Clone, Copy)]
struct Frame {
    /// All of it.
    size: i32,
    /// The bytes for the caller's frame pointer.
    saved: i32,
}

/// Completes a function.
pub(super) fn preprocess(cx: &mut Assembly<'_>) -> Result<(), Fatal> {
    let Some(first) = cx.func.text else {
        return Ok(());
    };
    if cx.next(first).is_none() {
        return Ok(());
    }
    let frame = find_frame(cx, first);
    let arguments = match cx.prog(first).to.val {
        Val::ArgSize(size) => size,
        _ => 0,
    };
    cx.func.facts.args = arguments;
    cx.func.facts.locals = cx.prog(first).to.offset as i32;
    let is_split = cx.code().has(Attributes::NO_SPLIT);
    if frame.size < STACK_SMALL && !is_split && is_leaf(cx, first, frame.size) {
        cx.code_mut().set(Attributes::NO_SPLIT);
    }
    let is_wrapper = cx.options.release == Release::Go125 && cx.code().has(Attributes::WRAPPER);
    let (mut last, mut g) = (first, r::REGG);
    if !cx.code().has(Attributes::NO_SPLIT) {
        (last, g) = split::check_stack(cx, first, frame.size);
    } else if is_wrapper {
        (last, g) = split::load_g(cx, first);
    }
    last = add_prologue(cx, last, frame);
    if is_wrapper {
        wrapper::add_check(cx, last, g, frame.size);
    }
    adjust(cx, first, frame)
}

/// Returns the size of the frame, with room for the caller's frame pointer if the function needs a frame.
fn find_frame(cx: &mut Assembly<'_>, first: ProgId) -> Frame {
    let size = (cx.prog(first).to.offset as i32).max(0);
    let is_call = |id: ProgId| matches!(cx.prog(id).op, op::CALL | op::DUFFCOPY | op::DUFFZERO);
    let has_call = cx.func.progs.list(Some(first)).any(is_call);
    if cx.code().has(Attributes::NO_FRAME) || size == 0 && !has_call {
        cx.code_mut().set(Attributes::NO_FRAME);
        return Frame { size, saved: 0 };
    }
    cx.prog_mut(first).to.offset += i64::from(WORD);
    Frame {
        size: size.wrapping_add(WORD),
        saved: WORD,
    }
}

/// Returns true if the function only calls functions that need no more stack than is always free.
fn is_leaf(cx: &Assembly<'_>, first: ProgId, size: i32) -> bool {
    let needs_stack = |id: ProgId| {
        let p = cx.prog(id);
        let is_small = match p.op {
            op::CALL => is_small_call(cx, p.to.sym),
            op::DUFFCOPY | op::DUFFZERO => true,
            _ => return false,
        };
        !is_small || size >= STACK_SMALL - 8
    };
    !cx.func.progs.list(Some(first)).any(needs_stack)
}

/// True for functions of the runtime that need no stack before they check it.
fn is_small_call(cx: &Assembly<'_>, sym: Option<SymId>) -> bool {
    let Some(sym) = sym else {
        return false;
    };
    let name = &*cx.symbols[sym].name;
    match name {
        "runtime.panicdivide" | "runtime.panicwrap" | "runtime.panicshift" => true,
        _ if cx.options.release == Release::Go125 => {
            name.starts_with("runtime.panicIndex") || name.starts_with("runtime.panicSlice")
        }
        _ => matches!(name, "runtime.panicBounds" | "runtime.panicExtend"),
    }
}

/// Adds the instructions that make the frame, after `last`; returns the last one.
fn add_prologue(cx: &mut Assembly<'_>, last: ProgId, frame: Frame) -> ProgId {
    let mut last = last;
    let base = Addr::register(r::REG_BP);
    if frame.saved > 0 {
        last = add(cx, last, a::PUSHQ, base, Addr::default());
        last = add(cx, last, a::MOVQ, Addr::register(r::REG_SP), base);
    }
    if frame.size % WORD != 0 {
        cx.diag(format!("unaligned stack size {}", frame.size));
    }
    let locals = frame.size.wrapping_sub(frame.saved);
    if locals != 0 {
        let amount = Addr::constant(i64::from(locals));
        last = add(cx, last, a::ADJSP, amount, Addr::default());
        cx.prog_mut(last).spadj = locals;
    }
    if frame.size != 0 {
        let p = cx.prog_mut(last);
        p.pos = p.pos.with_xlogue(PROLOGUE_END);
    }
    last
}

/// Makes offsets of variables those from the stack pointer, and adds the epilogues.
fn adjust(cx: &mut Assembly<'_>, first: ProgId, frame: Frame) -> Result<(), Fatal> {
    let mut delta = 0_i32;
    let mut next = Some(first);
    while let Some(mut id) = next {
        adjust_operands(cx, id, frame, delta);
        let p = cx.prog_mut(id);
        let change = match p.op {
            a::PUSHL | a::PUSHFL => 4,
            a::PUSHQ | a::PUSHFQ => 8,
            a::PUSHW | a::PUSHFW => 2,
            a::POPL | a::POPFL => -4,
            a::POPQ | a::POPFQ => -8,
            a::POPW | a::POPFW => -2,
            a::ADJSP => p.from.offset as i32,
            op::RET => {
                if frame.size != delta {
                    let name = cx.symbol().name.clone();
                    cx.diag(format!("{name}: unbalanced PUSH/POP"));
                }
                id = add_epilogue(cx, id, frame);
                next = cx.next(id);
                continue;
            }
            _ => {
                check_stack_write(cx, id)?;
                next = cx.next(id);
                continue;
            }
        };
        p.spadj = change;
        delta = delta.wrapping_add(change);
        next = cx.next(id);
    }
    Ok(())
}

/// Makes the offsets of an instruction's operands those from the stack pointer.
fn adjust_operands(cx: &mut Assembly<'_>, id: ProgId, frame: Frame, delta: i32) {
    let p = cx.prog_mut(id);
    let adjust = |operand: &mut Addr| {
        let change = match operand.name {
            AddrName::Auto => i64::from(delta) - i64::from(frame.saved),
            AddrName::Param => i64::from(delta) + i64::from(WORD),
            _ => return,
        };
        operand.offset = operand.offset.wrapping_add(change);
    };
    adjust(&mut p.from);
    adjust(&mut p.to);
    if let Some(third) = p.from3_mut() {
        adjust(third);
    }
}

/// Records that the function sets the stack pointer, which only assembly may.
fn check_stack_write(cx: &mut Assembly<'_>, id: ProgId) -> Result<(), Fatal> {
    let p = cx.prog(id);
    let is_write = p.to.kind == AddrType::Reg && p.to.reg == r::REG_SP;
    let is_compare = matches!(p.op, a::CMPL | a::CMPQ);
    if !is_write || is_compare || cx.func.facts.func_flag & SP_WRITE != 0 {
        return Ok(());
    }
    cx.func.facts.func_flag |= SP_WRITE;
    if cx.options.is_asm {
        return Ok(());
    }
    cx.diag("invalid auto-SPWRITE in non-assembly");
    Err(Fatal::after_flush(cx.options, "bad SPWRITE"))
}

/// Adds the instructions that undo the frame before a RET; returns the RET.
fn add_epilogue(cx: &mut Assembly<'_>, id: ProgId, frame: Frame) -> ProgId {
    let mut last = id;
    if frame.size != 0 {
        let to = std::mem::take(&mut cx.prog_mut(id).to);
        let locals = frame.size.wrapping_sub(frame.saved);
        if locals != 0 {
            let p = cx.prog_mut(last);
            p.op = a::ADJSP;
            p.from.kind = AddrType::Const;
            p.from.offset = i64::from(locals.wrapping_neg());
            p.spadj = locals.wrapping_neg();
            last = cx.append_after(last);
        }
        if frame.saved > 0 {
            let p = cx.prog_mut(last);
            p.op = a::POPQ;
            p.to.kind = AddrType::Reg;
            p.to.reg = r::REG_BP;
            p.spadj = -frame.saved;
            last = cx.append_after(last);
        }
        // The code from here is reached with the frame in place.
        let p = cx.prog_mut(last);
        p.op = op::RET;
        p.to = to;
        p.spadj = frame.size;
    }
    let knows_registers = cx.options.release >= Release::Go127;
    let p = cx.prog_mut(last);
    if p.to.sym.is_some() || knows_registers && p.to.kind == AddrType::Reg {
        p.op = op::JMP;
    }
    last
}
