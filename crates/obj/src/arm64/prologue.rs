//! The frame of a function: prologue, epilogue, and changes of the stack pointer.
//!
//! Counterpart: cmd/internal/obj/arm64/obj7.go (`preprocess`).

use super::POST_INDEX;
use super::PRE_INDEX;
use super::a;
use super::duff;
use super::registers as r;
use super::split;
use super::wrapper;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::diagnostics::Fatal;
use crate::frame::STACK_SMALL;
use crate::frame::add;
use crate::frame::memory;
use crate::options::Goos;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::Val;
use crate::prog::op;

/// The largest frame that is made together with the save of the link register.
const SMALL_FRAME: i32 = 0xf0;
/// Bit of the runtime's flags: the function sets the stack pointer (abi.FuncFlagSPWrite).
const SP_WRITE: u8 = 2;
/// Mark of a position: the function's prologue ends here (src.PosPrologueEnd).
const PROLOGUE_END: u32 = 1;

/// A function while it is completed.
struct Frame {
    /// The size, with the saved registers.
    size: i32,
    /// True if it calls no function.
    is_leaf: bool,
}

/// Completes a function.
pub(super) fn preprocess(cx: &mut Assembly<'_>) -> Result<(), Fatal> {
    let Some(first) = cx.func.text else {
        return Ok(());
    };
    if cx.next(first).is_none() {
        return Ok(());
    }
    let locals = local_size(cx, first);
    let is_125 = cx.options.release == Release::Go125;
    let is_call = |id: ProgId| match cx.prog(id).op {
        op::CALL => true,
        op::DUFFZERO | op::DUFFCOPY => is_125,
        _ => false,
    };
    let has_call = cx.func.progs.list(Some(first)).any(is_call);
    let mut frame = Frame {
        size: locals,
        is_leaf: !has_call,
    };
    let mut next = Some(first);
    while let Some(id) = next {
        let last = match cx.prog(id).op {
            op::TEXT => begin(cx, id, &mut frame),
            op::RET => end(cx, id, &frame),
            op::DUFFZERO | op::DUFFCOPY if is_125 => duff::keep_frame_pointer(cx, id),
            _ => {
                adjust(cx, id);
                id
            }
        };
        check_stack_write(cx, last)?;
        rewrite_shift(cx, last);
        next = cx.next(last);
    }
    Ok(())
}

/// Returns the size of local variables that TEXT names.
fn local_size(cx: &mut Assembly<'_>, first: ProgId) -> i32 {
    let mut size = cx.prog(first).to.offset;
    if size == -8 {
        cx.code_mut().set(Attributes::NO_FRAME);
        size = 0;
    }
    if size < 0 {
        cx.diag(format!(
            "negative frame size {size} - did you mean NOFRAME?"
        ));
    }
    if cx.code().has(Attributes::NO_FRAME) && size != 0 {
        cx.diag(format!(
            "NOFRAME functions must have a frame size of 0, not {size}"
        ));
    }
    cx.func.facts.args = match cx.prog(first).to.val {
        Val::ArgSize(size) => size,
        _ => 0,
    };
    cx.func.facts.locals = size as i32;
    size as i32
}

/// Returns the pair of frame pointer and link register.
fn saved_pair() -> Addr {
    Addr {
        kind: AddrType::RegReg,
        reg: r::REGFP,
        offset: i64::from(r::REGLINK),
        ..Addr::default()
    }
}

