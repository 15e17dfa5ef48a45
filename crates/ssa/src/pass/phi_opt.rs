//! Phis of boolean constants, and of the integers 0 and 1, become the condition of the branch that
//! decides them.
//!
//! Counterpart: cmd/compile/internal/ssa/phiopt.go.

use super::Cx;
use crate::func::Func;
use crate::graph;
use crate::graph::is_ancestor_eq;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::lca::Ancestors;
use crate::op::class;
use crate::package::TypeId;
use crate::properties::BOOLEANS;
use crate::properties::INTEGERS;
use crate::rules::Refusal;

/// Replaces phis of blocks with two predecessors.
pub(super) fn phi_opt(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    graph::tree(func, cx);
    for at in 0..func.order.len() {
        let block = func.order[at];
        if let Some((branch, first)) = branch_before(func, cx, block)? {
            for index in 0..func.block(block).values.len() {
                let value = func.block(block).values[index];
                if func.value(value).op != cx.ops.phi {
                    continue;
                }
                if func.has_kind(cx, value, INTEGERS) {
                    opt_integer(func, cx, value, branch, first)?;
                } else if func.has_kind(cx, value, BOOLEANS) {
                    opt_boolean(func, cx, value, branch, first);
                }
            }
        }
    }
    opt_dominated(func, cx);
    Ok(())
}

fn has_two_preds(func: &Func, block: BlockId) -> bool {
    let block = func.block(block);
    block.preds.len() == 2 && !block.values.is_empty()
}

/// Returns the branch whose ways meet in a block, and the index of the predecessor on its first
/// way.
fn branch_before(
    func: &Func,
    cx: &Cx<'_>,
    id: BlockId,
) -> Result<Option<(BlockId, usize)>, Refusal> {
    if !has_two_preds(func, id) {
        return Ok(None);
    }
    // The branch on the way to a predecessor, and the block after it.
    let branch_on = |index: usize| {
        let (mut after, mut branch) = (id, func.block(id).preds[index].block);
        while let ([_], [pred]) = (&func.block(branch).succs[..], &func.block(branch).preds[..]) {
            (after, branch) = (branch, pred.block);
        }
        (after, branch)
    };
    let (after0, branch) = branch_on(0);
    if func.block(branch).kind != cx.ops.block_if {
        return Ok(None);
    }
    let (after1, other) = branch_on(1);
    if other != branch {
        return Ok(None);
    }
    let succs = [0, 1].map(|index: usize| func.block(branch).succs[index].block);
    if succs == [after0, after1] {
        Ok(Some((branch, 0)))
    } else if succs == [after1, after0] {
        Ok(Some((branch, 1)))
    } else {
        Err(Refusal::Invalid)
    }
}

