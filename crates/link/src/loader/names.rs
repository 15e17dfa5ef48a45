//! Symbols by name.
//!
//! The tables hold numbers and hashes; names stay in the objects. What a package defines
//! for itself is rarely looked up by name: only what objects refer to is in the tables,
//! and other definitions are searched in their package.
//! Counterpart: cmd/link/internal/loader/loader.go (`symsByName`, `extStaticSyms`).

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;
use hashbrown::HashMap;
use hashbrown::HashTable;

use super::Loader;
use super::ObjIndex;
use super::Sym;
use super::VERSION_STATIC;
use super::Version;

/// A symbol with the hash of its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub(crate) hash: u64,
    /// More bits of the name's hash, which loading compares instead of the names.
    pub(crate) check: u32,
    pub(crate) sym: Sym,
}

impl Named {
    fn new(hash: u64, sym: Sym) -> Self {
        Self {
            hash,
            check: 0,
            sym,
        }
    }
}

/// The hash of a name: its bits for tables, and bits to tell names of the same hash apart.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hash {
    pub(crate) hash: u64,
    pub(crate) check: u32,
}

/// Symbols by name and version. Names that only one object knows are not in it, unless the
/// linker created them.
#[derive(Clone, Debug)]
pub(crate) struct Names<'a> {
    hasher: DefaultHashBuilder,
    /// Has other seeds than `hasher`.
    checker: DefaultHashBuilder,
    /// One for each shard.
    tables: Vec<HashTable<Named>>,
    /// Packages, by escaped path: their first object. Not all of their definitions are in
    /// the tables.
    packages: HashMap<Cow<'a, [u8]>, ObjIndex>,
}

impl Default for Names<'_> {
    fn default() -> Self {
        Self {
            hasher: DefaultHashBuilder::default(),
            checker: DefaultHashBuilder::default(),
            tables: vec![HashTable::new(); Self::SHARDS],
            packages: HashMap::new(),
        }
    }
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
    /// How many tables there are.
    pub(crate) const SHARDS: usize = 8;

    /// Returns the table of a hash. Tables look at other bits.
    pub(crate) fn shard(hash: u64) -> usize {
        (hash >> 32) as usize % Self::SHARDS
    }

    /// Sets the packages, whose definitions are not in the tables.
    pub(crate) fn set_packages(&mut self, packages: HashMap<Cow<'a, [u8]>, ObjIndex>) {
        self.packages = packages;
    }

    /// Sets the table of a shard.
    pub(crate) fn set_table(&mut self, shard: usize, table: HashTable<Named>) {
        self.tables[shard] = table;
    }

    /// Iterates over the packages that a name may belong to: path and first object.
    pub(crate) fn packages_of<'n>(
        &self,
        name: &'n [u8],
    ) -> impl Iterator<Item = (&'n [u8], ObjIndex)> {
        prefixes(name).filter_map(|path| Some((path, *self.packages.get(path)?)))
    }

    /// Returns the hash of a name; it is not 0.
    pub(crate) fn hash(&self, name: &[u8]) -> u64 {
        self.hasher.hash_one(name).max(1)
    }

    /// Returns the hash of a name with a version. Of other names or versions it is another
    /// one, as far as 96 bits can tell.
    pub(crate) fn full_hash(&self, name: &[u8], version: Version) -> Hash {
        // Distinct products keep versions apart.
        let version = version.cast_unsigned().wrapping_mul(0x9e37_79b9);
        Hash {
            hash: self.hash(name),
            check: (self.checker.hash_one(name) as u32).wrapping_add(version),
        }
    }

    pub(super) fn get(&self, loader: &Loader<'_>, name: &[u8], version: Version) -> Sym {
        let sym = self.find(loader, self.hash(name), name, version);
        if sym.is_some() || !(0..VERSION_STATIC).contains(&version) {
            return sym;
        }
        let mut packages = self.packages_of(name);
        let found = packages.find_map(|(_, first)| scan(loader, first, name, version));
        found.unwrap_or_default()
    }

    fn find(&self, loader: &Loader<'_>, hash: u64, name: &[u8], version: Version) -> Sym {
        let is_match = |named: &Named| {
            named.hash == hash
                && loader.name(named.sym) == name
                && loader.version(named.sym) == version
        };
        self.tables[Self::shard(hash)]
            .find(hash, is_match)
            .map_or(Sym::NONE, |named| named.sym)
    }

    /// Adds a symbol that is not in the table by the hash of its name.
    pub(super) fn insert(&mut self, hash: u64, sym: Sym) {
        let table = &mut self.tables[Self::shard(hash)];
        table.insert_unique(hash, Named::new(hash, sym), |named| named.hash);
    }

    /// Enters all definitions of a package, of which many are looked up. A later
    /// definition replaces an earlier one of the same name.
    pub(crate) fn enter(&mut self, loader: &Loader<'_>, path: &[u8]) {
        let Some(first) = self.packages.remove(path) else {
            return;
        };
        for (name, version, sym) in definitions(loader, first) {
            let hash = self.hash(name);
            let is_match = |named: &Named| {
                named.hash == hash
                    && loader.name(named.sym) == name
                    && loader.version(named.sym) == version
            };
            let table = &mut self.tables[Self::shard(hash)];
            match table.find_mut(hash, is_match) {
                Some(named) => named.sym = sym,
                None => {
                    table.insert_unique(hash, Named::new(hash, sym), |named| named.hash);
                }
            }
        }
    }
}

/// Looks for a definition of a package that is not in the tables.
fn scan(loader: &Loader<'_>, first: ObjIndex, name: &[u8], version: Version) -> Option<Sym> {
    definitions(loader, first)
        .filter(|&(other, other_version, _)| other_version == version && other == name)
        .last()
        .map(|(_, _, sym)| sym)
}

/// Iterates over what the objects of a package define for the package, except what only
/// one object knows.
pub(crate) fn definitions<'l, 'a>(
    loader: &'l Loader<'a>,
    first: ObjIndex,
) -> impl Iterator<Item = (&'a [u8], Version, Sym)> + use<'l, 'a> {
    let lib = loader.obj(first).map(|obj| obj.lib);
    let start = (first.0 as usize).saturating_sub(ObjIndex::FIRST as usize);
    let objs = loader.objs.get(start..).unwrap_or_default();
    let objs = objs.iter().take_while(move |obj| Some(obj.lib) == lib);
    objs.flat_map(|obj| {
        let syms = obj.syms.iter().take(obj.counts.pkg as usize);
        (0..).zip(syms).filter_map(|(local, &sym)| {
            let record = obj.reader.sym(local)?;
            let version = super::access::version_of(record.abi(), obj.version);
            let name = obj.reader.name(record);
            (version < VERSION_STATIC && !name.is_empty()).then_some((name, version, sym))
        })
    })
}
