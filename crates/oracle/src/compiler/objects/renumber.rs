//! The functions of a package with other numbers of types, symbols and variables.
//!
//! Archives and digests must not depend on them.
//! Counterpart: none.

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::InlinedFunction;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_ssa::kind;
use vamos_ssagen::InlinedFunctions;
use vamos_ssagen::KnownSyms;

use super::batch::Inputs;
use super::body::Body;

/// The new number of each entry, by the old one; number 0 stays.
struct Numbers {
    /// The new numbers of types.
    types: Vec<u32>,
    syms: usize,
    names: usize,
}

/// A package and its functions with other numbers.
pub(super) struct Renumbered {
    package: Package,
    header: Header,
    known: KnownSyms,
    map_inits: Vec<SymId>,
    inlined: InlinedFunctions,
    pub(super) bodies: Vec<Body>,
}

impl Renumbered {
    /// Returns the inputs that all functions have in common; `text_count` is the number of functions so
    /// far.
    pub(super) fn inputs(&self, text_count: u32) -> Inputs<'_> {
        Inputs {
            package: &self.package,
            header: &self.header,
            known: &self.known,
            map_inits: &self.map_inits,
            inlined: &self.inlined,
            text_count,
            is_renumbered: true,
        }
    }

    /// Gives all entries of the tables other numbers.
    pub(super) fn new(inputs: &Inputs<'_>, bodies: &[&Body]) -> Self {
        let Inputs {
            package,
            header,
            map_inits,
            inlined,
            ..
        } = *inputs;
        let order = last_types_first(&package.types);
        let mut types = vec![0; order.len() + 1];
        for (old, new) in order.iter().zip(1..) {
            types[*old as usize] = new;
        }
        let numbers = Numbers {
            types,
            syms: package.syms.len(),
            names: package.names.len(),
        };
        let renumbered = numbers.package(package, &order);
        let mut known = KnownSyms::default();
        known.extend(&renumbered);
        let functions = inlined.iter();
        let functions = functions.map(|(name, function)| (name.clone(), numbers.inlined(function)));
        Self {
            package: renumbered,
            header: Header {
                map: numbers.ty(header.map),
                map_len: numbers.ty(header.map_len),
                defer: numbers.ty(header.defer),
                ..header.clone()
            },
            known,
            map_inits: map_inits.iter().map(|sym| numbers.sym(*sym)).collect(),
            inlined: functions.collect(),
            bodies: bodies.iter().map(|body| numbers.body(body)).collect(),
        }
    }
}

impl Numbers {
    fn ty(&self, old: TypeId) -> TypeId {
        TypeId(self.types.get(old.0 as usize).copied().unwrap_or(old.0))
    }

    fn sym(&self, old: SymId) -> SymId {
        SymId(reversed(old.0, self.syms))
    }

    fn name(&self, old: NameId) -> NameId {
        NameId(reversed(old.0, self.names))
    }

    /// Returns the tables; `order` has the old numbers of types.
    fn package(&self, package: &Package, order: &[u32]) -> Package {
        let mut out = Package::default();
        out.header.clone_from(&package.header);
        out.inlined_calls.clone_from(&package.inlined_calls);
        for sym in package.syms.iter().rev() {
            out.add_sym(sym.clone());
        }
        for old in order {
            let mut ty = package.types[*old as usize - 1].clone();
            ty.elem = self.ty(ty.elem);
            for component in &mut ty.components {
                component.ty = self.ty(component.ty);
            }
            out.add_type(ty);
        }
        for name in package.names.iter().rev() {
            let mut name = name.clone();
            name.ty = self.ty(name.ty);
            name.func = self.sym(name.func);
            out.add_name(name);
        }
        let mut data: Vec<_> = package.data.iter().collect();
        data.sort_unstable_by_key(|(sym, _)| **sym);
        for (sym, data) in data {
            let mut data = data.clone();
            for (_, target) in &mut data.addresses {
                *target = self.sym(*target);
            }
            if let Some(described) = &mut data.described {
                described.gc_data = self.sym(described.gc_data);
            }
            out.add_data(self.sym(*sym), data);
        }
        out
    }

    fn body(&self, body: &Body) -> Body {
        let mut body = body.clone();
        self.change(&mut body.ir);
        if let Some(DebugFacts {
            declarations,
            before_inlining,
            ..
        }) = &mut body.facts
        {
            let names = declarations.iter_mut().map(|(name, _)| name);
            for name in names.chain(before_inlining) {
                *name = self.name(*name);
            }
        }
        body
    }

    fn change(&self, ir: &mut IrFunc) {
        ir.sym = self.sym(ir.sym);
        ir.ty = self.ty(ir.ty);
        ir.binding.wrapped = self.sym(ir.binding.wrapped);
        for param in ir.params.iter_mut().chain(&mut ir.results) {
            param.ty = self.ty(param.ty);
        }
        for node in &mut ir.nodes {
            node.ty = self.ty(node.ty);
            node.sym = self.sym(node.sym);
            node.name = self.name(node.name);
            for (ty, name) in &mut node.types {
                (*ty, *name) = (self.ty(*ty), self.name(*name));
            }
        }
    }

    fn inlined(&self, function: &InlinedFunction) -> InlinedFunction {
        let mut function = function.clone();
        function.sym = self.sym(function.sym);
        for variable in &mut function.variables {
            variable.ty = self.ty(variable.ty);
        }
        function
    }
}

/// Returns the number of an entry in the reversed table.
fn reversed(old: u32, len: usize) -> u32 {
    match (len as u32 + 1).checked_sub(old) {
        Some(new) if old != 0 => new,
        _ => old,
    }
}

/// Returns the numbers of types from the last one on, but parts before the types that have them.
fn last_types_first(types: &[Type]) -> Vec<u32> {
    let mut order = Vec::with_capacity(types.len());
    let mut is_seen = vec![false; types.len() + 1];
    is_seen[0] = true;
    for last in (1..=types.len() as u32).rev() {
        // A type follows when all parts of it are there.
        let mut next = vec![(last, false)];
        while let Some((ty, has_parts)) = next.pop() {
            if has_parts {
                order.push(ty);
                continue;
            }
            if std::mem::replace(&mut is_seen[ty as usize], true) {
                continue;
            }
            next.push((ty, true));
            let record = &types[ty as usize - 1];
            let parts = record.components.iter().map(|component| component.ty.0);
            next.extend(parts.map(|part| (part, false)));
            if record.kind != kind::SLICE {
                next.push((record.elem.0, false));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ssa::Component;

    #[test]
    fn parts_of_types_come_first() {
        let component = |ty| Component {
            ty: TypeId(ty),
            offset: 0,
        };
        let types = [
            Type::default(),
            Type {
                kind: kind::SLICE,
                elem: TypeId(3),
                ..Type::default()
            },
            Type {
                components: vec![component(2), component(1)],
                ..Type::default()
            },
            Type::default(),
        ];
        assert_eq!(last_types_first(&types), [4, 1, 2, 3]);
        assert_eq!([0, 1, 4].map(|old| reversed(old, 4)), [0, 4, 1]);
    }
}
