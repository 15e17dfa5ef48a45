//! Type descriptors and constants by name.
//!
//! Definitions of a package for itself enter the loader's tables only on demand, package by
//! package; debug information looks up names of most packages, but only of these kinds.
//! Counterpart: cmd/link/internal/loader/loader.go (`symsByName`).

use hashbrown::HashTable;
use vamos_objfile::goobj::flag;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Hash;
use crate::loader::Loader;
use crate::loader::Object;
use crate::loader::Sym;

/// Prefix of the names of symbols of entries.
pub(super) const INFO: &[u8] = b"go:info.";
/// Prefix of the names of type descriptors.
pub(super) const TYPE: &[u8] = b"type:";

/// Type descriptors and constants that packages define for themselves, by name.
#[derive(Debug, Default)]
pub(super) struct PkgNames(HashTable<(Hash, Sym)>);

impl PkgNames {
    /// Collects them from all objects.
    pub(super) fn new(pool: &Pool, ldr: &Loader<'_>) -> Self {
        let objs: Vec<_> = ldr.objs.chunks(OBJS).collect();
        let found = pool.map(Class::Cpu, &objs, |objs| {
            let mut found = Vec::new();
            objs.iter().for_each(|obj| collect(ldr, obj, &mut found));
            found
        });
        let count = found.iter().map(Vec::len).sum();
        let mut names = Self(HashTable::with_capacity(count));
        for (hash, sym) in found.into_iter().flatten() {
            names.insert(hash, sym);
        }
        names
    }

    fn insert(&mut self, hash: Hash, sym: Sym) {
        // The last definition counts.
        match self.0.find_mut(hash.hash, |&(other, _)| other == hash) {
            Some(found) => found.1 = sym,
            None => {
                let new = (hash, sym);
                self.0.insert_unique(hash.hash, new, |(hash, _)| hash.hash);
            }
        }
    }

    /// Returns the type of an entry that something refers to by name; [`Sym::NONE`] for an
    /// unknown type. The type's name is written to `text`.
    pub(super) fn type_of_info(&self, ldr: &Loader<'_>, info: Sym, text: &mut Vec<u8>) -> Sym {
        let name = ldr.name(info).get(INFO.len()..).unwrap_or_default();
        text.clear();
        text.extend_from_slice(TYPE);
        text.extend_from_slice(name);
        self.lookup(ldr, text)
    }

    /// Returns the symbol with this name; [`Sym::NONE`] for an unknown name.
    pub(super) fn lookup(&self, ldr: &Loader<'_>, name: &[u8]) -> Sym {
        let hash = ldr.names.full_hash(name, ABI0);
        match self.0.find(hash.hash, |&(other, _)| other == hash) {
            Some(&(_, sym)) => sym,
            None => ldr.lookup(name, ABI0),
        }
    }
}

/// Objects that are one piece of work.
const OBJS: usize = 32;

/// Adds the type descriptors and constants of an object, with the hashes of their names.
fn collect(ldr: &Loader<'_>, obj: &Object<'_>, found: &mut Vec<(Hash, Sym)>) {
    for (local, &sym) in (0..obj.counts.pkg).zip(&obj.syms) {
        let Some(record) = obj.reader.sym(local) else {
            continue;
        };
        let is_type = record.flag() & flag::GO_TYPE != 0;
        if is_type || SymKind::from_object(record.kind()) == SymKind::DwarfConst {
            let name = obj.reader.name(record);
            // Their versions do not matter.
            found.push((ldr.names.full_hash(name, ABI0), sym));
        }
    }
}
