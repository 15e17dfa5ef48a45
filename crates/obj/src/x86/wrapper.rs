//! Additions of Go 1.25 to functions that wrap others: a panic that was started by the wrapper's
//! caller gets the wrapper's frame, so that recover works in the wrapped function.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go (`preprocess` of Go 1.25).

use super::a;
use super::registers as r;
use crate::assembly::Assembly;
use crate::frame::add;
use crate::frame::branch;
use crate::frame::memory;
use crate::prog::Addr;
use crate::prog::ProgId;
use crate::prog::op;

/// The offset of `g._panic`.
const PANIC: i64 = 4 * 8;
/// The offset of `Panic.argp`.
const ARGP: i64 = 0;

/// Adds the check after `last`, and the code that it needs at the end of the function.
pub(super) fn add_check(cx: &mut Assembly<'_>, last: ProgId, g: i16, size: i32) {
    let panic = Addr::register(r::REGENTRYTMP0);
    let frame = Addr::register(r::REGENTRYTMP1);
    let argp = memory(r::REGENTRYTMP0, ARGP);
    let last = add(cx, last, a::MOVQ, memory(g, PANIC), panic);
    let last = add(cx, last, a::TESTQ, panic, panic);
    let jump = add(cx, last, a::JNE, Addr::default(), branch());
    let end = add(cx, jump, op::NOP, Addr::default(), Addr::default());
    let last = cx.func.progs.list(Some(end)).last().unwrap_or(end);
    let place = memory(r::REG_SP, i64::from(size) + 8);
    let check = add(cx, last, a::LEAQ, place, frame);
    cx.prog_mut(jump).to.set_target(Some(check));
    let last = add(cx, check, a::CMPQ, argp, frame);
    let last = add(cx, last, a::JNE, Addr::default(), branch());
    cx.prog_mut(last).to.set_target(Some(end));
    let last = add(cx, last, a::MOVQ, Addr::register(r::REG_SP), argp);
    let last = add(cx, last, op::JMP, Addr::default(), branch());
    cx.prog_mut(last).to.set_target(Some(end));
}
