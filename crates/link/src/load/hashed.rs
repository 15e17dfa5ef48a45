//! Symbols that are found by their content.
//!
//! The content is already a hash: tables use its bits. Contents fall into shards, which
//! several threads work on.
//! Counterpart: cmd/link/internal/loader/loader.go (`hashed64Syms`, `hashedSyms`).

use std::hint::black_box;

use super::key::Key;
use super::places::Places;
use super::scan;
use super::scan::marks;
use crate::loader::Home;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Slots;

/// How many contents are looked at at a time: with those of one shard among them, lookups
/// wait for memory together.
const BATCH: usize = 256;

/// The symbols of a shard.
#[derive(Default)]
pub(super) struct Shard<K> {
    /// The symbols; the first place is not used.
    pub(super) uniques: Vec<Unique<K>>,
    /// Where they are in objects.
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
pub(super) fn find<K: Key>(objs: &[Object<'_>], shard: usize, len: usize) -> Shard<K> {
    let len = len / K::SHARDS;
    let mut slots = Slots::with_capacity(len / 2);
    let mut out = Shard {
        uniques: Vec::with_capacity(len / 2),
        places: Places::with_capacity(len + len / 8, objs.len()),
    };
    out.uniques.push(Unique::default());
    let mut batch = [0_u32; BATCH];
    for (obj, number) in objs.iter().zip(ObjIndex::FIRST..) {
        let mut start = K::start(&obj.counts);
        for keys in K::of(&obj.reader).chunks(BATCH) {
            let mut len = 0;
            for (at, key) in (0..).zip(keys) {
                // Shards are in no order: a branch would be guessed wrong.
                batch[len % BATCH] = at;
                len += usize::from(key.shard() == shard);
            }
            let found = Batch {
                obj,
                number: ObjIndex(number),
                start,
                keys,
                indices: &batch[..len],
            };
            out.enter(&mut slots, &found);
            start += keys.len() as u32;
        }
        out.places.end();
    }
    out
}

/// Neighbours in an object.
struct Batch<'b, 'a, K> {
    obj: &'b Object<'a>,
    number: ObjIndex,
    /// The local index of the first.
    start: u32,
    keys: &'b [K],
    /// Those that belong to the shard.
    indices: &'b [u32],
}

impl<K: Key> Shard<K> {
    fn enter(&mut self, slots: &mut Slots, batch: &Batch<'_, '_, K>) {
        let uniques = &mut self.uniques;
        let keys = || {
            let indices = batch.indices.iter();
            indices.filter_map(|&at| Some((at, *batch.keys.get(at as usize)?)))
        };
        slots.reserve(batch.indices.len(), |at| uniques[at as usize].key.bits());
        fetch(slots, uniques, batch);
        for (at, key) in keys() {
            let local = batch.start + at;
            let Some(record) = batch.obj.reader.sym(local) else {
                break;
            };
            let new = uniques.len() as u32;
            let is_match = |at: u32| uniques.get(at as usize).is_some_and(|it| it.key == key);
            let found = slots.find_or_insert(key.bits(), new, is_match);
            let other = Unique {
                key,
                size: record.size(),
                home: Home {
                    obj: batch.number,
                    local,
                },
                align: scan::align(record),
                marks: marks(record),
            };
            match uniques.get_mut(found as usize) {
                Some(unique) => unique.merge(&other),
                None => uniques.push(other),
            }
            self.places.push(local, found, found == new);
        }
    }
}

/// Reads what entering a batch needs first: each step would wait for it.
fn fetch<K: Key>(slots: &Slots, uniques: &[Unique<K>], batch: &Batch<'_, '_, K>) {
    let mut firsts = [0_u32; BATCH];
    let mut sum = 0;
    for (first, &at) in firsts.iter_mut().zip(batch.indices) {
        *first = match batch.keys.get(at as usize) {
            Some(key) => slots.peek(key.bits()),
            None => 0,
        };
        sum ^= match batch.obj.reader.sym(batch.start + at) {
            Some(record) => record.align(),
            None => 0,
        };
    }
    for &at in &firsts[..batch.indices.len()] {
        sum ^= match uniques.get(at as usize) {
            Some(unique) => unique.size,
            None => 0,
        };
    }
    black_box(sum);
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
