//! Sets of symbols.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`Bitmap`).

use std::ops::Range;

use super::Sym;

/// A set of symbols, one bit each. It grows with the largest member.
#[derive(Clone, Debug, Default)]
pub struct Bitmap(Vec<u64>);

impl Bitmap {
    /// Returns an empty set with room for `len` symbols.
    pub fn with_capacity(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// Returns true if the symbol is a member.
    #[inline]
    pub fn has(&self, sym: Sym) -> bool {
        self.0
            .get(sym.index() / 64)
            .is_some_and(|word| word >> (sym.0 % 64) & 1 != 0)
    }

    /// Adds the symbol; returns true if it was not a member.
    #[inline]
    pub fn insert(&mut self, sym: Sym) -> bool {
        let at = sym.index() / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        let bit = 1 << (sym.0 % 64);
        let is_new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        is_new
    }

    /// Removes the symbol.
    pub fn remove(&mut self, sym: Sym) {
        if let Some(word) = self.0.get_mut(sym.index() / 64) {
            *word &= !(1 << (sym.0 % 64));
        }
    }

    /// Adds or removes the symbol.
    #[inline]
    pub fn set(&mut self, sym: Sym, is_member: bool) {
        if is_member {
            self.insert(sym);
        } else {
            self.remove(sym);
        }
    }

    /// Returns the set whose members are the bits of these words.
    pub(crate) fn from_words(words: Vec<u64>) -> Self {
        Self(words)
    }

    /// Returns the members as bits of words.
    pub(crate) fn into_words(self) -> Vec<u64> {
        self.0
    }

    /// Iterates over the members with numbers in a range that starts at a multiple of 64.
    pub fn iter_range(&self, range: Range<usize>) -> impl Iterator<Item = Sym> {
        let words = range.end.div_ceil(64).min(self.0.len());
        let words = range.start / 64..words;
        let end = range.end;
        words
            .flat_map(move |at| {
                let word = self.0[at];
                let bits =
                    std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)));
                bits.take_while(|&rest| rest != 0)
                    .map(move |rest| Sym(at as u32 * 64 + rest.trailing_zeros()))
            })
            .filter(move |sym| sym.index() < end)
    }

    /// Returns the number of members.
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Iterates over the members by number.
    pub fn iter(&self) -> impl Iterator<Item = Sym> {
        self.0.iter().enumerate().flat_map(|(at, &word)| {
            let bits = std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1)));
            bits.take_while(|&rest| rest != 0)
                .map(move |rest| Sym(at as u32 * 64 + rest.trailing_zeros()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members() {
        let mut set = Bitmap::default();
        for number in [700, 3, 64, 63, 0] {
            assert!(set.insert(Sym(number)));
            assert!(!set.insert(Sym(number)));
        }
        set.remove(Sym(64));
        set.remove(Sym(9000));
        assert!(set.has(Sym(63)) && !set.has(Sym(64)) && !set.has(Sym(9000)));
        let members: Vec<u32> = set.iter().map(|sym| sym.0).collect();
        assert_eq!(members, [0, 3, 63, 700]);
        assert_eq!(set.count(), 4);
    }
}
