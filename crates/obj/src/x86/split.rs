//! The check at a function's entry that its frame fits on the stack.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go (`stacksplit`, `loadG`).

use super::a;
use super::edit::progedit;
use super::registers as r;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::frame::STACK_SMALL;
use crate::frame::add;
use crate::frame::begin_more_stack;
use crate::frame::branch;
use crate::frame::end_more_stack;
use crate::frame::memory;
use crate::frame::more_stack;
use crate::ids::Abi;
use crate::ids::SymId;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::ProgId;
use crate::prog::op;

/// Frames up to this size cannot wrap around (abi.StackBig).
const STACK_BIG: i32 = 4096;
/// The size of a pointer.
const WORD: i64 = 8;

/// Adds the check after `first`; returns its last instruction and the register of G.
pub(super) fn check_stack(cx: &mut Assembly<'_>, first: ProgId, size: i32) -> (ProgId, i16) {
    let mut last = first;
    if !cx.options.code.may_more_stack.is_empty() {
        last = call_may_more_stack(cx, last);
    }
    // After morestack the function starts here again.
    let start = last;
    let g;
    (last, g) = load_g(cx, last);
    let wrapped;
    (last, wrapped) = add_compare(cx, last, g, size);
    let jump = add(cx, last, a::JLS, Addr::default(), branch());
    let end = cx.end_unsafe_point(jump, -1);
    let spill = add_more_stack(cx, first, size, start);
    cx.prog_mut(jump).to.set_target(Some(spill));
    if let Some(wrapped) = wrapped {
        cx.prog_mut(wrapped).to.set_target(Some(spill));
    }
    (end, g)
}

/// Returns an operand that calls a function.
fn function(sym: SymId) -> Addr {
    Addr {
        name: AddrName::Extern,
        sym: Some(sym),
        ..branch()
    }
}

/// Adds the call of the function of `-d=maymorestack`.
fn call_may_more_stack(cx: &mut Assembly<'_>, last: ProgId) -> ProgId {
    let mut last = cx.func.spill_register_args(last);
    let needs_context = cx.code().has(Attributes::NEED_CTXT);
    let context = Addr::register(r::REGCTXT);
    if needs_context {
        last = add(cx, last, a::PUSHQ, context, Addr::default());
    }
    let abi = cx.symbol().abi;
    let name = cx.options.code.may_more_stack.as_str();
    let sym = cx.symbols.lookup_abi(name, abi);
    last = add(cx, last, op::CALL, Addr::default(), function(sym));
    if needs_context {
        last = add(cx, last, a::POPQ, Addr::default(), context);
    }
    cx.func.unspill_register_args(last)
}

/// Makes sure that G is in a register; returns the last instruction and the register.
pub(super) fn load_g(cx: &mut Assembly<'_>, last: ProgId) -> (ProgId, i16) {
    if cx.symbol().abi == Abi::Internal {
        return (last, r::REGG);
    }
    let from = memory(r::REG_TLS, 0);
    let mut last = add(cx, last, a::MOVQ, from, Addr::register(r::REGG));
    let next = cx.next(last);
    progedit(cx, last);
    while cx.next(last) != next {
        last = cx.next(last).expect("an inserted instruction is linked");
        progedit(cx, last);
    }
    let p = cx.prog_mut(last);
    if p.from.index == r::REG_TLS {
        p.from.scale = 2;
    }
    (last, r::REGG)
}

/// Compares the end of the new frame with the limit; returns the last instruction, and the jump
/// for a frame that would wrap around.
fn add_compare(cx: &mut Assembly<'_>, last: ProgId, g: i16, size: i32) -> (ProgId, Option<ProgId>) {
    // G.stackguard0, or G.stackguard1 for functions of C.
    let limit = match cx.code().has(Attributes::C_FUNC) {
        true => memory(g, 3 * WORD),
        false => memory(g, 2 * WORD),
    };
    let stack = Addr::register(r::REG_SP);
    let temporary = Addr::register(r::REGENTRYTMP0);
    let excess = i64::from(size) - i64::from(STACK_SMALL);
    if size <= STACK_SMALL {
        let last = add(cx, last, a::CMPQ, stack, limit);
        // An interruption here would double the stack without need.
        return (cx.start_unsafe_point(last), None);
    }
    if size <= STACK_BIG {
        let end = memory(r::REG_SP, -excess);
        let last = add(cx, last, a::LEAQ, end, temporary);
        let last = add(cx, last, a::CMPQ, temporary, limit);
        return (cx.start_unsafe_point(last), None);
    }
    let last = add(cx, last, a::MOVQ, stack, temporary);
    let last = cx.start_unsafe_point(last);
    let last = add(cx, last, a::SUBQ, Addr::constant(excess), temporary);
    let wrapped = add(cx, last, a::JCS, Addr::default(), branch());
    let last = add(cx, wrapped, a::CMPQ, temporary, limit);
    (last, Some(wrapped))
}

/// Adds the call of morestack at the end of the function; returns where the jump to it goes.
fn add_more_stack(cx: &mut Assembly<'_>, first: ProgId, size: i32, start: ProgId) -> ProgId {
    let (spill, last) = begin_more_stack(cx, first, size);
    let sym = more_stack(cx);
    let call = add(cx, last, op::CALL, Addr::default(), function(sym));
    let pos = cx.prog(first).pos;
    cx.prog_mut(call).pos = pos;
    let mut end = call;
    progedit(cx, end);
    while let Some(next) = cx.next(end) {
        progedit(cx, next);
        end = next;
    }
    end_more_stack(cx, end, size, start);
    spill
}
