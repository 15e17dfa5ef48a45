//! A new relation between two values, and the facts that follow from it.
//!
//! Counterpart: `factsTable.update` of cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::facts::Ordering;
use super::relation::Domain;
use super::relation::Relation;
use super::values::At;
use super::values::constant_offset;
use super::values::is_constant;
use super::values::kept_operand;
use crate::ids::ValueId;
use crate::properties::SIGNED;
use crate::rules::Refusal;

impl Facts {
    /// Adds a relation between two values.
    pub(super) fn update(
        &mut self,
        at: At<'_>,
        one: ValueId,
        two: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        if self.is_contradiction {
            return;
        }
        if one == two {
            self.is_contradiction |= !relation.has(Relation::EQUAL);
            return;
        }
        if !self.descend() {
            return;
        }
        if self.relate(one, two, domain, relation) {
            self.learn_both(at, one, two, domain, relation);
            if domain.is_number() {
                self.learn_len_and_cap(at, one, two, domain, relation);
                let (one, two, relation) = match relation {
                    Relation::LESS | Relation::AT_MOST => (two, one, relation.reversed()),
                    _ => (one, two, relation),
                };
                if relation == Relation::GREATER || relation == Relation::AT_LEAST {
                    self.learn_offsets(at, one, two, domain, relation);
                }
                self.learn_extended(at, one, two, domain, relation);
            }
        }
        self.ascend();
    }

    /// Adds a relation to the tables; reports whether facts may follow from it.
    fn relate(&mut self, one: ValueId, two: ValueId, domain: Domain, relation: Relation) -> bool {
        if domain.is_number() {
            let order = match domain {
                Domain::Signed => &mut self.signed,
                _ => &mut self.unsigned,
            };
            let is_possible = match relation {
                Relation::LESS => order.set_order(one, two, true),
                Relation::GREATER => order.set_order(two, one, true),
                Relation::AT_MOST => order.set_order(one, two, false),
                Relation::AT_LEAST => order.set_order(two, one, false),
                Relation::EQUAL => order.set_equal(one, two),
                Relation::DIFFERENT => order.set_not_equal(one, two),
                _ => {
                    self.refuse(Refusal::Invalid);
                    return false;
                }
            };
            self.add_ordering(one, two, domain, relation);
            self.add_ordering(two, one, domain, relation.reversed());
            self.is_contradiction |= !is_possible;
            return is_possible;
        }
        let is_same = |known: &Ordering| known.domain == domain && known.other == two;
        let known = self.orderings(one).find(is_same);
        if let Some(known) = known {
            self.is_contradiction |= known.relation != relation;
            return false;
        }
        self.add_ordering(one, two, domain, relation);
        self.add_ordering(two, one, domain, relation);
        true
    }

    /// Adds the limits of both values that follow from each other's.
    fn learn_both(
        &mut self,
        at: At<'_>,
        one: ValueId,
        two: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        let [one_limit, two_limit] = [one, two].map(|value| self.limit(value));
        let reversed = relation.reversed();
        // The order is the SDK's.
        if domain.is_number() && relation != Relation::DIFFERENT {
            self.learn(at, one, one_limit, two_limit, domain, reversed);
            self.learn(at, two, two_limit, one_limit, domain, relation);
        } else {
            self.learn(at, two, two_limit, one_limit, domain, relation);
            self.learn(at, one, one_limit, two_limit, domain, reversed);
        }
    }

    /// A length is at most the capacity of the slice.
    fn learn_len_and_cap(
        &mut self,
        at: At<'_>,
        one: ValueId,
        two: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        let ops = at.cx.ops;
        let of_slice = |value: ValueId, op: u16| {
            let is_it = at.func.value(value).op == op;
            is_it.then(|| at.func.args(value)[0])
        };
        let of = |list: &[ValueId], slice: ValueId| {
            let known = list.get(slice.0 as usize).copied();
            known.filter(|value| value.0 != 0)
        };
        let or_more = relation.or(Relation::GREATER);
        let or_less = relation.or(Relation::LESS);
        let (is_not_less, is_not_greater) = (
            !relation.has(Relation::LESS),
            !relation.has(Relation::GREATER),
        );
        if is_not_less
            && let Some(slice) = of_slice(one, ops.slice_len)
            && let Some(cap) = of(&self.caps, slice)
        {
            self.update(at, cap, two, domain, or_more);
        }
        if is_not_greater
            && let Some(slice) = of_slice(two, ops.slice_len)
            && let Some(cap) = of(&self.caps, slice)
        {
            self.update(at, one, cap, domain, or_less);
        }
        if is_not_greater
            && let Some(slice) = of_slice(one, ops.slice_cap)
            && let Some(len) = of(&self.lens, slice)
        {
            self.update(at, len, two, domain, or_less);
        }
        if is_not_less
            && let Some(slice) = of_slice(two, ops.slice_cap)
            && let Some(len) = of(&self.lens, slice)
        {
            self.update(at, one, len, domain, or_more);
        }
    }

