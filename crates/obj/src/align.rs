//! The alignment of symbols in an object.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`writer.Sym`); cmd/internal/obj/sym.go and pcln.go
//! from Go 1.27 on.

use crate::attributes::Attributes;
use crate::link::Link;
use crate::symbol::SymId;

impl Link {
    /// Returns the alignment of a symbol; 0 for the linker's choice.
    pub(crate) fn alignment(&self, sym: SymId) -> u32 {
        let symbol = &self.symbols[sym];
        if symbol.align != 0 {
            return symbol.align;
        }
        let is_data = symbol.size != 0 && !symbol.kind.is_text();
        let by_content = symbol.has(Attributes::CONTENT_ADDRESSABLE) && is_data;
        if symbol.has(Attributes::PCDATA) && self.options.release.packs_pc_tables() {
            return 1;
        }
        if by_content {
            return content_align(&symbol.name, symbol.size);
        }
        let func = self.func(sym);
        func.map_or(0, |func| func.facts.align.cast_unsigned())
    }
}

/// Returns the alignment of data that is found by its content: natural, except for bytes.
fn content_align(name: &str, size: i64) -> u32 {
    const STARTS: [&str; 3] = ["go:string.", "type:.namedata.", "type:.importpath."];
    const ENDS: [&str; 4] = [".opendefer", ".arginfo0", ".arginfo1", ".argliveinfo"];
    let is_bytes = STARTS.iter().any(|start| name.starts_with(start))
        || ENDS.iter().any(|end| name.ends_with(end));
    match size {
        _ if is_bytes => 1,
        _ if name.starts_with("gclocals·") => 4,
        size if size % 8 == 0 => 8,
        size if size % 4 == 0 => 4,
        size if size % 2 == 0 => 2,
        _ => 1,
    }
}
