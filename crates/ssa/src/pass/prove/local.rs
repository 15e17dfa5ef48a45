//! Facts that follow from the computation of a value about its arguments.
//!
//! Counterpart: `addValueFact`, `addLocalFactsPhi` and `checkForChunkedIndexBounds` of
//! cmd/compile/internal/ssa/prove.go.

use super::difference::offset_from_len;
use super::facts::Facts;
use super::limit::Limit;
use super::limit::ones;
use super::limit::sign_extend;
use super::relation::Domain;
use super::relation::Relation;
use super::values::At;
use super::values::constant_offset;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::ArithKind;

impl Facts {
    /// Adds the facts that a value implies.
    pub(super) fn add_value_facts(&mut self, at: At<'_>, value: ValueId) {
        let (ops, op) = (at.cx.ops, at.func.value(value).op);
        let args = at.func.args(value);
        match at.arith(value).kind {
            ArithKind::Other => {}
            kind => {
                if let Some((one, two)) = at.both_args(value) {
                    self.add_arithmetic(at, (value, kind), one, two);
                }
                return;
            }
        }
        // A length or capacity is a part of the slice or string.
        let parts = [
            (ops.string_len, ops.string_make, 1),
            (ops.slice_len, ops.slice_make, 1),
            (ops.slice_cap, ops.slice_make, 2),
        ];
        if let Some((_, make, part)) = parts.iter().find(|(wanted, ..)| *wanted == op) {
            if at.has_op(args[0], *make) {
                let part = at.func.args(args[0])[*part];
                self.update(at, value, part, Domain::Signed, Relation::EQUAL);
            }
        } else if op == ops.is_in_bounds || op == ops.is_slice_in_bounds {
            if self.is_in_chunk(at, args[0], args[1], op == ops.is_slice_in_bounds) {
                self.set_limit(at, value, Limit::exactly(1));
            }
        } else if op == ops.phi
            && let Some((domain, relation)) = choice(at, value)
        {
            self.update(at, value, args[0], domain, relation);
            self.update(at, value, args[1], domain, relation);
        }
    }

    fn add_arithmetic(
        &mut self,
        at: At<'_>,
        (value, kind): (ValueId, ArithKind),
        one: ValueId,
        two: ValueId,
    ) {
        let signed = Domain::Signed;
        let unsigned = Domain::Unsigned;
        match kind {
            ArithKind::Add => self.add_sum(at, value, one, two),
            ArithKind::Sub => {
                let [a, b] = [one, two].map(|arg| self.limit(arg));
                if a.umin >= b.umax {
                    self.update(at, value, one, unsigned, or_equal(Relation::LESS, b));
                }
            }
            ArithKind::And => {
                for arg in [one, two] {
                    self.update(at, value, arg, unsigned, Relation::AT_MOST);
                }
                for arg in [one, two] {
                    if self.is_nonnegative(arg) {
                        self.update(at, value, arg, signed, Relation::AT_MOST);
                    }
                }
            }
            ArithKind::Div if !self.is_nonnegative(two) || !self.is_nonnegative(one) => {}
            ArithKind::ShiftRight if !self.is_nonnegative(one) => {}
            ArithKind::Div
            | ArithKind::DivUnsigned
            | ArithKind::ShiftRight
            | ArithKind::ShiftRightUnsigned => {
                self.add_rounded_up(at, (value, kind), one, two);
                self.update(at, value, one, unsigned, Relation::AT_MOST);
            }
            ArithKind::Mod if !self.is_nonnegative(one) || !self.is_nonnegative(two) => {}
            ArithKind::Mod | ArithKind::ModUnsigned => {
                self.update(at, value, one, unsigned, Relation::AT_MOST);
                self.update(at, value, two, unsigned, Relation::LESS);
            }
            _ => {}
        }
    }

    /// Adds the order of a sum and its operands.
    fn add_sum(&mut self, at: At<'_>, value: ValueId, one: ValueId, two: ValueId) {
        let [a, b] = [one, two].map(|arg| self.limit(arg));
        let bits = at.bits(value);
        if !overflows_unsigned(a.umax, b.umax, bits) {
            let greater = |limit| or_equal(Relation::GREATER, limit);
            self.update(at, value, two, Domain::Unsigned, greater(a));
            self.update(at, value, one, Domain::Unsigned, greater(b));
        }
        let has_greatest = !overflows_signed(a.max, b.max, bits);
        let has_least = !overflows_signed(a.min, b.min, bits);
        for (limit, other) in [(a, two), (b, one)] {
            if limit.min >= 0 && has_greatest {
                let relation = or_equal(Relation::GREATER, limit);
                self.update(at, value, other, Domain::Signed, relation);
            }
        }
        for (limit, other) in [(a, two), (b, one)] {
            if limit.max <= 0 && has_least {
                let relation = or_equal(Relation::LESS, limit);
                self.update(at, value, other, Domain::Signed, relation);
            }
        }
    }

