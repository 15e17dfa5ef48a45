//! The listing of `-S`: symbols with instructions, bytes and relocations.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`debugAsmEmit`, `writeSymDebugNamed`).

use std::fmt::Write as _;

use vamos_base::golang::pdqsort;
use vamos_objfile::goobj::RelocType;

use crate::attributes::Attributes;
use crate::function::FunctionInfo;
use crate::link::Link;
use crate::number::Visits;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol::Symbol;
use crate::text::FUNC_FLAG_ASM;
use crate::text::FUNC_FLAG_TOP_FRAME;

impl Link {
    /// Lists all symbols, if the options request it.
    pub(crate) fn list_symbols(&mut self) {
        let level = self.options.listing.level;
        if level == 0 {
            return;
        }
        let visits = Visits {
            defs: true,
            ..Visits::default()
        };
        for sym in self.visit(visits) {
            let name = self.symbols[sym].name.clone();
            self.list_symbol(sym, &name);
        }
        if level == 1 {
            return;
        }
        for sym in self.text.clone() {
            let name = format!("aux for {}", self.symbols[sym].name);
            let Some(func) = self.func(sym) else {
                continue;
            };
            // Debug information only; other auxiliary symbols are not interesting.
            let auxs = [
                func.dwarf_ranges,
                func.dwarf_loc,
                func.dwarf_lines,
                func.dwarf_info,
            ];
            for aux in auxs.into_iter().flatten() {
                if self.symbols[aux].size != 0 {
                    self.list_symbol(aux, &name);
                }
            }
        }
    }

    fn list_symbol(&mut self, sym: SymId, name: &str) {
        pdqsort::sort_func(&mut self.symbols[sym].relocs, |a, b| a.off.cmp(&b.off));
        let symbol = &self.symbols[sym];
        let func = self.func(sym);
        let mut out = String::new();
        let _ = write!(out, "{name}{} ", self.version(symbol));
        if symbol.kind != SymKind::Xxx {
            let _ = write!(out, "{} ", symbol.kind);
        }
        self.list_facts(&mut out, sym, func);
        if let Some(func) = func.filter(|_| symbol.kind.is_text()) {
            out.push_str(&func.listing);
        }
        list_data(&mut out, &symbol.data);
        for reloc in &symbol.relocs {
            let target = reloc.sym.map(|sym| &self.symbols[sym]);
            let version = match target {
                Some(target) if self.options.listing.level > 1 => format!("<{}>", target.abi),
                _ => String::new(),
            };
            let name = match target {
                Some(target) => &target.name,
                None if reloc.kind == RelocType::TLS_LE => "TLS",
                None => "",
            };
            let (off, siz, kind, add) = (reloc.off, reloc.siz, reloc.kind, reloc.add);
            let _ = writeln!(out, "\trel {off}+{siz} t={kind} {name}{version}+{add}");
        }
        self.listing.extend_from_slice(out.as_bytes());
    }

    fn version(&self, symbol: &Symbol) -> String {
        let (abi, pkg, idx) = (symbol.abi, symbol.pkg_idx.cast_signed(), symbol.sym_idx);
        match self.options.listing.level {
            0 | 1 => String::new(),
            2 => format!("<{abi}>"),
            _ => format!("<{abi}><idx {pkg} {idx}>"),
        }
    }

    fn list_facts(&self, out: &mut String, sym: SymId, func: Option<&FunctionInfo>) {
        let symbol = &self.symbols[sym];
        let align = self.alignment(sym);
        let is_first = self.options.release.lists_alignment_first();
        let flag = func.map_or(0, |func| func.facts.func_flag);
        let facts = [
            (symbol.has(Attributes::STATIC), "static "),
            (symbol.has(Attributes::DUPLICATE_OK), "dupok "),
            (symbol.has(Attributes::C_FUNC), "cfunc "),
            (symbol.has(Attributes::NO_SPLIT), "nosplit "),
            (flag & FUNC_FLAG_TOP_FRAME != 0, "topframe "),
            (flag & FUNC_FLAG_ASM != 0, "asm "),
        ];
        let facts = facts.iter().filter(|(is_true, _)| *is_true);
        facts.for_each(|(_, text)| out.push_str(text));
        let _ = write!(out, "size={}", symbol.size);
        if is_first {
            let _ = write!(out, " align={align:#x}");
        }
        if let Some(func) = func.filter(|_| symbol.kind.is_text()) {
            let (args, locals) = (i64::from(func.facts.args), i64::from(func.facts.locals));
            let id = func.facts.func_id;
            let _ = write!(out, " args={args:#x} locals={locals:#x} funcid={id:#x}");
            if !is_first {
                let _ = write!(out, " align={align:#x}");
            }
            if symbol.has(Attributes::LEAF) {
                out.push_str(" leaf");
            }
        }
        out.push('\n');
    }
}

/// Lists bytes, 16 a line, with their ASCII characters.
fn list_data(out: &mut String, data: &[u8]) {
    for (line, bytes) in data.chunks(16).enumerate() {
        let _ = write!(out, "\t{:#06x}", line * 16);
        for byte in bytes {
            let _ = write!(out, " {byte:02x}");
        }
        out.push_str(&"   ".repeat(16 - bytes.len()));
        out.push_str("  ");
        let chars = bytes.iter().map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        });
        out.extend(chars);
        out.push('\n');
    }
}