/// Decides the size of the frame and adds the prologue; returns the last instruction to go on
/// from.
fn begin(cx: &mut Assembly<'_>, id: ProgId, frame: &mut Frame) -> ProgId {
    cx.func.text = Some(id);
    if frame.is_leaf && frame.size == 0 {
        cx.code_mut().set(Attributes::NO_FRAME);
    }
    if !cx.code().has(Attributes::NO_FRAME) {
        frame.size = frame.size.wrapping_add(8);
    }
    if frame.size == 0 {
        cx.prog_mut(id).to.offset = 0;
        frame.is_leaf = true;
    } else {
        let extra = match frame.size % 16 {
            8 => 8,
            0 => 16,
            _ => {
                let text = cx.prog_text(id);
                let size = frame.size.wrapping_sub(8);
                cx.diag(format!(
                    "{text}: unaligned frame size {size} - must be 16 aligned"
                ));
                0
            }
        };
        frame.size = frame.size.wrapping_add(extra);
        cx.func.facts.locals = cx.func.facts.locals.wrapping_add(extra);
        cx.prog_mut(id).to.offset = i64::from(frame.size) | i64::from(extra) << 32;
    }
    if frame.is_leaf {
        cx.code_mut().set(Attributes::LEAF);
        if cx.code().has(Attributes::NO_FRAME) {
            return id;
        }
    }
    if frame.is_leaf && frame.size < STACK_SMALL {
        cx.code_mut().set(Attributes::NO_SPLIT);
    }
    let mut last = id;
    if !cx.code().has(Attributes::NO_SPLIT) {
        last = split::check_stack(cx, id, frame.size);
    }
    let end = add_prologue(cx, last, frame.size);
    let is_125 = cx.options.release == Release::Go125;
    if is_125 && cx.code().has(Attributes::WRAPPER) {
        wrapper::add_check(cx, end, frame.size);
    }
    last
}

/// Adds the instructions that make the frame, after `last`; returns the last one.
fn add_prologue(cx: &mut Assembly<'_>, last: ProgId, size: i32) -> ProgId {
    let stack = Addr::register(r::REGSP);
    let frame_pointer = Addr::register(r::REGFP);
    let (end, mut last) = if size > SMALL_FRAME {
        // Both registers are saved before SP changes: a signal sees a whole frame or none.
        let new = Addr::register(r::REG_R20);
        let end = add(cx, last, a::SUB, Addr::constant(i64::from(size)), new);
        cx.prog_mut(end).reg = r::REGSP;
        let save = memory(r::REG_R20, -8);
        let last = add(cx, end, a::STP, saved_pair(), save);
        let last = cx.start_unsafe_point(last);
        let last = add(cx, last, a::MOVD, new, stack);
        cx.prog_mut(last).spadj = size;
        let last = cx.end_unsafe_point(last, -1);
        match cx.options.goos {
            // Signals use the same stack there.
            Goos::Ios => {
                let save = memory(r::REGSP, -8);
                (end, add(cx, last, a::STP, saved_pair(), save))
            }
            _ => (end, last),
        }
    } else {
        let place = memory(r::REGSP, i64::from(size.wrapping_neg()));
        let end = add(cx, last, a::MOVD, Addr::register(r::REGLINK), place);
        let p = cx.prog_mut(end);
        p.scond = PRE_INDEX;
        p.spadj = size;
        let place = memory(r::REGSP, -8);
        (end, add(cx, end, a::MOVD, frame_pointer, place))
    };
    let p = cx.prog_mut(end);
    p.pos = p.pos.with_xlogue(PROLOGUE_END);
    last = add(cx, last, a::SUB, Addr::constant(8), frame_pointer);
    cx.prog_mut(last).reg = r::REGSP;
    last
}

/// Adds the instructions that undo the frame before a RET; returns the last one.
fn end(cx: &mut Assembly<'_>, id: ProgId, frame: &Frame) -> ProgId {
    let p = cx.prog_mut(id);
    p.optab = 0;
    p.from.class = 0;
    p.to.class = 0;
    if p.from.kind == AddrType::Const {
        let text = cx.prog_text(id);
        cx.diag(format!("using BECOME ({text}) is not supported!"));
        return id;
    }
    let to = std::mem::take(&mut p.to);
    let size = frame.size;
    let mut last = id;
    if !frame.is_leaf || size != 0 {
        last = remove_frame(cx, id, size, frame.is_leaf);
        last = cx.append_after(last);
    }
    let p = cx.prog_mut(last);
    p.spadj = size;
    if let Some(sym) = to.sym {
        p.op = op::JMP;
        p.to.kind = AddrType::Branch;
        p.to.sym = Some(sym);
        return last;
    }
    p.op = op::RET;
    p.to.kind = AddrType::Mem;
    p.to.offset = 0;
    p.to.reg = match to.reg {
        0 => r::REGLINK,
        reg => reg,
    };
    last
}

/// Makes an instruction one that reads memory at the stack pointer. The other fields of a RET's
/// source remain, as upstream.
fn set_load(p: &mut Prog, opcode: As, offset: i64, to: Addr) {
    p.op = opcode;
    p.from.kind = AddrType::Mem;
    p.from.reg = r::REGSP;
    p.from.offset = offset;
    p.to = to;
}

