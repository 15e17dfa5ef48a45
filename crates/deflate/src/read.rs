//! Reading numbers from the input, and comparing two places of it.
//!
//! Counterpart: load32, load64 and matchLen of compress/flate

/// Returns the four bytes at `at`, or 0 behind the end.
#[inline(always)]
pub(crate) fn u32_at(data: &[u8], at: u32) -> u32 {
    let at = at as usize;
    match data.get(at..at + 4).and_then(|bytes| bytes.first_chunk()) {
        Some(&bytes) => u32::from_le_bytes(bytes),
        None => 0,
    }
}

/// Returns the eight bytes at `at`, or 0 behind the end.
#[inline(always)]
pub(crate) fn u64_at(data: &[u8], at: u32) -> u64 {
    let at = at as usize;
    match data.get(at..at + 8).and_then(|bytes| bytes.first_chunk()) {
        Some(&bytes) => u64::from_le_bytes(bytes),
        None => 0,
    }
}

/// Returns how many bytes at `s` and at the earlier place `t` are equal, up to the end.
#[inline(always)]
pub(crate) fn common(data: &[u8], s: u32, t: u32) -> u32 {
    let later = data.get(s as usize..).unwrap_or_default();
    let earlier = data.get(t as usize..).unwrap_or_default();
    let mut length = 0;
    let mut words = later.chunks_exact(8);
    for (word, other) in (&mut words).zip(earlier.chunks_exact(8)) {
        // Both have eight bytes.
        let (Some(&word), Some(&other)) = (word.first_chunk(), other.first_chunk()) else {
            break;
        };
        let difference = u64::from_le_bytes(word) ^ u64::from_le_bytes(other);
        if difference != 0 {
            return length + (difference.trailing_zeros() >> 3);
        }
        length += 8;
    }
    let equal = |(a, b): &(&u8, &u8)| a == b;
    let earlier = earlier.get(length as usize..).unwrap_or_default();
    length
        + words
            .remainder()
            .iter()
            .zip(earlier)
            .take_while(equal)
            .count() as u32
}
