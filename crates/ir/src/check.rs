//! Checks of functions and tables from a dump, once, before anything is constructed of them.
//!
//! Later steps rely on it: numbers of types, symbols and variables exist, types have sizes that can
//! be added, no type is a part of itself, and parts that several nodes share do not multiply.
//! Counterpart: none; upstream has no IR from outside.

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;

use crate::func::Func;
use crate::func::Node;
use crate::header::Header;
use crate::op::Op;

/// The size of a type that has none (`types.BADWIDTH`).
const NO_SIZE: i64 = -1_000_000_000;

/// The largest size of a type, in bytes.
const MAX_SIZE: i64 = 1 << 50;

/// The largest alignment of a type, in bytes.
const MAX_ALIGN: i64 = 1 << 12;

/// The most levels of types inside each other.
const MAX_TYPE_DEPTH: u32 = 500;

/// The maximum number of parts of a type. Parts of parts count, too.
const MAX_TYPE_PARTS: u64 = 1 << 20;

/// The largest size of all parameters and results of a call together, in bytes.
const MAX_SIGNATURE: i64 = 1 << 55;

/// The elements of an array that count as parts.
const COUNTED_ELEMENTS: u64 = 32;

/// The most visits of a walk over a function, for each of its nodes.
const MAX_VISITS: u64 = 4;

/// The visits of a walk that are always allowed.
const FREE_VISITS: u64 = 1 << 16;

/// Why tables or a function are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The number of a type, and the violated rule.
    Type(u32, &'static str),
    /// A variable whose type does not exist.
    Name(u32),
    /// The header refers to a type that does not exist.
    Header,
    /// The rule that the function violates.
    Func(&'static str),
    /// The number of a node, and the violated rule.
    Node(u32, &'static str),
}

impl Display for Malformed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(number, rule) => write!(f, "type {number}: {rule}"),
            Self::Name(number) => write!(f, "variable {number} has an unknown type"),
            Self::Header => f.write_str("the header has an unknown type"),
            Self::Func(rule) => write!(f, "function: {rule}"),
            Self::Node(number, rule) => write!(f, "node {number}: {rule}"),
        }
    }
}

impl Error for Malformed {}

/// The extent of a checked type.
#[derive(Clone, Copy, Debug)]
struct Extent {
    /// The levels of types inside each other.
    depth: u32,
    /// The number of parts. Parts of parts count, too.
    parts: u64,
}

/// The entries of a package's tables that were checked.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    types: Vec<Extent>,
    names: usize,
}

impl Checker {
    /// Checks a function, and the entries of the tables that are new.
    pub fn check(
        &mut self,
        func: &Func,
        header: &Header,
        package: &Package,
    ) -> Result<(), Malformed> {
        for ty in package.types.iter().skip(self.types.len()) {
            let number = self.types.len() as u32 + 1;
            let extent = self.extent(ty, package);
            let extent = extent.map_err(|rule| Malformed::Type(number, rule))?;
            self.types.push(extent);
        }
        let references = References { package };
        for (name, number) in package.names.iter().zip(1..).skip(self.names) {
            if !references.has_type(name.ty) {
                return Err(Malformed::Name(number));
            }
        }
        self.names = package.names.len();
        let header_types = [header.map, header.map_len, header.defer];
        if !header_types.into_iter().all(|ty| references.has_type(ty)) {
            return Err(Malformed::Header);
        }
        references.check_func(func)?;
        check_visits(func)
    }

    /// Checks a type whose parts were checked, and returns its extent.
    fn extent(&self, ty: &Type, package: &Package) -> Result<Extent, &'static str> {
        let is_of_back_end = [kind::SSA, kind::TUPLE, kind::RESULTS].contains(&ty.kind);
        let is_unsized = is_of_back_end && ty.size == NO_SIZE;
        if !is_unsized && !(0..=MAX_SIZE).contains(&ty.size) {
            return Err("size");
        }
        let is_aligned = (1..=MAX_ALIGN).contains(&ty.align) && ty.align.count_ones() == 1;
        if !is_aligned && !is_of_back_end {
            return Err("alignment");
        }
        let mut found = Extent { depth: 1, parts: 1 };
        if ty.kind == kind::ARRAY {
            let elem = package.ty(ty.elem).ok_or("unknown element")?;
            if ty.len < 0 || elem.size.checked_mul(ty.len) != Some(ty.size) {
                return Err("length");
            }
            self.add(&mut found, ty.elem, (ty.len as u64).min(COUNTED_ELEMENTS))?;
        } else if ty.kind == kind::SLICE {
            // Elements are no parts.
            self.add(&mut found, ty.elem, 0)?;
        } else if ty.elem.0 != 0 {
            return Err("element");
        }
        if ty.kind == kind::STRUCT && ty.field_names.len() != ty.components.len() {
            return Err("names of fields");
        }
        for part in &ty.components {
            let part_type = package.ty(part.ty).ok_or("unknown part")?;
            let end = part.offset.checked_add(part_type.size);
            let is_inside = part.offset >= 0 && end.is_some_and(|end| end <= ty.size);
            if ty.kind == kind::STRUCT && !is_inside {
                return Err("offset of a field");
            }
            self.add(&mut found, part.ty, 1)?;
        }
        Ok(found)
    }

    /// Adds a part several times; it comes before the type in the table.
    fn add(&self, to: &mut Extent, part: TypeId, times: u64) -> Result<(), &'static str> {
        let index = (part.0 as usize).checked_sub(1);
        let known = index.and_then(|index| self.types.get(index));
        let known = known.ok_or("part that comes later")?;
        to.depth = to.depth.max(known.depth + 1);
        to.parts = to.parts.saturating_add(known.parts.saturating_mul(times));
        if to.depth > MAX_TYPE_DEPTH || to.parts > MAX_TYPE_PARTS {
            return Err("number of parts");
        }
        Ok(())
    }
}

