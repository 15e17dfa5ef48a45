//! The symbols of an object: found by name, and made where they are missing.
//!
//! Counterpart: cmd/internal/obj/sym.go (`LookupABIInit` to `GCLocalsSym`), cmd/internal/hash.

use std::ops::Index;
use std::ops::IndexMut;

use vamos_base::digest::Digest;
use vamos_base::golang::base64;

use crate::attributes::Attributes;
use crate::ids::Abi;
use crate::ids::SymId;
use crate::ids::TextId;
use crate::names::NamedSymbols;
use crate::names::Scope;
use crate::symbol::Symbol;

/// All symbols of an object, found by name.
#[derive(Debug, Default)]
pub struct SymbolTable {
    symbols: NamedSymbols,
    /// Constants and unwind information that were made while functions were assembled: sorted by name
    /// at the end. Names of constants come before the others.
    pub(crate) constants: Vec<SymId>,
    texts: Vec<Box<[u8]>>,
}

impl SymbolTable {
    /// Adds a symbol that is not found by name.
    pub fn add(&mut self, symbol: Symbol) -> SymId {
        SymId::new(self.symbols.push(symbol))
    }

    /// Adds a symbol whose name is not in its scope yet.
    pub(crate) fn insert(&mut self, symbol: Symbol, scope: Scope) -> SymId {
        SymId::new(self.symbols.insert(symbol, scope))
    }

    /// Returns the symbol of a name in a scope.
    #[inline]
    pub(crate) fn find_in(&self, name: &str, scope: Scope) -> Option<SymId> {
        self.symbols.find(name, scope).map(SymId::new)
    }

    /// Returns the number of symbols.
    #[inline]
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Returns true if there are no symbols.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Stores the string of an operand.
    pub fn add_text(&mut self, text: &[u8]) -> TextId {
        let id = self.texts.len() as u32;
        self.texts.push(text.into());
        TextId(id)
    }

    /// Returns the string of an operand.
    pub fn text(&self, id: TextId) -> &[u8] {
        &self.texts[id.0 as usize]
    }
}

impl Index<SymId> for SymbolTable {
    type Output = Symbol;

    #[inline]
    fn index(&self, sym: SymId) -> &Symbol {
        &self.symbols[sym.index()]
    }
}

impl IndexMut<SymId> for SymbolTable {
    #[inline]
    fn index_mut(&mut self, sym: SymId) -> &mut Symbol {
        &mut self.symbols[sym.index()]
    }
}

impl SymbolTable {
    /// Returns the symbol of this name: data, or a function of ABI0.
    pub fn lookup(&mut self, name: &str) -> SymId {
        self.lookup_abi(name, Abi::Abi0)
    }

    /// Returns the symbol of this name if there is one.
    pub fn find(&self, name: &str) -> Option<SymId> {
        self.find_in(name, Scope::Global(Abi::Abi0))
    }

    /// Returns the symbol of this name and calling convention if there is one.
    pub fn find_abi(&self, name: &str, abi: Abi) -> Option<SymId> {
        self.find_in(name, Scope::Global(abi))
    }

    /// Returns the symbol of this name and calling convention.
    pub fn lookup_abi(&mut self, name: &str, abi: Abi) -> SymId {
        let scope = Scope::Global(abi);
        self.find_in(name, scope)
            .unwrap_or_else(|| self.insert(global(name, abi), scope))
    }

    /// Returns the symbol of this name that is known in this object only.
    pub fn lookup_static(&mut self, name: &str) -> SymId {
        if let Some(sym) = self.find_in(name, Scope::Static) {
            return sym;
        }
        let symbol = Symbol {
            name: name.into(),
            attributes: Attributes::STATIC,
            ..Symbol::default()
        };
        self.insert(symbol, Scope::Static)
    }

    /// Returns the symbol of a name that was derived from `sym`: static if that is.
    pub fn lookup_derived(&mut self, sym: SymId, name: &str) -> SymId {
        match self[sym].has(Attributes::STATIC) {
            true => self.lookup_static(name),
            false => self.lookup(name),
        }
    }

    /// Returns the symbol of a table for the garbage collector: named by its content.
    pub fn gc_locals(&mut self, data: &[u8]) -> SymId {
        let name = gc_locals_name(data);
        if let Some(sym) = self.find(&name) {
            return sym;
        }
        let sym = self.lookup(&name);
        let symbol = &mut self[sym];
        symbol.data = data.to_vec();
        symbol.set(Attributes::CONTENT_ADDRESSABLE);
        sym
    }

    /// Adds the own symbols of a function, in order; returns their ids here. A symbol that is
    /// known here stays as it is. Targets from `first` on are own symbols.
    pub(crate) fn adopt(&mut self, own: Vec<Symbol>, first: usize) -> Vec<SymId> {
        let mut ids = Vec::with_capacity(own.len());
        let mut with_targets = Vec::new();
        for symbol in own {
            let scope = Scope::Global(symbol.abi);
            ids.push(match self.find_in(&symbol.name, scope) {
                Some(sym) => sym,
                None => {
                    let is_constant =
                        symbol.has(Attributes::CONTENT_ADDRESSABLE | Attributes::LOCAL);
                    let has_targets = !symbol.relocs.is_empty();
                    let sym = self.insert(symbol, scope);
                    if is_constant {
                        self.constants.push(sym);
                    }
                    if has_targets {
                        with_targets.push(sym);
                    }
                    sym
                }
            });
        }
        for sym in with_targets {
            for reloc in &mut self[sym].relocs {
                let own = reloc
                    .sym
                    .and_then(|target| target.index().checked_sub(first));
                if let Some(own) = own {
                    reloc.sym = Some(ids[own]);
                }
            }
        }
        ids
    }
}

/// Returns the name of the table for the garbage collector with this content.
pub(crate) fn gc_locals_name(data: &[u8]) -> String {
    let mut digest = Digest::of(data);
    // Upstream makes the hash different from SHA-256.
    digest.0[0] ^= 0xff;
    format!("gclocals·{}", base64::encode(&digest.0[..16]))
}

/// Returns a symbol with a name and calling convention, and no other properties.
pub(crate) fn global(name: &str, abi: Abi) -> Symbol {
    Symbol {
        name: name.into(),
        abi,
        ..Symbol::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_symbol_for_each_name_and_convention() {
        let mut symbols = SymbolTable::default();
        let sym = symbols.lookup("p.f");
        assert_eq!(symbols.lookup("p.f"), sym);
        assert_ne!(symbols.lookup_abi("p.f", Abi::Internal), sym);
        let local = symbols.lookup_static("p.f");
        assert_ne!(local, sym);
        let derived = symbols.lookup_derived(local, "p.f.x");
        assert!(symbols[derived].has(Attributes::STATIC));
    }

    #[test]
    fn tables_are_named_by_their_content() {
        let mut symbols = SymbolTable::default();
        let table = symbols.gc_locals(&[2, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&*symbols[table].name, "gclocals·J26BEvPExEQhJvjp9E8Whg==");
        assert_eq!(symbols.gc_locals(&[2, 0, 0, 0, 0, 0, 0, 0]), table);
    }
}
