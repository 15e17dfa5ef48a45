//! Symbols that are found by their name.
//!
//! Names fall into shards by their hash, which several threads work on. In each shard come
//! first the definitions of packages that some name may lead to, then other definitions,
//! then references, in the order of objects.
//! Counterpart: cmd/link/internal/loader/loader.go (`addSym`, `loadObjRefs`).

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

use hashbrown::HashTable;

use super::choose::Choice;
use super::choose::Definition;
use super::choose::choose;
use super::scan;
use super::scan::Scan;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Named;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Sym;
use crate::loader::Version;
use crate::loader::align_bits;

/// A name with its version.
pub(super) struct Unique<'a> {
    pub(super) name: &'a [u8],
    pub(super) version: Version,
    /// The number, once it has one.
    pub(super) sym: Sym,
    /// The definition that counts; `None` if there are only references.
    pub(super) definition: Option<(Home, Definition)>,
    pub(super) align: u8,
    pub(super) marks: u8,
}

/// A definition of a package, by name.
pub(super) struct Known<'a> {
    pub(super) hash: u64,
    pub(super) name: &'a [u8],
    pub(super) version: Version,
    pub(super) sym: Sym,
}

/// Two definitions of a name of which none counts.
pub(super) struct Conflict {
    /// The place of the second among all names.
    pub(super) order: usize,
    pub(super) place: u32,
    pub(super) new: (Home, Definition),
}

/// The names of a shard.
pub(super) struct Shard<'a> {
    /// Places in the list by name.
    pub(super) table: HashTable<Named>,
    pub(super) uniques: Vec<Unique<'a>>,
    /// Names whose symbols another definition makes larger: the place among all names, the
    /// place in the list, and the size.
    pub(super) larger: Vec<(usize, u32, i64)>,
    /// The first conflict.
    pub(super) conflict: Option<Conflict>,
}

/// What the shards share.
pub(super) struct Context<'c, 'a> {
    pub(super) ldr: &'c Loader<'a>,
    pub(super) scans: &'c [Scan],
    /// Definitions of packages, by object.
    pub(super) known: &'c [Vec<Known<'a>>],
    /// The places of names in the lists of their shards: for each object its definitions
    /// and references.
    pub(super) places: &'c [AtomicU32],
}

/// Finds the names of a shard.
pub(super) fn find<'a>(context: &Context<'_, 'a>, shard: usize) -> Shard<'a> {
    let len = context.places.len() / Names::SHARDS / 4;
    let mut out = Shard {
        table: HashTable::with_capacity(len),
        uniques: Vec::with_capacity(len),
        larger: Vec::new(),
        conflict: None,
    };
    for known in context.known.iter().flatten() {
        if Names::shard(known.hash) == shard {
            out.enter(context.ldr, known);
        }
    }
    out.definitions(context, shard);
    out.references(context, shard);
    out
}

/// Iterates over objects: number, scan and the places of its names.
fn objects<'c>(
    context: &Context<'c, '_>,
) -> impl Iterator<Item = (u32, &'c Scan, usize, &'c [AtomicU32])> {
    let mut start = 0;
    let numbers = ObjIndex::FIRST..;
    numbers.zip(context.scans).map(move |(number, scan)| {
        let first = start;
        start += scan.hashes.len();
        let places = context.places.get(first..start).unwrap_or_default();
        (number, scan, first, places)
    })
}

impl<'a> Shard<'a> {
    fn lookup(&self, hash: u64, name: &[u8], version: Version) -> Option<u32> {
        let is_match = |named: &Named| {
            named.hash == hash && {
                let unique = &self.uniques[named.sym.index()];
                unique.version == version && unique.name == name
            }
        };
        self.table.find(hash, is_match).map(|named| named.sym.0)
    }

    fn insert(&mut self, hash: u64, unique: Unique<'a>) -> u32 {
        let at = self.uniques.len() as u32;
        self.uniques.push(unique);
        let named = Named { hash, sym: Sym(at) };
        self.table.insert_unique(hash, named, |named| named.hash);
        at
    }

