//! Sets of small numbers in the order of insertion.
//!
//! Counterpart: cmd/compile/internal/ssa/sparseset.go.

use std::any::Any;
use std::fmt::Debug;

use crate::scratch::Scratch;

/// A set of numbers below a bound. An element that is removed is replaced by the last one.
#[derive(Clone, Debug, Default)]
pub(crate) struct SparseSet {
    dense: Vec<u32>,
    sparse: Vec<u32>,
}

impl SparseSet {
    /// Returns an empty set of numbers below `bound`.
    pub(crate) fn new(bound: usize) -> Self {
        Self {
            dense: Vec::new(),
            sparse: vec![0; bound],
        }
    }

    /// Returns an empty set of numbers below `bound` in vectors that were used before.
    pub(crate) fn taken(scratch: &mut Scratch, bound: usize) -> Self {
        Self {
            dense: scratch.take(),
            sparse: scratch.filled(bound, 0),
        }
    }

    /// Gives the vectors back.
    pub(crate) fn end(self, scratch: &mut Scratch) {
        scratch.put(self.dense);
        scratch.put(self.sparse);
    }

    /// Returns the elements in their order.
    pub(crate) fn contents(&self) -> &[u32] {
        &self.dense
    }

    /// Reports whether a number is in the set.
    pub(crate) fn contains(&self, number: u32) -> bool {
        self.index(number).is_some()
    }

    /// Returns the index of an element in the order.
    pub(crate) fn index(&self, number: u32) -> Option<usize> {
        let index = self.sparse[number as usize] as usize;
        (self.dense.get(index) == Some(&number)).then_some(index)
    }

    /// Adds a number.
    pub(crate) fn add(&mut self, number: u32) {
        if !self.contains(number) {
            self.sparse[number as usize] = self.dense.len() as u32;
            self.dense.push(number);
        }
    }

    /// Removes a number.
    pub(crate) fn remove(&mut self, number: u32) {
        if let Some(index) = self.index(number) {
            self.dense.swap_remove(index);
            if let Some(moved) = self.dense.get(index) {
                self.sparse[*moved as usize] = index as u32;
            }
        }
    }

    /// Removes all elements.
    pub(crate) fn clear(&mut self) {
        self.dense.clear();
    }

    /// Removes the last element.
    pub(crate) fn pop(&mut self) -> Option<u32> {
        self.dense.pop()
    }
}

/// A map from numbers below a bound, in the order of insertion. An entry that is removed is replaced
/// by the last one.
#[derive(Clone, Debug, Default)]
pub(crate) struct SparseMap<V> {
    dense: Vec<(u32, V)>,
    sparse: Vec<u32>,
}

impl<V: Any + Copy + Debug + Send + Sync> SparseMap<V> {
    /// Returns an empty map of numbers below `bound`, in vectors that were used before.
    pub(crate) fn taken(scratch: &mut Scratch, bound: usize) -> Self {
        let mut dense: Vec<(u32, V)> = scratch.memory();
        dense.clear();
        Self {
            dense,
            sparse: scratch.filled(bound, 0),
        }
    }

    /// Gives the vectors back.
    pub(crate) fn end(self, scratch: &mut Scratch) {
        scratch.keep(self.dense);
        scratch.put(self.sparse);
    }

    /// Returns the number of entries.
    pub(crate) fn len(&self) -> usize {
        self.dense.len()
    }

    /// Returns the values in the order of the entries, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (u32, &mut V)> {
        self.dense
            .iter_mut()
            .map(|(number, value)| (*number, value))
    }

    /// Removes a number.
    pub(crate) fn remove(&mut self, number: u32) {
        if let Some(index) = self.index(number) {
            self.dense.swap_remove(index);
            if let Some((moved, _)) = self.dense.get(index) {
                self.sparse[*moved as usize] = index as u32;
            }
        }
    }

    /// Returns the entries in their order.
    pub(crate) fn entries(&self) -> &[(u32, V)] {
        &self.dense
    }

    fn index(&self, number: u32) -> Option<usize> {
        let index = self.sparse[number as usize] as usize;
        let entry = self.dense.get(index)?;
        (entry.0 == number).then_some(index)
    }

    /// Returns the value of a number.
    pub(crate) fn get(&self, number: u32) -> Option<V> {
        self.index(number).map(|index| self.dense[index].1)
    }

    /// Sets the value of a number.
    pub(crate) fn set(&mut self, number: u32, value: V) {
        match self.index(number) {
            Some(index) => self.dense[index].1 = value,
            None => {
                self.sparse[number as usize] = self.dense.len() as u32;
                self.dense.push((number, value));
            }
        }
    }

    /// Removes all entries.
    pub(crate) fn clear(&mut self) {
        self.dense.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::SparseMap;
    use super::SparseSet;
    use crate::scratch::Scratch;

    #[test]
    fn entries_of_a_map_have_the_order_of_insertion() {
        let mut map = SparseMap::taken(&mut Scratch::default(), 10);
        for (number, value) in [(3, 'a'), (1, 'b'), (9, 'c'), (1, 'd')] {
            map.set(number, value);
        }
        map.remove(3);
        map.remove(7);
        assert_eq!(map.entries(), [(9, 'c'), (1, 'd')]);
        for (_, value) in map.values_mut() {
            *value = 'e';
        }
        assert_eq!((map.get(1), map.get(3), map.len()), (Some('e'), None, 2));
        map.clear();
        assert_eq!(map.get(1), None);
    }

    #[test]
    fn the_order_is_that_of_insertion() {
        let mut set = SparseSet::new(10);
        for number in [3, 1, 9, 1, 0] {
            set.add(number);
        }
        assert_eq!(set.contents(), [3, 1, 9, 0]);
        set.remove(3);
        set.remove(7);
        assert_eq!(set.contents(), [0, 1, 9]);
        assert!(set.contains(9) && !set.contains(3));
        assert_eq!(
            (set.pop(), set.pop(), set.contains(1)),
            (Some(9), Some(1), false)
        );
    }
}
