//! Reading numbers.
//!
//! Counterpart: math/big/natconv.go (`scan`), ratconv.go, floatconv.go.

use crate::float::Float;
use crate::float::PREC;
use crate::float::Rounding;
use crate::int::Int;
use crate::nat::Nat;
use crate::rat::Rat;

/// A number as it is written: `mant * base^-fraction * exp_base^exp`.
struct Scanned {
    mant: Nat,
    base: u64,
    /// Number of digits after the point.
    fraction: i64,
    exp: i64,
    /// 2 or 10.
    exp_base: u64,
}

/// The digits at the start of a number.
struct Digits<'t> {
    mant: Nat,
    base: u64,
    fraction: i64,
    rest: &'t [u8],
}

/// The base of a number that starts with zero; with `is_int` that is enough for octal digits.
fn prefix(text: &[u8], is_int: bool) -> (u64, bool, &[u8]) {
    match text {
        [b'0', b'b' | b'B', rest @ ..] => (2, true, rest),
        [b'0', b'o' | b'O', rest @ ..] => (8, true, rest),
        [b'0', b'x' | b'X', rest @ ..] => (16, true, rest),
        [b'0', _, ..] if is_int => (8, false, text),
        _ => (10, false, text),
    }
}

fn digit(byte: u8) -> u64 {
    u64::from(match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'z' => byte - b'a' + 10,
        b'A'..=b'Z' => byte - b'A' + 10,
        _ => u8::MAX,
    })
}

/// Reads digits with an optional prefix and, unless `is_int` is set, an optional point.
fn digits(text: &[u8], is_int: bool) -> Option<Digits<'_>> {
    let (base, has_prefix, mut rest) = prefix(text, is_int);
    // The preceding character: a digit, an underscore, or something else.
    let mut before = if has_prefix { b'0' } else { b'.' };
    let mut mant = Nat::ZERO;
    let (mut part, mut scale) = (0, 1);
    let mut count = 0;
    let mut point = None;
    let mut is_good = true;
    while let [byte, tail @ ..] = rest {
        match byte {
            b'.' if !is_int && point.is_none() => {
                is_good &= before != b'_';
                before = b'.';
                point = Some(count);
            }
            b'_' => {
                is_good &= before == b'0';
                before = b'_';
            }
            _ => {
                let digit = digit(*byte);
                if digit >= base {
                    break;
                }
                before = b'0';
                count += 1;
                part = part * base + digit;
                scale *= base;
                if scale > u64::MAX / 64 {
                    mant.mul_add(scale, part);
                    (part, scale) = (0, 1);
                }
            }
        }
        rest = tail;
    }
    mant.mul_add(scale, part);
    is_good &= before != b'_' && count > 0;
    is_good.then(|| Digits {
        mant,
        base,
        fraction: point.map_or(0, |point| count - point),
        rest,
    })
}

/// Reads an optional exponent; returns the exponent, its base, and the remaining text.
fn exponent(text: &[u8]) -> Option<(i64, u64, &[u8])> {
    let (base, mut rest) = match text {
        [b'e' | b'E', rest @ ..] => (10, rest),
        [b'p' | b'P', rest @ ..] => (2, rest),
        _ => return Some((0, 10, text)),
    };
    let mut digits = String::new();
    if let [sign @ (b'+' | b'-'), tail @ ..] = rest {
        if *sign == b'-' {
            digits.push('-');
        }
        rest = tail;
    }
    let mut before = b'.';
    let mut is_good = true;
    while let [byte @ (b'0'..=b'9' | b'_'), tail @ ..] = rest {
        match byte {
            b'_' => is_good &= before != b'.' && before != b'_',
            digit => digits.push(char::from(*digit)),
        }
        before = *byte;
        rest = tail;
    }
    let exp = digits.parse().ok()?;
    (is_good && before != b'_').then_some((exp, base, rest))
}

/// Reads a whole number.
fn number(text: &[u8]) -> Option<Scanned> {
    let Digits {
        mant,
        base,
        fraction,
        rest,
    } = digits(text, false)?;
    let (exp, exp_base, rest) = exponent(rest)?;
    rest.is_empty().then_some(Scanned {
        mant,
        base,
        fraction,
        exp,
        exp_base,
    })
}

impl Scanned {
    /// Returns the powers of two and five that the mantissa is multiplied by.
    fn powers(&self) -> (i64, i64) {
        let (two, mut five) = match self.base {
            10 => (-self.fraction, -self.fraction),
            8 => (-3 * self.fraction, 0),
            16 => (-4 * self.fraction, 0),
            _ => (-self.fraction, 0),
        };
        if self.exp_base == 10 {
            five = five.wrapping_add(self.exp);
        }
        (two.wrapping_add(self.exp), five)
    }
}

/// Reads an integer with an optional prefix and underscores (`big.Int.SetString`).
pub(crate) fn int(text: &[u8]) -> Option<Int> {
    let Digits { mant, rest, .. } = digits(text, true)?;
    rest.is_empty().then(|| Int::new(false, mant))
}

/// Reads a number as a fraction; `None` if it is too large or too small (`big.Rat.SetString`).
pub(crate) fn rat(text: &[u8]) -> Option<Rat> {
    let scanned = number(text)?;
    if scanned.mant.is_zero() {
        return Some(Rat::from(Int::from(0)));
    }
    let (two, five) = scanned.powers();
    if five.unsigned_abs() > 1_000_000 {
        return None;
    }
    if two.unsigned_abs() > 10_000_000 {
        return None;
    }
    let power = Nat::pow(5, five.unsigned_abs());
    let (mut num, mut den) = (scanned.mant, Nat::from_word(1));
    if five >= 0 {
        num = num.mul(&power);
    } else {
        den = power;
    }
    let count = two.unsigned_abs() as usize;
    if two >= 0 {
        num = num.shl(count);
    } else {
        den = den.shl(count);
    }
    Some(Rat::reduced(Int::new(false, num), &den))
}

/// Reads a number as a float (`big.Float.SetString`).
pub(crate) fn float(text: &[u8]) -> Option<Float> {
    let scanned = number(text)?;
    if scanned.mant.is_zero() {
        return Some(Float::ZERO);
    }
    let (two, five) = scanned.powers();
    let exp = two.wrapping_add(scanned.mant.bit_len() as i64);
    if i32::try_from(exp).is_err() {
        return None;
    }
    let value = Float::exact(false, scanned.mant, exp);
    // The power of five is not exact, and neither is its product with the mantissa.
    let power = |exp: i64| Float::pow5(exp.unsigned_abs(), PREC + 64);
    Some(match five {
        0 => value.round(PREC, Rounding::ToNearestEven),
        five if five < 0 => value.div(&power(five), PREC),
        five => value.mul(&power(five), PREC),
    })
}