    /// Adds relations of values from which the values differ by a constant.
    fn learn_offsets(
        &mut self,
        at: At<'_>,
        high: ValueId,
        low: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        self.learn_neighbours(at, high, low, domain, relation);
        if domain == Domain::Signed
            && let Some((base, offset)) = constant_offset(at, high)
        {
            self.learn_base(at, (high, base, offset), low, relation);
        }
    }

    /// Adds relations of values that are one more or less.
    fn learn_neighbours(
        &mut self,
        at: At<'_>,
        high: ValueId,
        low: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        // Either of the values at an offset of 1 upwards or downwards.
        let is_strict = relation == Relation::GREATER;
        let (of_high, of_low) = if is_strict { (1, -1) } else { (-1, 1) };
        let at_offset = |value: ValueId, wanted: i64| {
            let found = constant_offset(at, value);
            found.and_then(|(base, offset)| (offset == wanted).then_some(base))
        };
        if let Some(base) = at_offset(high, of_high) {
            let bound = bounds_of_op(at, high).0;
            let limit = self.limit(base);
            let is_safe = match domain {
                Domain::Signed => limit.min > bound,
                _ => limit.umin > 0,
            };
            if is_strict {
                self.update(at, base, low, domain, Relation::AT_LEAST);
            } else if is_safe {
                self.update(at, base, low, domain, Relation::GREATER);
            }
        } else if let Some(base) = at_offset(low, of_low) {
            let (_, bound, unsigned_bound) = bounds_of_op(at, low);
            let limit = self.limit(base);
            let is_safe = match domain {
                Domain::Signed => limit.max < bound,
                _ => limit.umax < unsigned_bound,
            };
            if is_strict {
                self.update(at, high, base, domain, Relation::AT_LEAST);
            } else if is_safe {
                self.update(at, high, base, domain, Relation::GREATER);
            }
        }
    }

    /// Adds facts about the base of a sum that is greater than `low`, or at least it, as signed
    /// numbers.
    fn learn_base(
        &mut self,
        at: At<'_>,
        (sum, base, offset): (ValueId, ValueId, i64),
        low: ValueId,
        relation: Relation,
    ) {
        let size = at.func.type_of(at.cx, base).map_or(0, |ty| ty.size);
        let least = self.limit(base).min;
        let is_safe = offset < 0
            && match size {
                8 => least >= i64::MIN.wrapping_sub(offset),
                4 => least >= i64::from(i32::MIN).wrapping_sub(offset),
                _ => false,
            };
        if is_safe {
            self.update(at, base, sum, Domain::Signed, Relation::GREATER);
        }
        if !is_constant(at, low) {
            if is_safe {
                self.update(at, base, low, Domain::Signed, relation);
            }
            return;
        }
        let constant = at.func.value(low).aux_int;
        let (mut min, max) = match size {
            8 => (constant.wrapping_sub(offset), i64::MAX.wrapping_sub(offset)),
            4 => (
                (constant as i32).wrapping_sub(offset as i32).into(),
                i32::MAX.wrapping_sub(offset as i32).into(),
            ),
            2 => (
                (constant as i16).wrapping_sub(offset as i16).into(),
                i16::MAX.wrapping_sub(offset as i16).into(),
            ),
            1 => (
                (constant as i8).wrapping_sub(offset as i8).into(),
                i8::MAX.wrapping_sub(offset as i8).into(),
            ),
            _ => {
                self.refuse(Refusal::Invalid);
                return;
            }
        };
        let is_strict = relation == Relation::GREATER;
        if min < max {
            min = min.wrapping_add(is_strict.into());
            self.set_signed(at, base, min, max);
            return;
        }
        // Either bound holds; the other one may be known not to.
        let limit = self.limit(base);
        if limit.max <= min {
            if is_strict || limit.max < min {
                self.set_signed(at, base, i64::MIN, max);
            }
        } else if limit.min > max {
            min = min.wrapping_add(is_strict.into());
            self.set_signed(at, base, min, i64::MAX);
        }
    }

    /// Adds the relation of operands whose extension is related.
    fn learn_extended(
        &mut self,
        at: At<'_>,
        one: ValueId,
        two: ValueId,
        domain: Domain,
        relation: Relation,
    ) {
        let operand = |value: ValueId| {
            let operand = kept_operand(at, value)?;
            let is_signed = at.func.has_kind(at.cx, operand, SIGNED);
            (is_signed == (domain == Domain::Signed)).then_some(operand)
        };
        if let Some(operand) = operand(one) {
            self.update(at, operand, two, domain, relation);
        }
        if let Some(operand) = operand(two) {
            self.update(at, one, operand, domain, relation);
        }
    }
}

/// Returns the signed bounds of an operation, and the greatest unsigned number. Operations on 8 and 16
/// bits have none.
fn bounds_of_op(at: At<'_>, value: ValueId) -> (i64, i64, u64) {
    match at.cx.tables.arith(at.func.value(value).op).bits {
        64 => (i64::MIN, i64::MAX, u64::MAX),
        32 => (i32::MIN.into(), i32::MAX.into(), u32::MAX.into()),
        _ => (0, 0, 0),
    }
}
