//! Variables of loops that a constant is added to until they reach a bound.
//!
//! Counterpart: cmd/compile/internal/ssa/loopbce.go.

use super::facts::Facts;
use super::limit::Limit;
use super::relation::Domain;
use super::relation::Relation;
use super::values::At;
use super::values::is_constant;
use crate::cx::Cx;
use crate::func::Edge;
use crate::func::Func;
use crate::graph;
use crate::graph::is_ancestor_eq;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::ArithKind;

/// A variable of a loop. Where `entry` dominates, it is between `min` and `max`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Induction {
    /// The variable, a phi.
    pub(super) variable: ValueId,
    /// The sum that is its next value.
    pub(super) next: ValueId,
    /// The bound below.
    pub(super) min: ValueId,
    /// The bound above.
    pub(super) max: ValueId,
    /// The block that is reached if the variable is within the bounds.
    pub(super) entry: BlockId,
    /// The number that is added or subtracted; it is positive.
    pub(super) step: i64,
    /// The variable is never `min`.
    pub(super) is_min_excluded: bool,
    /// The variable may be `max`.
    pub(super) is_max_included: bool,
}

/// A phi of a beginning and of a sum with itself.
struct Sum {
    start: ValueId,
    step: ValueId,
    next: ValueId,
    /// The way back to the beginning of the loop.
    back: Edge,
}

/// A variable, and the comparison that ends its loop.
struct Candidate {
    sum: Sum,
    variable: ValueId,
    step: i64,
    bound: ValueId,
    /// The loop goes on if the variable is the bound.
    is_inclusive: bool,
    entry: BlockId,
}

/// Finds the variables of loops, in the order of blocks.
pub(super) fn find(func: &mut Func, cx: &Cx<'_>) -> Vec<Induction> {
    graph::tree(func, cx);
    let mut found = Vec::new();
    for index in 0..func.order.len() {
        let block = func.order[index];
        for side in [0, 1] {
            let at = At { func, cx };
            let Some(comparison) = comparison(at, block) else {
                break;
            };
            if !cx.profile.prove.several_inductions && side == 1 {
                // The other operand counts only if the first is no sum.
                let first = at.func.args(comparison)[0];
                if sum_of(at, first).is_some() {
                    break;
                }
            }
            let candidate = candidate(at, block, comparison, side);
            found.extend(candidate.and_then(|candidate| checked(func, cx, candidate)));
        }
    }
    found
}

/// Returns the comparison of signed integers that is the condition of a block.
fn comparison(at: At<'_>, block: BlockId) -> Option<ValueId> {
    let found = at.func.block(block);
    let allowed = at.cx.profile.prove.several_inductions || found.preds.len() == 2;
    if found.kind != at.cx.ops.block_if || !allowed {
        return None;
    }
    let kind = at.arith(found.controls[0]).kind;
    matches!(kind, ArithKind::Less | ArithKind::LessOrEqual).then_some(found.controls[0])
}

/// Returns the parts of a phi that is a variable of a loop.
fn sum_of(at: At<'_>, phi: ValueId) -> Option<Sum> {
    if !at.has_op(phi, at.cx.ops.phi) {
        return None;
    }
    let [first, second, ..] = *at.func.args(phi) else {
        return None;
    };
    let preds = &at.func.block(at.func.block_of[phi.0 as usize]).preds;
    for (index, next, start) in [(0, first, second), (1, second, first)] {
        if at.arith(next).kind != ArithKind::Add {
            continue;
        }
        let (one, two) = at.both_args(next)?;
        let step = match (one == phi, two == phi) {
            (true, _) => two,
            (false, true) => one,
            _ => continue,
        };
        return Some(Sum {
            start,
            step,
            next,
            back: *preds.get(index)?,
        });
    }
    None
}

/// Returns the variable that is an operand of a comparison.
fn candidate(at: At<'_>, block: BlockId, comparison: ValueId, side: usize) -> Option<Candidate> {
    let (func, cx) = (at.func, at.cx);
    let (one, two) = at.both_args(comparison)?;
    let (variable, bound) = match side {
        0 => (one, two),
        _ => (two, one),
    };
    let sum = sum_of(at, variable)?;
    let home = func.block_of[variable.0 as usize];
    let is_allowed = match cx.profile.prove.several_inductions {
        true => func.block(home).preds.len() == 2,
        false => home == block,
    };
    let step = func.value(sum.step).aux_int;
    let least = Limit::of_bits(at.bits(variable)).min;
    if !is_allowed || !is_constant(at, sum.step) || step == 0 || step == least {
        return None;
    }
    let tree = func.caches.tree.as_deref().unwrap_or_default();
    let succs = &func.block(block).succs;
    let way = succs
        .iter()
        .position(|edge| is_ancestor_eq(tree, edge.block, sum.back.block))?;
    // On the second way the comparison is false.
    let is_below = (side == 0) == (way == 0);
    let is_or_equal = at.arith(comparison).kind == ArithKind::LessOrEqual;
    let entry = succs[way].block;
    let next_home = func.block_of[sum.next.0 as usize];
    let is_entered = func.block(entry).preds.len() == 1 && is_ancestor_eq(tree, entry, next_home);
    let is_wanted = is_entered && (step > 0) == is_below;
    is_wanted.then_some(Candidate {
        sum,
        variable,
        step,
        bound,
        is_inclusive: is_or_equal == (way == 0),
        entry,
    })
}

