//! The check at a function's entry that its frame fits on the stack.
//!
//! Counterpart: cmd/internal/obj/arm64/obj7.go (`stacksplit`).

use super::POST_INDEX;
use super::PRE_INDEX;
use super::a;
use super::registers as r;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::frame::STACK_SMALL;
use crate::frame::add;
use crate::frame::begin_more_stack;
use crate::frame::end_more_stack;
use crate::frame::memory;
use crate::frame::more_stack;
use crate::ids::SymId;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::op;

/// Frames up to this size cannot wrap around (abi.StackBig).
const STACK_BIG: i32 = 4096;
/// The size of a pointer.
const WORD: i64 = 8;

/// Returns an operand without target.
fn branch(sym: Option<SymId>) -> Addr {
    Addr {
        kind: AddrType::Branch,
        sym,
        ..Addr::default()
    }
}

/// Adds the check after `first`; returns its last instruction.
pub(super) fn check_stack(cx: &mut Assembly<'_>, first: ProgId, size: i32) -> ProgId {
    let mut last = first;
    if !cx.options.code.may_more_stack.is_empty() {
        last = call_may_more_stack(cx, last);
    }
    // After morestack the function starts here again.
    let start = last;
    // G.stackguard0, or G.stackguard1 for functions of C.
    let limit = match cx.code().has(Attributes::C_FUNC) {
        true => memory(r::REGG, 3 * WORD),
        false => memory(r::REGG, 2 * WORD),
    };
    last = add(cx, last, a::MOVD, limit, Addr::register(r::REGRT1));
    // An interruption here would double the stack without need.
    last = cx.start_unsafe_point(last);
    let wrapped;
    (last, wrapped) = add_compare(cx, last, size);
    let jump = add(cx, last, a::BLS, Addr::default(), branch(None));
    let end = cx.end_unsafe_point(jump, -1);
    let call = add_more_stack(cx, first, size, start);
    if let Some(wrapped) = wrapped {
        cx.prog_mut(wrapped).to.set_target(Some(call));
    }
    cx.prog_mut(jump).to.set_target(Some(call));
    end
}

/// Compares the end of the new frame with the limit; returns the last instruction, and the
/// branch for a frame that would wrap around.
fn add_compare(cx: &mut Assembly<'_>, last: ProgId, size: i32) -> (ProgId, Option<ProgId>) {
    let limit = Addr::register(r::REGRT1);
    let compare = |cx: &mut Assembly<'_>, last: ProgId, with: i16| {
        let last = add(cx, last, a::CMP, limit, Addr::default());
        cx.prog_mut(last).reg = with;
        last
    };
    if size <= STACK_SMALL {
        return (compare(cx, last, r::REGSP), None);
    }
    let excess = Addr::constant(i64::from(size) - i64::from(STACK_SMALL));
    let end = Addr::register(r::REGRT2);
    let opcode = match size <= STACK_BIG {
        true => a::SUB,
        false => a::SUBS,
    };
    let mut last = add(cx, last, opcode, excess, end);
    cx.prog_mut(last).reg = r::REGSP;
    let mut wrapped = None;
    if size > STACK_BIG {
        last = add(cx, last, a::BLO, Addr::default(), branch(None));
        wrapped = Some(last);
    }
    (compare(cx, last, r::REGRT2), wrapped)
}

/// Adds the call of morestack at the end of the function; returns where the branch to it goes.
fn add_more_stack(cx: &mut Assembly<'_>, first: ProgId, size: i32, start: ProgId) -> ProgId {
    let (entry, last) = begin_more_stack(cx, first, size);
    let link = Addr::register(r::REGLINK);
    let last = add(cx, last, a::MOVD, link, Addr::register(r::REG_R3));
    let sym = more_stack(cx);
    let last = add(cx, last, op::CALL, Addr::default(), branch(Some(sym)));
    end_more_stack(cx, last, size, start);
    entry
}

/// Adds the call of the function of `-d=maymorestack`, with a frame of its own.
fn call_may_more_stack(cx: &mut Assembly<'_>, last: ProgId) -> ProgId {
    const FRAME: i32 = 32;
    let link = Addr::register(r::REGLINK);
    let frame_pointer = Addr::register(r::REGFP);
    let context = Addr::register(r::REGCTXT);
    let last = cx.func.spill_register_args(last);
    let place = memory(r::REGSP, i64::from(-FRAME));
    let last = add(cx, last, a::MOVD, link, place);
    let p = cx.prog_mut(last);
    p.scond = PRE_INDEX;
    p.spadj = FRAME;
    let last = add(cx, last, a::MOVD, frame_pointer, memory(r::REGSP, -8));
    let last = add(cx, last, a::SUB, Addr::constant(8), frame_pointer);
    cx.prog_mut(last).reg = r::REGSP;
    let last = add(cx, last, a::MOVD, context, memory(r::REGSP, 8));
    let abi = cx.symbol().abi;
    let name = cx.options.code.may_more_stack.as_str();
    let sym = cx.symbols.lookup_abi(name, abi);
    let last = add(cx, last, op::CALL, Addr::default(), branch(Some(sym)));
    let last = add(cx, last, a::MOVD, memory(r::REGSP, 8), context);
    let last = add(cx, last, a::MOVD, memory(r::REGSP, -8), frame_pointer);
    let place = memory(r::REGSP, i64::from(FRAME));
    let last = add(cx, last, a::MOVD, place, link);
    let p = cx.prog_mut(last);
    p.scond = POST_INDEX;
    p.spadj = -FRAME;
    cx.func.unspill_register_args(last)
}
