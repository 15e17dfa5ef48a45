//! Symbols that are found by their content.
//!
//! The content is already a hash: tables use its bits.
//! Counterpart: cmd/link/internal/loader/loader.go (`hashed64Syms`, `hashedSyms`).

use hashbrown::HashTable;

use crate::loader::Sym;

/// A symbol by its content, with the size of the definition that it has.
#[derive(Clone, Copy, Debug)]
struct Entry<K> {
    key: K,
    sym: Sym,
    size: u32,
}

/// The hash of a symbol's content: of 8 bytes it is the content itself.
pub(super) trait Key: Copy + PartialEq {
    /// Returns well distributed bits.
    fn bits(self) -> u64;
}

impl Key for u64 {
    fn bits(self) -> u64 {
        // The content of small symbols is mostly small numbers: multiplying moves their
        // bits to where tables look.
        let product = u128::from(self ^ 0x9e37_79b9_7f4a_7c15) * 0xa076_1d64_78bd_642f;
        (product >> 64) as u64 ^ product as u64
    }
}

impl Key for [u8; 16] {
    fn bits(self) -> u64 {
        u64::from_le_bytes([
            self[0], self[1], self[2], self[3], self[4], self[5], self[6], self[7],
        ])
    }
}

/// What a table has for a content.
pub(super) enum Found {
    /// Nothing: the symbol was entered.
    New,
    /// A symbol at least as large.
    Known(Sym),
    /// A smaller symbol, which now has this size.
    Larger(Sym),
}

/// Symbols by content.
pub(super) struct Hashed<K>(HashTable<Entry<K>>);

impl<K: Key> Hashed<K> {
    pub(super) fn with_capacity(len: usize) -> Self {
        Self(HashTable::with_capacity(len))
    }

    /// Looks a content up; enters it with the number `next` if it is new. The data in
    /// objects lack trailing zeros, so of equal contents the largest counts.
    pub(super) fn find(&mut self, key: K, size: u32, next: Sym) -> Found {
        let bits = key.bits();
        if let Some(known) = self.0.find_mut(bits, |entry| entry.key == key) {
            if size <= known.size {
                return Found::Known(known.sym);
            }
            known.size = size;
            return Found::Larger(known.sym);
        }
        let entry = Entry {
            key,
            sym: next,
            size,
        };
        self.0.insert_unique(bits, entry, |entry| entry.key.bits());
        Found::New
    }
}
