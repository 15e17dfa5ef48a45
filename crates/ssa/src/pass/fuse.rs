//! Blocks that follow each other are joined, and branches without effect are removed.
//!
//! Counterpart: cmd/compile/internal/ssa/fuse.go.

use super::Cx;
use super::fuse_comparisons;
use super::fuse_if::fuse_if;
use super::fuse_redirect::redirect_branches;
use crate::func::Func;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::rules::Refusal;

/// A change of a block; reports whether it was done.
pub(super) type Step = fn(&mut Func, &Cx<'_>, BlockId) -> bool;

/// Joins blocks, and conditions that rules can merge.
pub(super) fn early_fuse(func: &mut Func, cx: &Cx<'_>) {
    fuse(
        func,
        cx,
        &[
            fuse_comparisons::ranges,
            fuse_comparisons::single_bits,
            fuse_comparisons::nan_checks,
            fuse_plain,
        ],
    );
}

/// Joins blocks, removes branches whose ways are the same, and skips branches whose outcome is known.
pub(super) fn late_fuse(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    loop {
        let has_changed = sweep(func, cx, &[fuse_if, fuse_plain]);
        if !redirect_branches(func, cx)? && !has_changed {
            return Ok(());
        }
        func.invalidate_graph();
    }
}

/// Applies steps to the blocks, from the last to the first, until nothing changes.
pub(super) fn fuse(func: &mut Func, cx: &Cx<'_>, steps: &[Step]) {
    while sweep(func, cx, steps) {
        func.invalidate_graph();
    }
}

/// Applies steps to the blocks, from the last to the first; reports whether one did something.
fn sweep(func: &mut Func, cx: &Cx<'_>, steps: &[Step]) -> bool {
    let mut has_changed = false;
    for at in (0..func.order.len()).rev() {
        let block = func.order[at];
        for step in steps {
            has_changed |= step(func, cx, block);
        }
    }
    has_changed
}

/// Joins the run of plain blocks that a block is in with the block that follows it.
pub(super) fn fuse_plain(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let plain = cx.ops.block_plain;
    if func.block(id).kind != plain {
        return false;
    }
    let mut last = func.block(id).succs[0].block;
    if func.block(last).preds.len() != 1 || last == id {
        return false;
    }
    let mut first = id;
    while let [pred] = func.block(first).preds[..]
        && pred.block != last
        && func.block(pred.block).kind == plain
    {
        first = pred.block;
    }
    while func.block(last).kind == plain {
        let next = func.block(last).succs[0].block;
        if next == first || func.block(next).preds.len() != 1 {
            break;
        }
        last = next;
    }
    join(func, cx, first, last);
    true
}

/// Joins a run of blocks: the last one gets the values and predecessors of all.
fn join(func: &mut Func, cx: &Cx<'_>, first: BlockId, last: BlockId) {
    let preds = std::mem::take(&mut func.block_mut(first).preds);
    let mut values: Vec<ValueId> = Vec::new();
    let mut id = first;
    while id != last {
        let next = func.block(id).succs[0].block;
        move_mark(func, id, next);
        let block = func.block_mut(id);
        values.append(&mut block.values);
        block.kind = cx.ops.block_invalid;
        block.preds.clear();
        block.succs.clear();
        id = next;
    }
    for value in &values {
        func.block_of[value.0 as usize] = last;
    }
    values.append(&mut func.block_mut(last).values);
    for (index, pred) in preds.iter().enumerate() {
        let edge = &mut func.block_mut(pred.block).succs[pred.index as usize];
        (edge.block, edge.index) = (last, index as u32);
    }
    let block = func.block_mut(last);
    block.values = values;
    block.preds = preds;
    if func.entry == first {
        func.entry = last;
    }
}

/// Gives the mark of a statement at the end of a block to the next block.
fn move_mark(func: &mut Func, id: BlockId, next: BlockId) {
    let pos = func.block(id).pos;
    if pos.statement() != Statement::Is {
        return;
    }
    let mut is_later = false;
    for index in 0..func.block(next).values.len() {
        let value = func.block(next).values[index];
        let other = func.positions[value.0 as usize];
        if other.statement() == Statement::Not {
            continue;
        }
        if other.line() == pos.line() {
            func.positions[value.0 as usize] = other.with_statement(Statement::Is);
            return;
        }
        is_later |= pos.line() < other.line();
    }
    let block = func.block_mut(next);
    let is_free = block.pos.line() == pos.line() || block.pos.statement() != Statement::Is;
    // A line of 0 counts as found.
    if pos.line() != 0 && !is_later && is_free {
        block.pos = pos.with_statement(Statement::Is);
    }
}
