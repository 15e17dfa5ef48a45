//! A function as the sections of a state.
//!
//! Counterpart: none.

use super::Sections;
use super::bytes::Out;
use super::sections;
use crate::func::Edge;
use crate::func::Func;
use crate::func::Pos;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::state::Caches;
use crate::state::Home;
use crate::state::Lookups;
use crate::state::Slot;
use crate::state::Slots;

/// The sections that each state has.
const COMMON: [u64; 6] = [
    sections::FRAME,
    sections::SLOTS,
    sections::HOMES,
    sections::CACHES,
    sections::LOOKUPS,
    sections::STRAYS,
];

/// Returns the state of a function.
pub fn encode(func: &Func) -> Sections {
    let state = keys(func).map(|key| {
        let mut out = Out::default();
        section(&mut out, func, key);
        (key, out.0)
    });
    Sections(state.collect())
}

/// Reports whether a function is in a state.
pub fn is_in_state(func: &Func, state: &Sections) -> bool {
    let mut out = Out::default();
    let is_equal = |key| {
        out.0.clear();
        section(&mut out, func, key);
        state.0.get(&key).is_some_and(|theirs| *theirs == out.0)
    };
    state.0.len() == COMMON.len() + func.order.len() && keys(func).all(is_equal)
}

/// Returns the keys of the sections of a function.
fn keys(func: &Func) -> impl Iterator<Item = u64> {
    let blocks = func.order.iter();
    let blocks = blocks.map(|id| sections::BLOCKS + u64::from(id.0));
    COMMON.into_iter().chain(blocks)
}

/// Writes a section of a function.
fn section(out: &mut Out, func: &Func, key: u64) {
    match key {
        sections::FRAME => frame(out, func),
        sections::SLOTS => slots(out, &func.places.slots),
        sections::HOMES => homes(out, func),
        sections::CACHES => caches(out, &func.caches),
        sections::LOOKUPS => lookups(out, &func.lookups),
        sections::STRAYS => strays(out, func),
        key => block(out, func, (key - sections::BLOCKS) as usize),
    }
}

fn list<T>(out: &mut Out, items: &[T], mut item: impl FnMut(&mut Out, &T)) {
    out.len(items.len());
    for one in items {
        item(out, one);
    }
}

fn values(out: &mut Out, items: &[ValueId]) {
    list(out, items, |out, id| out.uint(id.0.into()));
}

fn pos(out: &mut Out, pos: Pos) {
    out.uint(pos.base.into());
    out.uint(pos.lico.into());
}

fn bits(flags: &[bool]) -> u64 {
    let set = flags.iter().enumerate().filter(|(_, flag)| **flag);
    set.fold(0, |bits, (index, _)| bits | 1 << index)
}

fn frame(out: &mut Out, func: &Func) {
    out.uint(func.own.ty.0.into());
    out.len(func.values.len());
    out.len(func.blocks.len());
    out.uint(bits(&[
        func.facts.is_scheduled,
        func.facts.is_laid_out,
        func.facts.is_nosplit,
        func.facts.is_hot,
    ]));
    out.uint(func.facts.max_cpu_features.into());
    out.uint(func.own.call.0.into());
    out.uint(func.own.closure_slot.0.into());
    out.uint(func.entry.0.into());
    out.uint(func.defer_return.0.into());
    list(out, &func.order, |out, id| out.uint(id.0.into()));
    for id in func.free.values.iter().rev() {
        out.uint(id.0.into());
    }
    out.uint(0);
    for id in func.free.blocks.iter().rev() {
        out.uint(id.0.into());
    }
    out.uint(0);
    out.uint(func.own.locals.into());
    list(out, &func.own.reg_args, |out, arg| {
        out.uint(arg.ty.0.into());
        out.int(arg.offset);
        out.int(arg.register.into());
    });
}

fn slot(out: &mut Out, found: &Slot) {
    out.uint(found.name.0.into());
    out.uint(found.ty.0.into());
    out.int(found.offset);
    out.flag(found.split_of.is_some());
    if let Some((whole, offset)) = &found.split_of {
        slot(out, whole);
        out.int(*offset);
    }
}

fn slots(out: &mut Out, found: &Slots) {
    list(out, &found.named, |out, named| {
        slot(out, &named.slot);
        values(out, &named.values);
    });
    for set in [&found.roots, &found.splits] {
        sorted(out, set, slot);
    }
}

/// Writes a set in the order of the encodings of its items.
fn sorted<T>(out: &mut Out, items: &[T], item: impl Fn(&mut Out, &T)) {
    let encode = |one| {
        let mut bytes = Out::default();
        item(&mut bytes, one);
        bytes.0
    };
    let mut encoded: Vec<Vec<u8>> = items.iter().map(encode).collect();
    encoded.sort_unstable();
    out.len(encoded.len());
    for bytes in encoded {
        out.0.extend_from_slice(&bytes);
    }
}

fn home(out: &mut Out, found: &Home) {
    match found {
        Home::None => out.uint(0),
        Home::Register(number) => {
            out.uint(1);
            out.uint((*number).into());
        }
        Home::Slot(found) => {
            out.uint(2);
            slot(out, found);
        }
        Home::Pair(pair) => {
            out.uint(3);
            pair.iter().for_each(|one| home(out, one));
        }
        Home::Results(results) => {
            out.uint(4);
            list(out, results, home);
        }
    }
}

