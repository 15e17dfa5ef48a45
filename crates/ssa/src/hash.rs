//! Maps for look-ups, with a short hash. They are never iterated over.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;

/// A map that is never iterated over.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// A set that is never iterated over.
pub(crate) type Set<K> = HashSet<K, BuildHasherDefault<Mixer>>;

/// A hash of few numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mixer(u64);

/// An odd number with bits in all places: the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Mixer {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        // The upper bits of a product depend on all bits of its factors; the map takes the lower ones.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let rest = rest.iter().rev();
        let last = rest.fold(0, |word, byte| word << 8 | u64::from(*byte));
        self.mix(last ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, number: u8) {
        self.mix(number.into());
    }

    fn write_u16(&mut self, number: u16) {
        self.mix(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_spread() {
        let hash = |words: &[u32]| {
            let mut mixer = Mixer::default();
            words.iter().for_each(|word| mixer.write_u32(*word));
            mixer.finish() & 0xfff
        };
        let mut buckets: Vec<u64> = (0..4096).map(|word| hash(&[word, 7])).collect();
        buckets.sort_unstable();
        buckets.dedup();
        assert!(buckets.len() > 2048, "{}", buckets.len());
        let text = |text: &str| {
            let mut mixer = Mixer::default();
            mixer.write(text.as_bytes());
            mixer.finish()
        };
        assert_ne!(text("*int"), text("*int\0"));
        assert_ne!(text("0123456789"), text("0123456798"));
    }
}
