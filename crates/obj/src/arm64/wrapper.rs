//! Additions of Go 1.25 to functions that wrap others: a panic that was started by the wrapper's
//! caller gets the wrapper's frame, so that recover works in the wrapped function.
//!
//! Counterpart: cmd/internal/obj/arm64/obj7.go (`preprocess` of Go 1.25).

use super::a;
use super::registers as r;
use crate::assembly::Assembly;
use crate::frame::add;
use crate::frame::memory;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::op;

/// The offset of `g._panic`.
const PANIC: i64 = 4 * 8;
/// The offset of `Panic.argp`.
const ARGP: i64 = 0;

/// Adds the check after `last`, and the code that it needs at the end of the function.
pub(super) fn add_check(cx: &mut Assembly<'_>, last: ProgId, size: i32) {
    let none = Addr::default();
    let branch = Addr {
        kind: AddrType::Branch,
        ..none
    };
    let (panic, argp) = (Addr::register(r::REGRT1), Addr::register(r::REGRT2));
    let frame = Addr::register(r::REG_R20);
    let last = add(cx, last, a::MOVD, memory(r::REGG, PANIC), panic);
    let jump = add(cx, last, a::CBNZ, panic, branch);
    let end = add(cx, jump, op::NOP, none, none);
    let last = cx.func.progs.list(Some(end)).last().unwrap_or(end);
    let check = add(cx, last, a::MOVD, memory(r::REGRT1, ARGP), argp);
    cx.prog_mut(jump).to.set_target(Some(check));
    let caller = Addr::constant(i64::from(size) + 8);
    let last = add(cx, check, a::ADD, caller, frame);
    cx.prog_mut(last).reg = r::REGSP;
    let last = add(cx, last, a::CMP, argp, none);
    cx.prog_mut(last).reg = r::REG_R20;
    let last = add(cx, last, a::BNE, none, branch);
    cx.prog_mut(last).to.set_target(Some(end));
    let last = add(cx, last, a::ADD, Addr::constant(8), frame);
    cx.prog_mut(last).reg = r::REGSP;
    let last = add(cx, last, a::MOVD, frame, memory(r::REGRT1, ARGP));
    let last = add(cx, last, op::JMP, none, branch);
    cx.prog_mut(last).to.set_target(Some(end));
}
