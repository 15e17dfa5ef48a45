//! A list of symbols that are found by name and scope. A name is stored once, in its symbol.
//!
//! Counterpart: cmd/internal/obj/sym.go (the maps of `Link`).

use std::hash::BuildHasher as _;
use std::ops::Index;
use std::ops::IndexMut;

use hashbrown::DefaultHashBuilder;
use hashbrown::HashTable;

use crate::ids::Abi;
use crate::symbol::Symbol;

/// The symbols among which a name is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// Data, and functions of this calling convention.
    Global(Abi),
    /// Symbols of one object.
    Static,
}

/// An entry of the index of names.
#[derive(Clone, Copy, Debug)]
struct Entry {
    scope: Scope,
    index: u32,
}

/// Symbols in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct NamedSymbols {
    list: Vec<Symbol>,
    index: HashTable<Entry>,
    hasher: DefaultHashBuilder,
}

impl NamedSymbols {
    /// Returns the number of symbols.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns all symbols.
    #[inline]
    pub(crate) fn as_slice(&self) -> &[Symbol] {
        &self.list
    }

    /// Returns all symbols, and forgets how they are found.
    pub(crate) fn into_list(self) -> Vec<Symbol> {
        self.list
    }

    /// Returns the index of the symbol of a name.
    #[inline]
    pub(crate) fn find(&self, name: &str, scope: Scope) -> Option<usize> {
        if self.index.is_empty() {
            return None;
        }
        let hash = self.hasher.hash_one((name, scope));
        let is_same =
            |entry: &Entry| entry.scope == scope && *self.list[entry.index as usize].name == *name;
        let entry = self.index.find(hash, is_same)?;
        Some(entry.index as usize)
    }

    /// Adds a symbol that is not found by name; returns its index.
    pub(crate) fn push(&mut self, symbol: Symbol) -> usize {
        self.list.push(symbol);
        self.list.len() - 1
    }

    /// Adds a symbol that is found by its name; returns its index.
    pub(crate) fn insert(&mut self, symbol: Symbol, scope: Scope) -> usize {
        let Self {
            list,
            index,
            hasher,
        } = self;
        let hash = hasher.hash_one((&*symbol.name, scope));
        let at = list.len();
        list.push(symbol);
        let entry = Entry {
            scope,
            index: at as u32,
        };
        index.insert_unique(hash, entry, |entry| {
            hasher.hash_one((&*list[entry.index as usize].name, entry.scope))
        });
        at
    }
}

impl Index<usize> for NamedSymbols {
    type Output = Symbol;

    #[inline]
    fn index(&self, index: usize) -> &Symbol {
        &self.list[index]
    }
}

impl IndexMut<usize> for NamedSymbols {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut Symbol {
        &mut self.list[index]
    }
}