    /// Enters a definition of a package; it replaces an earlier one of the same name.
    fn enter(&mut self, ldr: &Loader<'_>, known: &Known<'a>) {
        let &Known {
            hash,
            name,
            version,
            sym,
        } = known;
        let home = ldr.homes.get(sym.index()).copied().unwrap_or_default();
        let definition = ldr.local(sym).and_then(|(obj, local)| {
            let record = obj.reader.sym(local)?;
            Some((home, Definition::new(&obj.reader, local, record)))
        });
        match self.lookup(hash, name, version) {
            Some(at) => {
                let unique = &mut self.uniques[at as usize];
                unique.sym = sym;
                unique.definition = definition;
            }
            None => {
                let unique = Unique {
                    name,
                    version,
                    sym,
                    definition,
                    align: 0,
                    marks: 0,
                };
                self.insert(hash, unique);
            }
        }
    }

    fn definitions(&mut self, context: &Context<'_, 'a>, shard: usize) {
        let prefers_unique = context.ldr.profile.unique_replaces_dup_ok;
        for (number, scan, order, places) in objects(context) {
            let Some(obj) = context.ldr.obj(ObjIndex(number)) else {
                break;
            };
            let counts = obj.counts;
            let locals = counts.defs() - counts.non_pkg..counts.defs();
            let names = scan.hashes.iter().zip(places).enumerate();
            for (local, (index, (&hash, place))) in locals.zip(names) {
                if Names::shard(hash) != shard || hash == scan::NO_NAME {
                    continue;
                }
                let Some(record) = obj.reader.sym(local) else {
                    break;
                };
                let name = obj.reader.name(record);
                let version = scan::version(record.abi(), obj.version);
                let home = Home {
                    obj: ObjIndex(number),
                    local,
                };
                let new = Definition::new(&obj.reader, local, record);
                let (align, marks) = (align_bits(record.align()), scan::marks(record));
                let at = match self.lookup(hash, name, version) {
                    Some(at) => {
                        let order = order + index;
                        self.merge(order, at, (home, new), prefers_unique);
                        let unique = &mut self.uniques[at as usize];
                        unique.align = unique.align.max(align);
                        unique.marks |= marks;
                        at
                    }
                    None => self.insert(
                        hash,
                        Unique {
                            name,
                            version,
                            sym: Sym::NONE,
                            definition: Some((home, new)),
                            align,
                            marks,
                        },
                    ),
                };
                place.store(at, Ordering::Relaxed);
            }
        }
    }

    /// Chooses between the definition that counts and another one.
    fn merge(&mut self, order: usize, at: u32, new: (Home, Definition), prefers_unique: bool) {
        let unique = &mut self.uniques[at as usize];
        let Some((_, old)) = unique.definition else {
            return;
        };
        match choose(&new.1, &old, prefers_unique) {
            Choice::Old { grows } => {
                if grows {
                    self.larger.push((order, at, new.1.size));
                }
            }
            Choice::New { grows } => {
                unique.definition = Some(new);
                if grows {
                    self.larger.push((order, at, old.size));
                }
            }
            Choice::Neither => {
                let place = at;
                self.conflict.get_or_insert(Conflict { order, place, new });
            }
        }
    }

    fn references(&mut self, context: &Context<'_, 'a>, shard: usize) {
        for (number, scan, _, places) in objects(context) {
            let Some(obj) = context.ldr.obj(ObjIndex(number)) else {
                break;
            };
            let counts = obj.counts;
            let names = scan.hashes.iter().zip(places);
            let names = names.skip(counts.non_pkg as usize);
            for (local, (&hash, place)) in (counts.defs()..counts.all()).zip(names) {
                if Names::shard(hash) != shard {
                    continue;
                }
                let Some(record) = obj.reader.sym(local) else {
                    break;
                };
                let name = obj.reader.name(record);
                let version = scan::version(record.abi(), obj.version);
                let marks = scan::marks(record);
                let at = match self.lookup(hash, name, version) {
                    Some(at) => {
                        self.uniques[at as usize].marks |= marks;
                        at
                    }
                    None => self.insert(
                        hash,
                        Unique {
                            name,
                            version,
                            sym: Sym::NONE,
                            definition: None,
                            align: 0,
                            marks,
                        },
                    ),
                };
                place.store(at, Ordering::Relaxed);
            }
        }
    }
}
