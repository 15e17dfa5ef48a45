//! Changes of a function and of types that a dump would not have.
//!
//! Counterpart: none.

use vamos_ir::Func;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::SymData;
use vamos_ssa::SymId;
use vamos_ssa::Type;
use vamos_ssa::TypeId;
use vamos_testkit::Random;

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

/// Changes a function, or the types that it uses.
pub(super) fn change(random: &mut Random, func: &mut Func, package: &mut Package) {
    for _ in 0..=random.below(4) {
        match random.below(8) {
            0 => change_type(random, package),
            1 => change_lists(random, func),
            _ => change_node(random, func, package),
        }
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
