//! Numbers and lists as Go's fmt writes them.
//!
//! Counterpart: fmt/format.go.

use std::io::Write as _;

/// Appends a number as `%#x` does.
pub(crate) fn hex(number: u64, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(b"0x");
    let count = (u64::BITS - (number | 1).leading_zeros()).div_ceil(4);
    for place in (0..count).rev() {
        out.push(DIGITS[(number >> (4 * place) & 15) as usize]);
    }
}

/// Appends a number with a sign as `%#x` does.
pub(crate) fn signed_hex(number: i64, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    hex(number.unsigned_abs(), out);
}

/// Appends a number as `%+d` does.
pub(crate) fn plus(number: i128, out: &mut Vec<u8>) {
    let _ = write!(out, "{number:+}");
}

/// Returns the number of characters as Go counts them: each byte that is not UTF-8 is one.
pub(crate) fn characters(text: &[u8]) -> usize {
    let chunks = text.utf8_chunks();
    chunks
        .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
        .sum()
}
