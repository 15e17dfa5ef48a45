//! Symbols that are found by their name.
//!
//! Names fall into shards by their hash, which several threads work on. In each shard come
//! first the definitions of packages that some name may lead to, then other definitions,
//! then references, in the order of objects.
//! Counterpart: cmd/link/internal/loader/loader.go (`addSym`, `loadObjRefs`).

use std::hint::black_box;

use super::choose::Choice;
use super::choose::Definition;
use super::choose::choose;
use super::known::NamedDefinition;
use super::places::Places;
use super::scan::DUP_OK;
use super::scan::Name;
use super::scan::Scan;
use super::shards::Shards;
use crate::loader::Hash;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::Names;
use crate::loader::ObjIndex;
use crate::loader::Slots;
use crate::loader::Sym;

/// Number of names in a batch of lookups, whose waits for memory overlap.
const BATCH: usize = 32;

/// A name with its version.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unique {
    hash: u64,
    check: u32,
    size: u32,
    /// The definition that counts, or the first reference.
    pub(super) home: Home,
    pub(super) align: u8,
    pub(super) marks: u8,
}

impl Unique {
    /// Returns the hash of the name.
    pub(super) fn name_hash(&self) -> Hash {
        let (hash, check) = (self.hash, self.check);
        Hash { hash, check }
    }
}

/// Two definitions of a name of which none counts.
pub(super) struct Conflict {
    /// The second.
    pub(super) new: Home,
    pub(super) old: Home,
}

/// A symbol that another definition makes larger.
pub(super) struct Larger {
    /// The other definition.
    pub(super) by: Home,
    /// The place in the list.
    pub(super) at: u32,
    pub(super) size: i64,
}

/// The names of a shard.
#[derive(Default)]
pub(super) struct Shard {
    pub(super) slots: Slots,
    /// The names; the first place is not used.
    pub(super) uniques: Vec<Unique>,
    /// The definitions of packages: they are the first names, from the second on.
    pub(super) known: Vec<Sym>,
    /// Positions of definitions in objects.
    pub(super) definitions: Places,
    /// Positions of references in objects.
    pub(super) references: Places,
    pub(super) larger: Vec<Larger>,
    /// The first conflict.
    pub(super) conflict: Option<Conflict>,
}

/// Data common to the shards.
pub(super) struct Context<'c, 'a> {
    pub(super) ldr: &'c Loader<'a>,
    pub(super) scans: &'c [Scan],
    /// Definitions of packages, by package.
    pub(super) known: &'c [Vec<NamedDefinition>],
    /// Numbers of definitions and of references.
    pub(super) lens: [usize; 2],
}

/// Finds the names of a shard.
pub(super) fn find(context: &Context<'_, '_>, shard: usize) -> Shard {
    let [definitions, references] = context.lens.map(|len| len / Names::SHARDS);
    let objects = context.scans.len();
    let len = (definitions + references) / 4;
    let mut out = Shard {
        slots: Slots::with_capacity(len),
        uniques: Vec::with_capacity(len),
        definitions: Places::with_capacity(definitions + definitions / 8, objects),
        references: Places::with_capacity(references + references / 8, objects),
        ..Shard::default()
    };
    out.uniques.push(Unique::default());
    for known in context.known.iter().flatten() {
        if Names::shard(known.hash.hash) == shard {
            out.enter(known);
        }
    }
    let mut places = std::mem::take(&mut out.definitions);
    out.objects(context, |scan| &scan.tables.definitions, shard, &mut places);
    out.definitions = places;
    let mut places = std::mem::take(&mut out.references);
    out.objects(context, |scan| &scan.tables.references, shard, &mut places);
    out.references = places;
    out
}

/// Returns the facts that decide over the definition at `home`.
pub(super) fn definition(ldr: &Loader<'_>, home: Home) -> Option<Definition> {
    let reader = &ldr.obj(home.obj)?.reader;
    let record = reader.sym(home.local)?;
    Some(Definition::new(reader, home.local, record))
}

impl Shard {
    /// Returns the place of a name, which is the end of the list if it is new.
    #[inline]
    fn place(&mut self, hash: u64, check: u32) -> (u32, bool) {
        let uniques = &self.uniques;
        let new = uniques.len() as u32;
        let is_match = |at: u32| {
            let unique = uniques.get(at as usize);
            unique.is_some_and(|it| it.hash == hash && it.check == check)
        };
        let found = self.slots.find_or_insert(hash, new, is_match);
        (found, found == new)
    }

