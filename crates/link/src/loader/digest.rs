//! Hashes of names.
//!
//! Names are hashed once, with seeds that differ in each process: names of a file with common parts
//! do not get equal hashes.
//! Counterpart: none; Go's maps hash strings.

use std::hash::BuildHasher as _;
use std::hash::RandomState;

/// The seeds of hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seeds([u64; 4]);

impl Default for Seeds {
    fn default() -> Self {
        let state = RandomState::new();
        Self([0, 1, 2, 3].map(|number: u64| state.hash_one(number)))
    }
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn halves(bytes: [u8; 16]) -> (u64, u64) {
    let bits = u128::from_le_bytes(bytes);
    (bits as u64, (bits >> 64) as u64)
}

/// Returns the first and the last bytes of at most 15.
#[inline]
fn short(name: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        let [first, last] = [*first, *last].map(u32::from_le_bytes);
        return (u64::from(first), u64::from(last));
    }
    let at = |index: usize| name.get(index).copied().map_or(0, u64::from);
    (at(0) | at(1) << 8 | at(2) << 16, 0)
}

impl Seeds {
    /// Returns 128 bits that depend on all of a name.
    #[inline]
    pub(super) fn digest(&self, name: &[u8]) -> (u64, u64) {
        let [mut a, mut b, left, right] = self.0;
        let len = name.len() as u64;
        let mut mix = |(x, y): (u64, u64)| {
            // A product can be 0: the previous state is added again.
            let (old_a, old_b) = (a, b);
            a = fold(old_a ^ x, left ^ y).wrapping_add(old_b.rotate_left(29));
            b = fold(old_b ^ y, right ^ x).wrapping_add(old_a.rotate_left(47));
        };
        match name.last_chunk() {
            Some(last) => {
                let chunks = name[..name.len() - 1].as_chunks().0;
                chunks.iter().for_each(|chunk| mix(halves(*chunk)));
                mix(halves(*last));
            }
            None => mix(short(name)),
        }
        (
            fold(a ^ len, right ^ b),
            fold(b ^ left, a.wrapping_add(len) ^ right),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn all_bytes_count() {
        let seeds = Seeds::default();
        let mut seen = HashSet::new();
        let mut halves = HashSet::new();
        let mut count = 0;
        for len in 0..70 {
            let name = vec![b'a'; len];
            let mut add = |name: &[u8]| {
                count += 1;
                let digest = seeds.digest(name);
                assert_eq!(digest, seeds.digest(name));
                assert!(seen.insert(digest), "{name:?}");
                halves.insert(digest.0);
                halves.insert(digest.1);
            };
            add(&name);
            for at in 0..len {
                for byte in [0, b'b'] {
                    let mut other = name.clone();
                    other[at] = byte;
                    add(&other);
                }
            }
        }
        assert_eq!(halves.len(), 2 * count);
    }
}
