//! The least and greatest number that a value may be, signed and unsigned.
//!
//! A limit that no number satisfies belongs to code that never runs; arithmetic on it may wrap.
//! Counterpart: `limit` of cmd/compile/internal/ssa/prove.go.

/// Bounds of a value, all inclusive. Booleans are 0 and 1. A pointer that is nil is 0, and one that
/// is not has 1 as its unsigned minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) umin: u64,
    pub(super) umax: u64,
}

impl Limit {
    /// The limit of any number.
    pub(super) const NONE: Self = Self {
        min: i64::MIN,
        max: i64::MAX,
        umin: 0,
        umax: u64::MAX,
    };

    /// Returns the limit of one number.
    pub(super) const fn exactly(value: i64) -> Self {
        Self {
            min: value,
            max: value,
            umin: value as u64,
            umax: value as u64,
        }
    }

    /// Returns the limit of all numbers of a size.
    pub(super) fn of_bits(bits: u32) -> Self {
        let greatest = ones(bits.saturating_sub(1)) as i64;
        Self {
            min: !greatest,
            max: greatest,
            umin: 0,
            umax: ones(bits),
        }
    }

    /// Returns the numbers that both limits have.
    pub(super) fn intersect(self, other: Self) -> Self {
        Self {
            min: self.min.max(other.min),
            max: self.max.min(other.max),
            umin: self.umin.max(other.umin),
            umax: self.umax.min(other.umax),
        }
    }

