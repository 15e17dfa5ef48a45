//! Completes functions before they are assembled: tables of arguments that the compiler makes
//! from Go declarations, and the map of frames without pointers.
//!
//! Counterpart: cmd/internal/obj/plist.go (`Flushplist`, what only assembly needs).

use vamos_obj::Abi;
use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::Attributes;
use vamos_obj::Function;
use vamos_obj::Link;
use vamos_obj::Pos;
use vamos_obj::ProgId;
use vamos_obj::SymId;
use vamos_obj::op;
use vamos_obj::text_flag;
use vamos_objfile::goobj::escape_path;

/// Stack maps of arguments.
const ARGS_POINTER_MAPS: i64 = 0;
/// Stack maps of local variables.
const LOCALS_POINTER_MAPS: i64 = 1;
/// The description of arguments for tracebacks.
const ARG_INFO: i64 = 5;

/// Completes the functions of a file.
pub(crate) fn complete(link: &mut Link, functions: &mut [Function]) {
    for function in functions.iter_mut() {
        complete_funcdata(link, function);
    }
    let prefix = format!("{}.", escape_path(&link.options.pkgpath));
    for function in functions {
        add_argument_funcdata(link, function, &prefix);
    }
}

/// Replaces the two symbols that stand for tables, and unlinks END.
fn complete_funcdata(link: &mut Link, function: &mut Function) {
    let mut previous = function.text;
    let mut current = function.text;
    while let Some(prog) = current {
        let next = function.progs[prog].link;
        if function.progs[prog].op == op::END {
            if let Some(previous) = previous {
                function.progs[previous].link = next;
            }
        } else {
            if function.progs[prog].op == op::FUNCDATA {
                complete_one(link, function, prog);
            }
            previous = Some(prog);
        }
        current = next;
    }
}

fn complete_one(link: &mut Link, function: &mut Function, prog: ProgId) {
    let (from, to) = (function.progs[prog].from, function.progs[prog].to);
    let Some(table) = to.sym else {
        return;
    };
    let (number, constant, name) = match &*link.symbols[table].name {
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
        let text = link.printer().whole(&function.progs[prog]);
        link.diagnostics.report(format!(
            "{text}: FUNCDATA use of {name}(SB) without {constant}"
        ));
    }
    let table = match number {
        ARGS_POINTER_MAPS => {
            let name = format!("{}.args_stackmap", link.symbols[function.sym].name);
            link.symbols.lookup_derived(function.sym, &name)
        }
        _ => empty_stack_map(link),
    };
    function.progs[prog].to.sym = Some(table);
}

/// Returns the map of a frame without pointers: two bitmaps of length zero, as frames of
/// assembly have two for their arguments and the number of the map is the same.
fn empty_stack_map(link: &mut Link) -> SymId {
    let table = link.symbols.gc_locals(&[2, 0, 0, 0, 0, 0, 0, 0]);
    if !link.symbols[table].has(Attributes::ON_LIST) {
        let flag = text_flag::RODATA | text_flag::DUPOK;
        link.globl(table, 8, flag, Pos::NONE);
    }
    table
}

/// Adds the tables that the compiler makes from a function's Go declaration.
fn add_argument_funcdata(link: &mut Link, function: &mut Function, prefix: &str) {
    let symbol = &link.symbols[function.sym];
    let name = symbol.name.clone();
    // The linker treats runtime.addmoduledata specially, in ways that break with funcdata.
    let is_ours = name.starts_with(prefix);
    if !is_ours || symbol.abi != Abi::Abi0 || &*name == "runtime.addmoduledata" {
        return;
    }
    let Some(text) = function.text else {
        return;
    };
    let has = |table: i64| {
        function.progs.list(Some(text)).any(|prog| {
            let prog = &function.progs[prog];
            let from = prog.from;
            prog.op == op::FUNCDATA && from.kind == AddrType::Const && from.offset == table
        })
    };
    let (has_maps, has_info) = (has(ARGS_POINTER_MAPS), has(ARG_INFO));
    if !has_maps {
        let name = format!("{name}.args_stackmap");
        add_funcdata(link, function, text, ARGS_POINTER_MAPS, &name);
    }
    if !has_info {
        let name = format!("{name}.arginfo0");
        add_funcdata(link, function, text, ARG_INFO, &name);
    }
}

fn add_funcdata(link: &mut Link, function: &mut Function, after: ProgId, table: i64, name: &str) {
    let target = link.symbols.lookup_derived(function.sym, name);
    let prog = function.progs.append_after(after);
    let prog = &mut function.progs[prog];
    prog.op = op::FUNCDATA;
    prog.from = Addr::constant(table);
    prog.to = Addr {
        kind: AddrType::Mem,
        name: AddrName::Extern,
        sym: Some(target),
        ..Addr::default()
    };
}