/// Makes an instruction the first of those that undo the frame; returns the last one.
fn remove_frame(cx: &mut Assembly<'_>, id: ProgId, size: i32, is_leaf: bool) -> ProgId {
    let stack = Addr::register(r::REGSP);
    let frame_pointer = Addr::register(r::REGFP);
    let amount = Addr::constant(i64::from(size));
    if is_leaf {
        let p = cx.prog_mut(id);
        p.op = a::ADD;
        // A register that RET names stays, and the addition is reported.
        p.from.kind = AddrType::Const;
        p.from.offset = i64::from(size) - 8;
        p.reg = r::REGSP;
        p.to = frame_pointer;
        let last = add(cx, id, a::ADD, amount, stack);
        cx.prog_mut(last).spadj = size.wrapping_neg();
        return last;
    }
    if size <= SMALL_FRAME {
        let p = cx.prog_mut(id);
        set_load(p, a::MOVD, -8, frame_pointer);
        let place = memory(r::REGSP, i64::from(size));
        let last = add(cx, id, a::MOVD, place, Addr::register(r::REGLINK));
        let p = cx.prog_mut(last);
        p.scond = POST_INDEX;
        p.spadj = size.wrapping_neg();
        return last;
    }
    let p = cx.prog_mut(id);
    set_load(p, a::LDP, -8, saved_pair());
    if size < 1 << 12 {
        let last = add(cx, id, a::ADD, amount, stack);
        cx.prog_mut(last).spadj = size.wrapping_neg();
        return last;
    }
    // With one addition there is never a part of a frame.
    let temporary = Addr::register(r::REGTMP);
    let last = add(cx, id, a::MOVD, amount, temporary);
    let last = add(cx, last, a::ADD, temporary, stack);
    cx.prog_mut(last).spadj = size.wrapping_neg();
    last
}

/// Notes changes of the stack pointer, and completes requests for the caller.
fn adjust(cx: &mut Assembly<'_>, id: ProgId) {
    let is_leaf = cx.code().has(Attributes::LEAF);
    let p = cx.prog_mut(id);
    match p.op {
        a::ADD | a::SUB => {
            let is_stack = p.to.kind == AddrType::Reg && p.to.reg == r::REGSP;
            if is_stack && p.from.kind == AddrType::Const {
                let change = p.from.offset as i32;
                p.spadj = match p.op {
                    a::ADD => change.wrapping_neg(),
                    _ => change,
                };
            }
        }
        op::GETCALLERPC => {
            p.op = a::MOVD;
            match is_leaf {
                true => {
                    p.from.kind = AddrType::Reg;
                    p.from.reg = r::REGLINK;
                }
                false => {
                    p.from.kind = AddrType::Mem;
                    p.from.reg = r::REGSP;
                }
            }
        }
        _ => {}
    }
}

/// Records that the function sets the stack pointer, which only assembly may.
fn check_stack_write(cx: &mut Assembly<'_>, id: ProgId) -> Result<(), Fatal> {
    let p = cx.prog(id);
    let is_write = p.to.kind == AddrType::Reg && p.to.reg == r::REGSP && p.spadj == 0;
    if !is_write || cx.func.facts.func_flag & SP_WRITE != 0 {
        return Ok(());
    }
    cx.func.facts.func_flag |= SP_WRITE;
    if cx.options.is_asm {
        return Ok(());
    }
    cx.diag("invalid auto-SPWRITE in non-assembly");
    Err(Fatal::after_flush(cx.options, "bad SPWRITE"))
}

/// Makes a shifted register that is added to SP an extended one.
fn rewrite_shift(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog(id);
    if p.from.kind != AddrType::Shift || p.to.reg != r::REG_RSP && p.reg != r::REG_RSP {
        return;
    }
    let offset = p.from.offset;
    if offset & 3 << 22 != 0 {
        let text = cx.prog_text(id);
        cx.diag(format!("illegal combination: {text}"));
    }
    let register = (offset >> 16 & 31) as i16;
    // An amount that is too large is reported by the encoder.
    let amount = match offset >> 10 & 63 {
        amount @ 0..=4 => amount as i16,
        _ => 7,
    };
    let from = &mut cx.prog_mut(id).from;
    from.kind = AddrType::Reg;
    from.reg = r::REG_LSL + register + (amount << 5);
    from.offset = 0;
}
