//! Facts about a difference: remainders of divisions, the rest of a slice, and the order of the
//! difference and its operands.
//!
//! Counterpart: `detectMod`, `detectSliceLenRelation` and `detectSubRelations` of
//! cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::limit::checked_sub;
use super::limit::checked_sub_unsigned;
use super::relation::Domain;
use super::relation::Relation;
use super::values::At;
use super::values::is_constant;
use crate::ids::ValueId;
use crate::op::ArithKind;

impl Facts {
    /// `x - x/d*d` is a remainder.
    pub(super) fn learn_remainder(&mut self, at: At<'_>, value: ValueId) {
        if let Some((operands, is_signed)) = remainder(at, value) {
            self.flow_remainder(at, value, operands, is_signed);
        }
    }

    /// `len(s) - i` is at least `K` if `i` is at most `len(s) - K`.
    pub(super) fn learn_rest_of_slice(&mut self, at: At<'_>, value: ValueId) {
        let args = at.func.args(value);
        let (len, index) = (args[0], args[1]);
        if at.arith(value).bits != 64 || !at.is_len_or_cap(len) || !self.is_nonnegative(index) {
            return;
        }
        let slice = at.func.args(len)[0];
        let mut next = self.first_ordering(index);
        while let Some((ordering, after)) = self.ordering_at(next) {
            next = after;
            let is_wanted = ordering.domain == Domain::Signed
                && [Relation::LESS, Relation::AT_MOST].contains(&ordering.relation);
            let offset = is_wanted.then(|| offset_from_len(at, ordering.other, slice, true));
            let Some(offset) = offset.flatten().filter(|offset| *offset >= 0) else {
                continue;
            };
            let is_strict = ordering.relation == Relation::LESS;
            let least = offset.wrapping_add(is_strict.into());
            if least >= 0 {
                self.set_signed(at, value, least, i64::MAX);
            }
        }
    }

    /// Adds the order of a difference and its operands.
    pub(super) fn learn_difference(&mut self, at: At<'_>, value: ValueId) {
        let args = at.func.args(value);
        let (one, two) = (args[0], args[1]);
        if one == two {
            self.set_signed(at, value, 0, 0);
            return;
        }
        let [a, b] = [one, two].map(|arg| self.limit(arg));
        let bits = at.bits(value);
        let fits =
            checked_sub(a.min, b.max, bits).is_some() && checked_sub(a.max, b.min, bits).is_some();
        if !at.cx.profile.prove.strict_differences {
            if fits {
                if b.min >= 0 {
                    self.update(at, value, one, Domain::Signed, Relation::AT_MOST);
                }
                if self.signed.is_at_most(two, one) {
                    self.set_signed(at, value, 0, i64::MAX);
                }
            }
            return;
        }
        let mut is_positive = false;
        if fits {
            if b.min > 0 {
                self.update(at, value, one, Domain::Signed, Relation::LESS);
            } else if b.min == 0 {
                self.update(at, value, one, Domain::Signed, Relation::AT_MOST);
            }
            if self.signed.is_less(two, one) {
                self.set_signed(at, value, 1, i64::MAX);
                is_positive = true;
            } else if self.signed.is_at_most(two, one) {
                self.set_signed(at, value, 0, i64::MAX);
            }
        }
        if checked_sub_unsigned(a.umin, b.umax, bits).is_some() {
            let relation = match b.umin > 0 {
                true => Relation::LESS,
                false => Relation::AT_MOST,
            };
            self.update(at, value, one, Domain::Unsigned, relation);
        }
        if !is_positive && self.unsigned.is_less(two, one) {
            self.set_unsigned(at, value, 1, u64::MAX);
        }
    }
}

/// Returns the operands of the remainder that a difference is, and whether it is signed.
fn remainder(at: At<'_>, value: ValueId) -> Option<((ValueId, ValueId), bool)> {
    let bits = at.arith(value).bits;
    let is_of = |value: ValueId, kind: ArithKind| {
        let arith = at.arith(value);
        arith.kind == kind && arith.bits == bits
    };
    let (dividend, product) = at.both_args(value)?;
    if !is_of(product, ArithKind::Mul) {
        return None;
    }
    let (one, two) = at.both_args(product)?;
    let (quotient, divisor) = match is_of(one, ArithKind::Const) {
        true => (two, one),
        false => (one, two),
    };
    let is_signed = is_of(quotient, ArithKind::Div);
    if !is_of(divisor, ArithKind::Const) || !is_signed && !is_of(quotient, ArithKind::DivUnsigned) {
        return None;
    }
    let (divided, by) = at.both_args(quotient)?;
    let is_same = divided == dividend
        && is_of(by, ArithKind::Const)
        && at.func.value(by).aux_int == at.func.value(divisor).aux_int;
    is_same.then_some(((dividend, divisor), is_signed))
}

/// Returns `K` for a value `len(s) - K`; `subtracts` allows a subtraction besides the addition of a
/// constant.
pub(super) fn offset_from_len(
    at: At<'_>,
    value: ValueId,
    slice: ValueId,
    subtracts: bool,
) -> Option<i64> {
    let arith = at.arith(value);
    let is_sum = arith.kind == ArithKind::Add;
    let is_difference = subtracts && arith.kind == ArithKind::Sub;
    if arith.bits != 64 || !(is_sum || is_difference) {
        return None;
    }
    let (one, two) = at.both_args(value)?;
    let is_len = |len: ValueId| at.is_len(len) && at.func.args(len)[0] == slice;
    let offset = match (is_len(one), is_len(two)) {
        (true, _) => two,
        (false, true) if is_sum => one,
        _ => return None,
    };
    let is_constant = is_constant(at, offset) && at.arith(offset).bits == 64;
    let number = at.func.value(offset).aux_int;
    let negative = if is_sum {
        number.wrapping_neg()
    } else {
        number
    };
    is_constant.then_some(negative)
}