    fn reserve(&mut self, count: usize) {
        let uniques = &self.uniques;
        self.slots.reserve(count, |at| uniques[at as usize].hash);
    }

    /// Enters a definition of a package; it replaces an earlier one of the same name.
    fn enter(&mut self, known: &NamedDefinition) {
        let Hash { hash, check } = known.hash;
        self.reserve(1);
        let (at, is_new) = self.place(hash, check);
        if is_new {
            self.known.push(known.sym);
            self.uniques.push(Unique {
                hash,
                check,
                home: known.home,
                ..Unique::default()
            });
        } else {
            self.uniques[at as usize].home = known.home;
            self.known[at as usize - 1] = known.sym;
        }
    }

    /// Enters the definitions, or the references, of all objects.
    fn objects(
        &mut self,
        context: &Context<'_, '_>,
        names: impl Fn(&Scan) -> &Shards<Name>,
        shard: usize,
        places: &mut Places,
    ) {
        for (number, scan) in (ObjIndex::FIRST..).zip(context.scans) {
            for batch in names(scan).of(shard).chunks(BATCH) {
                self.reserve(batch.len());
                self.fetch(batch);
                for name in batch {
                    let (at, is_new) = self.name(context, ObjIndex(number), name);
                    places.push(name.local, at, is_new);
                }
            }
            places.end();
        }
    }

    /// Prefetches the inputs of the lookups of these names, which would wait one by one.
    fn fetch(&self, batch: &[Name]) {
        let mut firsts = [0_u32; BATCH];
        for (first, name) in firsts.iter_mut().zip(batch) {
            *first = self.slots.peek(name.hash);
        }
        let checks = firsts.map(|at| match self.uniques.get(at as usize) {
            Some(unique) => unique.check,
            None => 0,
        });
        black_box(checks.iter().fold(0, |sum, check| sum ^ check));
    }

    #[inline]
    fn name(&mut self, context: &Context<'_, '_>, obj: ObjIndex, name: &Name) -> (u32, bool) {
        let home = Home {
            obj,
            local: name.local,
        };
        let (at, is_new) = self.place(name.hash, name.check);
        if is_new {
            self.uniques.push(Unique {
                hash: name.hash,
                check: name.check,
                size: name.size,
                home,
                align: name.align,
                marks: name.marks,
            });
            return (at, is_new);
        }
        let is_definition = context
            .ldr
            .obj(obj)
            .is_some_and(|obj| name.local < obj.counts.defs());
        if is_definition {
            self.merge(context.ldr, at, home, name);
        }
        if let Some(unique) = self.uniques.get_mut(at as usize) {
            let marks = name.marks & !DUP_OK;
            if marks & !unique.marks != 0 {
                unique.marks |= marks;
            }
            if name.align > unique.align {
                unique.align = name.align;
            }
        }
        (at, is_new)
    }

    /// Chooses between the definition that counts and another one.
    #[inline]
    fn merge(&mut self, ldr: &Loader<'_>, at: u32, home: Home, name: &Name) {
        let Some(unique) = self.uniques.get_mut(at as usize) else {
            return;
        };
        if unique.marks & name.marks & DUP_OK == 0 {
            self.choose(ldr, at, home, name);
        } else if name.size > unique.size {
            unique.size = name.size;
            unique.home = home;
        }
    }

    /// Chooses where not all objects agree that several may define the symbol.
    #[cold]
    fn choose(&mut self, ldr: &Loader<'_>, at: u32, home: Home, name: &Name) {
        let unique = &mut self.uniques[at as usize];
        let old = definition(ldr, unique.home);
        let (Some(old), Some(new)) = (old, definition(ldr, home)) else {
            return;
        };
        let larger = |size| Larger { by: home, at, size };
        match choose(&new, &old, ldr.profile.unique_replaces_dup_ok) {
            Choice::Old { grows } => {
                if grows {
                    self.larger.push(larger(new.size));
                }
            }
            Choice::New { grows } => {
                unique.home = home;
                unique.size = name.size;
                unique.marks = unique.marks & !DUP_OK | name.marks & DUP_OK;
                if grows {
                    self.larger.push(larger(old.size));
                }
            }
            Choice::Neither => {
                let (old, new) = (unique.home, home);
                self.conflict.get_or_insert(Conflict { new, old });
            }
        }
    }
}
