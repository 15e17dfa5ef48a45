//! The lines of a file on which statements begin, with a number each.
//!
//! A sparse map with the order of its entries, which is part of a function's state: an entry that is
//! removed is replaced by the last one.
//! Counterpart: cmd/compile/internal/ssa/xposmap.go and biasedsparsemap.go.

/// A map from lines to numbers.
#[derive(Clone, Debug, Default)]
pub struct FileLines {
    /// The number of the position base.
    pub base: i32,
    /// The first line that can be in the map.
    pub first: i32,
    /// One more than the last line that can be in it; 0: none.
    pub end: u32,
    /// The lines with their numbers.
    entries: Vec<(u32, i32)>,
    /// For each line from the first, an index of entries, which may be wrong.
    sparse: Vec<u32>,
}

/// The most lines that a file can have.
const MOST: u32 = 1 << 20;

impl FileLines {
    /// Returns a map with these entries; `None` if one is out of range.
    pub(crate) fn new(base: i32, first: i32, end: u32, entries: &[(u32, i32)]) -> Option<Self> {
        let len = i64::from(end) - i64::from(first);
        let len = u32::try_from(len.max(0)).ok()?;
        if len > MOST {
            return None;
        }
        let mut map = Self {
            base,
            first,
            end,
            entries: Vec::with_capacity(entries.len()),
            sparse: vec![0; len as usize],
        };
        for (line, number) in entries {
            map.set(*line, *number);
        }
        (map.entries.len() == entries.len()).then_some(map)
    }

    /// Returns the lines of the file with a position base; files are sorted by it.
    pub(crate) fn of(files: &mut [Self], base: u32) -> Option<&mut Self> {
        let found = files.binary_search_by_key(&(base as i32), |file| file.base);
        files.get_mut(found.ok()?)
    }

    /// Returns the lines with their numbers.
    pub fn entries(&self) -> &[(u32, i32)] {
        &self.entries
    }

    /// Returns the index of a line's entry.
    fn index(&self, line: u32) -> Option<usize> {
        let slot = i64::from(line) - i64::from(self.first);
        let index = *self.sparse.get(usize::try_from(slot).ok()?)? as usize;
        let entry = self.entries.get(index)?;
        (entry.0 == line).then_some(index)
    }

    /// Returns the number of a line.
    pub(crate) fn get(&self, line: u32) -> Option<i32> {
        self.index(line).map(|index| self.entries[index].1)
    }

    /// Sets the number of a line; one that cannot be in the map is ignored.
    pub(crate) fn set(&mut self, line: u32, number: i32) {
        if let Some(index) = self.index(line) {
            self.entries[index].1 = number;
            return;
        }
        let slot = i64::from(line) - i64::from(self.first);
        let slot = usize::try_from(slot).ok();
        if let Some(index) = slot.and_then(|slot| self.sparse.get_mut(slot)) {
            *index = self.entries.len() as u32;
            self.entries.push((line, number));
        }
    }

    /// Removes a line.
    pub(crate) fn remove(&mut self, line: u32) {
        let Some(index) = self.index(line) else {
            return;
        };
        self.entries.swap_remove(index);
        if let Some((moved, _)) = self.entries.get(index) {
            let slot = i64::from(*moved) - i64::from(self.first);
            self.sparse[slot as usize] = index as u32;
        }
    }

    /// Removes all lines.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

impl PartialEq for FileLines {
    fn eq(&self, other: &Self) -> bool {
        (self.base, self.first, self.end, &self.entries)
            == (other.base, other.first, other.end, &other.entries)
    }
}

impl Eq for FileLines {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order() {
        let mut map = FileLines::new(1, 10, 20, &[(12, 1), (19, 2), (10, 3)]).unwrap();
        map.set(12, 7);
        map.set(20, 9);
        map.set(9, 9);
        assert_eq!(map.entries(), [(12, 7), (19, 2), (10, 3)]);
        map.remove(12);
        map.remove(11);
        assert_eq!(map.entries(), [(10, 3), (19, 2)]);
        assert_eq!(
            (map.get(10), map.get(12), map.get(19)),
            (Some(3), None, Some(2))
        );
        map.clear();
        assert_eq!(map.get(10), None);
    }

    #[test]
    fn ranges_are_checked() {
        assert!(FileLines::new(1, 10, 20, &[(20, 1)]).is_none());
        assert!(FileLines::new(1, 0, u32::MAX, &[]).is_none());
        assert!(FileLines::new(1, i32::MAX, 0, &[]).is_some());
    }
}
