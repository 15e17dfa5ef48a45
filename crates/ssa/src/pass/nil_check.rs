//! Nil checks of pointers that are known not to be nil are removed.
//!
//! Counterpart: cmd/compile/internal/ssa/nilcheck.go (`nilcheckelim`).

use super::Cx;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Statement;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lines::FileLines;
use crate::op::class;
use crate::rules::Refusal;
use crate::store_order::StoreOrder;

/// A step of the walk through the tree of dominators.
#[derive(Clone, Debug)]
enum Step {
    /// A block and those that it dominates.
    Block(BlockId),
    /// The end of the blocks where a pointer is not nil.
    Forget(ValueId),
}

/// Removes nil checks.
pub(super) fn nil_check_elim(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    graph::tree(func, cx);
    if !func.has_op(&[cx.ops.nil_check, cx.ops.is_non_nil]) {
        let lines = func.caches.lines.as_deref_mut().unwrap_or_default();
        lines.iter_mut().for_each(FileLines::clear);
        return Ok(());
    }
    let mut known = func.free.scratch.filled(func.values.len(), ValueId(0));
    find_non_nil(func, cx, &mut known);
    let mut store_order = StoreOrder::new(func);
    let mut pending = func.caches.lines.take();
    let lines = pending.as_deref_mut().unwrap_or_default();
    let mut work = func.free.scratch.memory_of(1, Step::Block(func.entry));
    let mut outcome = Ok(());
    while let Some(step) = work.pop() {
        let block = match step {
            Step::Forget(pointer) => {
                known[pointer.0 as usize] = ValueId(0);
                continue;
            }
            Step::Block(block) => block,
        };
        if let Some(pointer) = checked_before(func, cx, block) {
            let slot = &mut known[pointer.0 as usize];
            if slot.0 == 0 {
                *slot = pointer;
                work.push(Step::Forget(pointer));
            }
        }
        outcome = store_order.sort(func, cx, block, true);
        if outcome.is_err() {
            break;
        }
        lines.iter_mut().for_each(FileLines::clear);
        visit(func, cx, block, lines, &mut known, &mut work);
        let tree = func.caches.tree.as_deref().unwrap_or_default();
        let mut child = tree[block.0 as usize].child;
        while child.0 != 0 {
            work.push(Step::Block(child));
            child = tree[child.0 as usize].sibling;
        }
    }
    func.caches.lines = pending;
    func.free.scratch.put(known);
    func.free.scratch.keep(work);
    store_order.end(func);
    outcome
}

/// Finds for each value that is never nil the value itself.
fn find_non_nil(func: &Func, cx: &Cx<'_>, known: &mut [ValueId]) {
    let values = || {
        let blocks = func.order.iter();
        blocks.flat_map(|block| func.block(*block).values.iter().copied())
    };
    let mut has_phis = false;
    for value in values() {
        let op = func.value(value).op;
        has_phis |= op == cx.ops.phi;
        if cx.tables.is_of(op, class::NON_NIL) {
            known[value.0 as usize] = value;
        }
    }
    let mut has_changed = has_phis;
    while has_changed {
        has_changed = false;
        for phi in values().filter(|value| func.value(*value).op == cx.ops.phi) {
            let mut args = func.args(phi).iter();
            if known[phi.0 as usize].0 == 0 && args.all(|arg| known[arg.0 as usize].0 != 0) {
                known[phi.0 as usize] = phi;
                has_changed = true;
            }
        }
    }
}

/// Returns the pointer that the branch before a block checked.
fn checked_before(func: &Func, cx: &Cx<'_>, block: BlockId) -> Option<ValueId> {
    let [pred] = func.block(block).preds[..] else {
        return None;
    };
    let branch = func.block(pred.block);
    let condition = branch.controls[0];
    let is_check = branch.kind == cx.ops.block_if
        && func.value(condition).op == cx.ops.is_non_nil
        && branch.succs[0].block == block;
    is_check.then(|| func.args(condition)[0])
}

/// Removes the checks of a block.
fn visit(
    func: &mut Func,
    cx: &Cx<'_>,
    block: BlockId,
    lines: &mut [FileLines],
    known: &mut [ValueId],
    work: &mut Vec<Step>,
) {
    let ops = cx.ops;
    for index in 0..func.block(block).values.len() {
        let value = func.block(block).values[index];
        let pos = func.positions[value.0 as usize];
        let op = func.value(value).op;
        let pointer = func.args(value).first().copied().unwrap_or_default();
        let non_nil = known[pointer.0 as usize];
        if op == ops.is_non_nil {
            if non_nil.0 == 0 {
                continue;
            }
            if pos.statement() == Statement::Is {
                add(lines, pos);
                func.positions[value.0 as usize] = pos.with_statement(Statement::Not);
            }
            func.reset(value, ops.const_bool, ops);
            func.value_mut(value).aux_int = 1;
            continue;
        }
        if op == ops.nil_check {
            if non_nil.0 != 0 {
                if pos.statement() == Statement::Is {
                    add(lines, pos);
                }
                func.value_mut(value).op = ops.copy;
                func.set_args(value, &[non_nil]);
                continue;
            }
            known[pointer.0 as usize] = value;
            work.push(Step::Forget(pointer));
        }
        take_mark(func, cx, value, lines);
    }
    for index in 0..func.block(block).values.len() {
        take_mark(func, cx, func.block(block).values[index], lines);
    }
    let pos = &mut func.block_mut(block).pos;
    if let Some(file) = FileLines::of(lines, pos.base)
        && file.get(pos.line()).is_some()
    {
        file.remove(pos.line());
        *pos = pos.with_statement(Statement::Is);
    }
}

/// Adds the line of a mark that has no value.
fn add(lines: &mut [FileLines], pos: Pos) {
    if let Some(file) = FileLines::of(lines, pos.base) {
        file.set(pos.line(), 0);
    }
}

/// Gives a value the mark of its line, if that one has no value.
fn take_mark(func: &mut Func, cx: &Cx<'_>, value: ValueId, lines: &mut [FileLines]) {
    let pos = func.positions[value.0 as usize];
    if pos.statement() == Statement::Not || cx.ops.is_poor_statement(func.value(value).op) {
        return;
    }
    if let Some(file) = FileLines::of(lines, pos.base)
        && file.get(pos.line()).is_some()
    {
        file.remove(pos.line());
        func.positions[value.0 as usize] = pos.with_statement(Statement::Is);
    }
}
