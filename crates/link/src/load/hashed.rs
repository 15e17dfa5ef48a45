//! Symbols that are found by their content.
//!
//! The content is already a hash: tables use its bits. Contents fall into shards, which
//! several threads work on.
//! Counterpart: cmd/link/internal/loader/loader.go (`hashed64Syms`, `hashedSyms`).

use std::hint::black_box;

use super::key::Key;
use super::places::Places;
use super::scan::Content;
use super::scan::Scan;
use super::shards::Shards;
use crate::loader::Home;
use crate::loader::ObjIndex;
use crate::loader::Slots;

/// Number of contents in a batch of lookups, whose waits for memory overlap.
const BATCH: usize = 32;

/// The symbols of a shard.
#[derive(Default)]
pub(super) struct Shard<K> {
    /// The symbols; the first place is not used.
    pub(super) uniques: Vec<Unique<K>>,
    /// Their positions in objects.
    pub(super) places: Places,
}

/// A symbol by its content.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unique<K> {
    key: K,
    size: u32,
    /// The largest definition.
    pub(super) home: Home,
    pub(super) align: u8,
    pub(super) marks: u8,
}

/// Finds the symbols of a shard; all objects together have `len` such symbols.
pub(super) fn find<K: Key>(
    scans: &[Scan],
    contents: impl Fn(&Scan) -> &Shards<Content<K>>,
    shard: usize,
    len: usize,
) -> Shard<K> {
    let len = len / K::SHARDS;
    let mut slots = Slots::with_capacity(len / 2);
    let mut out = Shard {
        uniques: Vec::with_capacity(len / 2),
        places: Places::with_capacity(len + len / 8, scans.len()),
    };
    out.uniques.push(Unique::default());
    for (scan, number) in scans.iter().zip(ObjIndex::FIRST..) {
        for batch in contents(scan).of(shard).chunks(BATCH) {
            out.enter(&mut slots, ObjIndex(number), batch);
        }
        out.places.end();
    }
    out
}

impl<K: Key> Shard<K> {
    /// Enters neighbours in an object.
    fn enter(&mut self, slots: &mut Slots, obj: ObjIndex, batch: &[Content<K>]) {
        let uniques = &mut self.uniques;
        slots.reserve(batch.len(), |at| uniques[at as usize].key.bits());
        fetch(slots, uniques, batch);
        for content in batch {
            let key = content.key;
            let new = uniques.len() as u32;
            let is_match = |at: u32| uniques.get(at as usize).is_some_and(|it| it.key == key);
            let found = slots.find_or_insert(key.bits(), new, is_match);
            let other = Unique {
                key,
                size: content.size,
                home: Home {
                    obj,
                    local: content.local,
                },
                align: content.align,
                marks: content.marks,
            };
            match uniques.get_mut(found as usize) {
                Some(unique) => unique.merge(&other),
                None => uniques.push(other),
            }
            self.places.push(content.local, found, found == new);
        }
    }
}

/// Prefetches the inputs of entering a batch: each step would wait for memory.
fn fetch<K: Key>(slots: &Slots, uniques: &[Unique<K>], batch: &[Content<K>]) {
    let mut firsts = [0_u32; BATCH];
    for (first, content) in firsts.iter_mut().zip(batch) {
        *first = slots.peek(content.key.bits());
    }
    let sizes = firsts.map(|at| match uniques.get(at as usize) {
        Some(unique) => unique.size,
        None => 0,
    });
    black_box(sizes.iter().fold(0, |sum, size| sum ^ size));
}

impl<K> Unique<K> {
    /// Adds another definition.
    #[inline]
    fn merge(&mut self, other: &Self) {
        // The data in objects lack trailing zeros: of equal contents the largest counts.
        if other.size > self.size {
            self.size = other.size;
            self.home = other.home;
        }
        if other.align > self.align {
            self.align = other.align;
        }
        if other.marks & !self.marks != 0 {
            self.marks |= other.marks;
        }
    }
}
