//! Limits and relations that follow from the limit of another value.
//!
//! Counterpart: `factsTable.newLimit` of cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::limit::Limit;
use super::relation::Domain;
use super::relation::Relation;
use super::relation::of_comparison;
use super::values::At;
use crate::ids::ValueId;

impl Facts {
    /// Adds the limit of a value that follows from the limit `known` of another one, which has a
    /// relation to it. `own` is the limit that the value has.
    pub(super) fn learn(
        &mut self,
        at: At<'_>,
        value: ValueId,
        own: Limit,
        known: Limit,
        domain: Domain,
        relation: Relation,
    ) {
        match domain {
            Domain::Signed => self.learn_signed(at, value, own, known, relation),
            Domain::Unsigned => self.learn_unsigned(at, value, own, known, relation),
            Domain::Boolean => {
                let is_equal = relation == Relation::EQUAL;
                if known.max == 0 {
                    self.set_limit(at, value, Limit::exactly((!is_equal).into()));
                }
                if known.min == 1 {
                    self.set_limit(at, value, Limit::exactly(is_equal.into()));
                }
            }
            Domain::Pointer => {
                let is_equal = relation == Relation::EQUAL;
                if known.umax == 0 {
                    self.set_pointer(at, value, is_equal);
                }
                if is_equal && known.umin > 0 {
                    self.set_pointer(at, value, false);
                }
            }
        }
    }

    fn set_pointer(&mut self, at: At<'_>, value: ValueId, is_nil: bool) {
        let limit = match is_nil {
            true => Limit::exactly(0),
            false => Limit::NONE.unsigned(1, u64::MAX),
        };
        self.set_limit(at, value, limit);
    }

    fn learn_signed(
        &mut self,
        at: At<'_>,
        value: ValueId,
        own: Limit,
        known: Limit,
        relation: Relation,
    ) {
        let (min, max) = (known.min, known.max);
        match relation {
            Relation::EQUAL => self.set_signed(at, value, min, max),
            Relation::AT_MOST => self.set_signed(at, value, min, i64::MAX),
            Relation::LESS => self.set_signed(at, value, min.wrapping_add(1), i64::MAX),
            Relation::AT_LEAST => self.set_signed(at, value, i64::MIN, max),
            Relation::GREATER => self.set_signed(at, value, i64::MIN, max.wrapping_sub(1)),
            Relation::DIFFERENT if min == max => {
                if own.min == min {
                    self.set_signed(at, value, min.wrapping_add(1), i64::MAX);
                }
                if own.max == min {
                    self.set_signed(at, value, i64::MIN, min.wrapping_sub(1));
                }
            }
            _ => {}
        }
    }

    fn learn_unsigned(
        &mut self,
        at: At<'_>,
        value: ValueId,
        own: Limit,
        known: Limit,
        relation: Relation,
    ) {
        let (min, max) = (known.umin, known.umax);
        match relation {
            Relation::EQUAL => self.set_unsigned(at, value, min, max),
            Relation::AT_MOST => self.set_unsigned(at, value, min, u64::MAX),
            Relation::LESS => self.set_unsigned(at, value, min.wrapping_add(1), u64::MAX),
            Relation::AT_LEAST => self.set_unsigned(at, value, 0, max),
            Relation::GREATER => self.set_unsigned(at, value, 0, max.wrapping_sub(1)),
            Relation::DIFFERENT if min == max => {
                if own.umin == min {
                    self.set_unsigned(at, value, min.wrapping_add(1), u64::MAX);
                }
                if own.umax == min {
                    self.set_unsigned(at, value, 0, min.wrapping_sub(1));
                }
            }
            _ => {}
        }
    }

    /// Adds the facts about the operands of a condition that follow from its outcome.
    pub(super) fn learn_condition(&mut self, at: At<'_>, condition: ValueId, is_true: bool) {
        let (ops, op) = (at.cx.ops, at.func.value(condition).op);
        let args = at.func.args(condition);
        if let Some((domains, relation)) = of_comparison(at.cx.tables.arith(op)) {
            let (one, two) = (args[0], args[1]);
            let is_both =
                domains == [Domain::Signed] && self.is_nonnegative(one) && self.is_nonnegative(two);
            let domains = match is_both {
                true => &[Domain::Signed, Domain::Unsigned],
                false => domains,
            };
            let relation = match is_true {
                true => relation,
                false => relation.inverted(),
            };
            for domain in domains {
                self.update(at, one, two, *domain, relation);
            }
        } else if op == ops.is_non_nil {
            self.set_pointer(at, args[0], !is_true);
        } else if op == ops.is_in_bounds || op == ops.is_slice_in_bounds {
            let (index, bound) = (args[0], args[1]);
            let relation = match op == ops.is_in_bounds {
                true => Relation::LESS,
                false => Relation::AT_MOST,
            };
            if is_true {
                self.set_signed(at, index, 0, i64::MAX);
                self.update(at, index, bound, Domain::Signed, relation);
                self.update(at, index, bound, Domain::Unsigned, relation);
                return;
            }
            let relation = relation.inverted();
            if self.is_nonnegative(index) {
                self.update(at, index, bound, Domain::Signed, relation);
            }
            self.update(at, index, bound, Domain::Unsigned, relation);
        }
    }
}
