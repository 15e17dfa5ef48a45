//! Reading numbers from the input, and comparing two places of it.
//!
//! Counterpart: load32, load64 and matchLen of compress/flate

/// Returns the four bytes at `at`, or 0 past the end.
#[inline(always)]
pub(crate) fn u32_at(data: &[u8], at: u32) -> u32 {
    let at = at as usize;
    match data.get(at..at + 4).and_then(|bytes| bytes.first_chunk()) {
        Some(&bytes) => u32::from_le_bytes(bytes),
        None => 0,
    }
}

/// Returns the eight bytes at `at`, or 0 past the end.
#[inline(always)]
pub(crate) fn u64_at(data: &[u8], at: u32) -> u64 {
    let at = at as usize;
    match data.get(at..at + 8).and_then(|bytes| bytes.first_chunk()) {
        Some(&bytes) => u64::from_le_bytes(bytes),
        None => 0,
    }
}

/// Returns the number of equal bytes at `s` and at the earlier position `t`, up to the position
/// `end` of the data.
#[inline(always)]
pub(crate) fn common(data: &[u8], s: u32, t: u32, end: u32) -> u32 {
    let mut length = 0;
    while s + length + 8 <= end {
        let difference = u64_at(data, s + length) ^ u64_at(data, t + length);
        if difference != 0 {
            return length + (difference.trailing_zeros() >> 3);
        }
        length += 8;
    }
    common_tail(data, s, t, length, end)
}

/// Compares the last bytes.
#[cold]
fn common_tail(data: &[u8], s: u32, t: u32, mut length: u32, end: u32) -> u32 {
    while s + length < end && data.get((s + length) as usize) == data.get((t + length) as usize) {
        length += 1;
    }
    length
}
