//! Adds the result of a function to the object: the only step that changes both.
//!
//! Counterpart: cmd/internal/obj/plist.go (`Flushplist`), pcln.go (`linkpcln`, the symbols).

use crate::assemble::Assembled;
use crate::assemble::Tables;
use crate::attributes::Attributes;
use crate::diagnostics::Fatal;
use crate::dwarf::DebugData;
use crate::function::PcTables;
use crate::function::Pcln;
use crate::ids::SymId;
use crate::link::Link;
use crate::symbol::SymKind;
use crate::symbol::Symbol;

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
            listing,
            diagnostics,
            tables,
        } = assembled;
        self.diagnostics.append(diagnostics);
        if !own.is_empty() {
            let ids = self.symbols.adopt(own);
            for reloc in &mut code.relocs {
                let own = reloc.sym.and_then(|sym| sym.index().checked_sub(first_own));
                if let Some(own) = own {
                    reloc.sym = Some(ids[own]);
                }
            }
        }
        let symbol = &mut self.symbols[sym];
        symbol.data = code.data;
        symbol.relocs = code.relocs;
        symbol.size = code.size;
        symbol.attributes = code.attributes;
        if let Some(info) = self.func_mut(sym) {
            info.facts = facts;
            info.listing = listing;
        }
        for (table, pcs) in jump_tables {
            for (index, pc) in pcs.into_iter().enumerate() {
                let offset = index as i64 * 8;
                self.content().write_addr(table, offset, 8, Some(sym), pc);
            }
        }
        match tables? {
            Some(tables) if self.diagnostics.is_empty() => self.merge_tables(sym, tables),
            _ => Ok(()),
        }
    }

    fn merge_tables(&mut self, sym: SymId, tables: Tables) -> Result<(), Fatal> {
        self.diagnostics.append(tables.diagnostics);
        self.listing.extend_from_slice(tables.listing.as_bytes());
        let pcln = self.add_pc_tables(tables.pc?);
        let Some(info) = self.func_mut(sym) else {
            return Ok(());
        };
        info.pcln = pcln;
        if let (Some(entry), Some(lines)) = (info.dwarf_info, info.dwarf_lines) {
            self.set_debug_data(entry, tables.entry);
            self.set_debug_data(lines, tables.lines);
        }
        Ok(())
    }

    fn set_debug_data(&mut self, sym: SymId, content: DebugData) {
        let symbol = &mut self.symbols[sym];
        debug_assert!(symbol.size == 0, "a function has one debug entry");
        symbol.size = content.data.len() as i64;
        symbol.data = content.data;
        symbol.relocs = content.relocs;
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
