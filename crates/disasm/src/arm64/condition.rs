//! Conditions on the bits of an instruction beyond its mask.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/condition.go, condition_util.go.

use super::args::system;
use super::special::field;
use super::special::system_key;

/// The numbers of the conditions in the table of formats.
pub(super) const ALWAYS: u8 = 0;
pub(super) const NEVER: u8 = 1;
pub(super) const INSERTS_BITS: u8 = 2;
pub(super) const EXTRACTS_BITS: u8 = 3;
pub(super) const INCREMENTS: u8 = 4;
pub(super) const NEGATES: u8 = 5;
pub(super) const HAS_CONDITION: u8 = 6;
pub(super) const IS_DC: u8 = 7;
pub(super) const IS_TLBI: u8 = 8;
pub(super) const SHIFTS_32: u8 = 9;
pub(super) const SHIFTS_64: u8 = 10;
pub(super) const IS_BITMASK: u8 = 11;
pub(super) const IS_INVERTED_32: u8 = 12;
pub(super) const IS_WIDE: u8 = 13;
pub(super) const IS_STACK: u8 = 14;
pub(super) const SAME_SOURCE: u8 = 15;
pub(super) const IS_FIELD: u8 = 16;
pub(super) const PREFERS_FIELD: u8 = 17;
pub(super) const IS_WORD: u8 = 18;
pub(super) const IS_DOUBLE: u8 = 19;
pub(super) const HAS_SHIFT: u8 = 20;
pub(super) const ONLY_LENGTHENS: u8 = 21;

/// The numbers of kinds of instructions for the system.
const DC: u8 = 1;
const TLBI: u8 = 3;

/// Reports whether a condition holds.
pub(super) fn holds(condition: u8, bits: u32) -> bool {
    let (rd, rn, rm) = (field(bits, 0, 5), field(bits, 5, 5), field(bits, 16, 5));
    let (imms, immr) = (field(bits, 10, 6), field(bits, 16, 6));
    let is_plain = bits & 0xe000 != 0xe000;
    let is_kind = |kind: u8| system(system_key(bits)).is_some_and(|found| found.0 == kind);
    let wide = field(bits, 5, 16);
    let is_wide = !(wide == 0 && field(bits, 21, 2) != 0);
    let has_shift = bits & 0x78_0000 != 0;
    match condition {
        ALWAYS => true,
        NEVER => false,
        INSERTS_BITS => rn != 31 && imms < immr,
        EXTRACTS_BITS => imms >= immr,
        INCREMENTS => rm != 31 && is_plain && rn != 31 && rn == rm,
        NEGATES => is_plain && rn == rm,
        HAS_CONDITION => is_plain,
        IS_DC => is_kind(DC) && field(bits, 12, 4) == 7,
        IS_TLBI => is_kind(TLBI) && field(bits, 12, 4) == 8,
        SHIFTS_32 => bits & 0xfc00 != 0x7c00 && imms + 1 == immr,
        SHIFTS_64 => bits & 0xfc00 != 0xfc00 && imms + 1 == immr,
        IS_BITMASK => !prefers_wide(bits),
        IS_INVERTED_32 => is_wide && wide != 0xffff,
        IS_WIDE => is_wide,
        IS_STACK => rd == 31 || rn == 31,
        SAME_SOURCE => rn == rm,
        IS_FIELD => imms < immr,
        PREFERS_FIELD => prefers_field(bits),
        IS_WORD => rm & 7 == 4,
        IS_DOUBLE => rm & 15 == 8,
        HAS_SHIFT => has_shift,
        ONLY_LENGTHENS => has_shift && field(bits, 19, 4).count_ones() == 1,
        _ => false,
    }
}

/// Reports whether a field of bits is shown as that, and not as a shift or an extension.
fn prefers_field(bits: u32) -> bool {
    let (imms, immr) = (field(bits, 10, 6), field(bits, 16, 6));
    let is_wide = field(bits, 31, 1);
    let is_unsigned = field(bits, 30, 1) == 1;
    let is_shift = imms >> 5 == is_wide && imms & 0x1f == 0x1f;
    let is_extension = immr == 0
        && match is_wide {
            0 => matches!(imms, 7 | 15),
            _ => !is_unsigned && matches!(imms, 7 | 15 | 31),
        };
    imms >= immr && !is_shift && !is_extension
}

/// Reports whether a pattern of bits is shown as a value of 16 bits that is shifted.
fn prefers_wide(bits: u32) -> bool {
    let (imms, immr) = (field(bits, 10, 6), field(bits, 16, 6));
    let (is_wide, n) = (field(bits, 31, 1), field(bits, 22, 1));
    if is_wide == 1 && n != 1 || is_wide == 0 && !(n == 0 && imms >> 5 & 1 == 0) {
        return false;
    }
    if imms < 16 {
        return immr.wrapping_neg() % 16 <= 15 - imms;
    }
    let least = if is_wide == 1 { 64 - 15 } else { 32 - 15 };
    imms >= least && immr % 16 <= imms - least
}
