//! The places where values are stored on the stack.
//!
//! Counterpart: cmd/compile/internal/ssa/regalloc.go (`placeSpills`).

use super::block_lists::Rows;
use super::block_lists::reset;
use super::data::NONE;
use super::state::State;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::class;

/// The most blocks that are visited for one value.
const MOST: usize = 100;

/// The best place of a store so far.
struct Place {
    block: BlockId,
    /// The copy of the value that is in a register there.
    copy: ValueId,
    /// The depth of the loop.
    depth: i16,
}

/// Adds the stores to blocks: where the value is in a register, above all loads, and in no deeper
/// loop than the value.
pub(super) fn place(state: &mut State<'_>) {
    let blocks = &state.func.block_of;
    let is_open = |spill: ValueId| spill != NONE && blocks[spill.0 as usize].0 == 0;
    if !state.values.iter().any(|value| is_open(value.spill)) {
        return;
    }
    let mut spills: Spills = state.func.free.scratch.memory();
    reset(&mut spills.0, state.func.blocks.len());
    let count = state.func.values.len();
    let mut after = state.func.free.scratch.filled(count, NONE);
    for number in 0..state.values.len() {
        let spill = state.values[number].spill;
        if spill == NONE || state.func.block_of[spill.0 as usize].0 != 0 {
            continue;
        }
        let value = state.orig[number];
        let place = find(state, value);
        state.func.block_of[spill.0 as usize] = place.block;
        state.func.add_arg(spill, place.copy);
        let is_here = place.block == state.func.block_of[value.0 as usize];
        if is_here && !comes_first(state, value) {
            after[value.0 as usize] = spill;
        } else {
            spills.0[place.block.0 as usize].push(spill);
        }
    }
    let mut old = state.func.free.scratch.take();
    for at in 0..state.func.order.len() {
        let block = state.func.order[at];
        let values = &state.func.block(block).values;
        let is_first = |value: &&ValueId| comes_first(state, **value);
        let first = values.iter().take_while(is_first).count();
        old.clear();
        old.extend_from_slice(&values[first..]);
        let values = &mut state.func.block_mut(block).values;
        values.truncate(first);
        values.append(&mut spills.0[block.0 as usize]);
        for value in &old {
            values.push(*value);
            let spill = after.get(value.0 as usize).copied().unwrap_or_default();
            if spill != NONE {
                values.push(spill);
            }
        }
    }
    let scratch = &mut state.func.free.scratch;
    scratch.put(after);
    scratch.put(old);
    scratch.keep(spills);
}

/// The stores at the start of each block, by number of the block.
#[derive(Debug, Default)]
struct Spills(Rows<ValueId>);

/// Reports whether a value comes before all stores in its block.
fn comes_first(state: &State<'_>, value: ValueId) -> bool {
    let ops = state.cx.ops;
    let op = state.func.value(value).op;
    [ops.phi, ops.arg_int_reg, ops.arg_float_reg].contains(&op)
        || state.cx.tables.is_of(op, class::CLOSURE_PTR)
}

/// Returns the depth of the loop of a block; 0: it is in none.
fn depth(func: &Func, block: BlockId) -> i16 {
    // Without other blocks there are no live values, and loops were not found.
    let nest = func.caches.loops.as_ref().filter(|_| func.order.len() > 1);
    nest.and_then(|nest| nest.of(block))
        .map_or(0, |found| found.depth)
}

/// Finds the best place for the store of a value.
fn find(state: &State<'_>, value: ValueId) -> Place {
    let own = state.func.block_of[value.0 as usize];
    let mut best = Place {
        block: own,
        copy: value,
        depth: depth(state.func, own),
    };
    let mut block = own;
    let mut steps = 0;
    while steps < MOST {
        let Some(child) = child_above_loads(state, value, block, &mut steps) else {
            break;
        };
        block = child;
        steps += 1;
        let depth = depth(state.func, block);
        if depth > best.depth {
            continue;
        }
        if let Some(copy) = copy_at_start(state, value, block) {
            best = Place { block, copy, depth };
        }
    }
    best
}

/// Returns the block right below another one in the tree of dominators that is above all loads of a
/// value.
fn child_above_loads(
    state: &State<'_>,
    value: ValueId,
    block: BlockId,
    steps: &mut usize,
) -> Option<BlockId> {
    let (first, last) = state.values[value.0 as usize].restores;
    let mut child = state.tree()[block.0 as usize].child;
    while child.0 != 0 && *steps < MOST {
        let node = &state.tree()[child.0 as usize];
        if node.entry <= first && node.exit >= last {
            return Some(child);
        }
        child = node.sibling;
        *steps += 1;
    }
    None
}

/// Returns the copy of a value that is in a register at the start of a block.
fn copy_at_start(state: &State<'_>, value: ValueId, block: BlockId) -> Option<ValueId> {
    if let [edge] = state.func.block(block).preds[..] {
        let mut ends = state.lists.end[edge.block.0 as usize].iter();
        return ends.find(|end| end.value == value).map(|end| end.copy);
    }
    let mut starts = state.lists.start[block.0 as usize].iter();
    starts
        .find(|start| start.value == value)
        .map(|start| start.copy)
}
