//! Two conditions in a row become one condition that rewrite rules can simplify.
//!
//! Counterpart: cmd/compile/internal/ssa/fuse_comparisons.go.

use super::Cx;
use super::branch_elim::can_speculate;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::class;

/// A test whether the conditions of a block and its predecessor can be joined by an operation.
type Test = fn(&Func, &Cx<'_>, ValueId, ValueId, u16) -> bool;

/// Joins checks of integer ranges.
pub(super) fn ranges(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    fuse_comparisons(func, cx, id, is_range)
}

/// Joins checks for equality with constants that differ in one bit.
pub(super) fn single_bits(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    fuse_comparisons(func, cx, id, is_single_bit)
}

/// Joins checks for NaN with comparisons.
pub(super) fn nan_checks(func: &mut Func, cx: &Cx<'_>, id: BlockId) -> bool {
    fuse_comparisons(func, cx, id, is_nan_check)
}

/// Joins the condition of a block with the one before it if they have a successor in common.
fn fuse_comparisons(func: &mut Func, cx: &Cx<'_>, id: BlockId, test: Test) -> bool {
    let ops = cx.ops;
    let block = func.block(id);
    let [edge] = block.preds[..] else {
        return false;
    };
    let pred_id = edge.block;
    let pred = func.block(pred_id);
    if block.kind != ops.block_if || pred.kind != ops.block_if {
        return false;
    }
    let [first, second] = [0, 1].map(|index: usize| pred.succs[index].block);
    // A block that is probably bypassed is left alone.
    if pred.likely > 0 && first != id || pred.likely < 0 && second != id {
        return false;
    }
    let common = [first, second]
        .iter()
        .zip(&block.succs)
        .position(|(of_pred, of_block)| *of_pred == of_block.block);
    let Some(common) = common else {
        return false;
    };
    let op = [ops.or_b, ops.and_b][common];
    let (own, of_pred) = (block.controls[0], pred.controls[0]);
    if !test(func, cx, own, of_pred, op) || !can_speculate(func, cx, id) {
        return false;
    }
    let (pos, ty) = (func.positions[own.0 as usize], func.value(own).ty);
    let joined = func.new_value(id, op, ty, pos, ops);
    func.add_arg(joined, of_pred);
    func.add_arg(joined, own);
    func.set_control(id, joined);
    func.remove_edge(pred_id, common, ops);
    let pred = func.block_mut(pred_id);
    pred.kind = ops.block_plain;
    pred.likely = 0;
    func.reset_controls(pred_id);
    true
}

/// Returns the constant of a comparison with an integer constant, and the other operand.
fn with_constant(func: &Func, cx: &Cx<'_>, value: ValueId) -> Option<(ValueId, ValueId)> {
    let args = func.args(value);
    let is_constant = |arg: &ValueId| cx.tables.is_of(func.value(*arg).op, class::INT_CONST);
    let at = args.iter().position(is_constant)?;
    Some((args[at], args.get(at ^ 1).copied()?))
}

fn is_range(func: &Func, cx: &Cx<'_>, one: ValueId, other: ValueId, _: u16) -> bool {
    let both = |class| {
        let ops = [one, other].map(|value| func.value(value).op);
        ops.iter().all(|op| cx.tables.is_of(*op, class))
    };
    if !both(class::SIGNED_LESS) && !both(class::UNSIGNED_LESS) {
        return false;
    }
    let [one, other] = [one, other].map(|value| with_constant(func, cx, value));
    one.zip(other).is_some_and(|(one, other)| one.1 == other.1)
}

fn is_single_bit(func: &Func, cx: &Cx<'_>, one: ValueId, other: ValueId, op: u16) -> bool {
    let comparison = func.value(one).op;
    let wanted = if op == cx.ops.or_b {
        class::EQUAL
    } else {
        class::NOT_EQUAL
    };
    if comparison != func.value(other).op || !cx.tables.is_of(comparison, wanted) {
        return false;
    }
    let [one, other] = [one, other].map(|value| with_constant(func, cx, value));
    let Some(((one, one_operand), (other, other_operand))) = one.zip(other) else {
        return false;
    };
    let [one, other] = [one, other].map(|constant| func.value(constant).aux_int);
    one_operand == other_operand && (one ^ other).count_ones() == 1
}

fn is_nan_check(func: &Func, cx: &Cx<'_>, one: ValueId, other: ValueId, op: u16) -> bool {
    let ops = cx.ops;
    if op != ops.or_b {
        return false;
    }
    for (check, comparison) in [(one, other), (other, one)] {
        let [left, right] = func.args(check)[..] else {
            continue;
        };
        let comparison_op = func.value(comparison).op;
        let (less, constant, keeps_nan) = match func.value(check).op {
            _ if left != right => continue,
            op if op == ops.neq64f => (
                [ops.less64f, ops.leq64f],
                ops.const64f,
                [ops.abs, ops.neg64f],
            ),
            op if op == ops.neq32f => (
                [ops.less32f, ops.leq32f],
                ops.const32f,
                [ops.neg32f, ops.neg32f],
            ),
            _ => continue,
        };
        if !less.contains(&comparison_op) {
            return false;
        }
        let [first, second] = func.args(comparison)[..] else {
            return false;
        };
        for (operand, other) in [(first, second), (second, first)] {
            if func.value(operand).op == constant {
                // The sign does not matter for NaN.
                return other == left
                    || keeps_nan.contains(&func.value(other).op) && func.args(other)[0] == left;
            }
        }
    }
    false
}
