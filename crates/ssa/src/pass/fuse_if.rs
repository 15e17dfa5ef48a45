//! Branches whose ways lead through empty blocks to the same block with the same values are removed.
//!
//! Counterpart: cmd/compile/internal/ssa/fuse.go (`fuseBlockIf`).

use super::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::flags;
use crate::type_facts::EmptyType;

/// A way of a branch.
#[derive(Clone, Copy)]
struct Way {
    /// The empty block on the way, or the branch without one.
    through: BlockId,
    /// The edge to the block after it.
    to: Edge,
}

/// Removes the branch of a block; reports whether it was done.
pub(super) fn fuse_if(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    if func.block(id).kind != cx.ops.block_if {
        return false;
    }
    let ways = [0, 1].map(|index| way(func, cx, id, index));
    let Some([first, second]) = meet(id, ways) else {
        return false;
    };
    let values = func.block(first.to.block).values.iter();
    let differs = values.copied().any(|value| {
        let args = func.args(value);
        func.value(value).op == cx.ops.phi
            && func.uses[value.0 as usize] > 0
            && args[first.to.index as usize] != args[second.to.index as usize]
    });
    if differs {
        return false;
    }
    func.remove_edge(id, 0, cx.ops);
    if first.through != id && func.block(first.through).preds.is_empty() {
        empty(func, cx, first.through, id);
    }
    let block = func.block_mut(id);
    block.kind = cx.ops.block_plain;
    block.likely = 0;
    func.reset_controls(id);
    remove_dead(func, cx, id);
    true
}

/// Returns a way of a branch.
fn way(func: &Func, cx: &Cx<'_>, id: BlockId, index: usize) -> Way {
    let edge = func.block(id).succs[index];
    match func.block(edge.block).kind == cx.ops.block_plain && is_empty(func, cx, edge.block) {
        true => Way {
            through: edge.block,
            to: func.block(edge.block).succs[0],
        },
        false => Way {
            through: id,
            to: edge,
        },
    }
}

/// Returns the ways of a branch if they lead to the same block. An empty block may be that one.
fn meet(id: BlockId, [mut first, mut second]: [Way; 2]) -> Option<[Way; 2]> {
    if first.to.block == second.to.block {
        return Some([first, second]);
    }
    if first.through == id || second.through == id {
        return None;
    }
    if first.through == second.to.block {
        (first.through, first.to.block) = (id, second.to.block);
    } else if first.to.block == second.through {
        (second.through, second.to.block) = (id, first.to.block);
    } else {
        return None;
    }
    Some([first, second])
}

/// Reports whether a block has no values but dead ones.
fn is_empty(func: &Func, cx: &Cx<'_>, block: BlockId) -> bool {
    let stays = flags::CALL | flags::HAS_SIDE_EFFECTS | flags::NIL_CHECK;
    func.block(block).values.iter().all(|value| {
        let record = func.value(*value);
        func.uses[value.0 as usize] <= 0
            && cx.tables.flags(record.op) & stays == 0
            && !func.is_empty_type(cx, record.ty, EmptyType::Void)
    })
}

/// Moves the dead values of a block without predecessors to another one, and removes the block.
fn empty(func: &mut Func, cx: &Cx<'_>, id: BlockId, to: BlockId) {
    func.remove_edge(id, 0, cx.ops);
    let block = func.block_mut(id);
    block.kind = cx.ops.block_invalid;
    block.preds.clear();
    block.succs.clear();
    let values = std::mem::take(&mut block.values);
    for value in &values {
        func.block_of[value.0 as usize] = to;
    }
    func.block_mut(to).values.extend(values);
}

/// Makes the dead values of a block invalid, and their arguments that are dead then.
fn remove_dead(func: &mut Func, cx: &Cx<'_>, block: BlockId) {
    let mut work = func.block(block).values.clone();
    let is_dead = |func: &Func, value: ValueId| {
        let uses = func.uses[value.0 as usize];
        uses == 0 && func.is_removable(cx, value)
    };
    work.retain(|value| is_dead(func, *value));
    while let Some(value) = work.pop() {
        if is_dead(func, value) {
            work.extend_from_slice(func.args(value));
            func.reset(value, 0, cx.ops);
        }
    }
}
