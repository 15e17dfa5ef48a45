//! Symbols of the package by name and ABI.
//!
//! Counterpart: cmd/compile/internal/typecheck/syms.go (`LookupRuntimeFunc`).

use std::collections::HashMap;

use vamos_ssa::Package;
use vamos_ssa::SymId;

/// Symbols of the tables by name and ABI.
#[derive(Clone, Debug, Default)]
pub struct KnownSyms {
    ids: HashMap<(String, u32), SymId>,
    count: usize,
}

impl KnownSyms {
    /// Adds the symbols that are new in the tables.
    pub fn extend(&mut self, package: &Package) {
        for (sym, number) in package.syms.iter().zip(1..).skip(self.count) {
            let key = (sym.name.clone(), sym.abi);
            self.ids.entry(key).or_insert(SymId(number));
        }
        self.count = package.syms.len();
    }

    /// Returns the symbol of a name and an ABI.
    pub(super) fn get(&self, name: &str, abi: u32) -> Option<SymId> {
        let key = (name.to_owned(), abi);
        self.ids.get(&key).copied()
    }
}
