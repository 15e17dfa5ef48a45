//! What makes the instructions of prologues.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go, internal/abi/stack.go.

use crate::assembly::Assembly;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::ProgId;

/// Frames below this size are checked with the stack pointer alone (abi.StackSmall).
pub(super) const STACK_SMALL: i32 = 128;

/// Adds an instruction.
pub(super) fn add(
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
pub(super) fn memory(reg: i16, offset: i64) -> Addr {
    Addr {
        kind: AddrType::Mem,
        reg,
        offset,
        ..Addr::default()
    }
}

/// Returns an operand without target.
pub(super) fn branch() -> Addr {
    Addr {
        kind: AddrType::Branch,
        ..Addr::default()
    }
}
