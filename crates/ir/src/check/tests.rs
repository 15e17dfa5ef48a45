//! Functions and tables that are refused.

use super::*;
use crate::func::NodeId;
use crate::func::Span;
use vamos_ssa::Component;
use vamos_ssa::Sym;
use vamos_ssa::Type;
use vamos_ssa::kind;

pub(super) fn node(op: Op) -> Node {
    Node {
        op,
        pos: vamos_ssa::Pos::default(),
        ty: TypeId(0),
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

fn package() -> Package {
    let mut package = Package::default();
    package.add_sym(Sym::default());
    package
}

pub(super) fn func(nodes: Vec<Node>, lists: Vec<NodeId>) -> Func {
    Func {
        sym: SymId(1),
        body: vec![NodeId(nodes.len() as u32)],
        nodes,
        lists,
        ..Func::default()
    }
}

fn check(func: &Func, package: &Package) -> Result<(), Malformed> {
    Checker::default().check(func, &Header::default(), package)
}

#[test]
fn types_and_passes_of_the_header_exist() {
    let mut package = package();
    package.header.passes = vec!["opt".to_owned(), "lower".to_owned()];
    let nodes = vec![node(Op::Nil)];
    let func = func(nodes, Vec::new());
    let check = |passes: &[usize], map| {
        let header = Header {
            passes: passes.to_vec(),
            map: TypeId(map),
            ..Header::default()
        };
        Checker::default().check(&func, &header, &package)
    };
    assert_eq!(check(&[0, 1], 0), Ok(()));
    let refused = |rule| Err(Malformed::Header(rule));
    assert_eq!(check(&[0, 2], 0), refused("unknown pass"));
    assert_eq!(check(&[1, 0], 0), refused("order of passes"));
    assert_eq!(check(&[1, 1], 0), refused("order of passes"));
    assert_eq!(check(&[0], 1), refused("unknown type"));
}

#[test]
fn sizes_of_values_can_be_added() {
    let mut package = package();
    package.add_type(Type {
        kind: kind::STRUCT,
        size: 1 << 50,
        align: 1,
        ..Type::default()
    });
    let value = Node {
        ty: TypeId(1),
        ..node(Op::Nil)
    };
    let values = |count: usize| func(vec![value.clone(); count], Vec::new());
    assert_eq!(check(&values(1 << 10), &package), Ok(()));
    let refused = Malformed::Func("size of all values");
    assert_eq!(check(&values((1 << 10) + 1), &package), Err(refused));
    let field = Node {
        ints: [-1].into(),
        ..node(Op::Dot)
    };
    let refused = Malformed::Node(1, "offset");
    assert_eq!(
        check(&func(vec![field], Vec::new()), &package),
        Err(refused)
    );
}

#[test]
fn types_are_no_parts_of_themselves() {
    let mut package = package();
    let ty = Type {
        kind: kind::STRUCT,
        align: 1,
        components: vec![Component {
            ty: TypeId(1),
            offset: 0,
        }],
        field_names: vec!["x".to_owned()],
        ..Type::default()
    };
    package.add_type(ty);
    let refused = Malformed::Type(1, "part that comes later");
    let nodes = vec![node(Op::Nil)];
    assert_eq!(check(&func(nodes, Vec::new()), &package), Err(refused));
}

#[test]
fn sizes_and_numbers_are_checked() {
    let mut package = package();
    let size = |size| Type {
        kind: kind::INT8,
        size,
        align: 1,
        int_registers: 1,
        ..Type::default()
    };
    package.add_type(size(1));
    let symbol = Node {
        sym: SymId(2),
        ..node(Op::Nil)
    };
    let refused = Malformed::Node(1, "unknown symbol");
    let symbol = func(vec![symbol], Vec::new());
    assert_eq!(check(&symbol, &package), Err(refused));
    package.add_type(size(i64::MAX));
    let refused = Malformed::Type(2, "size");
    let nodes = vec![node(Op::Nil)];
    assert_eq!(check(&func(nodes, Vec::new()), &package), Err(refused));
}

#[test]
fn positions_and_inlined_calls_are_known() {
    let mut package = package();
    package.inlined_calls = vec![-1; 2];
    let at = |base| Node {
        pos: Pos { base, lico: 1 },
        ..node(Op::Nil)
    };
    let mark = |call| Node {
        ints: [call].into(),
        ..node(Op::InlMark)
    };
    let check = |node| check(&func(vec![node], Vec::new()), &package);
    assert_eq!(check(at(1)), Ok(()));
    assert_eq!(check(mark(0)), Ok(()));
    let refused = Err(Malformed::Node(1, "position"));
    assert_eq!(check(at(2)), refused);
    let refused = Err(Malformed::Node(1, "inlined call"));
    assert_eq!(check(mark(-1)), refused);
    assert_eq!(check(mark(u32::MAX.into())), refused);
}

#[test]
fn positions_of_variables_are_known() {
    let refusal = |pos| {
        let mut package = package();
        package.inlined_calls = vec![-1; 2];
        package.add_name(Name {
            pos,
            ..Name::default()
        });
        check(&func(vec![node(Op::Nil)], Vec::new()), &package)
    };
    assert_eq!(refusal((1, 7)), Ok(()));
    let refused = Err(Malformed::Name(1, "position"));
    assert_eq!(refusal((2, 7)), refused);
    assert_eq!(refusal((1, 1 << 32)), refused);
}
