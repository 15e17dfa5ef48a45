//! Symbols by name.
//!
//! The tables hold numbers and hashes; names stay in the objects.
//! Counterpart: cmd/link/internal/loader/loader.go (`symsByName`, `extStaticSyms`).

use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;
use hashbrown::HashTable;

use super::Loader;
use super::Sym;
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
pub(crate) struct Names {
    hasher: DefaultHashBuilder,
    /// Those of ABI0, of ABIInternal, and those of other versions.
    tables: [HashTable<Named>; 3],
}

fn table(version: Version) -> usize {
    usize::try_from(version).map_or(2, |version| version.min(2))
}

impl Names {
    /// Returns the hash of a name.
    pub(crate) fn hash(&self, name: &[u8]) -> u64 {
        self.hasher.hash_one(name)
    }

    pub(super) fn get(&self, loader: &Loader<'_>, name: &[u8], version: Version) -> Sym {
        self.find(loader, self.hash(name), name, version)
    }

    /// Looks up a name whose hash is known.
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

    /// Adds a symbol by the hash of its name. A symbol with the same name that is already
    /// there is found first.
    pub(crate) fn add(&mut self, hash: u64, version: Version, sym: Sym) {
        self.tables[table(version)].insert_unique(hash, Named { hash, sym }, |named| named.hash);
    }
}