    /// Returns the least limit with the numbers of both.
    pub(super) fn union(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            umin: self.umin.min(other.umin),
            umax: self.umax.max(other.umax),
        }
    }

    /// Returns the limit with signed bounds besides its own.
    pub(super) fn signed(self, min: i64, max: i64) -> Self {
        self.intersect(Self {
            min,
            max,
            ..Self::NONE
        })
    }

    /// Returns the limit with unsigned bounds besides its own.
    pub(super) fn unsigned(self, umin: u64, umax: u64) -> Self {
        self.intersect(Self {
            umin,
            umax,
            ..Self::NONE
        })
    }

    /// Returns the limit in which signed bounds follow from unsigned ones, and the other way around,
    /// for a type of `size` bytes.
    pub(super) fn propagated(mut self, size: i64) -> Self {
        if self.min >= 0 {
            self = self.unsigned(self.min as u64, self.max as u64);
        }
        if fits_unsigned(self.umax, size.wrapping_mul(8).wrapping_sub(1) as u64) {
            self = self.signed(self.umin as i64, self.umax as i64);
        }
        self
    }

    /// Reports whether the number is not 0.
    pub(super) fn is_nonzero(self) -> bool {
        self.min > 0 || self.umin > 0 || self.max < 0
    }

    /// Reports whether the number is not negative.
    pub(super) fn is_nonnegative(self) -> bool {
        self.min >= 0
    }

    /// Reports whether no number is in the limit.
    pub(super) fn is_empty(self) -> bool {
        self.min > self.max || self.umin > self.umax
    }

    /// Returns the only number in the limit.
    pub(super) fn constant(self) -> Option<i64> {
        if self.min == self.max {
            return Some(self.min);
        }
        (self.umin == self.umax).then_some(self.umin as i64)
    }

    /// Returns the limit of a sum.
    pub(super) fn add(self, other: Self, bits: u32) -> Self {
        if let (Some(one), Some(two)) = (self.constant(), other.constant()) {
            let sum = one.wrapping_add(two) as u64 & ones(bits);
            let signed = sign_extend(sum as i64, bits);
            return Self {
                min: signed,
                max: signed,
                umin: sum,
                umax: sum,
            };
        }
        let signed = |one, two| checked_add(one, two, bits);
        let unsigned = |one, two| checked_add_unsigned(one, two, bits);
        Self::of_bounds(
            signed(self.min, other.min).zip(signed(self.max, other.max)),
            unsigned(self.umin, other.umin).zip(unsigned(self.umax, other.umax)),
        )
    }

    /// Returns the limit of a difference.
    pub(super) fn sub(self, other: Self, bits: u32) -> Self {
        let signed = |one, two| checked_sub(one, two, bits);
        let unsigned = |one, two| checked_sub_unsigned(one, two, bits);
        Self::of_bounds(
            signed(self.min, other.max).zip(signed(self.max, other.min)),
            unsigned(self.umin, other.umax).zip(unsigned(self.umax, other.umin)),
        )
    }

    fn of_bounds(signed: Option<(i64, i64)>, unsigned: Option<(u64, u64)>) -> Self {
        let (min, max) = signed.unwrap_or((i64::MIN, i64::MAX));
        let (umin, umax) = unsigned.unwrap_or((0, u64::MAX));
        Self {
            min,
            max,
            umin,
            umax,
        }
    }

    /// Returns the limit of a product, whose signed bounds follow from the unsigned ones.
    pub(super) fn mul(self, other: Self, bits: u32) -> Self {
        match self.umax.checked_mul(other.umax) {
            Some(umax) if fits_unsigned(umax, bits.into()) => Self {
                umin: self.umin.wrapping_mul(other.umin),
                umax,
                ..Self::NONE
            },
            _ => Self::NONE,
        }
    }

    /// Returns the limit of 2 to the power of a number.
    pub(super) fn power_of_two(self, bits: u32) -> Self {
        if self.umax >= u64::from(bits) {
            return Self::NONE;
        }
        Self {
            umin: 1 << self.umin,
            umax: 1 << self.umax,
            ..Self::NONE
        }
    }

    /// Returns the limit of the complement.
    pub(super) fn complement(self, bits: u32) -> Self {
        Self {
            min: sign_extend(!self.max, bits),
            max: sign_extend(!self.min, bits),
            umin: !self.umax & ones(bits),
            umax: !self.umin & ones(bits),
        }
    }

    /// Returns the limit of the negative number.
    pub(super) fn neg(self, bits: u32) -> Self {
        self.complement(bits).add(Self::exactly(1), bits)
    }

    /// Returns the leading bits of 64 that all numbers in the limit have, and how many they are.
    pub(super) fn fixed_bits(self) -> (u64, u32) {
        let count = (self.umin ^ self.umax).leading_zeros();
        (self.umin & !ones(64 - count), count)
    }

    /// Returns the limit of the number of trailing zeros (since Go 1.27).
    pub(super) fn trailing_zeros(self, bits: u32) -> Self {
        let (fixed, count) = self.fixed_bits();
        let of_fixed = u64::from(fixed.trailing_zeros().min(bits));
        if count == 64 {
            return Self::exactly(of_fixed as i64);
        }
        let varying = 64 - count;
        if self.umin & ones(varying) != 0 {
            return Self::NONE.unsigned(0, u64::from(varying - 1));
        }
        Self::NONE.unsigned(0, of_fixed)
    }

    /// Returns the limit of the number of bits up to the highest that is set.
    pub(super) fn bit_len(self) -> Self {
        Self::NONE.unsigned(bit_len(self.umin).into(), bit_len(self.umax).into())
    }

    /// Returns the limit of the number of bits that are set (since Go 1.27).
    pub(super) fn pop_count(self) -> Self {
        let (fixed, count) = self.fixed_bits();
        let varying = 64 - count;
        let mut min = u64::from(fixed.count_ones());
        let mut max = min + u64::from(varying);
        let mask = ones(varying);
        if (self.umax & mask).count_ones() != varying {
            max = max.wrapping_sub(1);
        }
        if self.umin & mask != 0 {
            min += 1;
        }
        Self::NONE.unsigned(min, max)
    }

    /// Returns the limit of the number of bits that are set (before Go 1.27).
    pub(super) fn coarse_pop_count(self) -> Self {
        let changing = bit_len(self.umax ^ self.umin);
        let min = u64::from((self.umax & !ones(changing)).count_ones());
        Self::NONE.unsigned(min, min + u64::from(changing))
    }
}

