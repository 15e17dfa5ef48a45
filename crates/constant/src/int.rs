//! Integers of any size.
//!
//! Counterpart: math/big/int.go.

use std::cmp::Ordering;

use crate::nat::Nat;

/// An integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Int {
    /// True if it is below zero.
    pub(crate) is_neg: bool,
    /// Its absolute value.
    pub(crate) abs: Nat,
}

impl From<i64> for Int {
    fn from(value: i64) -> Self {
        Self::new(value < 0, Nat::from_word(value.unsigned_abs()))
    }
}

impl Int {
    /// Returns an integer; zero has no sign.
    pub(crate) fn new(is_neg: bool, abs: Nat) -> Self {
        Self {
            is_neg: is_neg && !abs.is_zero(),
            abs,
        }
    }

    pub(crate) fn sign(&self) -> i32 {
        match (self.is_neg, self.abs.is_zero()) {
            (_, true) => 0,
            (true, _) => -1,
            (false, _) => 1,
        }
    }

    /// Returns the integer if it has 64 bits.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        let abs = i128::from(self.abs.to_u64()?);
        i64::try_from(if self.is_neg { -abs } else { abs }).ok()
    }

    pub(crate) fn neg(&self) -> Self {
        Self::new(!self.is_neg, self.abs.clone())
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self.is_neg, other.is_neg) {
            (false, false) => self.abs.compare(&other.abs),
            (true, true) => other.abs.compare(&self.abs),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        if self.is_neg == other.is_neg {
            return Self::new(self.is_neg, self.abs.add(&other.abs));
        }
        match self.abs.compare(&other.abs) {
            Ordering::Less => Self::new(other.is_neg, other.abs.sub(&self.abs)),
            _ => Self::new(self.is_neg, self.abs.sub(&other.abs)),
        }
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::new(self.is_neg != other.is_neg, self.abs.mul(&other.abs))
    }

    /// Returns the quotient, rounded to zero, and the remainder, which has the sign of the
    /// dividend.
    pub(crate) fn div(&self, other: &Self) -> (Self, Self) {
        let (quotient, rest) = self.abs.div(&other.abs);
        let is_neg = self.is_neg != other.is_neg;
        (Self::new(is_neg, quotient), Self::new(self.is_neg, rest))
    }

    pub(crate) fn shl(&self, count: usize) -> Self {
        Self::new(self.is_neg, self.abs.shl(count))
    }

    /// Returns the integer divided by a power of two, rounded down.
    pub(crate) fn shr(&self, count: usize) -> Self {
        let abs = self.abs.shr(count);
        if self.is_neg && self.abs.has_low_bits(count) {
            Self::new(true, abs.add(&Nat::from_word(1)))
        } else {
            Self::new(self.is_neg, abs)
        }
    }

    /// Returns `^self`.
    pub(crate) fn not(&self) -> Self {
        self.neg().sub(&Self::from(1))
    }

    /// Combines the bits of two integers as if both had as many as are needed in two's
    /// complement.
    pub(crate) fn bitwise(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let len = self.abs.words().len().max(other.abs.words().len()) + 1;
        let (own, other) = (self.complement(len), other.complement(len));
        let words = own.iter().zip(&other).map(|(a, b)| combine(*a, *b));
        let mut words: Vec<u64> = words.collect();
        let is_neg = words[len - 1] >> 63 == 1;
        if is_neg {
            negate(&mut words);
        }
        Self::new(is_neg, Nat::of(words))
    }

    /// Returns the words in two's complement.
    fn complement(&self, len: usize) -> Vec<u64> {
        let mut words = self.abs.words().to_vec();
        words.resize(len, 0);
        if self.is_neg {
            negate(&mut words);
        }
        words
    }

    pub(crate) fn decimal(&self) -> String {
        let sign = if self.is_neg { "-" } else { "" };
        format!("{sign}{}", self.abs.decimal())
    }
}

/// Negates a number in two's complement.
fn negate(words: &mut [u64]) {
    let mut carry = true;
    for word in words {
        let (sum, is_carried) = (!*word).overflowing_add(u64::from(carry));
        *word = sum;
        carry = is_carried;
    }
}
