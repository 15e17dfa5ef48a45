//! Functions with other inputs, and the same function with other numbers.

use std::collections::HashSet;

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::Span;
use vamos_obj::Abi;
use vamos_obj::Goos;
use vamos_obj::Link;
use vamos_obj::Options;
use vamos_obj::Release;
use vamos_obj::SymId as ObjectSym;
use vamos_obj::x86;
use vamos_ssa::Name;
use vamos_ssa::Sym;
use vamos_ssa::SymData;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;

use super::*;
use crate::build::KnownSyms;
use crate::compile_text::declare_func;
use crate::dwarf::InlinedFunctions;
use crate::input::RuntimeSyms;

/// A function `x = 5` with its tables.
struct Case {
    tables: vamos_ssa::Package,
    ir: IrFunc,
    file: &'static str,
}

/// Returns the function. The numbers in the tables are the other way round if `is_reversed`.
fn case(is_reversed: bool) -> Case {
    let number = |number: u32| {
        if is_reversed { 3 - number } else { number }
    };
    let mut tables = vamos_ssa::Package::default();
    let mut types = ["int", "string"];
    let mut syms = ["p.f", "p.x"];
    let mut names = ["x", "y"];
    if is_reversed {
        types.reverse();
        syms.reverse();
        names.reverse();
    }
    for text in types {
        tables.add_type(Type {
            text: text.to_owned(),
            link_text: text.to_owned(),
            size: 8,
            ..Type::default()
        });
    }
    for name in syms {
        tables.add_sym(Sym {
            name: name.to_owned(),
            ..Sym::default()
        });
    }
    for text in names {
        tables.add_name(Name {
            text: text.to_owned(),
            ty: TypeId(number(1)),
            ..Name::default()
        });
    }
    let node = |op, line: u32| Node {
        op,
        pos: Pos {
            base: 1,
            lico: line << 12,
        },
        ty: TypeId(number(1)),
        flags: 0,
        init: Span::default(),
        operands: Span::default(),
        list: Span::default(),
        other: Span::default(),
        ints: Box::default(),
        text: Box::default(),
        sym: SymId(0),
        name: NameId(0),
        types: Box::default(),
        results: 0,
    };
    let variable = Node {
        ints: [class::AUTO.into(), -1].into(),
        name: NameId(number(1)),
        sym: SymId(number(2)),
        ..node(Op::Name, 3)
    };
    let literal = Node {
        ints: [3, 5].into(),
        ..node(Op::Literal, 4)
    };
    let assign = Node {
        operands: Span { start: 0, len: 2 },
        ..node(Op::Assign, 4)
    };
    let ir = IrFunc {
        sym: SymId(number(1)),
        name: "f,0".to_owned(),
        body: vec![NodeId(3)],
        nodes: vec![variable, literal, assign],
        lists: vec![NodeId(1), NodeId(2)],
        ..IrFunc::default()
    };
    Case {
        tables,
        ir,
        file: "a.go",
    }
}

fn digest(case: &Case) -> Digest {
    let options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
    let mut link = Link::new(&x86::ENCODER, options);
    let file = link.positions.add_file(case.file, case.file);
    link.positions.pos(file, 1, 1);
    let syms = case.tables.syms.iter();
    let syms = syms.map(|sym| link.symbols.lookup_abi(&sym.name, Abi::of_number(sym.abi)));
    let syms: Vec<ObjectSym> = syms.collect();
    declare_func(&mut link, syms[case.ir.sym.0 as usize - 1], &case.ir);
    let package = Package {
        tables: &case.tables,
        header: &Header::default(),
        known: &KnownSyms::default(),
        object: link.frozen(),
        syms: &syms,
        runtime: &RuntimeSyms {
            defer_return: syms[0],
            write_barriers: [syms[0]; 8],
            panic_bounds: syms[0],
        },
        map_inits: &HashSet::new(),
        inlined: &InlinedFunctions::new(),
    };
    let input = FuncInput {
        ir: &case.ir,
        relocs: &[],
        debug: None,
    };
    Digester::new(package, b"compiler").func(&input)
}

#[test]
fn numbers_of_tables_do_not_count() {
    assert_eq!(digest(&case(false)), digest(&case(true)));
}

#[test]
fn parts_of_a_function_count() {
    let changes: [fn(&mut Case); 9] = [
        |case| case.ir.nodes[1].ints[1] = 6,
        |case| case.ir.nodes[1].ty = TypeId(2),
        |case| case.ir.nodes[1].pos.lico += 1 << 12,
        |case| case.ir.nodes[0].name = NameId(2),
        |case| case.ir.nodes[2].operands.len = 1,
        |case| case.ir.facts.is_nosplit = true,
        |case| case.file = "b.go",
        |case| case.tables.types[0].size = 4,
        |case| {
            let data = SymData {
                bytes: vec![1],
                ..SymData::default()
            };
            case.tables.add_data(SymId(2), data);
        },
    ];
    let mut digests = vec![digest(&case(false))];
    digests.extend(changes.map(|change| {
        let mut changed = case(false);
        change(&mut changed);
        digest(&changed)
    }));
    let count = digests.len();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), count);
}

#[test]
fn other_entries_of_tables_do_not_count() {
    let mut other = case(false);
    other.tables.types[1].size = 16;
    other.tables.names[1].text = "z".to_owned();
    assert_eq!(digest(&other), digest(&case(false)));
}