/// Returns the number whose lowest bits are set.
pub(super) fn ones(bits: u32) -> u64 {
    match bits {
        0 => 0,
        bits => u64::MAX >> 64_u32.saturating_sub(bits),
    }
}

/// Returns the number of bits up to the highest that is set.
pub(super) fn bit_len(number: u64) -> u32 {
    64 - number.leading_zeros()
}

/// Returns the signed number in the lowest bits.
pub(super) fn sign_extend(number: i64, bits: u32) -> i64 {
    match bits {
        8 => (number as i8).into(),
        16 => (number as i16).into(),
        32 => (number as i32).into(),
        _ => number,
    }
}

fn fits(number: i64, bits: u32) -> bool {
    let all = Limit::of_bits(bits);
    all.min <= number && number <= all.max
}

/// Reports whether a number fits a number of bits.
fn fits_unsigned(number: u64, bits: u64) -> bool {
    bits >= 64 || number >> bits == 0
}

/// Returns a sum that fits a number of bits.
pub(super) fn checked_add(one: i64, two: i64, bits: u32) -> Option<i64> {
    one.checked_add(two).filter(|sum| fits(*sum, bits))
}

/// Returns a sum of unsigned numbers that fits a number of bits.
fn checked_add_unsigned(one: u64, two: u64, bits: u32) -> Option<u64> {
    let sum = one.checked_add(two)?;
    fits_unsigned(sum, bits.into()).then_some(sum)
}

/// Returns a difference that fits a number of bits.
pub(super) fn checked_sub(one: i64, two: i64, bits: u32) -> Option<i64> {
    one.checked_sub(two).filter(|number| fits(*number, bits))
}

/// Returns a difference of unsigned numbers that fits a number of bits.
pub(super) fn checked_sub_unsigned(one: u64, two: u64, bits: u32) -> Option<u64> {
    let number = one.checked_sub(two)?;
    fits_unsigned(number, bits.into()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(min: u64, max: u64) -> Limit {
        Limit::NONE.unsigned(min, max).propagated(8)
    }

    #[test]
    fn bounds_of_results_contain_all_results() {
        for (low, high) in [(0_u64, 0), (3, 3), (0, 7), (5, 9), (12, 40), (254, 255)] {
            let limit = Limit::of_bits(8).unsigned(low, high).propagated(1);
            let contains = |of: Limit, number: u64| of.umin <= number && number <= of.umax;
            for number in low..=high {
                let byte = number as u8;
                let zeros = byte.trailing_zeros().into();
                assert!(contains(limit.trailing_zeros(8), zeros), "{number}");
                let count = byte.count_ones().into();
                assert!(contains(limit.pop_count(), count), "{number}");
                assert!(contains(limit.coarse_pop_count(), count), "{number}");
                assert!(contains(limit.complement(8), (!byte).into()), "{number}");
                let neg = byte.wrapping_neg();
                assert!(contains(limit.neg(8), neg.into()), "{number}");
            }
        }
    }

    #[test]
    fn sums_that_overflow_have_no_limit() {
        let sum = between(1, 2).add(between(3, u64::MAX), 64);
        assert_eq!(sum, Limit::NONE);
        assert_eq!(between(1, 2).add(between(3, 4), 64), between(4, 6));
        let bytes = Limit::of_bits(8).signed(100, 120).propagated(1);
        assert_eq!(bytes.add(bytes, 8).max, i64::MAX);
        assert_eq!(bytes.add(bytes, 8).umax, 240);
        assert_eq!(
            Limit::exactly(-1).add(Limit::exactly(1), 8),
            Limit::exactly(0)
        );
    }

    #[test]
    fn differences_of_the_least_number_are_checked() {
        assert_eq!(checked_sub(-1, i64::MIN, 64), Some(i64::MAX));
        assert_eq!(checked_sub(0, i64::MIN, 64), None);
        assert_eq!(checked_sub(-100, 29, 8), None);
        assert_eq!(checked_sub(-100, 28, 8), Some(-128));
    }
}
