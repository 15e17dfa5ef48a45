//! Adds the result of a function to the object: the only step that changes both.
//!
//! Counterpart: cmd/internal/obj/plist.go (`Flushplist`), pcln.go (`linkpcln`, the symbols).

use crate::assemble::Assembled;
use crate::assemble::Tables;
use crate::attributes::Attributes;
use crate::debug::Entries;
use crate::diagnostics::Fatal;
use crate::function::PcTables;
use crate::function::Pcln;
use crate::ids::SymId;
use crate::link::Link;
use crate::symbol::Reloc;
use crate::symbol::SymKind;
use crate::symbol::Symbol;

/// The ids of a function's own symbols, and their ids in the object.
struct Own {
    first: usize,
    ids: Vec<SymId>,
}

impl Own {
    /// Returns the id of a symbol in the object.
    fn id(&self, sym: SymId) -> SymId {
        match sym.index().checked_sub(self.first) {
            Some(own) => self.ids[own],
            None => sym,
        }
    }

    fn translate(&self, relocs: &mut [Reloc]) {
        if self.ids.is_empty() {
            return;
        }
        for reloc in relocs {
            reloc.sym = reloc.sym.map(|sym| self.id(sym));
        }
    }
}

impl Link {
    /// Adds the result of a function. Results are merged in the order of the text.
    ///
    /// # Errors
    /// The encoder gave up: later results are dropped.
    pub fn merge(&mut self, assembled: Assembled) -> Result<(), Fatal> {
        let Assembled {
            sym,
            facts,
            mut code,
            first_own,
            own,
            jump_tables,
            unwind_info,
            listing,
            diagnostics,
            tables,
        } = assembled;
        self.diagnostics.append(diagnostics);
        let own = Own {
            first: first_own,
            ids: self.symbols.adopt(own, first_own),
        };
        own.translate(&mut code.relocs);
        let symbol = &mut self.symbols[sym];
        symbol.data = code.data;
        symbol.relocs = code.relocs;
        symbol.size = code.size;
        symbol.attributes = code.attributes;
        let tables_of_jumps = jump_tables.iter().map(|(table, _)| own.id(*table));
        let tables_of_jumps: Vec<SymId> = tables_of_jumps.collect();
        if let Some(info) = self.func_mut(sym) {
            info.facts = facts;
            info.listing = listing;
            info.unwind_info = unwind_info.map(|info| own.id(info));
            info.jump_tables.clone_from(&tables_of_jumps);
        }
        let jump_tables = jump_tables.into_iter().map(|(_, pcs)| pcs);
        for (table, pcs) in tables_of_jumps.into_iter().zip(jump_tables) {
            // Only the function refers to it.
            self.symbols[table].set(Attributes::STATIC);
            for (index, pc) in pcs.into_iter().enumerate() {
                let offset = index as i64 * 8;
                self.content().write_addr(table, offset, 8, Some(sym), pc);
            }
        }
        match tables? {
            Some(tables) if self.diagnostics.is_empty() => self.merge_tables(sym, tables, &own),
            _ => Ok(()),
        }
    }

    fn merge_tables(&mut self, sym: SymId, tables: Tables, own: &Own) -> Result<(), Fatal> {
        self.diagnostics.append(tables.diagnostics);
        self.listing.extend_from_slice(tables.listing.as_bytes());
        let mut pcln = self.add_pc_tables(tables.pc?);
        for data in pcln.funcdata.iter_mut().flatten() {
            *data = own.id(*data);
        }
        let Some(info) = self.func_mut(sym) else {
            return Ok(());
        };
        info.pcln = pcln;
        let lines = info.dwarf_lines;
        self.merge_entries(sym, tables.entries, own);
        if let Some(lines) = lines {
            self.set_debug_data(lines, tables.lines);
        }
        Ok(())
    }

    fn merge_entries(&mut self, sym: SymId, entries: Entries, own: &Own) {
        let Some(info) = self.func(sym) else {
            return;
        };
        let parts = [
            (info.dwarf_info, entries.entry),
            (info.dwarf_ranges, entries.ranges),
            (info.dwarf_loc, entries.locations),
        ];
        let entry = info.dwarf_info;
        for (sym, mut content) in parts {
            own.translate(&mut content.relocs);
            if let Some(sym) = sym {
                self.set_debug_data(sym, content);
            }
        }
        if let Some((sym, mut shared)) = entries.shared {
            own.translate(&mut shared.content.relocs);
            self.add_abstract_entry(own.id(sym), shared);
        }
        if let Some(entry) = entry {
            self.add_references(entry, entries.children);
        }
    }

    fn add_pc_tables(&mut self, tables: PcTables) -> Pcln {
        let mut add = |data| Some(self.symbols.add(table_symbol(data)));
        Pcln {
            pcsp: add(tables.pcsp),
            pcfile: add(tables.pcfile),
            pcline: add(tables.pcline),
            pcinline: add(tables.pcinline),
            pcdata: tables.pcdata.into_iter().filter_map(&mut add).collect(),
            funcdata: tables.funcdata,
            used_files: tables.used_files,
            inl_tree: tables.inl_tree,
        }
    }
}

fn table_symbol(data: Vec<u8>) -> Symbol {
    Symbol {
        kind: SymKind::RoData,
        attributes: Attributes::CONTENT_ADDRESSABLE | Attributes::PCDATA,
        size: data.len() as i64,
        data,
        ..Symbol::default()
    }
}
