//! Completes the functions of a file and encodes them.
//!
//! Counterpart: cmd/internal/obj/plist.go (`Flushplist`).

use vamos_objfile::goobj::escape_path;

use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::declare::text_flag;
use crate::diagnostics::Fatal;
use crate::encoder::Encoder;
use crate::link::Link;
use crate::options::Goos;
use crate::patch;
use crate::pcln;
use crate::pos::Pos;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::op;
use crate::symbol::Abi;
use crate::symbol::SymId;

/// Stack maps of arguments.
const ARGS_POINTER_MAPS: i64 = 0;
/// Stack maps of local variables.
const LOCALS_POINTER_MAPS: i64 = 1;
/// What tracebacks print of arguments.
const ARG_INFO: i64 = 5;

impl Link {
    /// Encodes functions, in order. A function that was declared twice is encoded twice, as
    /// upstream.
    ///
    /// # Errors
    /// The encoder gave up.
    pub fn flush(&mut self, text: &[SymId]) -> Result<(), Fatal> {
        for sym in text {
            self.complete_funcdata(*sym);
        }
        if self.options.is_asm {
            let prefix = format!("{}.", escape_path(&self.options.pkgpath));
            for sym in text {
                self.add_argument_funcdata(*sym, &prefix);
            }
        }
        for sym in text {
            self.encode(*sym)?;
        }
        Ok(())
    }

    /// Replaces the two symbols that stand for tables, and unlinks END.
    fn complete_funcdata(&mut self, sym: SymId) {
        let first = self.func(sym).and_then(|func| func.text);
        let mut previous = first;
        let mut current = first;
        while let Some(prog) = current {
            let func = self.func_mut(sym).expect("the symbol has a function");
            let next = func.progs[prog].link;
            if func.progs[prog].op == op::END {
                if let Some(previous) = previous {
                    func.progs[previous].link = next;
                }
            } else {
                if func.progs[prog].op == op::FUNCDATA {
                    self.complete_one(sym, prog);
                }
                previous = Some(prog);
            }
            current = next;
        }
    }

    fn complete_one(&mut self, sym: SymId, prog: ProgId) {
        let func = self.func(sym).expect("the symbol has a function");
        let (from, to) = (func.progs[prog].from, func.progs[prog].to);
        let Some(table) = to.sym else {
            return;
        };
        let (number, constant, name) = match &*self.symbols[table].name {
            "go_args_stackmap" => (
                ARGS_POINTER_MAPS,
                "FUNCDATA_ArgsPointerMaps",
                "go_args_stackmap",
            ),
            "no_pointers_stackmap" => (
                LOCALS_POINTER_MAPS,
                "FUNCDATA_LocalsPointerMaps",
                "no_pointers_stackmap",
            ),
            _ => return,
        };
        if from.kind != AddrType::Const || from.offset != number {
            let text = self.with_assembly(sym, |cx| cx.prog_text(prog));
            self.diagnostics.report(format!(
                "{text}: FUNCDATA use of {name}(SB) without {constant}"
            ));
        }
        let table = match number {
            ARGS_POINTER_MAPS => {
                let name = format!("{}.args_stackmap", self.symbols[sym].name);
                self.symbols.lookup_derived(sym, &name)
            }
            _ => self.empty_stack_map(),
        };
        let func = self.func_mut(sym).expect("the symbol has a function");
        func.progs[prog].to.sym = Some(table);
    }

    /// Returns the map of a frame without pointers: two bitmaps of length zero, as frames of
    /// assembly have two for their arguments and the number of the map is the same.
    fn empty_stack_map(&mut self) -> SymId {
        let table = self.symbols.gc_locals(&[2, 0, 0, 0, 0, 0, 0, 0]);
        if !self.symbols[table].has(Attributes::ON_LIST) {
            let flag = text_flag::RODATA | text_flag::DUPOK;
            self.globl(table, 8, flag, Pos::NONE);
        }
        table
    }

    /// Adds what the compiler makes of a function's Go declaration.
    fn add_argument_funcdata(&mut self, sym: SymId, prefix: &str) {
        let symbol = &self.symbols[sym];
        let name = symbol.name.clone();
        // The linker treats runtime.addmoduledata specially, in ways that break with funcdata.
        let is_ours = name.starts_with(prefix);
        if !is_ours || symbol.abi != Abi::Abi0 || &*name == "runtime.addmoduledata" {
            return;
        }
        let Some((func, text)) = self.func(sym).and_then(|func| Some((func, func.text?))) else {
            return;
        };
        let has = |table: i64| {
            func.progs.list(Some(text)).any(|prog| {
                let prog = &func.progs[prog];
                let from = prog.from;
                prog.op == op::FUNCDATA && from.kind == AddrType::Const && from.offset == table
            })
        };
        let (has_maps, has_info) = (has(ARGS_POINTER_MAPS), has(ARG_INFO));
        if !has_maps {
            self.add_funcdata(
                sym,
                text,
                ARGS_POINTER_MAPS,
                &format!("{name}.args_stackmap"),
            );
        }
        if !has_info {
            self.add_funcdata(sym, text, ARG_INFO, &format!("{name}.arginfo0"));
        }
    }

    fn add_funcdata(&mut self, sym: SymId, after: ProgId, table: i64, name: &str) {
        let target = self.symbols.lookup_derived(sym, name);
        let func = self.func_mut(sym).expect("the symbol has a function");
        let prog = func.progs.append_after(after);
        let prog = &mut func.progs[prog];
        prog.op = op::FUNCDATA;
        prog.from = Addr::constant(table);
        prog.to = Addr {
            kind: AddrType::Mem,
            name: AddrName::Extern,
            sym: Some(target),
            ..Addr::default()
        };
    }

    /// Encodes one function.
    fn encode(&mut self, sym: SymId) -> Result<(), Fatal> {
        let goos = self.options.goos;
        let encoder = self.encoder;
        self.with_assembly(sym, |cx| cx.encode(encoder))?;
        if !self.diagnostics.is_empty() {
            return Ok(());
        }
        pcln::make_tables(self, sym)?;
        self.make_debug_entry(sym);
        if let (Goos::Windows, Some(seh)) = (goos, self.encoder.seh) {
            let info = self.with_assembly(sym, seh);
            let func = self.func_mut(sym).expect("the symbol has a function");
            func.seh_unwind_info = info;
        }
        Ok(())
    }
}

impl Assembly<'_> {
    fn encode(&mut self, encoder: &Encoder) -> Result<(), Fatal> {
        patch::link_forward(&mut self.func.progs, self.func.text);
        if let Some(check) = encoder.error_check {
            check(self);
        }
        self.resolve_branches(encoder.progedit)?;
        (encoder.preprocess)(self)?;
        (encoder.assemble)(self)
    }
}
