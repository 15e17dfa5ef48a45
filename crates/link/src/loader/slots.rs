//! Hash tables of indices in a list.
//!
//! A table has the index of each entry; keys are in the list. The inputs of a lookup can be
//! prefetched, so that a processor fetches them for several lookups at once. Index 0 means none:
//! lists start with an entry that is never found.
//! Counterpart: none; Go has maps.

/// A hash table of places.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    slots: Vec<u32>,
    used: usize,
}

impl Default for Slots {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl Slots {
    /// Returns a table with room for `len` places.
    pub(crate) fn with_capacity(len: usize) -> Self {
        let size = (2 * len).next_power_of_two().max(16);
        Self {
            slots: vec![0; size],
            used: 0,
        }
    }

    #[inline]
    fn start(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    /// Returns the place that a lookup of the hash compares first.
    #[inline]
    pub(crate) fn peek(&self, hash: u64) -> u32 {
        let at = self.start(hash);
        self.slots.get(at).copied().unwrap_or_default()
    }

    /// Returns the place of an entry.
    #[inline]
    pub(crate) fn find(&self, hash: u64, is_match: impl FnMut(u32) -> bool) -> Option<u32> {
        Some(self.slot(hash, is_match)?.1).filter(|&place| place != 0)
    }

    /// Returns the slot of an entry with its place, or the slot that is free for it.
    #[inline]
    fn slot(&self, hash: u64, mut is_match: impl FnMut(u32) -> bool) -> Option<(usize, u32)> {
        let mut at = self.start(hash);
        loop {
            let place = *self.slots.get(at)?;
            if place == 0 || is_match(place) {
                return Some((at, place));
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Returns the index of an entry; without one, inserts and returns `new`. There must be room
    /// ([`Self::reserve`]).
    #[inline]
    pub(crate) fn find_or_insert(
        &mut self,
        hash: u64,
        new: u32,
        is_match: impl FnMut(u32) -> bool,
    ) -> u32 {
        match self.slot(hash, is_match) {
            Some((_, place)) if place != 0 => place,
            Some((at, _)) => {
                self.slots[at] = new;
                self.used += 1;
                new
            }
            None => new,
        }
    }

    /// Makes room for `count` more entries; `hash` returns the hash of an index.
    #[inline]
    pub(crate) fn reserve(&mut self, count: usize, hash: impl Fn(u32) -> u64) {
        if 4 * (self.used + count) > 3 * self.slots.len() {
            self.grow(count, hash);
        }
    }

    #[cold]
    fn grow(&mut self, count: usize, hash: impl Fn(u32) -> u64) {
        let mut larger = Self::with_capacity(self.used + count);
        for &place in self.slots.iter().filter(|&&place| place != 0) {
            larger.find_or_insert(hash(place), place, |_| false);
        }
        *self = larger;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_inserted() {
        let keys: Vec<u64> = (0..1000).map(|number| number % 500 * 64).collect();
        let hash = |place: u32| keys[place as usize];
        let mut slots = Slots::default();
        for place in 1..keys.len() as u32 {
            let key = hash(place);
            slots.reserve(1, hash);
            let found = slots.find_or_insert(key, place, |other| hash(other) == key);
            let expected = if place > 500 { place - 500 } else { place };
            assert_eq!(found, expected);
            assert_eq!(slots.find(key, |other| hash(other) == key), Some(expected));
        }
        assert_eq!(slots.find(7, |other| hash(other) == 7), None);
        assert_eq!(slots.peek(1 << 40), slots.peek(0));
    }
}
