//! Sets of small numbers.
//!
//! Counterpart: cmd/compile/internal/bitvec and cmd/compile/internal/liveness/bvset.go.

use std::collections::HashMap;

/// A set of numbers below a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct BitSet(Vec<u64>);

impl BitSet {
    /// Returns an empty set of numbers below `bound`.
    pub(crate) fn new(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    /// Returns the set of all numbers below `bound`.
    pub(crate) fn full(bound: usize) -> Self {
        let mut set = Self::new(bound);
        (0..bound).for_each(|number| set.insert(number));
        set
    }

    pub(crate) fn contains(&self, number: usize) -> bool {
        let word = self.0.get(number / 64);
        word.is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    pub(crate) fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    pub(crate) fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    pub(crate) fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Adds the numbers of another set of the same bound.
    pub(crate) fn add_all(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// Removes the numbers of another set of the same bound.
    pub(crate) fn remove_all(&mut self, other: &Self) {
        for (word, less) in self.0.iter_mut().zip(&other.0) {
            *word &= !less;
        }
    }

    /// Removes the numbers that another set of the same bound does not have.
    pub(crate) fn retain_all(&mut self, other: &Self) {
        for (word, both) in self.0.iter_mut().zip(&other.0) {
            *word &= both;
        }
    }

    /// Becomes a copy of another set of the same bound.
    pub(crate) fn assign(&mut self, other: &Self) {
        self.0.copy_from_slice(&other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Returns the numbers, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let bits = (0..64).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| at * 64 + bit)
        })
    }

    /// Returns the first `count` numbers as bits of bytes.
    pub(crate) fn bytes(&self, count: usize) -> Vec<u8> {
        let byte = |at: usize| {
            let word = self.0.get(at / 8).copied().unwrap_or(0);
            (word >> (at % 8 * 8)) as u8
        };
        (0..count.div_ceil(8)).map(byte).collect()
    }
}

/// Different sets, numbered in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct UniqueSets {
    pub(crate) list: Vec<BitSet>,
    numbers: HashMap<BitSet, usize>,
}

impl UniqueSets {
    /// Adds a set unless it is there; returns its number.
    pub(crate) fn add(&mut self, set: &BitSet) -> usize {
        if let Some(number) = self.numbers.get(set) {
            return *number;
        }
        let number = self.list.len();
        self.list.push(set.clone());
        self.numbers.insert(set.clone(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_numbers_in_order() {
        let mut set = BitSet::new(70);
        let mut sets = UniqueSets::default();
        assert_eq!(sets.add(&set), 0);
        [3, 69, 8].into_iter().for_each(|number| set.insert(number));
        assert_eq!((sets.add(&set), sets.add(&BitSet::new(70))), (1, 0));
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 8, 69]);
        assert_eq!(set.bytes(70), [8, 1, 0, 0, 0, 0, 0, 0, 32]);
        set.remove(8);
        assert!(set.contains(69) && !set.contains(8) && set.len() == 2);
        assert_eq!(BitSet::full(70).len(), 70);
    }
}
