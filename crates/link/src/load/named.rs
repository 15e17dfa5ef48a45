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
use crate::loader::Hash;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Named;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Sym;
use crate::loader::align_bits;

/// A name with its version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unique {
    /// The definition that counts, or the first reference.
    pub(super) home: Home,
    pub(super) is_defined: bool,
    pub(super) align: u8,
    pub(super) marks: u8,
}

/// A definition of a package, by name.
pub(super) struct Known {
    pub(super) hash: Hash,
    pub(super) sym: Sym,
}

/// Two definitions of a name of which none counts.
pub(super) struct Conflict {
    /// The place of the second among all names.
    pub(super) order: usize,
    pub(super) old: Home,
    pub(super) new: Home,
}

/// The names of a shard.
pub(super) struct Shard {
    /// Places in the lists by name.
    pub(super) table: HashTable<Named>,
    pub(super) uniques: Vec<Unique>,
    /// The numbers of names, once they have one.
    pub(super) syms: Vec<Sym>,
    /// How many names are those of packages' definitions; they are the first.
    pub(super) known: usize,
    /// Names whose symbols another definition makes larger: the place among all names, the
    /// place in the lists, and the size.
    pub(super) larger: Vec<(usize, u32, i64)>,
    /// The first conflict.
    pub(super) conflict: Option<Conflict>,
}

/// What the shards share.
pub(super) struct Context<'c, 'a> {
    pub(super) ldr: &'c Loader<'a>,
    pub(super) scans: &'c [Scan],
    /// Definitions of packages, by object.
    pub(super) known: &'c [Vec<Known>],
    /// The places of names in the lists of their shards: for each object its definitions
    /// and references.
    pub(super) places: &'c [AtomicU32],
}

/// Finds the names of a shard.
pub(super) fn find(context: &Context<'_, '_>, shard: usize) -> Shard {
    let len = context.places.len() / Names::SHARDS / 4;
    let mut out = Shard {
        table: HashTable::with_capacity(len),
        uniques: Vec::with_capacity(len),
        syms: Vec::with_capacity(len),
        known: 0,
        larger: Vec::new(),
        conflict: None,
    };
    for known in context.known.iter().flatten() {
        if Names::shard(known.hash.hash) == shard {
            out.enter(context.ldr, known);
        }
    }
    out.known = out.syms.len();
    out.objects(context, shard, true);
    out.objects(context, shard, false);
    out.syms.resize(out.uniques.len(), Sym::NONE);
    out
}

/// Returns what decides of the definition at `home`.
pub(super) fn definition(ldr: &Loader<'_>, home: Home) -> Option<Definition> {
    let reader = &ldr.obj(home.obj)?.reader;
    let record = reader.sym(home.local)?;
    Some(Definition::new(reader, home.local, record))
}

impl Shard {
    /// Returns the place of a name, and whether it is new.
    fn place(&mut self, hash: Hash, new: Unique) -> (u32, bool) {
        let Hash { hash, check } = hash;
        let is_match = |named: &Named| named.hash == hash && named.check == check;
        if let Some(named) = self.table.find(hash, is_match) {
            return (named.sym.0, false);
        }
        let at = self.uniques.len() as u32;
        self.uniques.push(new);
        let sym = Sym(at);
        let named = Named { hash, check, sym };
        self.table.insert_unique(hash, named, |named| named.hash);
        (at, true)
    }

    /// Enters a definition of a package; it replaces an earlier one of the same name.
    fn enter(&mut self, ldr: &Loader<'_>, known: &Known) {
        let home = ldr.homes.get(known.sym.index()).copied();
        let unique = Unique {
            home: home.unwrap_or_default(),
            is_defined: true,
            align: 0,
            marks: 0,
        };
        let (at, is_new) = self.place(known.hash, unique);
        if is_new {
            self.syms.push(known.sym);
        } else {
            self.uniques[at as usize] = unique;
            self.syms[at as usize] = known.sym;
        }
    }

    /// Enters the definitions, or the references, of all objects.
    fn objects(&mut self, context: &Context<'_, '_>, shard: usize, is_definition: bool) {
        let mut start = 0;
        for (number, scan) in (ObjIndex::FIRST..).zip(context.scans) {
            let index = ObjIndex(number);
            let Some(obj) = context.ldr.obj(index) else {
                break;
            };
            let counts = obj.counts;
            let skipped = if is_definition { 0 } else { counts.non_pkg };
            let shards = if is_definition {
                &scan.definitions
            } else {
                &scan.references
            };
            for &at in shards.of(shard) {
                let at = (skipped + at) as usize;
                let local = counts.defs() - counts.non_pkg + at as u32;
                let (Some(&hash), Some(place)) =
                    (scan.hashes.get(at), context.places.get(start + at))
                else {
                    break;
                };
                let Some(record) = obj.reader.sym(local) else {
                    break;
                };
                let home = Home { obj: index, local };
                let marks = scan::marks(record);
                // References have no say in the alignment.
                let align = if is_definition {
                    align_bits(record.align())
                } else {
                    0
                };
                let unique = Unique {
                    home,
                    is_defined: is_definition,
                    align,
                    marks,
                };
                let (found, is_new) = self.place(hash, unique);
                if !is_new {
                    if is_definition {
                        self.merge(context.ldr, start + at, found, home);
                    }
                    let unique = &mut self.uniques[found as usize];
                    unique.align = unique.align.max(align);
                    unique.marks |= marks;
                }
                place.store(found, Ordering::Relaxed);
            }
            start += scan.hashes.len();
        }
    }

    /// Chooses between the definition that counts and another one.
    fn merge(&mut self, ldr: &Loader<'_>, order: usize, at: u32, home: Home) {
        let unique = &mut self.uniques[at as usize];
        let old = definition(ldr, unique.home);
        let (Some(old), Some(new)) = (old, definition(ldr, home)) else {
            return;
        };
        match choose(&new, &old, ldr.profile.unique_replaces_dup_ok) {
            Choice::Old { grows } => {
                if grows {
                    self.larger.push((order, at, new.size));
                }
            }
            Choice::New { grows } => {
                unique.home = home;
                if grows {
                    self.larger.push((order, at, old.size));
                }
            }
            Choice::Neither => {
                let (old, new) = (unique.home, home);
                self.conflict.get_or_insert(Conflict { order, old, new });
            }
        }
    }
}
