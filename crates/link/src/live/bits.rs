//! Sets of symbols that several threads grow.
//!
//! Operations on two sets that depend on each other need one order for all threads: a
//! thread that adds a symbol to one set and then misses it in the other must not race with
//! a thread that does the opposite. Therefore everything is sequentially consistent, which
//! costs nothing more for reads on amd64.
//! Counterpart: cmd/link/internal/loader/loader.go (`Bitmap`).

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crate::loader::Bitmap;
use crate::loader::Sym;

/// A set of symbols below a limit, one bit each.
#[derive(Debug)]
pub(super) struct AtomicBits(Vec<AtomicU64>);

impl AtomicBits {
    /// Returns a set with the members of `set`, with room for `len` symbols.
    pub(super) fn new(set: Bitmap, len: usize) -> Self {
        let mut words = set.into_words();
        words.resize(words.len().max(len.div_ceil(64)), 0);
        Self(words.into_iter().map(AtomicU64::new).collect())
    }

    /// Returns true if the symbol is a member.
    #[inline]
    pub(super) fn has(&self, sym: Sym) -> bool {
        self.0
            .get(sym.index() / 64)
            .is_some_and(|word| word.load(Ordering::SeqCst) >> (sym.0 % 64) & 1 != 0)
    }

    /// Adds the symbol; returns true if it was not a member.
    #[inline]
    pub(super) fn insert(&self, sym: Sym) -> bool {
        let bit = 1 << (sym.0 % 64);
        self.0.get(sym.index() / 64).is_some_and(|word| {
            // Most symbols are members already: a read leaves the line shared.
            word.load(Ordering::SeqCst) & bit == 0
                && word.fetch_or(bit, Ordering::SeqCst) & bit == 0
        })
    }

    /// Returns the number of words of the set.
    pub(super) fn words(&self) -> usize {
        self.0.len()
    }

    /// Removes the members of a word, 64 symbols, and returns their bits.
    #[inline]
    pub(super) fn take(&self, word: usize) -> u64 {
        self.0.get(word).map_or(0, |word| {
            // Most words are empty.
            match word.load(Ordering::SeqCst) {
                0 => 0,
                _ => word.swap(0, Ordering::SeqCst),
            }
        })
    }

    /// Returns the members.
    pub(super) fn into_bitmap(self) -> Bitmap {
        Bitmap::from_words(self.0.into_iter().map(AtomicU64::into_inner).collect())
    }
}
