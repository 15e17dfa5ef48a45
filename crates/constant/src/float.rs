//! Floating-point numbers with 512 bits.
//!
//! Counterpart: math/big/float.go.

use std::cmp::Ordering;

use crate::int::Int;
use crate::ldexp::ldexp;
use crate::nat::Nat;
use crate::rat::Rat;

/// Precision of floats: the number of bits of the mantissa.
pub(crate) const PREC: usize = 512;

/// Exponents are 32-bit numbers.
const MIN_EXP: i64 = i32::MIN as i64;
const MAX_EXP: i64 = i32::MAX as i64;

/// A floating-point number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Float {
    pub(crate) is_neg: bool,
    pub(crate) form: Form,
}

/// The size of a floating-point number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Zero,
    /// `0.mant` times two to the power of `exp`.
    Finite {
        /// Without zeros at the end, so it is odd.
        mant: Nat,
        exp: i64,
    },
    Inf,
}

/// The rounding mode of a mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    ToNearestEven,
    ToZero,
    AwayFromZero,
}

impl Float {
    /// Zero.
    pub(crate) const ZERO: Self = Self {
        is_neg: false,
        form: Form::Zero,
    };

    /// Returns the number `0.mant * 2^exp` with at most `prec` bits. With `has_more` the mantissa
    /// is too small by less than its lowest bit, and has more bits than `prec`.
    fn rounded(
        is_neg: bool,
        mant: Nat,
        exp: i64,
        has_more: bool,
        round: (usize, Rounding),
    ) -> Self {
        let (prec, rounding) = round;
        let of = |form| Self { is_neg, form };
        let (mut mant, mut exp) = (mant, exp);
        // The exponent's range is checked before rounding.
        if mant.is_zero() || exp < MIN_EXP {
            return of(Form::Zero);
        }
        if exp > MAX_EXP {
            return of(Form::Inf);
        }
        let len = mant.bit_len();
        if len > prec {
            let drop = len - prec;
            let half = mant.bit(drop - 1);
            let below = has_more || mant.has_low_bits(drop - 1);
            mant = mant.shr(drop);
            let is_up = match rounding {
                Rounding::ToNearestEven => half && (below || mant.bit(0)),
                Rounding::ToZero => false,
                Rounding::AwayFromZero => half || below,
            };
            if is_up {
                mant = mant.add(&Nat::from_word(1));
                if mant.bit_len() > prec {
                    if exp >= MAX_EXP {
                        return of(Form::Inf);
                    }
                    exp += 1;
                }
            }
        }
        let mant = mant.shr(mant.trailing_zeros());
        of(Form::Finite { mant, exp })
    }

    /// Returns an integer times a power of two, without rounding.
    pub(crate) fn exact(is_neg: bool, mant: Nat, exp: i64) -> Self {
        let prec = mant.bit_len();
        Self::rounded(is_neg, mant, exp, false, (prec, Rounding::ToNearestEven))
    }

    /// Returns the nearest number with `prec` bits.
    pub(crate) fn round(&self, prec: usize, rounding: Rounding) -> Self {
        match &self.form {
            Form::Finite { mant, exp } => {
                Self::rounded(self.is_neg, mant.clone(), *exp, false, (prec, rounding))
            }
            _ => self.clone(),
        }
    }

    /// Returns a word.
    pub(crate) fn from_word(word: u64) -> Self {
        let mant = Nat::from_word(word);
        let exp = mant.bit_len() as i64;
        Self::exact(false, mant, exp)
    }

    /// Returns the nearest number.
    pub(crate) fn from_int(value: &Int) -> Self {
        let exp = value.abs.bit_len() as i64;
        let round = (PREC, Rounding::ToNearestEven);
        let mut float = Self::rounded(value.is_neg, value.abs.clone(), exp, false, round);
        float.is_neg = value.is_neg;
        float
    }

    /// Returns the nearest number.
    pub(crate) fn from_rat(value: &Rat) -> Self {
        let exact = |nat: &Nat| Self::exact(false, nat.clone(), nat.bit_len() as i64);
        let mut float = exact(&value.num.abs).div(&exact(&value.den), PREC);
        float.is_neg = value.num.is_neg;
        float
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.form == Form::Zero
    }

    pub(crate) fn is_inf(&self) -> bool {
        self.form == Form::Inf
    }