/// Returns a variable that never overflows. Its bound may become a constant that is nearer.
fn checked(func: &mut Func, cx: &Cx<'_>, candidate: Candidate) -> Option<Induction> {
    let Candidate {
        sum,
        variable,
        step,
        mut bound,
        mut is_inclusive,
        entry,
    } = candidate;
    let at = At { func, cx };
    if is_constant(at, bound) {
        let number = at.func.value(bound).aux_int;
        let last = last_number(at, &sum, (variable, step), bound, is_inclusive)?;
        let excluded = match step > 0 {
            true => last.wrapping_add(1),
            false => last.wrapping_sub(1),
        };
        let is_same = match is_inclusive {
            true => last == number,
            false => excluded == number,
        };
        if !is_same {
            let record = *func.value(bound);
            bound = func.const_value(cx, record.op, record.ty, last);
            is_inclusive = true;
        }
    } else if step.unsigned_abs() != 1 || is_inclusive {
        let (_, below) = offset_from_len(at, bound).filter(|_| step > 0)?;
        let greatest = Limit::of_bits(at.bits(bound)).max;
        let fits = match is_inclusive {
            true => step <= below,
            false => step <= below.wrapping_add(1) && below != greatest,
        };
        if below < 0 || !fits {
            return None;
        }
    }
    let is_up = step > 0;
    let (min, max) = match is_up {
        true => (sum.start, bound),
        false => (bound, sum.start),
    };
    Some(Induction {
        variable,
        next: sum.next,
        min,
        max,
        entry,
        step: step.wrapping_abs(),
        is_min_excluded: !is_up && !is_inclusive,
        is_max_included: !is_up || is_inclusive,
    })
}

/// Returns the last number of a variable before a constant bound, unless the next one overflows.
fn last_number(
    at: At<'_>,
    sum: &Sum,
    (variable, step): (ValueId, i64),
    bound: ValueId,
    is_inclusive: bool,
) -> Option<i64> {
    let is_up = step > 0;
    let size = step.unsigned_abs();
    let mut last = at.func.value(bound).aux_int;
    let of_bound = Limit::of_bits(at.bits(bound));
    if !is_inclusive {
        let end = if is_up { of_bound.min } else { of_bound.max };
        if last == end {
            return None;
        }
        last = match is_up {
            true => last.wrapping_sub(1),
            false => last.wrapping_add(1),
        };
    }
    if is_constant(at, sum.start) {
        let start = at.func.value(sum.start).aux_int;
        if is_up && start > last || !is_up && start < last {
            return None;
        }
        let distance = start.abs_diff(last) / size * size;
        last = match is_up {
            true => start.wrapping_add_unsigned(distance),
            false => start.wrapping_sub_unsigned(distance),
        };
    }
    let of_variable = Limit::of_bits(at.bits(variable));
    let overflows = match is_up {
        true => last > of_variable.max.wrapping_sub_unsigned(size),
        false => last < of_variable.min.wrapping_add_unsigned(size),
    };
    (!overflows).then_some(last)
}

/// Returns the length or capacity from which a value differs by a constant, and how much less the
/// value is.
fn offset_from_len(at: At<'_>, value: ValueId) -> Option<(ValueId, i64)> {
    if at.is_len_or_cap(value) {
        return Some((value, 0));
    }
    let kind = at.arith(value).kind;
    let (one, two) = at.both_args(value)?;
    let (len, offset) = match kind {
        ArithKind::Add if is_constant(at, one) => (two, one),
        ArithKind::Add | ArithKind::Sub => (one, two),
        _ => return None,
    };
    if !at.is_len_or_cap(len) || !is_constant(at, offset) {
        return None;
    }
    let offset = at.func.value(offset).aux_int;
    let below = match kind {
        ArithKind::Add => offset.wrapping_neg(),
        _ => offset,
    };
    Some((len, below))
}

impl Facts {
    /// Adds the bounds of a variable.
    pub(super) fn add_induction(&mut self, at: At<'_>, induction: &Induction) {
        let Induction {
            variable, min, max, ..
        } = *induction;
        let has_unsigned = self.is_nonnegative(min) && self.is_nonnegative(max);
        let domains = match has_unsigned {
            true => &[Domain::Signed, Domain::Unsigned][..],
            false => &[Domain::Signed],
        };
        let relation = |is_strict: bool| match is_strict {
            true => Relation::LESS,
            false => Relation::AT_MOST,
        };
        for domain in domains {
            let relation = relation(induction.is_min_excluded);
            self.update(at, min, variable, *domain, relation);
        }
        for domain in domains {
            let relation = relation(!induction.is_max_included);
            self.update(at, variable, max, *domain, relation);
        }
    }
}
