//! Symbols by name.
//!
//! The tables hold numbers and hashes; names stay in the objects. Definitions of a package for
//! itself are rarely looked up by name: the tables have only the names to which objects refer, and
//! other definitions are searched in their package.
//! Counterpart: cmd/link/internal/loader/loader.go (`symsByName`, `extStaticSyms`).

use std::borrow::Cow;

use hashbrown::HashMap;

use super::Home;
use super::Loader;
use super::ObjIndex;
use super::Slots;
use super::Sym;
use super::VERSION_STATIC;
use super::Version;
use super::digest::Seeds;

/// A symbol with the hash of its name and version.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Named {
    hash: u64,
    check: u32,
    sym: Sym,
}

impl Named {
    pub(crate) fn new(hash: Hash, sym: Sym) -> Self {
        let Hash { hash, check } = hash;
        Self { hash, check, sym }
    }
}

/// The hash of a name: its bits for tables, and bits to tell names of the same hash apart.
/// They are compared instead of the names, which are scattered over the objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hash {
    pub(crate) hash: u64,
    pub(crate) check: u32,
}

/// The symbols of a shard.
#[derive(Clone, Debug)]
struct Table {
    /// Places in `entries`, by the bits of the hash that entries have.
    slots: Slots,
    /// The first place is not used.
    entries: Vec<Named>,
}

impl Table {
    fn find(&self, hash: Hash) -> Option<u32> {
        self.slots.find(hash.hash, |at| {
            let entry = self.entries.get(at as usize);
            entry.is_some_and(|entry| entry.hash == hash.hash && entry.check == hash.check)
        })
    }

    /// Adds a symbol that is not in the table.
    fn insert(&mut self, hash: Hash, sym: Sym) {
        let entries = &self.entries;
        self.slots.reserve(1, |at| entries[at as usize].hash);
        let new = self.entries.len() as u32;
        self.slots.find_or_insert(hash.hash, new, |_| false);
        self.entries.push(Named::new(hash, sym));
    }
}

/// Symbols by name and version. Names that are local to one object are not in it, unless the linker
/// created them.
#[derive(Clone, Debug)]
pub(crate) struct Names<'a> {
    seeds: Seeds,
    /// One for each shard.
    tables: Vec<Table>,
    /// Packages, by escaped path: their first object. Not all of their definitions are in
    /// the tables.
    packages: HashMap<Cow<'a, [u8]>, ObjIndex>,
}

impl Default for Names<'_> {
    fn default() -> Self {
        let table = Table {
            slots: Slots::default(),
            entries: vec![Named::default()],
        };
        Self {
            seeds: Seeds::default(),
            tables: vec![table; Self::SHARDS],
            packages: HashMap::new(),
        }
    }
}

/// A definition of a package.
pub(crate) struct Definition<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) version: Version,
    pub(crate) sym: Sym,
    pub(crate) home: Home,
}

/// Iterates over the beginnings of a name that may be the path of a package. No path has
/// brackets or colons.
fn prefixes(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let bytes = name.iter().enumerate();
    let bytes = bytes.take_while(|(_, byte)| !matches!(byte, b'(' | b'[' | b':'));
    bytes
        .filter(|&(at, &byte)| byte == b'.' && at > 0)
        .map(|(at, _)| &name[..at])
}

impl<'a> Names<'a> {
    /// Number of tables.
    pub(crate) const SHARDS: usize = 8;

    /// Returns the table of a hash. Tables look at other bits.
    pub(crate) fn shard(hash: u64) -> usize {
        (hash >> 32) as usize % Self::SHARDS
    }

    /// Sets the seeds of hashes; nothing was hashed yet.
    pub(crate) fn set_seeds(&mut self, seeds: Seeds) {
        self.seeds = seeds;
    }

    /// Returns the packages by the hashes of their paths.
    pub(crate) fn packages_by_hash(&self) -> HashMap<u64, ObjIndex> {
        let packages = self.packages.iter();
        packages
            .map(|(path, &first)| (self.hash(path), first))
            .collect()
    }

    /// Sets the packages, whose definitions are not in the tables.
    pub(crate) fn set_packages(&mut self, packages: HashMap<Cow<'a, [u8]>, ObjIndex>) {
        self.packages = packages;
    }

