//! Numbers of variable length.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go; encoding/binary/varint.go.

#[cfg(any(doc, test))]
use vamos_base::golang::dwarf::put_uleb128;

/// Returns the number of bytes that [`put_uleb128`] adds.
pub(super) fn uleb_len(value: u64) -> usize {
    ((u64::BITS - (value | 1).leading_zeros()) as usize).div_ceil(7)
}

/// Writes an unsigned number into all of `out`, with as many bytes as there are. Returns
/// false if it does not fit.
pub(super) fn put_fixed_uleb(out: &mut [u8], mut value: u64) -> bool {
    let Some((last, rest)) = out.split_last_mut() else {
        return false;
    };
    for byte in rest {
        *byte = value as u8 | 0x80;
        value >>= 7;
    }
    *last = value as u8;
    value < 0x80
}

/// Takes an unsigned number from the front of `bytes`.
pub(super) fn take_uvarint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Reads a byte of each cache line and drops it, so that the waits for memory of the following
/// scattered reads overlap.
#[inline]
pub(super) fn touch(bytes: &[u8]) {
    let mut sum = bytes.last().copied().unwrap_or_default();
    for line in bytes.chunks(64) {
        sum ^= line[0];
    }
    std::hint::black_box(sum);
}

/// Takes a signed number, as Go's `binary.Varint` has it, from the front of `bytes`.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<i64> {
    let value = take_uvarint(bytes)?;
    let half = (value >> 1).cast_signed();
    Some(if value & 1 != 0 { !half } else { half })
}

#[cfg(test)]
mod tests {
    use vamos_base::golang::dwarf::put_sleb128;

    use super::*;

    #[test]
    fn unsigned() {
        for value in [0, 1, 127, 128, 16383, 16384, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            put_uleb128(&mut out, value);
            assert_eq!(out.len(), uleb_len(value), "{value}");
            assert_eq!(take_uvarint(&mut &out[..]), Some(value));
        }
        let mut fixed = [0; 3];
        assert!(put_fixed_uleb(&mut fixed, 1));
        assert_eq!(fixed, [0x81, 0x80, 0]);
        assert!(!put_fixed_uleb(&mut fixed, 1 << 21));
    }

    #[test]
    fn signed() {
        let cases: [(i64, &[u8]); 8] = [
            (0, &[0]),
            (2, &[2]),
            (-2, &[0x7e]),
            (63, &[0x3f]),
            (64, &[0xc0, 0]),
            (-64, &[0x40]),
            (-65, &[0xbf, 0x7f]),
            (-129, &[0xff, 0x7e]),
        ];
        for (value, want) in cases {
            let mut out = Vec::new();
            put_sleb128(&mut out, value);
            assert_eq!(out, want, "{value}");
        }
        assert_eq!(take_varint(&mut &[3][..]), Some(-2));
        assert_eq!(take_varint(&mut &[4][..]), Some(2));
    }
}