fn bool_const(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<bool> {
    let record = func.value(value);
    (record.op == cx.ops.const_bool).then_some(record.aux_int != 0)
}

/// Makes a phi the condition of a branch; `first` is the index of the argument for the first way.
fn opt_boolean(func: &mut Func, cx: &Cx<'_>, phi: ValueId, branch: BlockId, first: usize) {
    let condition = func.block(branch).controls[0];
    let [if_true, if_false] = [first, 1 - first].map(|index| func.args(phi)[index]);
    let constants = [if_true, if_false].map(|arg| bool_const(func, cx, arg));
    if let [Some(of_true), Some(of_false)] = constants
        && of_true != of_false
    {
        let op = if of_true { cx.ops.copy } else { cx.ops.not };
        func.reset(phi, op, cx.ops);
        func.add_arg(phi, condition);
        return;
    }
    let block = func.block_of[phi.0 as usize];
    let dominates = |value: ValueId| {
        let tree = func.caches.tree.as_deref().unwrap_or_default();
        is_ancestor_eq(tree, func.block_of[value.0 as usize], block)
    };
    let (or, and) = (cx.ops.or_b, cx.ops.and_b);
    let forms = [
        (constants[0] == Some(true), or, if_false),
        (constants[1] == Some(false), and, if_true),
        (if_false == condition, and, if_true),
        (if_true == condition, or, if_false),
    ];
    let mut forms = forms.into_iter();
    if let Some((_, op, other)) = forms.find(|(is_it, _, other)| *is_it && dominates(*other)) {
        func.reset(phi, op, cx.ops);
        func.set_args(phi, &[condition, other]);
    }
}

/// Makes a phi of 0 and 1 a conversion of the condition of a branch.
fn opt_integer(
    func: &mut Func,
    cx: &Cx<'_>,
    phi: ValueId,
    branch: BlockId,
    first: usize,
) -> Result<(), Refusal> {
    let ops = cx.ops;
    let [one, other] = [0, 1].map(|index: usize| *func.value(func.args(phi)[index]));
    if one.op != other.op || !cx.tables.is_of(one.op, class::INT_CONST) {
        return Ok(());
    }
    let mut is_negated = match (one.aux_int, other.aux_int) {
        (0, 1) => true,
        (1, 0) => false,
        _ => return Ok(()),
    };
    is_negated ^= first == 1;
    let block = func.block_of[phi.0 as usize];
    let pos = func.positions[phi.0 as usize];
    let add = |func: &mut Func, op: u16, ty: TypeId, arg: ValueId| {
        let new = func.new_value(block, op, ty, pos, ops);
        func.add_arg(new, arg);
        new
    };
    let mut condition = func.block(branch).controls[0];
    if is_negated {
        let ty = func.value(condition).ty;
        condition = add(func, ops.not, ty, condition);
    }
    let byte = func.basic_type(cx.package, "uint8");
    let byte = byte.ok_or(Refusal::Invalid)?;
    let converted = add(func, ops.cvt_bool_to_uint8, byte, condition);
    let op = match func.type_of(cx, phi).map(|ty| ty.size) {
        Some(1) => ops.copy,
        Some(2) => ops.zero_ext8to16,
        Some(4) => ops.zero_ext8to32,
        Some(8) => ops.zero_ext8to64,
        _ => return Err(Refusal::Invalid),
    };
    func.reset(phi, op, ops);
    func.add_arg(phi, converted);
    Ok(())
}

/// Makes phis of true and false the condition of a branch further up.
fn opt_dominated(func: &mut Func, cx: &Cx<'_>) {
    let mut ancestors = None;
    for at in 0..func.order.len() {
        let block = func.order[at];
        if !has_two_preds(func, block) {
            continue;
        }
        for index in 0..func.block(block).values.len() {
            let phi = func.block(block).values[index];
            if func.value(phi).op != cx.ops.phi {
                continue;
            }
            let constants = [0, 1].map(|index: usize| bool_const(func, cx, func.args(phi)[index]));
            let [Some(one), Some(other)] = constants else {
                continue;
            };
            if one == other {
                continue;
            }
            // Whether the next phis are tried, too, depends on the form.
            if !opt_by_dominator(func, cx, &mut ancestors, phi, block) {
                break;
            }
        }
    }
}

/// Replaces a phi if a dominator decides it; reports whether to go on with the next one.
fn opt_by_dominator(
    func: &mut Func,
    cx: &Cx<'_>,
    ancestors: &mut Option<Ancestors>,
    phi: ValueId,
    block: BlockId,
) -> bool {
    let branch_kind = cx.ops.block_if;
    let preds = [0, 1].map(|index: usize| func.block(block).preds[index]);
    let dominates = |func: &Func, above: BlockId, below: BlockId| {
        let tree = func.caches.tree.as_deref().unwrap_or_default();
        is_ancestor_eq(tree, above, below)
    };
    let parent = {
        let tree = func.caches.tree.as_deref().unwrap_or_default();
        tree[block.0 as usize].parent
    };
    for (index, pred) in preds.iter().enumerate() {
        let branch = func.block(pred.block);
        if branch.kind != branch_kind || pred.block != parent {
            continue;
        }
        let way = pred.index as usize;
        let other_way = branch.succs[1 - way].block;
        let is_decided = dominates(func, other_way, preds[1 - index].block);
        if is_decided {
            let first = if index == 0 { way } else { 1 - way };
            convert(func, cx, pred.block, phi, first);
        }
        return !is_decided;
    }
    let ancestors = ancestors.get_or_insert_with(|| Ancestors::of(func));
    let branch_id = ancestors.find(preds[0].block, preds[1].block);
    let branch = func.block(branch_id);
    if branch.kind != branch_kind {
        return false;
    }
    let succs = [0, 1].map(|index: usize| branch.succs[index].block);
    let leads = |first: usize| {
        dominates(func, succs[first], preds[0].block)
            && dominates(func, succs[1 - first], preds[1].block)
    };
    let Some(first) = [0, 1].into_iter().find(|first| leads(*first)) else {
        return false;
    };
    if succs.iter().any(|succ| func.block(*succ).preds.len() != 1) {
        return false;
    }
    convert(func, cx, branch_id, phi, first);
    true
}

/// Makes a phi the condition of a branch; `first` is the index of the argument for the first way.
fn convert(func: &mut Func, cx: &Cx<'_>, branch: BlockId, phi: ValueId, first: usize) {
    let of_first = func.args(phi)[first];
    let op = if func.value(of_first).aux_int == 0 {
        cx.ops.not
    } else {
        cx.ops.copy
    };
    let condition = func.block(branch).controls[0];
    func.reset(phi, op, cx.ops);
    func.add_arg(phi, condition);
}
