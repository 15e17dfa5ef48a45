//! Fractions.
//!
//! Counterpart: math/big/rat.go.

use std::cmp::Ordering;

use crate::int::Int;
use crate::ldexp::ldexp;
use crate::nat::Nat;

/// A fraction in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rat {
    pub(crate) num: Int,
    /// Positive.
    pub(crate) den: Nat,
}

impl From<Int> for Rat {
    fn from(num: Int) -> Self {
        let den = Nat::from_word(1);
        Self { num, den }
    }
}

impl Rat {
    /// Returns a fraction.
    ///
    /// # Panics
    /// The denominator is zero.
    pub(crate) fn new(num: &Int, den: &Int) -> Self {
        Self::reduced(
            Int::new(num.is_neg != den.is_neg, num.abs.clone()),
            &den.abs,
        )
    }

    /// Brings a fraction to lowest terms.
    pub(crate) fn reduced(num: Int, den: &Nat) -> Self {
        assert!(!den.is_zero(), "division by zero");
        if num.abs.is_zero() {
            return Self::from(num);
        }
        // Denominators are often powers of two.
        let zeros = num.abs.trailing_zeros().min(den.trailing_zeros());
        let (num, den) = (Int::new(num.is_neg, num.abs.shr(zeros)), den.shr(zeros));
        if den.is_one() {
            return Self { num, den };
        }
        let common = num.abs.gcd(&den);
        if common.is_one() {
            return Self { num, den };
        }
        Self {
            num: Int::new(num.is_neg, num.abs.div(&common).0),
            den: den.div(&common).0,
        }
    }

    /// Returns the value of a float, which is finite.
    pub(crate) fn from_f64(value: f64) -> Self {
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = match bits >> 52 & 0x7ff {
            0 => (fraction, -1074),
            exponent => (fraction | 1 << 52, exponent as i32 - 1075),
        };
        let num = Int::new(value < 0.0, Nat::from_word(mantissa));
        let count = exponent.unsigned_abs() as usize;
        if exponent < 0 {
            Self::reduced(num, &Nat::from_word(1).shl(count))
        } else {
            Self::from(num.shl(count))
        }
    }

    pub(crate) fn is_int(&self) -> bool {
        self.den.is_one()
    }

    /// Returns the denominator as an integer.
    pub(crate) fn den(&self) -> Int {
        Int::new(false, self.den.clone())
    }

    pub(crate) fn neg(&self) -> Self {
        Self {
            num: self.num.neg(),
            den: self.den.clone(),
        }
    }

    /// Returns the two numerators over the product of the denominators.
    fn aligned(&self, other: &Self) -> (Int, Int) {
        let own = self.num.mul(&other.den());
        (own, other.num.mul(&self.den()))
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let (a, b) = self.aligned(other);
        a.compare(&b)
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let (a, b) = self.aligned(other);
        Self::reduced(a.add(&b), &self.den.mul(&other.den))
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::reduced(self.num.mul(&other.num), &self.den.mul(&other.den))
    }

    /// Returns the quotient.
    ///
    /// # Panics
    /// The divisor is zero.
    pub(crate) fn div(&self, other: &Self) -> Self {
        let num = self.num.mul(&other.den());
        Self::new(&num, &other.num.mul(&self.den()))
    }

    /// Returns the nearest `f64`, and true if the conversion is exact (`Float64`).
    pub(crate) fn to_f64(&self) -> (f64, bool) {
        let (value, is_exact) = self.quotient(52, 1023);
        let is_exact = is_exact && value.is_finite();
        (if self.num.is_neg { -value } else { value }, is_exact)
    }

    /// Returns the nearest `f32`, and true if the conversion is exact (`Float32`).
    pub(crate) fn to_f32(&self) -> (f32, bool) {
        let (value, is_exact) = self.quotient(23, 127);
        let value = value as f32;
        let is_exact = is_exact && value.is_finite();
        (if self.num.is_neg { -value } else { value }, is_exact)
    }

    /// Returns the absolute value rounded to a float with `mantissa_bits` bits of mantissa, and
    /// true if that is exact (`quotToFloat64`).
    fn quotient(&self, mantissa_bits: i64, bias: i64) -> (f64, bool) {
        let (kept, with_round) = (mantissa_bits + 1, mantissa_bits + 2);
        let least = 1 - bias;
        if self.num.abs.is_zero() {
            return (0.0, true);
        }
        let mut exp = self.num.abs.bit_len() as i64 - self.den.bit_len() as i64;
        let shift = with_round - exp;
        let count = shift.unsigned_abs() as usize;
        let (quotient, rest) = if shift > 0 {
            self.num.abs.shl(count).div(&self.den)
        } else {
            self.num.abs.div(&self.den.shl(count))
        };
        let mut mantissa = quotient.low();
        let mut has_rest = !rest.is_zero();
        if mantissa >> with_round == 1 {
            has_rest |= mantissa & 1 == 1;
            mantissa >>= 1;
            exp += 1;
        }
        if least - mantissa_bits <= exp && exp <= least {
            // Small numbers have less bits.
            let shift = least - (exp - 1);
            has_rest |= mantissa & ((1 << shift) - 1) != 0;
            mantissa >>= shift;
            exp = 2 - bias;
        }
        let mut is_exact = !has_rest;
        if mantissa & 1 != 0 {
            is_exact = false;
            if has_rest || mantissa & 2 != 0 {
                mantissa += 1;
                if mantissa >= 1 << with_round {
                    mantissa >>= 1;
                    exp += 1;
                }
            }
        }
        mantissa >>= 1;
        (ldexp(mantissa as f64, exp - kept), is_exact)
    }

    /// Returns the exact text: `a/b`, or `a` for integers.
    pub(crate) fn text(&self) -> String {
        if self.is_int() {
            self.num.decimal()
        } else {
            format!("{}/{}", self.num.decimal(), self.den.decimal())
        }
    }
}
