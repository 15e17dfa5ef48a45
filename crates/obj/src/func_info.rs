//! The facts of functions as symbols of an object.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`genFuncInfoSyms`).

use vamos_objfile::goobj::pkg_idx;

use crate::attributes::Attributes;
use crate::function::FunctionInfo;
use crate::link::Link;
use crate::number::Numbering;
use crate::object::sym_ref;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol::Symbol;

impl Link {
    /// Adds the facts of each function as a symbol, and numbers its debug information.
    pub(crate) fn add_func_info(&mut self, numbering: &mut Numbering) {
        for sym in self.text.clone() {
            let Some(func) = self.func(sym) else {
                continue;
            };
            let data = self.func_info(func);
            let debug = [
                func.dwarf_ranges,
                func.dwarf_loc,
                func.dwarf_lines,
                func.dwarf_info,
            ];
            let info = self.symbols.add(Symbol {
                kind: SymKind::Data,
                size: data.len() as i64,
                data,
                ..Symbol::default()
            });
            let func = self.func_mut(sym).expect("the symbol has a function");
            func.func_info_sym = Some(info);
            let debug = debug.into_iter().flatten();
            let debug: Vec<SymId> = debug.filter(|aux| self.symbols[*aux].size != 0).collect();
            for aux in std::iter::once(info).chain(debug) {
                let symbol = &mut self.symbols[aux];
                symbol.pkg_idx = pkg_idx::SELF;
                symbol.sym_idx = numbering.defs.len() as u32;
                symbol.set(Attributes::INDEXED | Attributes::ON_LIST);
                numbering.defs.push(aux);
            }
        }
    }

    fn func_info(&self, func: &FunctionInfo) -> Vec<u8> {
        let mut out = Vec::new();
        let mut add = |value: u32| out.extend_from_slice(&value.to_le_bytes());
        add(func.facts.args.cast_unsigned());
        add(func.facts.locals.cast_unsigned());
        add(u32::from_le_bytes([
            func.facts.func_id,
            func.facts.func_flag,
            0,
            0,
        ]));
        add(func.facts.start_line.cast_unsigned());
        let files = &func.pcln.used_files;
        add(files.len() as u32);
        files.iter().for_each(|file| add(*file));
        let calls = &func.pcln.inl_tree;
        add(calls.len() as u32);
        for call in calls {
            let (file, line) = self.positions.file_and_line(call.pos);
            let target = sym_ref(&self.symbols[call.func]);
            add(call.parent.unwrap_or(u32::MAX));
            add(file.cast_unsigned());
            add(line.cast_unsigned());
            add(target.pkg);
            add(target.sym);
            add(call.parent_pc.cast_unsigned());
        }
        out
    }
}