    pub(crate) fn sign(&self) -> i32 {
        match (&self.form, self.is_neg) {
            (Form::Zero, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        }
    }

    /// Returns the exponent; 0 of zero.
    pub(crate) fn exp(&self) -> i64 {
        match &self.form {
            Form::Finite { exp, .. } => *exp,
            _ => 0,
        }
    }

    pub(crate) fn neg(&self) -> Self {
        Self {
            is_neg: !self.is_neg,
            form: self.form.clone(),
        }
    }

    pub(crate) fn is_int(&self) -> bool {
        match &self.form {
            Form::Zero => true,
            Form::Finite { mant, exp } => *exp >= mant.bit_len() as i64,
            Form::Inf => false,
        }
    }

    /// Compares absolute values.
    fn compare_abs(&self, other: &Self) -> Ordering {
        match (&self.form, &other.form) {
            (Form::Finite { mant, exp }, Form::Finite { mant: m, exp: e }) => {
                exp.cmp(e).then_with(|| {
                    let (own, other) = (mant.bit_len(), m.bit_len());
                    let len = own.max(other);
                    mant.shl(len - own).compare(&m.shl(len - other))
                })
            }
            (own, other) => rank(own).cmp(&rank(other)),
        }
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match self.sign().cmp(&other.sign()) {
            Ordering::Equal => {
                if self.is_neg {
                    other.compare_abs(self)
                } else {
                    self.compare_abs(other)
                }
            }
            order => order,
        }
    }

    /// Returns the sum, rounded to `prec` bits.
    pub(crate) fn add(&self, other: &Self, prec: usize) -> Self {
        let (Form::Finite { mant: a, exp: ea }, Form::Finite { mant: b, exp: eb }) =
            (&self.form, &other.form)
        else {
            let rounding = Rounding::ToNearestEven;
            return match (&self.form, &other.form) {
                (Form::Inf, _) | (_, Form::Zero) => self.round(prec, rounding),
                _ => other.round(prec, rounding),
            };
        };
        // The numbers are integers times powers of two.
        let (la, lb) = (ea - a.bit_len() as i64, eb - b.bit_len() as i64);
        if (ea - eb).unsigned_abs() as usize > 4 * prec + a.bit_len() + b.bit_len() {
            // The smaller one only affects the rounding of the larger one.
            let (large, small) = if ea > eb {
                (self, other)
            } else {
                (other, self)
            };
            let (mant, exp) = if ea > eb { (a, *ea) } else { (b, *eb) };
            let count = 2 * prec + 2;
            let shifted = mant.shl(count);
            let one = Nat::from_word(1);
            let mant = if large.is_neg == small.is_neg {
                shifted.add(&one)
            } else {
                shifted.sub(&one)
            };
            let exp = exp + mant.bit_len() as i64 - shifted.bit_len() as i64;
            let round = (prec, Rounding::ToNearestEven);
            return Self::rounded(large.is_neg, mant, exp, false, round);
        }
        let low = la.min(lb);
        let align = |mant: &Nat, own: i64| mant.shl((own - low) as usize);
        let a = Int::new(self.is_neg, align(a, la));
        let sum = a.add(&Int::new(other.is_neg, align(b, lb)));
        let exp = low + sum.abs.bit_len() as i64;
        let round = (prec, Rounding::ToNearestEven);
        Self::rounded(sum.is_neg, sum.abs, exp, false, round)
    }

    pub(crate) fn sub(&self, other: &Self, prec: usize) -> Self {
        self.add(&other.neg(), prec)
    }

    /// Returns the product, rounded to `prec` bits.
    pub(crate) fn mul(&self, other: &Self, prec: usize) -> Self {
        let is_neg = self.is_neg != other.is_neg;
        match (&self.form, &other.form) {
            (Form::Finite { mant: a, exp: ea }, Form::Finite { mant: b, exp: eb }) => {
                let mant = a.mul(b);
                let lost = a.bit_len() + b.bit_len() - mant.bit_len();
                let exp = ea + eb - lost as i64;
                let round = (prec, Rounding::ToNearestEven);
                Self::rounded(is_neg, mant, exp, false, round)
            }
            (Form::Inf, _) | (_, Form::Inf) => Self {
                is_neg,
                form: Form::Inf,
            },
            _ => Self {
                is_neg,
                form: Form::Zero,
            },
        }
    }

    /// Returns the quotient, rounded to `prec` bits.
    pub(crate) fn div(&self, other: &Self, prec: usize) -> Self {
        let is_neg = self.is_neg != other.is_neg;
        match (&self.form, &other.form) {
            (Form::Finite { mant: a, exp: ea }, Form::Finite { mant: b, exp: eb }) => {
                let (la, lb) = (a.bit_len(), b.bit_len());
                let count = (prec + 2 + lb).saturating_sub(la);
                let (mant, rest) = a.shl(count).div(b);
                let len = mant.bit_len();
                let exp = ea - eb + (len + lb) as i64 - (la + count) as i64;
                let round = (prec, Rounding::ToNearestEven);
                Self::rounded(is_neg, mant, exp, !rest.is_zero(), round)
            }
            (Form::Zero, _) | (_, Form::Inf) => Self {
                is_neg,
                form: Form::Zero,
            },
            _ => Self {
                is_neg,
                form: Form::Inf,
            },
        }
    }

    /// Returns the integer, if the number is one and not too large.
    pub(crate) fn to_int(&self) -> Option<Int> {
        match &self.form {
            Form::Zero => Some(Int::from(0)),
            Form::Finite { mant, exp } if self.is_int() => {
                let count = *exp as usize - mant.bit_len();
                Some(Int::new(self.is_neg, mant.shl(count)))
            }
            _ => None,
        }
    }

    /// Returns the value as a fraction, of a number that is finite and has a small exponent.
    pub(crate) fn to_rat(&self) -> Rat {
        match &self.form {
            Form::Finite { mant, exp } => {
                let num = Int::new(self.is_neg, mant.clone());
                let shift = *exp - mant.bit_len() as i64;
                let count = shift.unsigned_abs() as usize;
                if shift < 0 {
                    Rat::reduced(num, &Nat::from_word(1).shl(count))
                } else {
                    Rat::from(num.shl(count))
                }
            }
            _ => Rat::from(Int::from(0)),
        }
    }

    /// Returns the nearest `f64`, and true if the conversion is exact.
    pub(crate) fn to_f64(&self) -> (f64, bool) {
        let (value, is_exact) = self.nearest(52, 1023);
        (if self.is_neg { -value } else { value }, is_exact)
    }

    /// Returns the nearest `f32`, and true if the conversion is exact.
    pub(crate) fn to_f32(&self) -> (f32, bool) {
        let (value, is_exact) = self.nearest(23, 127);
        let value = value as f32;
        (if self.is_neg { -value } else { value }, is_exact)
    }

    /// Returns the absolute value rounded to `mantissa_bits` bits, fewer for small numbers.
    fn nearest(&self, mantissa_bits: i64, bias: i64) -> (f64, bool) {
        let (mant, exp) = match &self.form {
            Form::Zero => return (0.0, true),
            Form::Inf => return (f64::INFINITY, true),
            Form::Finite { mant, exp } => (mant, *exp),
        };
        let least = 1 - bias;
        let mut prec = mantissa_bits + 1;
        if exp - 1 < least {
            prec = mantissa_bits + 1 - least + (exp - 1);
            if prec < 0 || prec == 0 && mant.is_one() {
                return (0.0, false);
            }
            if prec == 0 {
                return (ldexp(1.0, least - mantissa_bits), false);
            }
        }
        let rounded = self.round(prec as usize, Rounding::ToNearestEven);
        let Form::Finite { mant, exp } = &rounded.form else {
            return (f64::INFINITY, false);
        };
        if exp - 1 > bias {
            return (f64::INFINITY, false);
        }
        let value = ldexp(mant.low() as f64, exp - mant.bit_len() as i64);
        (value, rounded.form == self.form)
    }

    /// Returns a power of five with `prec` bits (`pow5`); its factors have 64 bits more.
    pub(crate) fn pow5(mut exponent: u64, prec: usize) -> Self {
        const MOST: u64 = 27;
        if exponent <= MOST {
            return Self::from_word(5_u64.pow(exponent as u32));
        }
        let mut power = Self::from_word(5_u64.pow(MOST as u32));
        exponent -= MOST;
        let mut factor = Self::from_word(5);
        while exponent > 0 {
            if exponent & 1 == 1 {
                power = power.mul(&factor, prec);
            }
            factor = factor.mul(&factor, prec + 64);
            exponent >>= 1;
        }
        power
    }
}

fn rank(form: &Form) -> u8 {
    match form {
        Form::Zero => 0,
        Form::Finite { .. } => 1,
        Form::Inf => 2,
    }
}