/// The numbers that a function may refer to.
#[derive(Clone, Copy)]
struct References<'a> {
    package: &'a Package,
}

impl References<'_> {
    fn has_type(self, id: TypeId) -> bool {
        id.0 as usize <= self.package.types.len()
    }

    fn has_sym(self, id: SymId) -> bool {
        id.0 as usize <= self.package.syms.len()
    }

    fn has_name(self, id: NameId) -> bool {
        id.0 as usize <= self.package.names.len()
    }

    fn check_func(self, func: &Func) -> Result<(), Malformed> {
        if func.sym.0 == 0 || !self.has_sym(func.sym) || !self.has_sym(func.binding.wrapped) {
            return Err(Malformed::Func("unknown symbol"));
        }
        let params = func.params.iter().chain(&func.results);
        let mut types: Vec<TypeId> = params.map(|param| param.ty).collect();
        self.check_signature(&types).map_err(Malformed::Func)?;
        types.push(func.ty);
        if !types.iter().all(|ty| self.has_type(*ty)) {
            return Err(Malformed::Func("unknown type"));
        }
        let vars = func.declared.iter().chain(&func.closure_vars);
        let mut vars = vars.filter_map(|id| func.node(*id));
        if !vars.all(|node| node.op == Op::Name && node.name.0 != 0) {
            return Err(Malformed::Func("declared node is not a variable"));
        }
        for (node, number) in func.nodes.iter().zip(1..) {
            let checked = self.check_node(node);
            checked.map_err(|rule| Malformed::Node(number, rule))?;
        }
        Ok(())
    }

    /// Checks that parameters and results have sizes that can be added.
    fn check_signature(self, types: &[TypeId]) -> Result<(), &'static str> {
        let types = types.iter().filter_map(|ty| self.package.ty(*ty));
        let size = types.fold(0_i64, |size, ty| size.saturating_add(ty.size));
        if size > MAX_SIGNATURE {
            return Err("size of parameters");
        }
        Ok(())
    }

    fn check_node(self, node: &Node) -> Result<(), &'static str> {
        let mut types = node.types.iter();
        if !self.has_type(node.ty) || !types.all(|(ty, _)| self.has_type(*ty)) {
            return Err("unknown type");
        }
        let mut names = node.types.iter();
        if !self.has_name(node.name) || !names.all(|(_, name)| self.has_name(*name)) {
            return Err("unknown variable");
        }
        let types: Vec<TypeId> = node.types.iter().map(|(ty, _)| *ty).collect();
        self.check_signature(&types)?;
        if !self.has_sym(node.sym) {
            return Err("unknown symbol");
        }
        if node.op == Op::JumpTable {
            let labels = node.text.iter().filter(|byte| **byte == b'\n');
            if labels.count() != node.ints.len() {
                return Err("number of labels");
            }
        }
        Ok(())
    }
}

/// Checks that a walk through all parts of a function ends in time, though nodes share parts.
fn check_visits(func: &Func) -> Result<(), Malformed> {
    let mut visits: Vec<u64> = Vec::with_capacity(func.nodes.len());
    let of = |visits: &[u64], id: u32| {
        let index = (id as usize).checked_sub(1);
        index
            .and_then(|index| visits.get(index))
            .map_or(0, |visits| *visits)
    };
    for node in &func.nodes {
        let spans = [node.init, node.operands, node.list, node.other];
        let parts = spans.into_iter().flat_map(|span| func.list(span));
        let sum = parts.fold(1_u64, |sum, id| sum.saturating_add(of(&visits, id.0)));
        visits.push(sum);
    }
    let body = func.body.iter();
    let total = body.fold(0_u64, |sum, id| sum.saturating_add(of(&visits, id.0)));
    let most = FREE_VISITS + MAX_VISITS * func.nodes.len() as u64;
    if total > most {
        return Err(Malformed::Func("nodes that share too many parts"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::func::NodeId;
    use crate::func::Span;
    use vamos_ssa::Component;
    use vamos_ssa::Sym;

    fn node(op: Op) -> Node {
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

    fn func(nodes: Vec<Node>, lists: Vec<NodeId>) -> Func {
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
    fn shared_parts_do_not_multiply() {
        let chain = |len: u32| {
            let lists = (0..len).flat_map(|at| [NodeId(at), NodeId(at)]);
            let nodes = (0..len).map(|at| Node {
                operands: Span {
                    start: at * 2,
                    len: 2,
                },
                ..node(Op::Add)
            });
            func(nodes.collect(), lists.collect())
        };
        assert_eq!(check(&chain(10), &package()), Ok(()));
        let refused = Malformed::Func("nodes that share too many parts");
        assert_eq!(check(&chain(64), &package()), Err(refused));
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
}
