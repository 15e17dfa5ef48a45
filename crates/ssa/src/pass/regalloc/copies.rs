//! The copies that values have at an edge, in lists that the next edge uses again.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`edgeState.cache`).

use crate::ids::ValueId;

/// The copies of values from before register allocation.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// For each value, one more than the number of its list.
    numbers: Vec<u32>,
    /// The lists; those after the ones in use are empty.
    lists: Vec<Vec<ValueId>>,
    /// The number of lists in use.
    used: usize,
}

impl Copies {
    /// Removes all copies, and makes room for this number of values.
    pub(super) fn reset(&mut self, values: usize) {
        self.clear(&[]);
        self.numbers.clear();
        self.numbers.resize(values, 0);
    }

    /// Returns the copies of a value.
    pub(super) fn of(&self, value: ValueId) -> &[ValueId] {
        let number = self.numbers[value.0 as usize].checked_sub(1);
        number.map_or(&[], |number| &self.lists[number as usize])
    }

    /// Returns the copies of a value, to be changed.
    pub(super) fn list(&mut self, value: ValueId) -> &mut Vec<ValueId> {
        let number = &mut self.numbers[value.0 as usize];
        if *number == 0 {
            if self.used == self.lists.len() {
                self.lists.push(Vec::new());
            }
            self.used += 1;
            *number = self.used as u32;
        }
        &mut self.lists[*number as usize - 1]
    }

    /// Removes all copies; all values that have some are in `values`.
    pub(super) fn clear(&mut self, values: &[ValueId]) {
        for value in values {
            self.numbers[value.0 as usize] = 0;
        }
        for list in &mut self.lists[..self.used] {
            list.clear();
        }
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_used_again_and_empty() {
        let [one, two] = [1, 2].map(ValueId);
        let mut copies = Copies::default();
        copies.reset(3);
        copies.list(one).extend([two, two]);
        copies.list(two).push(one);
        assert_eq!((copies.of(one).len(), copies.of(two)), (2, &[one][..]));
        copies.clear(&[two, one, two]);
        assert!(copies.of(one).is_empty() && copies.of(two).is_empty());
        copies.list(two).push(two);
        assert_eq!((copies.of(one), copies.of(two)), (&[][..], &[two][..]));
        assert_eq!(copies.lists.len(), 2);
    }
}
