//! Numbers and texts as bytes, of which no two sequences are equal.
//!
//! Counterpart: none.

use vamos_base::digest::Digest;
use vamos_base::golang::dwarf::put_uleb128;

/// Bytes that a digest is made of.
#[derive(Debug, Default)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Bytes {
    /// Adds a number.
    #[inline]
    pub(super) fn put(&mut self, number: impl Into<u64>) {
        let number = number.into();
        // Most numbers are small.
        if number < 0x80 {
            self.0.push(number as u8);
            return;
        }
        put_uleb128(&mut self.0, number);
    }

    /// Adds the number of items that follow.
    pub(super) fn put_len(&mut self, len: usize) {
        self.put(len as u64);
    }

    /// Adds a number with a sign.
    #[inline]
    pub(super) fn put_int(&mut self, number: i64) {
        self.put((number << 1 ^ number >> 63).cast_unsigned());
    }

    /// Adds bytes with their number.
    pub(super) fn put_text(&mut self, text: &[u8]) {
        self.put_len(text.len());
        self.0.extend_from_slice(text);
    }

    /// Adds a digest.
    #[inline]
    pub(super) fn put_digest(&mut self, digest: Digest) {
        self.0.extend_from_slice(&digest.0);
    }

    /// Adds facts that are true or false.
    #[inline]
    pub(super) fn put_bits<const N: usize>(&mut self, bits: [bool; N]) {
        let bits = bits.into_iter().rev();
        self.put(bits.fold(0_u64, |all, bit| all << 1 | u64::from(bit)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_begin_with_their_length() {
        let mut bytes = Bytes::default();
        bytes.put_text(b"ab");
        bytes.put_int(-1);
        bytes.put(300_u32);
        bytes.put_bits([true, false, true]);
        assert_eq!(bytes.0, [2, b'a', b'b', 1, 0xac, 2, 5]);
    }
}
