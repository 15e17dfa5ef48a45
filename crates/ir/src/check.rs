//! Checks of functions and tables from a dump, once, before anything is constructed of them.
//!
//! Later steps rely on it: numbers of types, symbols and variables exist, types have sizes that can
//! be added, no type is a part of itself, and parts that several nodes share do not multiply.
//! Counterpart: none; upstream has no IR from outside.

mod debug;
mod layout;
#[cfg(test)]
mod tests;
mod types;
mod visits;

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use vamos_ssa::Name;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use crate::func::Func;
use crate::func::Node;
use crate::header::Header;
use crate::op::Op;
pub use debug::check_facts;
pub use debug::check_inlined;
use types::Entry;
use types::Extent;
use types::MAX_SIZE;
use visits::check_visits;

/// The largest size of all parameters and results of a call together, in bytes.
const MAX_SIGNATURE: i64 = 1 << 55;

/// The largest size of all types of a function's nodes together, in bytes. Variables that construction
/// and passes make have types of nodes.
const MAX_FUNC: i64 = 1 << 60;

/// The number from which on no inlined call is: the SDK's compiler has no more.
const MAX_CALLS: i64 = 1 << 24;

/// Why tables or a function are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The number of a type, and the violated rule.
    Type(u32, &'static str),
    /// The number of a variable, and the violated rule.
    Name(u32, &'static str),
    /// The rule that the header violates.
    Header(&'static str),
    /// The rule that the function violates.
    Func(&'static str),
    /// The number of a node, and the violated rule.
    Node(u32, &'static str),
    /// The rule that facts for debuggers violate.
    Debug(&'static str),
}

impl Display for Malformed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(number, rule) => write!(f, "type {number}: {rule}"),
            Self::Name(number, rule) => write!(f, "variable {number}: {rule}"),
            Self::Header(rule) => write!(f, "header: {rule}"),
            Self::Func(rule) => write!(f, "function: {rule}"),
            Self::Node(number, rule) => write!(f, "node {number}: {rule}"),
            Self::Debug(rule) => write!(f, "facts for debuggers: {rule}"),
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
            let checked = references.check_name(name);
            checked.map_err(|rule| Malformed::Name(number, rule))?;
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

    /// Reports whether the tables have the base of a position. Number 0 is no base.
    fn has_base(self, base: u64) -> bool {
        base == 0 || base < self.package.inlined_calls.len() as u64
    }

    fn has_pos(self, pos: Pos) -> bool {
        self.has_base(pos.base.into())
    }

    fn check_name(self, name: &Name) -> Result<(), &'static str> {
        if !self.has_type(name.ty) {
            return Err("unknown type");
        }
        if !self.has_sym(name.func) {
            return Err("unknown symbol");
        }
        let (base, lico) = name.pos;
        if !self.has_base(base) || u32::try_from(lico).is_err() {
            return Err("position");
        }
        Ok(())
    }

    fn check_func(self, func: &Func) -> Result<(), Malformed> {
        if func.sym.0 == 0 || !self.has_sym(func.sym) || !self.has_sym(func.binding.wrapped) {
            return Err(Malformed::Func("unknown symbol"));
        }
        if !self.has_pos(func.pos) || !self.has_pos(func.end) {
            return Err(Malformed::Func("position"));
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
        if !self.has_pos(node.pos) {
            return Err("position");
        }
        if node.op == Op::InlMark && !(0..MAX_CALLS).contains(&node.int(0)) {
            return Err("inlined call");
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
