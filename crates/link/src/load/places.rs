//! Map from symbols of objects to entries of a shard.
//!
//! Each shard has lists of its own: threads that write to one list for all would wait for each
//! other's cache lines.
//! Counterpart: none; the official linker has one table for all.

/// The symbol is the first one with its name or content.
const NEW: u32 = 1 << 31;
/// Number of bits of an index in a list.
pub(super) const PLACE_BITS: u32 = 26;
/// The bits of a place: the longest list has as many symbols.
pub(super) const PLACE: u32 = (1 << PLACE_BITS) - 1;

/// The local indices of symbols, with their places in a shard's list, object by object.
#[derive(Debug, Default)]
pub(super) struct Places {
    items: Vec<SymbolLocation>,
    /// By object: where its items end, and how many of them are new.
    ends: Vec<(u32, u32)>,
    news: u32,
}

/// A symbol of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct SymbolLocation {
    /// The index in the object.
    pub(super) local: u32,
    bits: u32,
}

impl SymbolLocation {
    /// Returns the place in the shard's list.
    #[inline]
    pub(super) fn at(self) -> u32 {
        self.bits & !NEW
    }

    /// Returns true for the first symbol with its name or content.
    #[inline]
    pub(super) fn is_new(self) -> bool {
        self.bits & NEW != 0
    }
}

impl Places {
    /// Returns an empty list with room for `len` symbols of `objects`.
    pub(super) fn with_capacity(len: usize, objects: usize) -> Self {
        Self {
            items: Vec::with_capacity(len),
            ends: Vec::with_capacity(objects),
            news: 0,
        }
    }

    /// Adds a symbol of the current object.
    #[inline]
    pub(super) fn push(&mut self, local: u32, at: u32, is_new: bool) {
        self.news += u32::from(is_new);
        let bits = at | if is_new { NEW } else { 0 };
        self.items.push(SymbolLocation { local, bits });
    }

    /// Ends the current object.
    pub(super) fn end(&mut self) {
        let news = std::mem::take(&mut self.news);
        self.ends.push((self.items.len() as u32, news));
    }

    /// Returns the symbols of an object.
    pub(super) fn of(&self, object: usize) -> &[SymbolLocation] {
        let end = |at: usize| self.ends.get(at).map_or(0, |&(end, _)| end as usize);
        let start = object.checked_sub(1).map_or(0, end);
        self.items.get(start..end(object)).unwrap_or_default()
    }

    /// Returns the number of new symbols of an object.
    pub(super) fn news(&self, object: usize) -> u32 {
        self.ends.get(object).map_or(0, |&(_, news)| news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_object() {
        let mut places = Places::with_capacity(3, 3);
        places.push(4, 1, true);
        places.push(5, 2, true);
        places.end();
        places.end();
        places.push(9, 1, false);
        places.end();
        let all = |object| -> Vec<(u32, u32, bool)> {
            let items = places.of(object).iter();
            items.map(|it| (it.local, it.at(), it.is_new())).collect()
        };
        assert_eq!(all(0), [(4, 1, true), (5, 2, true)]);
        assert!(all(1).is_empty() && all(3).is_empty());
        assert_eq!(all(2), [(9, 1, false)]);
        assert_eq!([0, 1, 2, 3].map(|at| places.news(at)), [2, 0, 0, 0]);
    }
}
