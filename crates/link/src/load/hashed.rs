//! Symbols that are found by their content.
//!
//! The content is already a hash: tables use its bits. Contents fall into shards, which
//! several threads work on.
//! Counterpart: cmd/link/internal/loader/loader.go (`hashed64Syms`, `hashedSyms`).

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use hashbrown::HashTable;

use super::key::Key;
use super::key::SHARDS;
use super::scan::Facts;
use super::scan::Scan;
use super::shards::Shards;
use crate::loader::Home;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;

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

/// A symbol of a shard: its place in the list.
struct Entry<K> {
    key: K,
    at: u32,
}

/// Finds the symbols of a shard; `indices` are those of hashes by shard. `places` gets, for each content of each object in order,
/// its symbol's place in the shard.
pub(super) fn find<K: Key>(
    objs: &[Object<'_>],
    scans: &[Scan],
    indices: impl Fn(&Scan) -> &Shards,
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
        for &index in indices(scan).of(shard) {
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
