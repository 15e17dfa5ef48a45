//! Type descriptors and constants by name.
//!
//! What a package defines for itself enters the loader's tables only on demand, package by
//! package; debug information asks for names of most packages, but only of these kinds.
//! Counterpart: cmd/link/internal/loader/loader.go (`symsByName`).

use hashbrown::HashTable;
use vamos_objfile::goobj::flag;

use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;

/// Type descriptors and constants that packages define for themselves, by name.
#[derive(Debug, Default)]
pub(super) struct PkgNames(HashTable<(u64, Sym)>);

impl PkgNames {
    /// Collects them from all objects.
    pub(super) fn new(ldr: &Loader<'_>) -> Self {
        let mut names = Self::default();
        for obj in &ldr.objs {
            for (local, &sym) in (0..obj.counts.pkg).zip(&obj.syms) {
                let Some(record) = obj.reader.sym(local) else {
                    continue;
                };
                let is_type = record.flag() & flag::GO_TYPE != 0;
                if is_type || SymKind::from_object(record.kind()) == SymKind::DwarfConst {
                    names.insert(ldr, obj.reader.name(record), sym);
                }
            }
        }
        names
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn insert(&mut self, ldr: &Loader<'_>, name: &[u8], sym: Sym) {
        let hash = ldr.names.hash(name);
        let is_match = |&(other, sym): &(u64, Sym)| other == hash && ldr.name(sym) == name;
        // The last definition counts.
        match self.0.find_mut(hash, is_match) {
            Some(found) => found.1 = sym,
            None => {
                self.0.insert_unique(hash, (hash, sym), |&(hash, _)| hash);
            }
        }
    }

    /// Returns the symbol with this name; [`Sym::NONE`] for an unknown name.
    pub(super) fn lookup(&self, ldr: &Loader<'_>, name: &[u8]) -> Sym {
        let hash = ldr.names.hash(name);
        let is_match = |&(other, sym): &(u64, Sym)| other == hash && ldr.name(sym) == name;
        match self.0.find(hash, is_match) {
            Some(&(_, sym)) => sym,
            None => ldr.lookup(name, ABI0),
        }
    }
}
