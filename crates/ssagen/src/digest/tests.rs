//! Functions with other inputs, and the same function with other numbers.

mod fields;

use std::collections::HashSet;

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::Span;
use vamos_ir::debug::DebugFacts;
use vamos_obj::Abi;
use vamos_obj::Goos;
use vamos_obj::Link;
use vamos_obj::Options;
use vamos_obj::Release;
use vamos_obj::SymId as ObjectSym;
use vamos_obj::x86;
use vamos_ssa::Aux;
use vamos_ssa::Component;
use vamos_ssa::Name;
use vamos_ssa::Sym;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use super::*;
use crate::build::KnownSyms;
use crate::compile_text::declare_func;
use crate::dwarf::InlinedFunctions;
use crate::input::RuntimeSyms;

/// A function `x = 5` with its tables.
struct Case {
    tables: vamos_ssa::Package,
    header: Header,
    ir: IrFunc,
    file: &'static str,
    debug: Option<DebugFacts>,
    inlined: InlinedFunctions,
}

/// Returns the function.
fn case() -> Case {
    Case::new(Numbers { is_reversed: false })
}

/// Numbers of entries of tables with two entries.
#[derive(Clone, Copy)]
struct Numbers {
    /// They are the other way round.
    is_reversed: bool,
}

impl Numbers {
    fn of(self, number: u32) -> u32 {
        if self.is_reversed { 3 - number } else { number }
    }

    /// Returns the entries in the order of their numbers.
    fn sort(self, entries: [&str; 2]) -> [&str; 2] {
        let mut entries = entries;
        if self.is_reversed {
            entries.reverse();
        }
        entries
    }

    fn tables(self) -> vamos_ssa::Package {
        let mut tables = vamos_ssa::Package::default();
        for text in self.sort(["int", "p.T"]) {
            tables.add_type(Type {
                text: text.to_owned(),
                link_text: text.to_owned(),
                size: 8,
                ..Type::default()
            });
        }
        for name in self.sort(["p.f", "p.x"]) {
            tables.add_sym(Sym {
                name: name.to_owned(),
                ..Sym::default()
            });
        }
        for text in self.sort(["x", "y"]) {
            tables.add_name(Name {
                text: text.to_owned(),
                class: class::AUTO,
                ty: TypeId(self.of(1)),
                ..Name::default()
            });
        }
        tables
    }

    fn node(self, op: Op, line: u32) -> Node {
        Node {
            op,
            pos: Pos {
                base: 1,
                lico: line << 12,
            },
            ty: TypeId(self.of(1)),
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
        }
    }

    fn func(self) -> IrFunc {
        let variable = Node {
            ints: [class::AUTO.into(), -1].into(),
            name: NameId(self.of(1)),
            sym: SymId(self.of(2)),
            ..self.node(Op::Name, 3)
        };
        let literal = Node {
            ints: [3, 5].into(),
            ..self.node(Op::Literal, 4)
        };
        let assign = Node {
            operands: Span { start: 0, len: 2 },
            ..self.node(Op::Assign, 4)
        };
        IrFunc {
            sym: SymId(self.of(1)),
            name: "f,0".to_owned(),
            body: vec![NodeId(3)],
            nodes: vec![variable, literal, assign],
            lists: vec![NodeId(1), NodeId(2)],
            ..IrFunc::default()
        }
    }
}

impl Case {
    fn new(numbers: Numbers) -> Self {
        Self {
            tables: numbers.tables(),
            header: Header::default(),
            ir: numbers.func(),
            file: "a.go",
            debug: None,
            inlined: InlinedFunctions::new(),
        }
    }
}

fn digest(case: &Case) -> Digest {
    try_digest(case).expect("no aux values")
}

