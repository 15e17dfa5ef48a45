//! Calls into the middle of runtime.duffzero and runtime.duffcopy, which Go 1.25 makes.
//!
//! Counterpart: cmd/internal/obj/arm64/obj7.go (`rewriteToUseGot` and `preprocess` of Go 1.25).

use super::a;
use super::registers as r;
use crate::assembly::Assembly;
use crate::frame::add;
use crate::frame::memory;
use crate::ids::Abi;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::op;

/// Makes a call one through the table of global offsets.
pub(super) fn rewrite(cx: &mut Assembly<'_>, id: ProgId) {
    let name = match cx.prog(id).op {
        op::DUFFZERO => "runtime.duffzero",
        op::DUFFCOPY => "runtime.duffcopy",
        _ => return,
    };
    let sym = cx.symbols.lookup_abi(name, Abi::Internal);
    let temporary = Addr::register(r::REGTMP);
    let p = cx.prog_mut(id);
    let offset = p.to.offset;
    p.op = a::MOVD;
    p.from.kind = AddrType::Mem;
    p.from.name = AddrName::GotRef;
    p.from.sym = Some(sym);
    p.to.kind = AddrType::Reg;
    p.to.reg = r::REGTMP;
    p.to.name = AddrName::None;
    p.to.offset = 0;
    p.to.sym = None;
    let last = add(cx, id, a::ADD, Addr::constant(offset), temporary);
    add(cx, last, op::CALL, Addr::default(), temporary);
}

/// Preserves the frame pointer around a call; returns the last instruction.
pub(super) fn keep_frame_pointer(cx: &mut Assembly<'_>, id: ProgId) -> ProgId {
    let p = cx.prog_mut(id);
    let (opcode, to) = (p.op, p.to);
    let frame_pointer = Addr::register(r::REGFP);
    p.op = a::ADR;
    p.from.kind = AddrType::Branch;
    p.to.kind = AddrType::Reg;
    p.to.reg = r::REG_R27;
    let saved = Addr {
        kind: AddrType::RegReg,
        reg: r::REGFP,
        offset: i64::from(r::REG_R27),
        ..Addr::default()
    };
    let last = add(cx, id, a::STP, saved, memory(r::REGSP, -24));
    let last = add(cx, last, a::SUB, Addr::constant(24), frame_pointer);
    cx.prog_mut(last).reg = r::REGSP;
    let call = add(cx, last, opcode, Addr::default(), to);
    let last = add(cx, call, a::SUB, Addr::constant(8), frame_pointer);
    cx.prog_mut(last).reg = r::REGSP;
    cx.prog_mut(id).from.set_target(Some(last));
    last
}
