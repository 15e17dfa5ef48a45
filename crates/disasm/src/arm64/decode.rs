//! Decodes an instruction: the first format that its bits have.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/decode.go (`Decode`).

use super::args;
use super::args::Arg;
use super::condition;
use super::formats::BUCKET_STARTS;
use super::formats::BUCKETS;
use super::formats::FORMATS;
use super::models::FIELDS;
use super::models::MODELS;
use super::models::ROWS;
use super::special;

/// An instruction. Arguments are in the order of the manual.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inst {
    pub(super) op: u16,
    pub(super) args: [Option<Arg>; 5],
}

/// Position and number of the bits that select a bucket of formats.
const BUCKET_SHIFT: u32 = 21;
const BUCKET_BITS: u32 = 8;

/// Decodes the first instruction; `None` if the bytes are not one.
pub(crate) fn decode(code: &[u8]) -> Option<Inst> {
    let bits = u32::from_le_bytes(*code.first_chunk()?);
    let bucket = (bits >> BUCKET_SHIFT & ((1 << BUCKET_BITS) - 1)) as usize;
    let range = *BUCKET_STARTS.get(bucket)?..*BUCKET_STARTS.get(bucket + 1)?;
    let formats = BUCKETS.get(usize::from(range.start)..usize::from(range.end))?;
    formats
        .iter()
        .find_map(|format| match_format(*format, bits))
}

/// Returns the instruction, if its bits have a format.
fn match_format(format: u16, bits: u32) -> Option<Inst> {
    let (mask, value, op, condition, encodings) = FORMATS.get(usize::from(format))?;
    if bits & mask != *value || !condition::holds(*condition, bits) {
        return None;
    }
    let mut args = [None; 5];
    let used = encodings.iter().take_while(|encoding| **encoding != 0);
    for (arg, encoding) in args.iter_mut().zip(used) {
        *arg = Some(argument(*encoding, bits)?);
    }
    (*op != 0).then_some(Inst { op: *op, args })
}

impl Inst {
    /// Returns the register that an argument is.
    pub(super) fn reg(&self, index: usize) -> Option<i64> {
        self.args[index].and_then(|arg| arg.reg())
    }
}

/// Decodes an argument by the number of its kind of encoding; `None` if the bits are invalid.
fn argument(number: u16, bits: u32) -> Option<Arg> {
    let (selector, rows, fields, count) = *MODELS.get(usize::from(number))?;
    if selector == u32::MAX {
        return special::decode(rows, bits);
    }
    let row = usize::from(rows) + gather(bits, selector);
    let (kind, base) = *ROWS.get(row)?;
    let kind = args::kind(kind)?;
    let mut part = base.map(i64::from);
    let fields = usize::from(fields)..usize::from(fields) + usize::from(count);
    for (shift, width, place, scale) in FIELDS.get(fields)? {
        let value = (bits >> shift) & (u32::MAX >> (32 - width));
        let part = &mut part[usize::from(*place)];
        *part = part.wrapping_add(i64::from(value).wrapping_mul(*scale));
    }
    Some(Arg { kind, part })
}

/// Returns the bits that a mask selects, side by side.
fn gather(bits: u32, mut mask: u32) -> usize {
    let (mut out, mut place) = (0, 0);
    while mask != 0 {
        let bit = mask.trailing_zeros();
        out |= ((bits >> bit) as usize & 1) << place;
        place += 1;
        mask &= mask - 1;
    }
    out
}
