//! One function to code, pc tables and debug information, without a change of the object.
//!
//! Counterpart: cmd/internal/obj/plist.go (the last loop of `Flushplist`).

use std::collections::HashSet;
use std::convert::Infallible;
use std::fmt::Write as _;

use vamos_objfile::goobj::WEAK;

use crate::assembly::Assembly;
use crate::code::Code;
use crate::debug;
use crate::debug::DebugData;
use crate::debug::Entries;
use crate::debug::FunctionDebug;
use crate::diagnostics::Diagnostics;
use crate::diagnostics::Fatal;
use crate::encoder::Encoder;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::function::FunctionFacts;
use crate::function::PcTables;
use crate::ids::SymId;
use crate::options::Goos;
use crate::own::FunctionSymbols;
use crate::patch;
use crate::pcln;
use crate::symbol::Reloc;
use crate::symbol::Symbol;
use crate::text::Printer;

/// Buffers that functions use one after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    table: Vec<u8>,
}

/// The result of a function; [`Link::merge`](crate::Link::merge) adds it to the object.
#[derive(Debug)]
pub struct Assembled {
    pub(crate) sym: SymId,
    pub(crate) facts: FunctionFacts,
    pub(crate) code: Code,
    /// The number of symbols of the object when the function was assembled. Ids from there on
    /// belong to `own`.
    pub(crate) first_own: usize,
    pub(crate) own: Vec<Symbol>,
    /// The pcs of the targets of each table of computed jumps.
    pub(crate) jump_tables: Vec<(SymId, Vec<i64>)>,
    /// The unwind information of Windows.
    pub(crate) unwind_info: Option<SymId>,
    /// The instructions as `-S` lists them.
    pub(crate) listing: String,
    /// The problems of the code.
    pub(crate) diagnostics: Diagnostics,
    /// The tables of the code; nothing if the encoder gave up, or after problems.
    pub(crate) tables: Result<Option<Tables>, Fatal>,
}

impl Assembled {
    /// Makes the references to symbols weak: the linker keeps these only if there are others.
    pub fn weaken(&mut self, targets: &HashSet<SymId>) {
        let relocs = self.code.relocs.iter_mut();
        let is_weak = |reloc: &&mut Reloc| reloc.sym.is_some_and(|sym| targets.contains(&sym));
        for reloc in relocs.filter(is_weak) {
            reloc.kind.0 |= WEAK;
        }
    }
}

/// Tables and debug information of encoded instructions.
#[derive(Debug)]
pub(crate) struct Tables {
    /// The pc tables, or the end of the run.
    pub(crate) pc: Result<PcTables, Fatal>,
    pub(crate) entries: Entries,
    pub(crate) lines: DebugData,
    /// The listing of `-d=pctab`.
    pub(crate) listing: String,
    pub(crate) diagnostics: Diagnostics,
}

/// Assembles a function.
pub fn assemble(frozen: &Frozen<'_>, function: Function, scratch: &mut Scratch) -> Assembled {
    let mut function = function;
    assemble_in_place(frozen, &mut function, scratch)
}

/// Assembles a function; leaves its instructions as they were encoded.
pub fn assemble_in_place(
    frozen: &Frozen<'_>,
    function: &mut Function,
    scratch: &mut Scratch,
) -> Assembled {
    assemble_described(frozen, function, scratch, |_, _| FunctionDebug::default())
}

/// Assembles a function. `describe` returns its debug information when it has its code.
pub fn assemble_described(
    frozen: &Frozen<'_>,
    function: &mut Function,
    scratch: &mut Scratch,
    describe: impl FnOnce(&Function, &mut FunctionSymbols<'_>) -> FunctionDebug,
) -> Assembled {
    let symbols = FunctionSymbols::new(frozen.symbols);
    let describe = |function: &Function, symbols: &mut FunctionSymbols<'_>| {
        Ok::<_, Infallible>(describe(function, symbols))
    };
    let Ok(assembled) = assemble_with(frozen, function, symbols, scratch, describe);
    assembled
}

