//! A branch whose outcome follows from the branch before it is skipped on the way from there.
//!
//! Counterpart: cmd/compile/internal/ssa/fuse_branchredirect.go.

use super::Cx;
use super::prove::At;
use super::prove::Branch;
use super::prove::Facts;
use crate::func::Edge;
use crate::func::Func;
use crate::ids::BlockId;
use crate::rules::Refusal;

/// Skips branches; reports whether there are any.
pub(super) fn redirect_branches(func: &mut Func, cx: &Cx<'_>) -> Result<bool, Refusal> {
    let mut candidates = func.order.iter();
    if !candidates.any(|block| is_candidate(func, cx, *block)) {
        return Ok(false);
    }
    let mut facts = Facts::new(func, cx)?;
    let mut has_changed = false;
    for at in (0..func.order.len()).rev() {
        let block = func.order[at];
        if !only_branches(func, cx, block) {
            continue;
        }
        let mut index = 0;
        while index < func.block(block).preds.len() {
            match skip(func, cx, &mut facts, block, index) {
                // The last predecessor took its place.
                true => has_changed = true,
                false => index += 1,
            }
        }
        if func.block(block).preds.is_empty() && block != func.entry {
            func.block_mut(block).kind = cx.ops.block_invalid;
        }
    }
    facts.end(func)?;
    Ok(has_changed)
}

/// Reports whether a block only branches and may change.
fn is_candidate(func: &Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let preds = &func.block(id).preds;
    let is_branch =
        |edge: &Edge| edge.block != id && func.block(edge.block).kind == cx.ops.block_if;
    only_branches(func, cx, id)
        && (preds.iter().any(is_branch) || preds.is_empty() && id != func.entry)
}

/// Reports whether a block branches and has no values, except for a condition that has no other use.
fn only_branches(func: &Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let block = func.block(id);
    let control = block.controls[0];
    if block.kind != cx.ops.block_if {
        return false;
    }
    match func.block_of[control.0 as usize] == id {
        true => block.values.len() == 1 && func.uses[control.0 as usize] == 1,
        false => block.values.is_empty(),
    }
}

/// Skips the branch of a block on the way from a predecessor; reports whether it was done.
fn skip(func: &mut Func, cx: &Cx<'_>, facts: &mut Facts, id: BlockId, index: usize) -> bool {
    let edge = func.block(id).preds[index];
    if func.block(edge.block).kind != cx.ops.block_if || edge.block == id {
        return false;
    }
    let taken = Branch::BOTH[usize::from(edge.index == 1)];
    let at = At { func, cx };
    facts.checkpoint();
    facts.add_branch(at, edge.block, taken);
    let mut ways = Branch::BOTH.into_iter().enumerate();
    let way = ways.find_map(|(way, branch)| {
        let other = func.block(id).succs[1 ^ way];
        let is_known = facts.is_impossible(at, id, branch) && other.block != id;
        is_known.then_some(other)
    });
    facts.restore();
    let Some(to) = way else {
        return false;
    };
    redirect(func, cx, id, index, to);
    true
}

/// Moves the edge from a predecessor of a block to the end of one of its own edges.
fn redirect(func: &mut Func, cx: &Cx<'_>, id: BlockId, index: usize, to: Edge) {
    let edge = func.block(id).preds[index];
    func.remove_pred(id, index);
    let len = func.block(to.block).preds.len();
    func.block_mut(edge.block).succs[edge.index as usize] = Edge {
        block: to.block,
        index: len as u32,
    };
    for at in 0..func.block(id).values.len() {
        let value = func.block(id).values[at];
        if func.value(value).op == cx.ops.phi {
            func.remove_phi_arg(value, index, cx.ops);
        }
    }
    func.block_mut(to.block).preds.push(edge);
    for at in 0..func.block(to.block).values.len() {
        let value = func.block(to.block).values[at];
        if func.value(value).op == cx.ops.phi {
            let arg = func.args(value)[to.index as usize];
            func.add_arg(value, arg);
        }
    }
}
