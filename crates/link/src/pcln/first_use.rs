//! Numbers symbols by first use.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (maps `seen`).

use crate::error::Stop;

/// Symbols in the order of their first use. Number 0 is no symbol.
#[derive(Debug)]
pub(super) struct FirstUse {
    /// Numbers by symbol; 0 for those without one.
    numbers: Vec<u32>,
    /// Symbols by number.
    list: Vec<u32>,
}

impl FirstUse {
    /// Returns an empty list for symbols below `len`.
    pub(super) fn new(len: usize) -> Self {
        Self {
            numbers: vec![0; len],
            list: vec![0],
        }
    }

    /// Returns the number of a symbol.
    pub(super) fn number(&mut self, sym: u32) -> u32 {
        let Some(number) = self.numbers.get_mut(sym as usize) else {
            return 0;
        };
        if *number == 0 && sym != 0 {
            *number = self.list.len() as u32;
            self.list.push(sym);
        }
        *number
    }

    /// Adds an entry that is used once.
    pub(super) fn push(&mut self, entry: u32) -> u32 {
        self.list.push(entry);
        (self.list.len() - 1) as u32
    }

    /// Returns the symbols by number; the first is no symbol.
    pub(super) fn into_list(self) -> Vec<u32> {
        self.list
    }
}

/// Returns the start of each of the entries with these sizes, and then the end of the last one.
///
/// # Errors
/// The end is above 4 GB.
pub(super) fn starts(first: u32, sizes: impl Iterator<Item = u32>) -> Result<Vec<u32>, Stop> {
    let mut starts = Vec::with_capacity(1 + sizes.size_hint().0);
    starts.push(first);
    let mut at = first;
    for size in sizes {
        at = at.checked_add(size).ok_or_else(too_large)?;
        starts.push(at);
    }
    Ok(starts)
}

/// Returns the error of a table whose offsets do not fit their fields.
pub(super) fn too_large() -> Stop {
    Stop::Unsupported("tables of functions above 4 GB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_first_use() {
        let mut uses = FirstUse::new(10);
        let numbers = [7, 3, 0, 7, 9, 10, 3].map(|sym| uses.number(sym));
        assert_eq!(numbers, [1, 2, 0, 1, 3, 0, 2]);
        assert_eq!(uses.push(77), 4);
        assert_eq!(uses.into_list(), [0, 7, 3, 9, 77]);
    }

    #[test]
    fn starts_are_sums() {
        let sizes = |list: [u32; 3]| list.into_iter();
        assert_eq!(starts(1, sizes([0, 4, 2])).unwrap(), [1, 1, 5, 7]);
        assert!(starts(1, sizes([0, u32::MAX - 2, 2])).is_err());
    }
}