fn homes(out: &mut Out, func: &Func) {
    list(out, &func.places.homes, home);
    sorted(out, &func.places.temp_regs, |out, (value, register)| {
        out.uint(value.0.into());
        out.uint((*register).into());
    });
}

fn cached_blocks(out: &mut Out, found: Option<&Vec<BlockId>>) {
    out.flag(found.is_some());
    let found = found.map_or(&[][..], Vec::as_slice);
    list(out, found, |out, id| out.uint(id.0.into()));
}

fn caches(out: &mut Out, found: &Caches) {
    cached_blocks(out, found.postorder.as_ref());
    cached_blocks(out, found.idom.as_ref());
    out.flag(found.tree.is_some());
    let tree = found.tree.as_deref().unwrap_or_default();
    list(out, tree, |out, node| {
        for id in [node.parent, node.child, node.sibling] {
            out.uint(id.0.into());
        }
        out.int(node.entry.into());
        out.int(node.exit.into());
    });
    let nest = found.loops.as_ref();
    out.uint(bits(&[
        nest.is_some(),
        nest.is_some_and(|nest| nest.has_irreducible),
    ]));
    if let Some(nest) = nest {
        list(out, &nest.loops, |out, found| {
            out.uint(found.header.0.into());
            out.uint(found.outer.into());
            out.int(found.blocks.into());
            out.int(found.depth.into());
            out.uint(bits(&[found.is_inner, found.contains_unavoidable_call]));
        });
        list(out, &nest.of_block, |out, number| {
            out.uint((*number).into());
        });
    }
    out.flag(found.lines.is_some());
    let lines = found.lines.as_deref().unwrap_or_default();
    sorted(out, lines, |out, file| {
        out.int(file.base.into());
        out.int(file.first.into());
        out.uint(file.end.into());
        list(out, file.entries(), |out, (line, number)| {
            out.uint((*line).into());
            out.int((*number).into());
        });
    });
}

fn lookups(out: &mut Out, found: &Lookups) {
    out.uint(bits(&[found.constants.is_some(), found.auxes.is_some()]));
    let constants = found.constants.as_deref().unwrap_or_default();
    sorted(out, constants, |out, (constant, list)| {
        out.int(*constant);
        values(out, list);
    });
    let auxes = found.auxes.as_deref().unwrap_or_default();
    sorted(out, auxes, |out, (aux, number)| {
        out.uint(aux.0.into());
        out.int(*number);
    });
}

fn edges(out: &mut Out, found: &[Edge]) {
    list(out, found, |out, edge| {
        out.uint(edge.block.0.into());
        out.uint(edge.index.into());
    });
}

fn block(out: &mut Out, func: &Func, number: usize) {
    let Some(block) = func.blocks.get(number) else {
        return;
    };
    out.uint(block.kind.into());
    out.int(block.likely.into());
    out.uint(block.hotness.into());
    out.flag(block.flags_live_at_end);
    out.uint(block.cpu_features.into());
    pos(out, block.pos);
    out.int(block.aux_int);
    out.uint(block.aux.0.into());
    for control in block.controls {
        out.uint(control.0.into());
    }
    edges(out, &block.succs);
    edges(out, &block.preds);
    list(out, &block.values, |out, id| value(out, func, *id));
}

fn value(out: &mut Out, func: &Func, id: ValueId) {
    let index = id.0 as usize;
    let record = &func.values[index];
    out.uint(id.0.into());
    out.uint(record.op.into());
    out.uint(record.ty.0.into());
    out.int(record.aux_int);
    out.uint(record.aux.0.into());
    pos(out, func.positions[index]);
    out.int(func.uses[index].into());
    out.uint(record.flags.bits().into());
    let args = func.args(id);
    out.len(args.len());
    for arg in args {
        out.uint(arg.0.into());
    }
}

/// Writes the values that are used but are in no block.
fn strays(out: &mut Out, func: &Func) {
    let mut is_seen = vec![false; func.values.len()];
    let blocks = || {
        let order = func.order.iter();
        order.filter_map(|id| func.blocks.get(id.0 as usize))
    };
    for id in blocks().flat_map(|block| &block.values) {
        is_seen[id.0 as usize] = true;
    }
    let mut found: Vec<ValueId> = Vec::new();
    let mut add = |found: &mut Vec<ValueId>, id: ValueId| {
        let seen = is_seen.get_mut(id.0 as usize);
        if let Some(seen @ false) = seen
            && id.0 != 0
        {
            *seen = true;
            found.push(id);
        }
    };
    let named = func
        .places
        .slots
        .named
        .iter()
        .flat_map(|named| &named.values);
    let constants = func.lookups.constants.iter().flatten();
    let constants = constants.flat_map(|(_, values)| values);
    for id in named.chain(constants) {
        add(&mut found, *id);
    }
    for block in blocks() {
        for id in block.controls {
            add(&mut found, id);
        }
        for id in &block.values {
            for arg in func.args(*id) {
                add(&mut found, *arg);
            }
        }
    }
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        for arg in func.args(id) {
            add(&mut found, *arg);
        }
        next += 1;
    }
    found.sort_unstable();
    list(out, &found, |out, id| {
        out.uint(func.block_of[id.0 as usize].0.into());
        value(out, func, *id);
    });
}