    /// `(x + y) / z` is at most `x` if `y` is less than `z`.
    fn add_rounded_up(
        &mut self,
        at: At<'_>,
        (value, kind): (ValueId, ArithKind),
        sum: ValueId,
        divisor: ValueId,
    ) {
        if at.arith(sum).kind != ArithKind::Add {
            return;
        }
        let least = self.limit(divisor).umin;
        let least = match kind {
            ArithKind::Div | ArithKind::DivUnsigned => least,
            _ => {
                let shift = u32::try_from(least).ok();
                shift.and_then(|by| 1_u64.checked_shl(by)).unwrap_or(0)
            }
        };
        let Some((one, two)) = at.both_args(sum) else {
            return;
        };
        let [a, b] = [one, two].map(|arg| self.limit(arg));
        if overflows_unsigned(a.umax, b.umax, at.bits(sum)) {
            return;
        }
        for (limit, other) in [(a, two), (b, one)] {
            if limit.umax < least {
                self.update(at, value, other, Domain::Unsigned, Relation::AT_MOST);
            }
        }
    }

    /// Reports whether an index `i + delta` is below a bound since `i` is at most `len(s) - K` and
    /// delta is less than K; for a slice, delta may be K.
    fn is_in_chunk(&self, at: At<'_>, index: ValueId, bound: ValueId, is_slice: bool) -> bool {
        if !at.is_len_or_cap(bound) || !self.is_nonnegative(index) {
            return false;
        }
        let slice = at.func.args(bound)[0];
        let Some((base, delta)) = constant_offset(at, index).filter(|(_, delta)| *delta >= 0)
        else {
            return false;
        };
        self.orderings(base).any(|ordering| {
            let is_less = ordering.relation == Relation::LESS;
            if ordering.domain != Domain::Signed
                || !is_less && ordering.relation != Relation::AT_MOST
            {
                return false;
            }
            let offset = offset_from_len(at, ordering.other, slice, false);
            let Some(offset) = offset.filter(|offset| *offset >= 0) else {
                return false;
            };
            let most = offset.wrapping_add(is_slice.into());
            let most = most.wrapping_add(is_less.into());
            most >= 0 && delta < most
        })
    }
}

/// Returns a relation, or equality if the number may be 0.
fn or_equal(relation: Relation, limit: Limit) -> Relation {
    match limit.is_nonzero() {
        true => relation,
        false => relation.or(Relation::EQUAL),
    }
}

fn overflows_unsigned(one: u64, two: u64, bits: u32) -> bool {
    match bits {
        64 => one.checked_add(two).is_none(),
        bits => one.wrapping_add(two) > ones(bits),
    }
}

fn overflows_signed(one: i64, two: i64, bits: u32) -> bool {
    match bits {
        64 => one.checked_add(two).is_none(),
        bits => {
            let sum = one.wrapping_add(two);
            sign_extend(sum, bits) != sum
        }
    }
}

/// Returns the relation of a phi to its arguments if it is the lesser or the greater one of them.
fn choice(at: At<'_>, phi: ValueId) -> Option<(Domain, Relation)> {
    let (one, two) = at.both_args(phi)?;
    let block = at.func.block(at.func.block_of[phi.0 as usize]);
    let [first, second] = block.preds[..] else {
        return None;
    };
    let only_pred = |block: BlockId| match at.func.block(block).preds[..] {
        [pred] => Some(pred.block),
        _ => None,
    };
    let (of_one, of_two) = (first.block, second.block);
    let branch = if of_one == of_two || only_pred(of_two) == Some(of_one) {
        of_one
    } else if only_pred(of_one) == Some(of_two) {
        of_two
    } else if only_pred(of_one) == only_pred(of_two) {
        only_pred(of_one)?
    } else {
        return None;
    };
    let branching = at.func.block(branch);
    if branching.kind != at.cx.ops.block_if {
        return None;
    }
    let condition = branching.controls[0];
    let operands = at.both_args(condition)?;
    // The first way from the branch leads to the first argument.
    let is_first = match of_one == branch {
        true => first.index == 0,
        false => at.func.block(of_one).preds[0].index == 0,
    };
    let is_least = match operands == (one, two) {
        true => is_first,
        false if operands == (two, one) => !is_first,
        false => return None,
    };
    let domain = match at.arith(condition).kind {
        ArithKind::Less | ArithKind::LessOrEqual => Domain::Signed,
        ArithKind::LessUnsigned | ArithKind::LessOrEqualUnsigned => Domain::Unsigned,
        _ => return None,
    };
    let relation = match is_least {
        true => Relation::AT_MOST,
        false => Relation::AT_LEAST,
    };
    Some((domain, relation))
}