/// Assembles a function that has symbols of its own already.
///
/// # Errors
/// `describe` fails.
pub fn assemble_with<E>(
    frozen: &Frozen<'_>,
    function: &mut Function,
    symbols: FunctionSymbols<'_>,
    scratch: &mut Scratch,
    describe: impl FnOnce(&Function, &mut FunctionSymbols<'_>) -> Result<FunctionDebug, E>,
) -> Result<Assembled, E> {
    let mut cx = Assembly {
        arch: frozen.arch,
        options: frozen.options,
        positions: frozen.positions,
        symbols,
        diagnostics: Diagnostics::default(),
        func: function,
    };
    let mut tables = encode(&mut cx, frozen.encoder).map(|()| None);
    let has_code = tables.is_ok() && cx.diagnostics.is_empty();
    let has_unwind_info = has_code && frozen.options.goos == Goos::Windows;
    let unwind_info = frozen.encoder.unwind_info.filter(|_| has_unwind_info);
    let unwind_info = unwind_info.and_then(|make| make(&mut cx));
    let Assembly {
        symbols,
        diagnostics,
        ..
    } = cx;
    let mut symbols = symbols.with_table(frozen.symbols);
    let debug = has_code.then(|| describe(function, &mut symbols));
    let debug = debug.transpose()?;
    let own = symbols.into_own();
    let mut jump_tables = Vec::new();
    let mut listing = String::new();
    if let Some(debug) = debug {
        jump_tables = jump_targets(function);
        let printer = frozen.printer(function, &own);
        if frozen.options.listing.level > 0 {
            listing = list(function, printer);
        }
        tables = Ok(Some(make_tables(
            frozen, function, &debug, printer, scratch,
        )));
    }
    Ok(Assembled {
        sym: function.sym,
        facts: function.facts,
        code: std::mem::take(&mut function.code),
        first_own: frozen.symbols.len(),
        own,
        jump_tables,
        unwind_info,
        listing,
        diagnostics,
        tables,
    })
}

fn encode(cx: &mut Assembly<'_>, encoder: &Encoder) -> Result<(), Fatal> {
    patch::link_forward(&mut cx.func.progs, cx.func.text);
    if let Some(check) = encoder.error_check {
        check(cx);
    }
    cx.resolve_branches(encoder.progedit)?;
    (encoder.preprocess)(cx)?;
    (encoder.assemble)(cx)
}

fn make_tables(
    frozen: &Frozen<'_>,
    function: &Function,
    debug: &FunctionDebug,
    printer: Printer<'_>,
    scratch: &mut Scratch,
) -> Tables {
    let mut diagnostics = Diagnostics::default();
    let mut listing = String::new();
    let pc = pcln::pc_tables(pcln::Input {
        frozen,
        func: function,
        printer,
        buffer: &mut scratch.table,
        diagnostics: &mut diagnostics,
        listing: &mut listing,
    });
    let pc = pc.map_err(|problem| {
        problem.report(&mut diagnostics);
        Fatal::after_flush(frozen.options, "bad code")
    });
    let entries = debug::function_entries(frozen, function, debug);
    let entries = entries.unwrap_or_else(|problem| {
        let name = &frozen.symbols[function.sym].name;
        diagnostics.report(format!("emitting DWARF for {name} failed: {problem}"));
        Entries::default()
    });
    Tables {
        pc,
        entries,
        lines: debug::line_program(frozen, function),
        listing,
        diagnostics,
    }
}

fn jump_targets(function: &Function) -> Vec<(SymId, Vec<i64>)> {
    let pcs = |targets: &[_]| targets.iter().map(|id| function.progs[*id].pc).collect();
    let tables = function.jump_tables.iter();
    tables
        .map(|table| (table.sym, pcs(&table.targets)))
        .collect()
}

/// Lists the instructions of a function.
fn list(function: &Function, printer: Printer<'_>) -> String {
    let mut out = String::new();
    for prog in function.progs.list(function.text) {
        let prog = &function.progs[prog];
        let text = printer.whole(prog);
        let _ = writeln!(out, "\t{:#06x} {text}", prog.pc);
    }
    out
}
