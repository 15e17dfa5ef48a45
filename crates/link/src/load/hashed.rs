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

use super::scan::Facts;
use super::scan::Scan;
use super::shards::Shards;
use crate::loader::Home;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;

/// How many shards there are: the table of one stays in a processor's cache, and each pass
/// over the objects costs time too.
pub(super) const SHARDS: usize = 8;

/// The symbols of a shard.
#[derive(Default)]
pub(super) struct Shard {
    pub(super) uniques: Vec<Unique>,
    /// The numbers of symbols, once they have one.
    pub(super) syms: Vec<Sym>,
}

/// A symbol by its content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unique {
    /// The largest definition.
    pub(super) home: Home,
    pub(super) facts: Facts,
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

    /// Returns the indices of an object's hashes by shard.
    fn shards(scan: &Scan) -> &Shards;
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

    fn shards(scan: &Scan) -> &Shards {
        &scan.contents64
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

    fn shards(scan: &Scan) -> &Shards {
        &scan.contents
    }
}

/// A symbol of a shard: its place in the list.
struct Entry<K> {
    key: K,
    at: u32,
}

/// Finds the symbols of a shard. `places` gets, for each content of each object in order,
/// its symbol's place in the shard.
pub(super) fn find<K: Key>(
    objs: &[Object<'_>],
    scans: &[Scan],
    shard: usize,
    places: &[AtomicU32],
) -> Shard {
    let len = places.len() / SHARDS / 2;
    let mut table: HashTable<Entry<K>> = HashTable::with_capacity(len);
    let mut uniques: Vec<Unique> = Vec::with_capacity(len);
    let mut rest = places;
    for ((obj, scan), number) in objs.iter().zip(scans).zip(ObjIndex::FIRST..) {
        let keys = K::of(&obj.reader);
        let (places, others) = rest.split_at(keys.len().min(rest.len()));
        rest = others;
        let start = K::start(&obj.counts);
        let first = (start - obj.counts.pkg) as usize;
        let facts = scan.hashed.get(first..).unwrap_or_default();
        for &index in K::shards(scan).of(shard) {
            let at = index as usize;
            let (Some(&key), Some(&facts), Some(place)) =
                (keys.get(at), facts.get(at), places.get(at))
            else {
                break;
            };
            let home = Home {
                obj: ObjIndex(number),
                local: start + index,
            };
            let bits = key.bits();
            let at = match table.find(bits, |entry| entry.key == key) {
                Some(entry) => {
                    uniques[entry.at as usize].merge(home, facts);
                    entry.at
                }
                None => {
                    let at = uniques.len() as u32;
                    uniques.push(Unique { home, facts });
                    let entry = Entry { key, at };
                    table.insert_unique(bits, entry, |entry| entry.key.bits());
                    at
                }
            };
            place.store(at, Ordering::Relaxed);
        }
    }
    let syms = vec![Sym::NONE; uniques.len()];
    Shard { uniques, syms }
}

impl Unique {
    /// Adds another definition.
    fn merge(&mut self, home: Home, other: Facts) {
        let facts = &mut self.facts;
        // The data in objects lack trailing zeros: of equal contents the largest counts.
        if other.size > facts.size {
            facts.size = other.size;
            self.home = home;
        }
        facts.align = facts.align.max(other.align);
        facts.marks |= other.marks;
    }
}
