//! Symbols that are found by their content.
//!
//! The content is already a hash: tables use its bits. Contents fall into shards, which
//! several threads work on.
//! Counterpart: cmd/link/internal/loader/loader.go (`hashed64Syms`, `hashedSyms`).

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use hashbrown::HashTable;
use vamos_objfile::goobj::Counts;
use vamos_objfile::goobj::Reader;

use super::scan;
use crate::loader::Home;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;
use crate::loader::align_bits;

/// How many shards there are.
pub(super) const SHARDS: usize = 8;

/// A symbol by its content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unique {
    /// The number, once it has one.
    pub(super) sym: Sym,
    /// The largest definition.
    pub(super) home: Home,
    size: u32,
    pub(super) align: u8,
    pub(super) marks: u8,
}

/// The hash of a symbol's content.
pub(super) trait Key: Copy + PartialEq + Send + Sync + 'static {
    /// Returns well distributed bits.
    fn bits(self) -> u64;

    /// Returns the shard, which does not depend on the bits.
    fn shard(self) -> usize;

    /// Returns the hashes of an object.
    fn of<'a>(reader: &Reader<'a>) -> &'a [Self];

    /// Returns the local index of the first one.
    fn start(counts: &Counts) -> u32;
}

/// The content itself, of at most 8 bytes.
impl Key for [u8; 8] {
    fn bits(self) -> u64 {
        // Such content is mostly small numbers: multiplying moves their bits to where
        // tables look.
        let key = u64::from_le_bytes(self) ^ 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(key) * 0xa076_1d64_78bd_642f;
        (product >> 64) as u64 ^ product as u64
    }

    fn shard(self) -> usize {
        0
    }

    fn of<'a>(reader: &Reader<'a>) -> &'a [Self] {
        reader.hashes64()
    }

    fn start(counts: &Counts) -> u32 {
        counts.pkg
    }
}

impl Key for [u8; 16] {
    fn bits(self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    fn shard(self) -> usize {
        usize::from(self[8]) % SHARDS
    }

    fn of<'a>(reader: &Reader<'a>) -> &'a [Self] {
        reader.hashes()
    }

    fn start(counts: &Counts) -> u32 {
        counts.pkg + counts.hashed64
    }
}

/// A symbol of a shard: its place in the list.
struct Entry<K> {
    key: K,
    at: u32,
}

/// Finds the symbols of a shard. `places` gets, for each content of each object in order,
/// its symbol's place in the list.
pub(super) fn find<K: Key>(objs: &[Object<'_>], shard: usize, places: &[AtomicU32]) -> Vec<Unique> {
    let len = places.len() / SHARDS / 2;
    let mut table: HashTable<Entry<K>> = HashTable::with_capacity(len);
    let mut uniques: Vec<Unique> = Vec::with_capacity(len);
    let mut places = places.iter();
    for (obj, number) in objs.iter().zip(ObjIndex::FIRST..) {
        let start = K::start(&obj.counts);
        let keys = K::of(&obj.reader).iter().zip(places.by_ref());
        for ((key, place), local) in keys.zip(start..) {
            if key.shard() != shard {
                continue;
            }
            let Some(record) = obj.reader.sym(local) else {
                break;
            };
            let home = Home {
                obj: ObjIndex(number),
                local,
            };
            let bits = key.bits();
            let size = record.size();
            let at = match table.find(bits, |entry| entry.key == *key) {
                Some(entry) => {
                    let unique = &mut uniques[entry.at as usize];
                    // The data in objects lack trailing zeros: of equal contents the
                    // largest counts.
                    if size > unique.size {
                        unique.size = size;
                        unique.home = home;
                    }
                    unique.align = unique.align.max(align_bits(record.align()));
                    unique.marks |= scan::marks(record);
                    entry.at
                }
                None => {
                    let at = uniques.len() as u32;
                    uniques.push(Unique {
                        sym: Sym::NONE,
                        home,
                        size,
                        align: align_bits(record.align()),
                        marks: scan::marks(record),
                    });
                    let entry = Entry { key: *key, at };
                    table.insert_unique(bits, entry, |entry| entry.key.bits());
                    at
                }
            };
            place.store(at, Ordering::Relaxed);
        }
    }
    uniques
}
