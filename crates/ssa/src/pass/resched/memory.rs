//! The state of memory at the end of each block.
//!
//! Counterpart: `findLastMems` of cmd/compile/internal/ssa/loopreschedchecks.go.

use super::super::Cx;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::TypeId;
use crate::package::kind;
use crate::rules::Refusal;
use crate::sets::SparseSet;

/// Returns for each block the last state of memory that a value of it makes, or 0.
pub(super) fn last_in_blocks(
    func: &mut Func,
    cx: &Cx<'_>,
    memory: TypeId,
) -> Result<Vec<ValueId>, Refusal> {
    let mut last = vec![ValueId(0); func.blocks.len()];
    let mut used = SparseSet::new(func.values.len());
    for at in 0..func.order.len() {
        let block = func.order[at];
        let value = find_last(func, cx, block, &mut used)?;
        last[block.0 as usize] = match func.type_of(cx, value).map(|ty| ty.kind) {
            Some(kind::TUPLE) => select(func, cx, value, cx.ops.select1, 0, memory),
            Some(kind::RESULTS) => {
                let parts = func.type_of(cx, value).map_or(0, |ty| ty.components.len());
                select(func, cx, value, cx.ops.select_n, parts as i64 - 1, memory)
            }
            _ => value,
        };
    }
    Ok(last)
}

/// Adds the state of memory that is a part of a value.
fn select(
    func: &mut Func,
    cx: &Cx<'_>,
    value: ValueId,
    op: u16,
    index: i64,
    memory: TypeId,
) -> ValueId {
    let at = value.0 as usize;
    let (block, pos) = (func.block_of[at], func.positions[at]);
    let part = func.new_value1(block, op, memory, pos, value, cx.ops);
    func.value_mut(part).aux_int = index;
    part
}

/// Returns the value of a block with memory that no other one of it uses; 0 without one.
fn find_last(
    func: &Func,
    cx: &Cx<'_>,
    block: BlockId,
    used: &mut SparseSet,
) -> Result<ValueId, Refusal> {
    used.clear();
    let mut stores = Vec::new();
    let mut phi = ValueId(0);
    let values = func.block(block).values.iter().copied();
    for value in values.filter(|value| func.is_memory(cx, *value)) {
        if func.value(value).op == cx.ops.phi {
            phi = value;
            continue;
        }
        stores.push(value);
        for arg in func.args(value) {
            if func.block_of[arg.0 as usize] == block && func.is_memory(cx, *arg) {
                used.add(arg.0);
            }
        }
    }
    if stores.is_empty() {
        return Ok(phi);
    }
    let mut unused = stores.iter().filter(|store| !used.contains(store.0));
    match (unused.next(), unused.next()) {
        (Some(last), None) => Ok(*last),
        _ => Err(Refusal::Invalid),
    }
}

/// The state of memory at the end of each block, by number of the block.
pub(super) struct Memory(Vec<ValueId>);

impl Memory {
    /// Finds the states from the last ones that blocks make. Where a block has none, no ways with
    /// different states meet.
    pub(super) fn find(
        func: &Func,
        postorder: &[BlockId],
        last: &[ValueId],
    ) -> Result<Self, Refusal> {
        let mut at_end = vec![ValueId(0); func.blocks.len()];
        for block in postorder.iter().rev() {
            let mut memory = last[block.0 as usize];
            if memory.0 == 0 {
                let mut preds = func.block(*block).preds.iter();
                let known = preds.find_map(|edge| {
                    let memory = at_end[edge.block.0 as usize];
                    (memory.0 != 0).then_some(memory)
                });
                memory = known.ok_or(Refusal::Invalid)?;
            }
            at_end[block.0 as usize] = memory;
        }
        Ok(Self(at_end))
    }

    /// Returns the state at the end of a block; 0 for a block that cannot be reached.
    pub(super) fn at_end(&self, block: BlockId) -> ValueId {
        self.0[block.0 as usize]
    }
}
