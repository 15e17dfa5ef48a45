//! Adds debug entries to the object, and completes references between them.
//!
//! Counterpart: cmd/internal/obj/dwarf.go (`ReferenceChildDIE` to `Finalize`).

use super::data::DebugData;
use super::shared::AbstractEntry;
use super::writer::ChildReference;
use crate::ids::SymId;
use crate::link::Link;

impl Link {
    /// Adds the entry that all copies of a function share.
    pub fn add_abstract_entry(&mut self, sym: SymId, entry: AbstractEntry) {
        self.set_debug_data(sym, entry.content);
        self.fixups.children.insert(sym, entry.children);
    }

    /// Reports whether the object has an entry that all copies of a function share.
    pub fn has_abstract_entry(&self, sym: SymId) -> bool {
        self.fixups.children.contains_key(&sym)
    }

    /// Adds references of a function's entry.
    pub(crate) fn add_references(&mut self, entry: SymId, references: Vec<ChildReference>) {
        let references = references.into_iter();
        let references = references.map(|reference| (entry, reference));
        self.fixups.references.extend(references);
    }

    /// Completes references between entries, once all shared entries are there.
    pub fn complete_entries(&mut self) {
        for (entry, reference) in std::mem::take(&mut self.fixups.references) {
            let reloc = &mut self.symbols[entry].relocs[reference.reloc];
            let children = reloc.sym.and_then(|sym| self.fixups.children.get(&sym));
            let mut children = children.into_iter().flatten();
            let found = children.find(|(child, _)| *child == reference.child);
            match found {
                Some((_, offset)) => reloc.add += i64::from(*offset),
                None => {
                    let child = reference.child;
                    let text = format!("debug entry refers to a missing variable {child}");
                    self.diagnostics.report(text);
                }
            }
        }
    }

    /// Sets the content of a symbol of debug information.
    pub(crate) fn set_debug_data(&mut self, sym: SymId, content: DebugData) {
        let symbol = &mut self.symbols[sym];
        debug_assert!(symbol.size == 0, "a function has one debug entry");
        symbol.size = content.data.len() as i64;
        symbol.data = content.data;
        symbol.relocs = content.relocs;
    }
}
