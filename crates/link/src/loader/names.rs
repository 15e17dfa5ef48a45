//! Symbols by name.
//!
//! The tables hold numbers and hashes; names stay in the objects. What a package defines
//! for itself is rarely looked up by name: such definitions enter the tables when the
//! first name of the package is looked up, and not before.
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
    hash: u64,
    sym: Sym,
}

/// Symbols by name and version. Names that only one object knows are not in it, unless the
/// linker created them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names<'a> {
    hasher: DefaultHashBuilder,
    /// Those of ABI0, of ABIInternal, and those of other versions.
    tables: [HashTable<Named>; 3],
    /// Packages whose own definitions are not in the tables: their first object, by
    /// escaped path.
    pending: HashMap<Cow<'a, [u8]>, ObjIndex>,
}

fn table(version: Version) -> usize {
    usize::try_from(version).map_or(2, |version| version.min(2))
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
    /// Makes room for this many symbols with an ABI.
    pub(crate) fn reserve(&mut self, abi0: usize, internal: usize) {
        self.tables[0].reserve(abi0, |named| named.hash);
        self.tables[1].reserve(internal, |named| named.hash);
    }

    /// Sets the packages whose definitions are not in the tables.
    pub(crate) fn set_pending(&mut self, packages: HashMap<Cow<'a, [u8]>, ObjIndex>) {
        self.pending = packages;
    }

    /// Returns the hash of a name.
    pub(crate) fn hash(&self, name: &[u8]) -> u64 {
        self.hasher.hash_one(name)
    }

    pub(super) fn get(&self, loader: &Loader<'_>, name: &[u8], version: Version) -> Sym {
        let sym = self.find(loader, self.hash(name), name, version);
        if sym.is_some() {
            return sym;
        }
        let pending = prefixes(name).find_map(|path| self.pending.get(path));
        pending.map_or(Sym::NONE, |&first| scan(loader, first, name, version))
    }

    /// Looks up a name whose hash is known, where [`Self::settle`] has been called.
    pub(crate) fn find(
        &self,
        loader: &Loader<'_>,
        hash: u64,
        name: &[u8],
        version: Version,
    ) -> Sym {
        let table = table(version);
        let is_match = |named: &Named| {
            named.hash == hash
                && loader.name(named.sym) == name
                && (table < 2 || loader.version(named.sym) == version)
        };
        self.tables[table]
            .find(hash, is_match)
            .map_or(Sym::NONE, |named| named.sym)
    }

    /// Adds a symbol that is not in the table.
    pub(super) fn insert(&mut self, loader: &Loader<'_>, sym: Sym) {
        let hash = self.hash(loader.name(sym));
        self.add(hash, loader.version(sym), sym);
    }

    /// Adds a symbol that is not in the table by the hash of its name.
    pub(crate) fn add(&mut self, hash: u64, version: Version, sym: Sym) {
        self.tables[table(version)].insert_unique(hash, Named { hash, sym }, |named| named.hash);
    }

    /// Enters the definitions of the package that the name belongs to, if they are not in
    /// the tables yet; returns true if any were added.
    pub(crate) fn settle(&mut self, loader: &Loader<'_>, name: &[u8]) -> bool {
        let mut is_new = false;
        for path in prefixes(name) {
            if let Some(first) = self.pending.remove(path) {
                self.enter(loader, first);
                is_new = true;
            }
        }
        is_new
    }

    /// Enters what a package defines for itself. A later definition replaces an earlier
    /// one of the same name.
    fn enter(&mut self, loader: &Loader<'_>, first: ObjIndex) {
        for (name, version, sym) in definitions(loader, first) {
            let hash = self.hash(name);
            let is_match = |named: &Named| named.hash == hash && loader.name(named.sym) == name;
            match self.tables[table(version)].find_mut(hash, is_match) {
                Some(named) => named.sym = sym,
                None => self.add(hash, version, sym),
            }
        }
    }
}

/// Looks for a definition of a package that is not in the tables.
fn scan(loader: &Loader<'_>, first: ObjIndex, name: &[u8], version: Version) -> Sym {
    definitions(loader, first)
        .filter(|&(other, other_version, _)| other_version == version && other == name)
        .last()
        .map_or(Sym::NONE, |(_, _, sym)| sym)
}

/// Iterates over what the objects of a package define for the package, except what only
/// one object knows.
fn definitions<'l, 'a>(
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
