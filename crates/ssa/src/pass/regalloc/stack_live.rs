//! The values on the stack that are live at the end of each block, and those that need different
//! slots.
//!
//! Counterpart: cmd/compile/internal/ssa/stackalloc.go (`computeLive`, `buildInterferenceGraph`).

use super::Cx;
use super::data::NONE;
use super::data::Stacked;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::sets::SparseSet;

/// A block that uses a value on the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct UseBlock {
    block: BlockId,
    /// The value is live at the end of the block.
    is_live_at_end: bool,
}

/// The blocks that use values, as lists.
#[derive(Debug)]
struct UseBlocks {
    /// The last entry of each value's list, and one more than the index of the entry before it.
    entries: Vec<(UseBlock, u32)>,
    /// One more than the index of the last entry, by number of the value.
    last: Vec<u32>,
}

impl UseBlocks {
    fn last(&self, value: ValueId) -> Option<(UseBlock, u32)> {
        let number = self.last[value.0 as usize] as usize;
        self.entries.get(number.checked_sub(1)?).copied()
    }

    /// Adds a block; the same one as before is not repeated.
    fn add(&mut self, value: ValueId, block: BlockId, is_live_at_end: bool) {
        let new = UseBlock {
            block,
            is_live_at_end,
        };
        if self.last(value).is_none_or(|(old, _)| old != new) {
            self.entries.push((new, self.last[value.0 as usize]));
            self.last[value.0 as usize] = self.entries.len() as u32;
        }
    }
}

/// Finds the values on the stack that are live at the end of each block, by number of the block.
pub(super) fn find_live(
    func: &mut Func,
    cx: &Cx<'_>,
    stacked: &[Stacked],
    spill_live: &[Vec<ValueId>],
    live: &mut [Vec<ValueId>],
) {
    let uses = find_uses(func, cx, stacked, spill_live);
    let mut add = |block: BlockId, value: ValueId| {
        let list = &mut live[block.0 as usize];
        if list.last() != Some(&value) {
            list.push(value);
        }
    };
    let mut seen = SparseSet::taken(&mut func.free.scratch, func.blocks.len());
    let mut work = func.free.scratch.take();
    for (number, state) in stacked.iter().enumerate() {
        if !state.needs_slot {
            continue;
        }
        let value = ValueId(number as u32);
        seen.clear();
        let mut next = uses.last[number] as usize;
        while let Some((used, before)) = next.checked_sub(1).map(|at| uses.entries[at]) {
            if used.is_live_at_end {
                add(used.block, value);
            }
            work.push(used.block);
            next = before as usize;
        }
        while let Some(block) = work.pop() {
            if seen.contains(block.0) || block == state.block {
                continue;
            }
            seen.add(block.0);
            for edge in &func.block(block).preds {
                add(edge.block, value);
                work.push(edge.block);
            }
        }
    }
    let scratch = &mut func.free.scratch;
    seen.end(scratch);
    scratch.put(work);
    scratch.keep(uses.entries);
    scratch.put(uses.last);
}

fn find_uses(
    func: &mut Func,
    cx: &Cx<'_>,
    stacked: &[Stacked],
    spill_live: &[Vec<ValueId>],
) -> UseBlocks {
    let mut uses = UseBlocks {
        entries: func.free.scratch.memory(),
        last: func.free.scratch.filled(stacked.len(), 0),
    };
    uses.entries.clear();
    for id in &func.order {
        for spill in &spill_live[id.0 as usize] {
            uses.add(*spill, *id, true);
        }
        let block = func.block(*id);
        for value in &block.values {
            let is_phi = func.value(*value).op == cx.ops.phi;
            for (index, arg) in func.args(*value).iter().enumerate() {
                let state = &stacked[arg.0 as usize];
                let user = if is_phi {
                    block.preds[index].block
                } else {
                    *id
                };
                if is_phi && state.spill != NONE {
                    uses.add(state.spill, user, true);
                }
                if state.needs_slot {
                    uses.add(*arg, user, is_phi);
                }
            }
        }
    }
    uses
}

/// Finds for each value the values that are live at the same time.
pub(super) fn find_conflicts(
    func: &mut Func,
    cx: &Cx<'_>,
    stacked: &[Stacked],
    live_at_end: &[Vec<ValueId>],
    conflicts: &mut [Vec<ValueId>],
) {
    let mut live = SparseSet::taken(&mut func.free.scratch, stacked.len());
    for block in &func.order {
        live.clear();
        for value in &live_at_end[block.0 as usize] {
            live.add(value.0);
        }
        for value in func.block(*block).values.iter().rev() {
            let needs_slot = stacked[value.0 as usize].needs_slot;
            let is_arg = needs_slot && func.is_arg(cx, *value);
            if needs_slot {
                live.remove(value.0);
                for other in live.contents() {
                    let other = ValueId(*other);
                    // Parameters of different types may share memory.
                    if is_arg
                        || stacked[other.0 as usize].is_arg
                        || func.has_same_type(cx, *value, other)
                    {
                        conflicts[value.0 as usize].push(other);
                        conflicts[other.0 as usize].push(*value);
                    }
                }
            }
            for arg in func.args(*value) {
                if stacked[arg.0 as usize].needs_slot {
                    live.add(arg.0);
                }
            }
            // A parameter is on the stack before its value.
            if is_arg {
                live.add(value.0);
            }
        }
    }
    live.end(&mut func.free.scratch);
}
