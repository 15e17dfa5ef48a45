//! Parts of prologues that all processors share.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go, arm64/obj7.go (`stacksplit`), internal/abi/stack.go.

use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::ids::SymId;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::ProgId;
use crate::prog::op;

/// Frames below this size are checked with the stack pointer alone (abi.StackSmall).
pub(crate) const STACK_SMALL: i32 = 128;

/// Adds an instruction.
pub(crate) fn add(
    cx: &mut Assembly<'_>,
    after: ProgId,
    opcode: As,
    from: Addr,
    to: Addr,
) -> ProgId {
    let id = cx.append_after(after);
    let p = cx.prog_mut(id);
    p.op = opcode;
    p.from = from;
    p.to = to;
    id
}

/// Returns a place in memory.
pub(crate) fn memory(reg: i16, offset: i64) -> Addr {
    Addr {
        kind: AddrType::Mem,
        reg,
        offset,
        ..Addr::default()
    }
}

/// Returns an operand without target.
pub(crate) fn branch() -> Addr {
    Addr {
        kind: AddrType::Branch,
        ..Addr::default()
    }
}

/// Begins the call of morestack at the end of the function whose entry has a frame of this size.
/// Returns the target of the branch to it, and its last instruction so far.
pub(crate) fn begin_more_stack(
    cx: &mut Assembly<'_>,
    first: ProgId,
    size: i32,
) -> (ProgId, ProgId) {
    let last = cx.func.progs.list(Some(first)).last().unwrap_or(first);
    // The instruction is at the end, but has the frame of the entry.
    let fix = add(cx, last, op::NOP, Addr::default(), Addr::default());
    cx.prog_mut(fix).spadj = size.wrapping_neg();
    let pcdata = cx.emit_entry_stack_map(fix);
    let entry = cx.start_unsafe_point(pcdata);
    (entry, cx.func.spill_register_args(entry))
}

/// Returns the morestack that a function calls.
pub(crate) fn more_stack(cx: &mut Assembly<'_>) -> SymId {
    let name = if cx.code().has(Attributes::C_FUNC) {
        "runtime.morestackc"
    } else if !cx.code().has(Attributes::NEED_CTXT) {
        "runtime.morestack_noctxt"
    } else {
        "runtime.morestack"
    };
    cx.symbols.lookup(name)
}

/// Ends the call of morestack with a jump back to the instruction after `start`.
pub(crate) fn end_more_stack(cx: &mut Assembly<'_>, last: ProgId, size: i32, start: ProgId) {
    let last = cx.end_unsafe_point(last, -1);
    let last = cx.func.unspill_register_args(last);
    let jump = add(cx, last, op::JMP, Addr::default(), branch());
    let target = cx.next(start);
    let p = cx.prog_mut(jump);
    p.to.set_target(target);
    p.spadj = size;
}
