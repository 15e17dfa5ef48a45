//! Symbols of entries: their numbers, and their creation at the end.
//!
//! Numbers are given in upstream's order. Later passes read these symbols only by number, so they
//! share one content, and the names of their entries are their names.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`dwarfGenerateDebugInfo`), loader.go
//! (`LookupOrCreateSym`).

use hashbrown::HashTable;

use super::die::DieId;
use super::die::Dies;
use super::names::INFO;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;

/// A name of an entry.
#[derive(Clone, Copy, Debug)]
struct Named {
    hash: u64,
    die: DieId,
    sym: Sym,
}

/// Symbols that are created at the end.
#[derive(Debug)]
pub(super) struct Created {
    start: u32,
    next: u32,
    by_name: HashTable<Named>,
    /// By number from `start` on: entries that have the names of symbols.
    dies: Vec<Option<DieId>>,
    /// Symbols of units, with their names.
    units: Vec<(Sym, Vec<u8>)>,
    /// Symbols that were there before and now have entries.
    changed: Vec<Sym>,
}

impl Created {
    /// Returns an empty list with room for `room` symbols, which come after all others.
    pub(super) fn new(ldr: &Loader<'_>, room: usize) -> Self {
        Self {
            start: ldr.len() as u32,
            next: ldr.len() as u32,
            by_name: HashTable::with_capacity(room),
            dies: Vec::with_capacity(room),
            units: Vec::new(),
            changed: Vec::with_capacity(room),
        }
    }

    fn push(&mut self, die: Option<DieId>) -> Sym {
        let sym = Sym(self.next);
        self.next += 1;
        self.dies.push(die);
        sym
    }

    /// Returns a new symbol without a name.
    pub(super) fn unnamed(&mut self) -> Sym {
        self.push(None)
    }

    /// Returns a new symbol that is found by the name of its entry.
    pub(super) fn named(&mut self, hash: u64, die: DieId) -> Sym {
        let sym = self.push(Some(die));
        let named = Named { hash, die, sym };
        self.by_name.insert_unique(hash, named, |named| named.hash);
        sym
    }

    /// Returns a new symbol of a unit.
    pub(super) fn unit(&mut self, name: Vec<u8>) -> Sym {
        let sym = self.push(None);
        self.units.push((sym, name));
        sym
    }

    /// Remembers that a symbol has an entry.
    pub(super) fn changed(&mut self, sym: Sym) {
        if sym.0 < self.start {
            self.changed.push(sym);
        }
    }

    /// Returns the symbol with the name of an entry; [`Sym::NONE`] for an unknown name.
    pub(super) fn find_hashed(&self, dies: &Dies, hash: u64, name: &[u8]) -> Sym {
        let is_match = |named: &Named| named.hash == hash && dies.name(&dies[named.die]) == name;
        let found = self.by_name.find(hash, is_match);
        found.map_or(Sym::NONE, |named| named.sym)
    }

    /// Returns the name of an entry by its symbol.
    pub(super) fn name_of<'n>(&self, ldr: &'n Loader<'_>, dies: &'n Dies, sym: Sym) -> &'n [u8] {
        let at = sym.0.wrapping_sub(self.start) as usize;
        match self.dies.get(at) {
            Some(die) => die.map_or(&[], |die| dies.name(&dies[die])),
            None => ldr.name(sym).get(INFO.len()..).unwrap_or_default(),
        }
    }

    /// Creates the symbols.
    pub(super) fn create(self, ldr: &mut Loader<'_>) {
        let mut shared = ldr.share(INFO, ABI0, SymKind::DwarfType);
        for (sym, name) in self.units {
            shared.create_until(ldr, sym);
            let sym = ldr.create(name, ABI0);
            ldr.insert_name(sym);
            mark(ldr, sym, SymKind::DwarfCuInfo);
        }
        shared.create_until(ldr, Sym(self.next));
        for sym in self.changed {
            shared.replace(ldr, sym);
        }
    }
}

/// Marks a symbol as debug information.
fn mark(ldr: &mut Loader<'_>, sym: Sym, kind: SymKind) {
    ldr.update(sym).set_kind(kind);
    ldr.set(Attr::NotInSymTab, sym, true);
    ldr.set(Attr::Reachable, sym, true);
}