fn try_digest(case: &Case) -> Result<Digest, Refusal> {
    let options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
    let mut link = Link::new(&x86::ENCODER, options);
    let file = link.positions.add_file(case.file, case.file);
    link.positions.pos(file, 1, 1);
    let syms = case.tables.syms.iter();
    let syms = syms.map(|sym| link.symbols.lookup_abi(&sym.name, Abi::of_number(sym.abi)));
    let syms: Vec<ObjectSym> = syms.collect();
    let own = syms[case.ir.sym.0 as usize - 1];
    declare_func(&mut link, own, &case.ir);
    let package = Package {
        tables: &case.tables,
        header: &case.header,
        known: &KnownSyms::default(),
        object: link.frozen(),
        syms: &syms,
        runtime: &RuntimeSyms {
            defer_return: own,
            write_barriers: [own; 8],
            panic_bounds: own,
        },
        map_inits: &HashSet::new(),
        inlined: &case.inlined,
    };
    let input = FuncInput {
        ir: &case.ir,
        relocs: &[],
        debug: case.debug.as_ref(),
    };
    Ok(Digester::new(package, b"compiler")?.func(&input))
}

/// Checks that changes of a function have digests unlike each other and unlike the function's.
fn check_changes(case: fn() -> Case, changes: &[fn(&mut Case)]) {
    let mut digests = vec![digest(&case())];
    digests.extend(changes.iter().map(|change| {
        let mut changed = case();
        change(&mut changed);
        digest(&changed)
    }));
    for (at, one) in digests.iter().enumerate() {
        let same = digests.iter().position(|other| other == one);
        assert_eq!(same, Some(at), "number of the change, from 1 on");
    }
}

#[test]
fn numbers_of_tables_do_not_count() {
    let reversed = Case::new(Numbers { is_reversed: true });
    assert_eq!(digest(&case()), digest(&reversed));
}

#[test]
fn parts_of_a_function_count() {
    check_changes(
        case,
        &[
            |case| case.ir.nodes[1].ints[1] = 6,
            |case| case.ir.nodes[1].ty = TypeId(2),
            |case| case.ir.nodes[1].pos.lico += 1 << 12,
            |case| case.ir.nodes[0].name = NameId(2),
            |case| case.ir.nodes[2].operands.len = 1,
            |case| case.ir.facts.is_nosplit = true,
            |case| case.file = "b.go",
            |case| case.tables.inlined_calls = vec![-1, 0],
        ],
    );
}

#[test]
fn other_entries_of_tables_do_not_count() {
    let mut other = case();
    other.tables.types[1].size = 16;
    other.tables.names[1].text = "z".to_owned();
    assert_eq!(digest(&other), digest(&case()));
}

/// Types that differ in nothing but their identity have one digest. Whether a part of a type is another
/// type that the function uses counts.
#[test]
fn identities_of_types_count() {
    let with_part = |first: u32, part: u32| {
        let mut case = case();
        for _ in 0..2 {
            case.tables.add_type(Type {
                text: "[4]int".to_owned(),
                link_text: "[4]int".to_owned(),
                kind: kind::ARRAY,
                ..Type::default()
            });
        }
        let pair = case.tables.add_type(Type {
            text: "p.Pair".to_owned(),
            link_text: "p.Pair".to_owned(),
            kind: kind::STRUCT,
            components: vec![Component {
                ty: TypeId(part),
                offset: 0,
            }],
            ..Type::default()
        });
        case.ir.nodes[0].ty = TypeId(first);
        case.ir.nodes[1].ty = pair;
        digest(&case)
    };
    assert_eq!(with_part(3, 3), with_part(4, 4));
    assert_eq!(with_part(3, 4), with_part(4, 3));
    assert_ne!(with_part(3, 3), with_part(3, 4));
}

#[test]
fn types_that_functions_find_count() {
    let add = |case: &mut Case, text: &str, kind| {
        case.tables.add_type(Type {
            text: text.to_owned(),
            link_text: text.to_owned(),
            kind,
            ..Type::default()
        });
    };
    let texts = ["*int", "*uint8", "uint8", "interface {}", "unsafe.Pointer"];
    for text in texts {
        let mut other = case();
        let is_pointer = text.starts_with('*');
        let of_kind = if is_pointer { kind::PTR } else { kind::INT };
        add(&mut other, text, of_kind);
        assert_ne!(digest(&other), digest(&case()), "{text}");
    }
}

#[test]
fn tables_with_aux_values_are_refused() {
    let mut other = case();
    other.tables.add_aux(Aux::Mark);
    assert!(try_digest(&other).is_err());
}
