//! Checks of functions and tables from a dump, once, before anything is constructed of them.
//!
//! Later steps rely on it: numbers of types, symbols and variables exist, types have sizes that can
//! be added, no type is a part of itself, and parts that several nodes share do not multiply.
//! Counterpart: none; upstream has no IR from outside.

mod layout;
mod types;
mod visits;

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use crate::func::Func;
use crate::func::Node;
use crate::header::Header;
use crate::op::Op;
use types::Entry;
use types::Extent;
use types::MAX_SIZE;
use visits::check_visits;

/// The largest size of all parameters and results of a call together, in bytes.
const MAX_SIGNATURE: i64 = 1 << 55;

/// The largest size of all types of a function's nodes together, in bytes. Variables that construction
/// and passes make have types of nodes.
const MAX_FUNC: i64 = 1 << 60;

/// Why tables or a function are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The number of a type, and the violated rule.
    Type(u32, &'static str),
    /// A variable whose type does not exist.
    Name(u32),
    /// The rule that the header violates.
    Header(&'static str),
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
            Self::Header(rule) => write!(f, "header: {rule}"),
            Self::Func(rule) => write!(f, "function: {rule}"),
            Self::Node(number, rule) => write!(f, "node {number}: {rule}"),
        }
    }
}

impl Error for Malformed {}

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
            let known = &self.types;
            let entry = Entry { ty, package, known };
            let extent = entry.check();
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
        check_header(header, package).map_err(Malformed::Header)?;
        references.check_func(func)?;
        check_visits(func).map_err(Malformed::Func)
    }
}

/// Checks that types and passes of the header exist, and that passes are in their order.
fn check_header(header: &Header, package: &Package) -> Result<(), &'static str> {
    let references = References { package };
    let types = [header.map, header.map_len, header.defer];
    if !types.into_iter().all(|ty| references.has_type(ty)) {
        return Err("unknown type");
    }
    let passes = &header.passes;
    if passes
        .last()
        .is_some_and(|last| *last >= package.header.passes.len())
    {
        return Err("unknown pass");
    }
    if !passes.is_sorted_by(|one, next| one < next) {
        return Err("order of passes");
    }
    Ok(())
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
        if self.size_of_func(func) > MAX_FUNC {
            return Err(Malformed::Func("size of all values"));
        }
        Ok(())
    }

    /// Returns the size of types together.
    fn size(self, types: impl Iterator<Item = TypeId>) -> i64 {
        let types = types.filter_map(|ty| self.package.ty(ty));
        types.fold(0_i64, |size, ty| size.saturating_add(ty.size.max(0)))
    }

    /// Returns the size of the types of all nodes and variables together. A variable counts each time
    /// a list has it.
    fn size_of_func(self, func: &Func) -> i64 {
        let lists = func.declared.iter().chain(&func.closure_vars);
        let listed = lists.filter_map(|id| func.node(*id));
        let name = |node: &Node| self.package.name(node.name).map(|name| name.ty);
        let types = func.nodes.iter().chain(listed).flat_map(|node| {
            let of_call = node.types.iter().map(|(ty, _)| *ty);
            of_call.chain([node.ty]).chain(name(node))
        });
        self.size(types)
    }

    /// Checks that parameters and results have sizes that can be added.
    fn check_signature(self, types: &[TypeId]) -> Result<(), &'static str> {
        if self.size(types.iter().copied()) > MAX_SIGNATURE {
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
        let has_offset = [Op::Dot, Op::DotPtr, Op::DotInter, Op::LinksymOffset].contains(&node.op);
        if has_offset && !(0..=MAX_SIZE).contains(&node.int(0)) {
            return Err("offset");
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

#[cfg(test)]
mod tests {
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
}
