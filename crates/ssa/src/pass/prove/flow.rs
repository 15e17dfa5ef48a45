//! Limits of a value that follow from those of its arguments, at the place where it is computed.
//!
//! Counterpart: `flowLimit` of cmd/compile/internal/ssa/prove.go.

use super::facts::Facts;
use super::limit::Limit;
use super::limit::bit_len;
use super::limit::ones;
use super::values::At;
use crate::ids::ValueId;
use crate::op::ArithKind;
use crate::properties::INTEGERS;

impl Facts {
    /// Adds the limit of a value.
    pub(super) fn flow_limit(&mut self, at: At<'_>, value: ValueId) {
        if !at.func.has_kind(at.cx, value, INTEGERS) {
            return;
        }
        if at.has_op(value, at.cx.ops.phi) {
            self.flow_phi(at, value);
            return;
        }
        match at.func.args(value)[..] {
            [arg] => self.flow_one(at, value, arg),
            [one, two] => self.flow_two(at, value, one, two),
            _ => {}
        }
    }

    fn flow_phi(&mut self, at: At<'_>, phi: ValueId) {
        let args = at.func.args(phi).iter().map(|arg| self.limit(*arg));
        if let Some(limit) = args.reduce(Limit::union) {
            self.set_limit(at, phi, limit);
        }
    }

    fn flow_one(&mut self, at: At<'_>, value: ValueId, arg: ValueId) {
        let limit = self.limit(arg);
        let bits = at.bits(value);
        let arith = at.arith(value);
        let has_fixed_bits = at.cx.profile.prove.limits_of_fixed_bits;
        match arith.kind {
            ArithKind::ZeroExtend => self.set_unsigned(at, value, limit.umin, limit.umax),
            ArithKind::SignExtend => self.set_signed(at, value, limit.min, limit.max),
            ArithKind::Truncate if limit.umax <= ones(bits) => {
                self.set_unsigned(at, value, limit.umin, limit.umax);
            }
            ArithKind::TrailingZeros if has_fixed_bits => {
                self.set_limit(at, value, limit.trailing_zeros(at.bits(arg)));
            }
            ArithKind::TrailingZeros if limit.is_nonzero() => {
                let len = bit_len(limit.umax & ones(arith.bits.into()));
                let most = u64::from(len).wrapping_sub(1);
                self.set_unsigned(at, value, 0, most);
            }
            ArithKind::PopCount => {
                let limit = match has_fixed_bits {
                    true => limit.pop_count(),
                    false => limit.coarse_pop_count(),
                };
                self.set_limit(at, value, limit);
            }
            ArithKind::BitLen => self.set_limit(at, value, limit.bit_len()),
            ArithKind::Complement => self.set_limit(at, value, limit.complement(bits)),
            ArithKind::Neg => self.set_limit(at, value, limit.neg(bits)),
            _ => {}
        }
    }

    fn flow_two(&mut self, at: At<'_>, value: ValueId, one: ValueId, two: ValueId) {
        let [a, b] = [one, two].map(|arg| self.limit(arg));
        let bits = at.bits(value);
        match at.arith(value).kind {
            ArithKind::And if !at.cx.profile.prove.limits_of_fixed_bits => {
                self.set_unsigned(at, value, 0, a.umax.min(b.umax));
            }
            ArithKind::Or => {
                let most = ones(bit_len(a.umax | b.umax));
                self.set_unsigned(at, value, a.umin.max(b.umin), most);
            }
            ArithKind::Xor => self.set_unsigned(at, value, 0, ones(bit_len(a.umax | b.umax))),
            ArithKind::Add => self.set_limit(at, value, a.add(b, bits)),
            ArithKind::Sub => {
                self.set_limit(at, value, a.sub(b, bits));
                self.learn_remainder(at, value);
                self.learn_rest_of_slice(at, value);
                self.learn_difference(at, value);
            }
            ArithKind::Mul => self.set_limit(at, value, a.mul(b, bits)),
            ArithKind::ShiftLeft => self.set_limit(at, value, a.mul(b.power_of_two(bits), bits)),
            ArithKind::ShiftRight if b.min >= 0 => {
                let shift = |number: i64, by: i64| number >> by.min(63);
                let min = shift(a.min, b.min).min(shift(a.min, b.max));
                let max = shift(a.max, b.min).max(shift(a.max, b.max));
                self.set_signed(at, value, min, max);
            }
            ArithKind::ShiftRightUnsigned if b.min >= 0 => {
                let shift = |number: u64, by: i64| {
                    let shifted = u32::try_from(by).ok().and_then(|by| number.checked_shr(by));
                    shifted.unwrap_or(0)
                };
                self.set_unsigned(at, value, shift(a.umin, b.max), shift(a.umax, b.min));
            }
            ArithKind::Div if a.is_nonnegative() && b.is_nonnegative() => {
                self.flow_quotient(at, value, a, b);
            }
            ArithKind::DivUnsigned => self.flow_quotient(at, value, a, b),
            ArithKind::Mod => self.flow_remainder(at, value, (one, two), true),
            ArithKind::ModUnsigned => self.flow_remainder(at, value, (one, two), false),
            _ => {}
        }
    }

    fn flow_quotient(&mut self, at: At<'_>, value: ValueId, a: Limit, b: Limit) {
        let umin = a.umin.checked_div(b.umax).unwrap_or(0);
        let umax = a.umax.checked_div(b.umin).unwrap_or(u64::MAX);
        self.set_unsigned(at, value, umin, umax);
    }

    /// Adds the limit of a remainder.
    pub(super) fn flow_remainder(
        &mut self,
        at: At<'_>,
        value: ValueId,
        (dividend, divisor): (ValueId, ValueId),
        is_signed: bool,
    ) {
        let [a, b] = [dividend, divisor].map(|arg| self.limit(arg));
        if is_signed {
            if a.min < 0 && b.min > 0 {
                let most = b.max.wrapping_sub(1);
                self.set_signed(at, value, most.wrapping_neg(), most);
                return;
            }
            if !a.is_nonnegative() || !b.is_nonnegative() {
                return;
            }
            if b.min > 0 {
                self.set_signed(at, value, 0, i64::MAX);
            }
        }
        // A divisor of 0 has no bound.
        self.set_unsigned(at, value, 0, a.umax.min(b.umax.wrapping_sub(1)));
    }
}
