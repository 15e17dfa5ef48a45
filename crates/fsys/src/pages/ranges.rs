//! Ranges of addresses that are free.
//!
//! Counterpart: none; Go's runtime has its own allocator.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Disjoint ranges of addresses; neighbours are joined.
#[derive(Debug)]
pub(super) struct Ranges {
    /// Lengths by start.
    by_start: BTreeMap<usize, usize>,
    /// Lengths with starts.
    by_len: BTreeSet<(usize, usize)>,
    total: usize,
}

impl Ranges {
    pub(super) const fn new() -> Self {
        Self {
            by_start: BTreeMap::new(),
            by_len: BTreeSet::new(),
            total: 0,
        }
    }

    /// Takes `len` bytes from the shortest range of sufficient length; returns their start.
    pub(super) fn take(&mut self, len: usize) -> Option<usize> {
        let &(have, start) = self.by_len.range((len, 0)..).next()?;
        self.remove(start, have);
        if have > len {
            self.insert(start + len, have - len);
        }
        Some(start)
    }

    /// Takes `len` bytes that start at `start`; returns false if they are not all free.
    pub(super) fn take_at(&mut self, start: usize, len: usize) -> bool {
        let have = self.by_start.get(&start).copied();
        let Some(have) = have.filter(|&have| have >= len) else {
            return false;
        };
        self.remove(start, have);
        if have > len {
            self.insert(start + len, have - len);
        }
        true
    }

    /// Adds a range, of which no part is free.
    pub(super) fn put(&mut self, mut start: usize, mut len: usize) {
        let before = self.by_start.range(..start).next_back();
        if let Some((&other, &have)) = before
            && other + have == start
        {
            self.remove(other, have);
            (start, len) = (other, have + len);
        }
        if let Some(&have) = self.by_start.get(&(start + len)) {
            self.remove(start + len, have);
            len += have;
        }
        self.insert(start, len);
    }

    /// Takes the longest range; returns its start and length.
    pub(super) fn take_longest(&mut self) -> Option<(usize, usize)> {
        let &(len, start) = self.by_len.last()?;
        self.remove(start, len);
        Some((start, len))
    }

    /// Returns the total length of all ranges in bytes.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    fn insert(&mut self, start: usize, len: usize) {
        self.by_start.insert(start, len);
        self.by_len.insert((len, start));
        self.total += len;
    }

    fn remove(&mut self, start: usize, len: usize) {
        self.by_start.remove(&start);
        self.by_len.remove(&(len, start));
        self.total -= len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined() {
        let mut ranges = Ranges::new();
        ranges.put(100, 50);
        ranges.put(200, 50);
        assert_eq!(ranges.take(60), None);
        ranges.put(150, 50);
        assert_eq!(ranges.take(120), Some(100));
        assert!(!ranges.take_at(230, 10), "no range starts there");
        assert!(!ranges.take_at(220, 40), "the range is shorter");
        assert!(ranges.take_at(220, 10));
        assert_eq!(ranges.take(20), Some(230));
        assert_eq!(ranges.total(), 0);
    }

    #[test]
    fn the_shortest_range_is_taken() {
        let mut ranges = Ranges::new();
        ranges.put(0, 30);
        ranges.put(100, 10);
        ranges.put(200, 20);
        assert_eq!(ranges.take(10), Some(100));
        assert_eq!(ranges.take(10), Some(200));
        assert_eq!(ranges.take(10), Some(210));
        assert_eq!(ranges.total(), 30);
        assert_eq!(ranges.take_longest(), Some((0, 30)));
        assert_eq!(ranges.take(1), None);
    }
}
