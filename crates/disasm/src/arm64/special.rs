//! Arguments whose bits depend on each other too much for a table.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/decode.go (`handle_ExtendedRegister`,
//! `handle_ImmediateShiftedRegister`, `handle_bitmasks` and parts of `decodeArg`).

use super::args::ASR;
use super::args::Arg;
use super::args::Kind;
use super::args::LSL;
use super::args::LSR;
use super::args::ROR;
use super::args::UXTB;
use super::args::X0;
use super::args::system;

/// The numbers by which the table of models names these encodings.
pub(super) const EXTENDED_W: u16 = 0;
pub(super) const EXTENDED_X: u16 = 1;
pub(super) const SHIFTED_W: u16 = 2;
pub(super) const SHIFTED_W_ROR: u16 = 3;
pub(super) const SHIFTED_X: u16 = 4;
pub(super) const SHIFTED_X_ROR: u16 = 5;
pub(super) const WIDTH_32: u16 = 6;
pub(super) const WIDTH_64: u16 = 7;
pub(super) const BITMASK_32: u16 = 8;
pub(super) const BITMASK_64: u16 = 9;
pub(super) const WIDE_32: u16 = 10;
pub(super) const WIDE_32_INVERTED: u16 = 11;
pub(super) const WIDE_64: u16 = 12;
pub(super) const WIDE_64_INVERTED: u16 = 13;
pub(super) const SYSTEM: u16 = 14;

/// Returns `width` bits from `shift` on.
pub(super) fn field(bits: u32, shift: u32, width: u32) -> u32 {
    (bits >> shift) & ((1 << width) - 1)
}

/// Decodes an argument; `None` if the bits are invalid.
pub(super) fn decode(number: u16, bits: u32) -> Option<Arg> {
    match number {
        EXTENDED_W => Some(extended(bits, false)),
        EXTENDED_X => Some(extended(bits, true)),
        SHIFTED_W => shifted(bits, 31, 0, false),
        SHIFTED_W_ROR => shifted(bits, 31, 0, true),
        SHIFTED_X => shifted(bits, 63, X0, false),
        SHIFTED_X_ROR => shifted(bits, 63, X0, true),
        WIDTH_32 => width(bits, 32),
        WIDTH_64 => width(bits, 64),
        BITMASK_32 => bitmask(bits, 32),
        BITMASK_64 => bitmask(bits, 64),
        WIDE_32 => wide_32(bits, 0),
        WIDE_32_INVERTED => wide_32(bits, u32::MAX),
        WIDE_64 => Some(wide_64(bits, 0)),
        WIDE_64_INVERTED => Some(wide_64(bits, u64::MAX)),
        SYSTEM => system_op(bits),
        _ => None,
    }
}

/// A register that is extended and shifted.
fn extended(bits: u32, is_wide: bool) -> Arg {
    let option = field(bits, 13, 3);
    let amount = i64::from(field(bits, 10, 3));
    let (rn, rd) = (field(bits, 5, 5), field(bits, 0, 5));
    let sets_flags = field(bits, 29, 1) == 1;
    let first = if is_wide && option & 3 == 3 { X0 } else { 0 };
    let reg = first + i64::from(field(bits, 16, 5));
    // With the stack pointer this is a plain shift.
    let is_stack = rn == 31 || !sets_flags && rd == 31;
    let plain = if is_wide { 3 } else { 2 };
    let kind = match (option == plain && is_stack, amount) {
        (true, 0) => 0,
        (true, _) => LSL,
        (false, _) => UXTB + i64::from(option),
    };
    Arg::new(Kind::RegShift, &[reg, kind, amount, 0])
}

/// A register that is shifted by an immediate amount.
fn shifted(bits: u32, most: i64, first: i64, may_rotate: bool) -> Option<Arg> {
    let reg = first + i64::from(field(bits, 16, 5));
    let amount = i64::from(field(bits, 10, 6));
    let kind = match field(bits, 22, 2) {
        0 => LSL,
        1 => LSR,
        2 => ASR,
        _ if may_rotate => ROR,
        _ => return None,
    };
    let kind = match (kind, amount) {
        (LSL, 0) => 0,
        (_, amount) if amount > most => return None,
        _ => kind,
    };
    Some(Arg::new(Kind::RegShift, &[reg, kind, amount, 1]))
}

/// The width of a field of bits, from its first bit and its last.
fn width(bits: u32, size: u32) -> Option<Arg> {
    let (first, last) = (field(bits, 16, 6), field(bits, 10, 6));
    let width = last.wrapping_sub(first).wrapping_add(1);
    let is_valid = width >= 1 && width <= size.wrapping_sub(first);
    is_valid.then(|| Arg::new(Kind::Imm, &[width.into(), 1]))
}

/// A pattern of bits that repeats.
fn bitmask(bits: u32, size: u32) -> Option<Arg> {
    let imms = field(bits, 10, 6);
    let length = match field(bits, 22, 1) {
        1 => 6,
        _ => (1..6).rev().find(|bit| imms >> bit & 1 == 0)?,
    };
    let levels = (1_u32 << length) - 1;
    let (ones, rotation) = (imms & levels, field(bits, 16, 6) & levels);
    let element = 1_u32 << length;
    if element > size {
        return None;
    }
    let all = u64::MAX >> (64 - element);
    let run = u64::MAX.checked_shr(63 - ones).unwrap_or(0);
    let back = run.checked_shl(element - rotation).unwrap_or(0);
    let pattern = (run >> rotation | back) & all;
    let mut mask = 0_u64;
    for _ in 0..size / element {
        mask = mask.checked_shl(element).unwrap_or(0) | pattern;
    }
    Some(Arg::new(Kind::Imm64, &[mask.cast_signed(), 0]))
}

/// Returns an immediate value of 16 bits, and how far it is shifted.
fn wide(bits: u32) -> (u32, u32) {
    (field(bits, 5, 16), field(bits, 21, 2) * 16)
}

fn wide_32(bits: u32, inverted: u32) -> Option<Arg> {
    let (value, shift) = wide(bits);
    let value = (shift <= 16).then(|| value << shift)? ^ inverted;
    Some(Arg::new(Kind::Imm, &[value.into(), 0]))
}

fn wide_64(bits: u32, inverted: u64) -> Arg {
    let (value, shift) = wide(bits);
    let value = (u64::from(value) << shift) ^ inverted;
    Arg::new(Kind::Imm64, &[value.cast_signed(), 0])
}

/// An instruction for the caches or for the tables of addresses.
fn system_op(bits: u32) -> Option<Arg> {
    let key = system_key(bits);
    let has_register = system(key).is_some_and(|(_, _, has_register)| has_register);
    let reg = i64::from(field(bits, 0, 5));
    match (has_register, reg) {
        (true, reg) => Some(Arg::new(Kind::System, &[key.into(), X0 + reg, 1])),
        (false, 31) => Some(Arg::new(Kind::System, &[key.into(), 0, 0])),
        (false, _) => None,
    }
}

/// Returns the fields by which an instruction for the system has a name.
pub(super) fn system_key(bits: u32) -> u16 {
    let key = field(bits, 16, 3) << 11 | field(bits, 12, 4) << 7 | field(bits, 8, 4) << 3;
    (key | field(bits, 5, 3)) as u16
}
