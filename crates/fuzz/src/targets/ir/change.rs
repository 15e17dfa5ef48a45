//! Changes of a function, of types and of facts for debug information that a dump would not have.
//!
//! Counterpart: none.

use vamos_ir::Func;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::Declaration;
use vamos_ir::debug::InlinedFunction;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::SymData;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_testkit::Random;

use super::Dump;

/// Numbers that are tempting as sizes, offsets and constants.
const NUMBERS: [i64; 12] = [
    0,
    1,
    2,
    8,
    24,
    -1,
    1 << 20,
    1 << 31,
    1 << 50,
    i64::MAX - 7,
    i64::MAX,
    i64::MIN,
];

/// Changes a function, the types that it uses, or facts for its debug information.
pub(super) fn change(random: &mut Random, dump: &mut Dump) {
    let Dump {
        reader,
        func,
        facts,
        inlined,
        ..
    } = dump;
    let package = &mut reader.package;
    for _ in 0..=random.below(4) {
        match random.below(10) {
            0 => change_type(random, package),
            1 => change_lists(random, func),
            2 => change_facts(random, facts, package),
            3 => {
                let mut functions: Vec<_> = inlined.iter_mut().collect();
                functions.sort_by_key(|(name, _)| *name);
                let functions = functions.into_iter().map(|(_, function)| function);
                change_inlined(random, functions.collect(), package);
            }
            _ => change_node(random, func, package),
        }
    }
}

/// Changes facts of the function.
fn change_facts(random: &mut Random, facts: &mut DebugFacts, package: &Package) {
    let name = number(random, package.names.len(), NameId);
    match random.below(5) {
        0 => facts.describes_inlined ^= true,
        1 => facts.before_inlining.push(name),
        2 => facts.scopes.marks.reverse(),
        3 => {
            facts.before_inlining.pop();
        }
        _ => {
            let count = facts.declarations.len().max(1);
            if let Some((of, declaration)) = facts.declarations.get_mut(random.below(count)) {
                *of = name;
                change_declaration(random, declaration);
            }
        }
    }
}

/// Changes a function that was inlined.
fn change_inlined(random: &mut Random, functions: Vec<&mut InlinedFunction>, package: &Package) {
    let at = random.below(functions.len().max(1));
    let Some(function) = functions.into_iter().nth(at) else {
        return;
    };
    let count = function.variables.len().max(1);
    let Some(variable) = function.variables.get_mut(random.below(count)) else {
        return;
    };
    match random.below(5) {
        0 => variable.ty = number(random, package.types.len(), TypeId),
        1 => variable.class = random.below(10) as u32,
        2 => variable.text.clear(),
        3 => change_declaration(random, &mut variable.declaration),
        _ => {
            let last = variable.clone();
            function.variables.push(last);
        }
    }
}

fn change_declaration(random: &mut Random, declaration: &mut Declaration) {
    match random.below(6) {
        0 => declaration.pos.lico = random.below(1 << 16) as u32,
        1 => declaration.pos.base = random.below(64) as u32,
        2 => declaration.dictionary_index = random.below(4) as u16,
        3 => declaration.is_inlined_parameter ^= true,
        4 => declaration.is_inlined_local ^= true,
        _ => declaration.is_untyped ^= true,
    }
}

fn number<T: Copy>(random: &mut Random, len: usize, id: impl Fn(u32) -> T) -> T {
    id(random.below(len + 1) as u32)
}

fn change_type(random: &mut Random, package: &mut Package) {
    if package.types.is_empty() {
        return;
    }
    let count = package.types.len();
    let at = random.below(count);
    let other = package.types[random.below(count)].clone();
    let part = number(random, count, TypeId);
    let mut ty = package.types[at].clone();
    match random.below(14) {
        0 => ty.size = *random.pick(&NUMBERS),
        1 => ty.len = *random.pick(&NUMBERS),
        2 => ty.kind = random.below(40) as u32,
        3 => ty.elem = part,
        4 => ty.components.truncate(random.below(3)),
        5 => ty.components = other.components,
        6 | 7 => ty.flags ^= 1 << random.below(9),
        8 => ty.int_registers = random.below(12) as u32,
        9 => ty.align = 1 << random.below(14),
        // The check accepts it, except for parts that come later.
        _ => ty = other,
    }
    replace(package, at, ty);
}

/// Replaces a type. The tables are made again: they have indexes of their entries.
fn replace(package: &mut Package, at: usize, ty: Type) {
    let mut old = std::mem::take(package);
    old.types[at] = ty;
    package.header = old.header;
    package.inlined_calls = old.inlined_calls;
    for ty in old.types {
        package.add_type(ty);
    }
    for sym in old.syms {
        package.add_sym(sym);
    }
    for name in old.names {
        package.add_name(name);
    }
    for aux in old.auxes {
        package.add_aux(aux);
    }
    let mut data: Vec<(SymId, SymData)> = old.data.into_iter().collect();
    data.sort_by_key(|(sym, _)| *sym);
    for (sym, data) in data {
        package.add_data(sym, data);
    }
}

/// Changes a list of the function.
fn change_lists(random: &mut Random, func: &mut Func) {
    let id = number(random, func.nodes.len(), NodeId);
    let lists = [&mut func.declared, &mut func.closure_vars, &mut func.body];
    let at = random.below(5);
    if let Some(list) = lists.into_iter().nth(at) {
        if !list.is_empty() && random.chance(50) {
            list.remove(random.below(list.len()));
        } else {
            list.push(id);
        }
        return;
    }
    let params = if at == 3 {
        &mut func.params
    } else {
        &mut func.results
    };
    if let Some(last) = params.last().copied() {
        if random.chance(50) {
            params.pop();
        } else {
            params.push(last);
        }
    }
    if random.chance(30) {
        func.facts.has_defer ^= true;
    }
    if random.chance(30) {
        func.facts.needs_context ^= true;
    }
}

fn change_node(random: &mut Random, func: &mut Func, package: &Package) {
    if func.nodes.is_empty() {
        return;
    }
    let at = random.below(func.nodes.len());
    let other: Node = func.nodes[random.below(func.nodes.len())].clone();
    let before = number(random, at, NodeId);
    let node = &mut func.nodes[at];
    match random.below(14) {
        0 => node.op = other.op,
        1 => node.ty = other.ty,
        2 => node.ty = number(random, package.types.len(), TypeId),
        3 => node.flags ^= 1 << random.below(8),
        4 => node.ints = other.ints,
        5 => {
            let mut ints = node.ints.to_vec();
            ints.resize(random.below(4), *random.pick(&NUMBERS));
            node.ints = ints.into();
        }
        6 => node.text = other.text,
        7 => node.sym = number(random, package.syms.len(), SymId),
        8 => node.name = number(random, package.names.len(), NameId),
        9 => (node.types, node.results) = (other.types, other.results),
        10 => node.results = random.below(node.types.len() + 1) as u32,
        11 => node.operands.len = random.below(node.operands.len as usize + 1) as u32,
        12 => node.list.len = random.below(node.list.len as usize + 1) as u32,
        _ => {
            let spans = [node.init, node.operands, node.list, node.other];
            let span = *random.pick(&spans);
            if span.len > 0 {
                let index = span.start as usize + random.below(span.len as usize);
                func.lists[index] = before;
            }
        }
    }
}
