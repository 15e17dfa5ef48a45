//! Blocks without instructions of their own are merged into their successor.
//!
//! Counterpart: cmd/compile/internal/ssa/trim.go.

use super::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::func::Statement;
use crate::ids::BlockId;
use crate::ids::ValueId;

/// Removes blocks that only have phis, and those whose successor has no other predecessor.
pub(super) fn trim(func: &mut Func, cx: &Cx<'_>) {
    let mut order = std::mem::take(&mut func.order);
    let count = order.len();
    order.retain(|block| {
        let stays = !is_trimmable(func, cx, *block);
        if !stays {
            merge(func, cx, *block);
        }
        stays
    });
    func.order = order;
    if func.order.len() < count {
        func.invalidate_graph();
    }
}

fn is_trimmable(func: &Func, cx: &Cx<'_>, id: BlockId) -> bool {
    let block = func.block(id);
    if block.kind != cx.ops.block_plain || id == func.entry {
        return false;
    }
    let succ = block.succs[0].block;
    let has_only_phis = || {
        let mut values = block.values.iter();
        values.all(|value| func.value(*value).op == cx.ops.phi)
    };
    succ != id && (func.block(succ).preds.len() == 1 || has_only_phis())
}

/// Merges a block into its successor.
fn merge(func: &mut Func, cx: &Cx<'_>, id: BlockId) {
    let Edge {
        block: succ,
        index: at,
    } = func.block(id).succs[0];
    let preds = std::mem::take(&mut func.block_mut(id).preds);
    let others = func.block(succ).preds.len();
    for (index, pred) in preds.iter().enumerate() {
        let list = &mut func.block_mut(succ).preds;
        let to = match index {
            0 => {
                list[at as usize] = *pred;
                at
            }
            _ => {
                list.push(*pred);
                list.len() as u32 - 1
            }
        };
        func.block_mut(pred.block).succs[pred.index as usize] = Edge {
            block: succ,
            index: to,
        };
    }
    move_statement(func, cx, id, succ);
    let mut values = std::mem::take(&mut func.block_mut(id).values);
    if others > 1 {
        for index in 0..func.block(succ).values.len() {
            let value = func.block(succ).values[index];
            if func.value(value).op == cx.ops.phi {
                merge_phi(func, cx, value, at as usize, id, preds.len());
            }
        }
        values.retain(|value| {
            func.value(*value).op != cx.ops.phi || widen_phi(func, *value, at as usize, others)
        });
    }
    for value in &values {
        func.block_of[value.0 as usize] = succ;
    }
    values.append(&mut func.block_mut(succ).values);
    func.block_mut(succ).values = values;
}

/// Gives the mark of a statement of a block to its successor.
fn move_statement(func: &mut Func, cx: &Cx<'_>, id: BlockId, succ: BlockId) {
    let pos = func.block(id).pos;
    if pos.statement() != Statement::Is {
        return;
    }
    let values = &func.block(succ).values;
    let mut values = values.iter().copied();
    let first = values.find(|value| !cx.ops.is_poor_statement(func.value(*value).op));
    let place = match first {
        Some(value) => &mut func.positions[value.0 as usize],
        None => &mut func.block_mut(succ).pos,
    };
    if place.is_same_line(pos) {
        *place = place.with_statement(Statement::Is);
    }
}

/// Gives a phi of the successor the arguments for the new predecessors.
fn merge_phi(func: &mut Func, cx: &Cx<'_>, phi: ValueId, at: usize, id: BlockId, preds: usize) {
    let arg = func.args(phi)[at];
    if func.block_of[arg.0 as usize] != id {
        for _ in 1..preds {
            func.add_arg(phi, arg);
        }
        return;
    }
    debug_assert_eq!(func.value(arg).op, cx.ops.phi, "the block has only phis");
    let args = func.args(arg).to_vec();
    func.set_arg(phi, at, args[0]);
    for arg in &args[1..] {
        func.add_arg(phi, *arg);
    }
}

/// Gives a phi of the block itself as argument for the other predecessors; reports whether it is
/// used at all.
fn widen_phi(func: &mut Func, phi: ValueId, at: usize, others: usize) -> bool {
    let is_used = func.uses[phi.0 as usize] > 0;
    let args = func.args(phi).to_vec();
    func.reset_args(phi);
    if !is_used {
        return false;
    }
    for index in 0..others {
        let arg = if index == at { args[0] } else { phi };
        func.add_arg(phi, arg);
    }
    for arg in &args[1..] {
        func.add_arg(phi, *arg);
    }
    true
}