    /// Sets the table of a shard: the symbols, from the second place on, and their places
    /// by hash.
    pub(crate) fn set_table(&mut self, shard: usize, slots: Slots, entries: Vec<Named>) {
        self.tables[shard] = Table { slots, entries };
    }

    /// Iterates over the packages that a name may belong to: path and first object.
    fn packages_of<'n>(&self, name: &'n [u8]) -> impl Iterator<Item = (&'n [u8], ObjIndex)> {
        prefixes(name).filter_map(|path| Some((path, *self.packages.get(path)?)))
    }

    /// Returns the hash of a name.
    pub(crate) fn hash(&self, name: &[u8]) -> u64 {
        self.seeds.digest(name).0
    }

    /// Returns the hash of a name with a version. Of other names or versions it is another
    /// one, as far as 96 bits can tell.
    pub(crate) fn full_hash(&self, name: &[u8], version: Version) -> Hash {
        let (hash, check) = self.seeds.digest(name);
        // Distinct products keep versions apart.
        let version = version.cast_unsigned().wrapping_mul(0x9e37_79b9);
        Hash {
            hash,
            check: (check as u32).wrapping_add(version),
        }
    }

    pub(super) fn get(&self, loader: &Loader<'_>, name: &[u8], version: Version) -> Sym {
        let hash = self.full_hash(name, version);
        let table = &self.tables[Self::shard(hash.hash)];
        let found = table.find(hash);
        let sym = found.map_or(Sym::NONE, |at| table.entries[at as usize].sym);
        if sym.is_some() || !(0..VERSION_STATIC).contains(&version) {
            return sym;
        }
        let mut packages = self.packages_of(name);
        let found = packages.find_map(|(_, first)| scan(loader, first, name, version));
        found.unwrap_or_default()
    }

    /// Adds a symbol that is not in the table by the hash of its name.
    pub(super) fn insert(&mut self, hash: Hash, sym: Sym) {
        self.tables[Self::shard(hash.hash)].insert(hash, sym);
    }

    /// Enters all definitions of a package, of which many are looked up. A later definition
    /// replaces an earlier one of the same name.
    pub(crate) fn enter(&mut self, loader: &Loader<'_>, path: &[u8]) {
        let Some(first) = self.packages.remove(path) else {
            return;
        };
        for definition in definitions(loader, first, |_| true) {
            let Definition {
                name, version, sym, ..
            } = definition;
            let hash = self.full_hash(name, version);
            let table = &mut self.tables[Self::shard(hash.hash)];
            match table.find(hash) {
                Some(at) => table.entries[at as usize].sym = sym,
                None => table.insert(hash, sym),
            }
        }
    }
}

/// Looks for a definition of a package that is not in the tables.
fn scan(loader: &Loader<'_>, first: ObjIndex, name: &[u8], version: Version) -> Option<Sym> {
    definitions(loader, first, |len| len == name.len())
        .filter(|other| other.version == version && other.name == name)
        .last()
        .map(|other| other.sym)
}

/// Iterates over the definitions of a package for itself, except names that are local to one
/// object; `is_len` chooses by the lengths of names.
pub(crate) fn definitions<'l, 'a>(
    loader: &'l Loader<'a>,
    first: ObjIndex,
    is_len: impl Fn(usize) -> bool + Copy + 'l,
) -> impl Iterator<Item = Definition<'a>> {
    let lib = loader.obj(first).map(|obj| obj.lib);
    let start = (first.0 as usize).saturating_sub(ObjIndex::FIRST as usize);
    let objs = loader.objs.get(start..).unwrap_or_default();
    let objs = (first.0..).zip(objs);
    let objs = objs.take_while(move |(_, obj)| Some(obj.lib) == lib);
    objs.flat_map(move |(number, obj)| {
        (0..obj.counts.pkg).filter_map(move |local| {
            let record = obj.reader.sym(local)?;
            if record.name_len() == 0 || !is_len(record.name_len()) {
                return None;
            }
            let version = super::access::version_of(record.abi(), obj.version);
            (version < VERSION_STATIC).then(|| Definition {
                name: obj.reader.name(record),
                version,
                sym: Sym(obj.first.0 + local),
                home: Home {
                    obj: ObjIndex(number),
                    local,
                },
            })
        })
    })
}
