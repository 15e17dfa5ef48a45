//! A function with a variable and an inlined call.

use super::*;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::ids::SymId;
use crate::link::Link;
use crate::options::Goos;
use crate::options::Options;
use crate::options::Release;
use crate::pos::Pos;
use crate::prog::Prog;
use crate::prog::ProgList;
use crate::prog::op;
use crate::x86;

/// Returns an object with one declared function, the function and its position.
fn declared(goos: Goos, is_dwarf5: bool) -> (Link, Function, Pos) {
    let mut options = Options::for_compiler(Release::Go126, goos, "p");
    options.debug.is_dwarf5 = is_dwarf5;
    options.debug.text_count = 1;
    let mut link = Link::new(&x86::ENCODER, options);
    let sym = link.symbols.lookup("p.f");
    let base = link.positions.add_file("f.go", "/f.go");
    let pos = link.positions.pos(base, 3, 1);
    link.init_text_sym(sym, 0, pos);
    let mut list = ProgList::default();
    list.append(Prog {
        op: op::TEXT,
        pos,
        ..Prog::default()
    });
    let mut function = Function::new(sym);
    function.text = list.first();
    function.progs = list.into_progs();
    function.code.size = 32;
    (link, function, pos)
}

fn variable(name: &str, type_entry: SymId, location: Location) -> Variable {
    Variable {
        name: name.into(),
        is_parameter: true,
        is_result: false,
        type_entry,
        dictionary_index: 0,
        line: 3,
        child_index: 7,
        is_in_abstract: true,
        closure_offset: 0,
        location,
    }
}

/// Returns debug information with a variable of the function and one of an inlined call.
fn described(link: &mut Link, call: Pos) -> FunctionDebug {
    let int = link.symbols.lookup("go:info.int");
    let range = CodeRange { start: 4, end: 9 };
    let list = Location::List(vec![LocationEntry {
        range,
        expression: vec![0x50],
    }]);
    FunctionDebug {
        used_types: Vec::new(),
        abstract_entry: None,
        variables: vec![
            variable("x", int, list),
            variable("y", int, Location::Frame(-16)),
        ],
        scopes: vec![Scope {
            parent: None,
            ranges: Vec::new(),
            variables: vec![0, 1],
        }],
        inlined: vec![InlinedEntry {
            abstract_entry: link.symbols.lookup("go:info.p.g$abstract"),
            call,
            ranges: vec![range],
            children: Vec::new(),
            is_root: true,
            variables: vec![1],
        }],
    }
}

fn entries(frozen: &Frozen<'_>, function: &Function, debug: &FunctionDebug) -> Entries {
    function_entries(frozen, function, debug).expect("the scopes are a tree")
}

#[test]
fn variables_of_inlined_calls_are_in_their_entries() {
    let (mut link, function, pos) = declared(Goos::Linux, true);
    let debug = described(&mut link, pos);
    let made = entries(&link.frozen(), &function, &debug);
    let want = [
        b"\x03p.f\0\0\x20\x01\x9c\x01\0\0\0\x03\x01".as_slice(),
        // x: not a result, line, type, list.
        b"\x2dx\0\0\x03\0\0\0\0\0\0\0\0",
        // The call: origin, ranges, file, line; y: origin, place.
        b"\x09\0\0\0\0\0\0\0\0\x01\0\0\0\x03\x2a\0\0\0\0\x02\x91\x70\0",
        b"\0",
    ]
    .concat();
    assert_eq!(made.entry.data, want);
    assert_eq!(made.ranges.data, b"\x01\0\x04\x04\x09\0");
    assert_eq!(made.locations.data, b"\x01\0\x04\x04\x09\x01\x50\0");
    assert_eq!(made.children.len(), 1);
    assert_eq!(made.children[0].child, 7);
}

#[test]
fn lists_of_old_releases_have_pointers() {
    let (mut link, function, pos) = declared(Goos::Darwin, false);
    let debug = described(&mut link, pos);
    let made = entries(&link.frozen(), &function, &debug);
    assert_eq!(made.ranges.data.len(), 0);
    let places = made.locations.relocs.iter().map(|reloc| reloc.add);
    assert_eq!(places.collect::<Vec<_>>(), [4, 9]);
    assert_eq!(made.locations.data.len(), 16 + 2 + 1 + 16);
}

#[test]
fn references_get_the_offset_of_their_variable() {
    let (mut link, function, pos) = declared(Goos::Linux, true);
    let debug = described(&mut link, pos);
    let made = entries(&link.frozen(), &function, &debug);
    let origin = debug.inlined[0].abstract_entry;
    let entry = link.func(function.sym).and_then(|info| info.dwarf_info);
    let entry = entry.expect("a declared function has an entry");
    let reloc = made.children[0].reloc;
    link.set_debug_data(entry, made.entry);
    link.add_references(entry, made.children);
    let callee = Subprogram {
        name: "p.g",
        line: 9,
        is_external: true,
    };
    let shared = abstract_entry(Release::Go126, callee, &[], &[&debug.variables[1]]);
    assert_eq!(
        shared.content.data,
        b"\x05p.g\0\x01\x09\x01\x22y\0\0\0\0\0\0\0"
    );
    link.add_abstract_entry(origin, shared);
    link.complete_entries();
    assert!(link.diagnostics.is_empty());
    assert_eq!(link.symbols[entry].relocs[reloc].add, 8);
}
