//! Numbers as text.
//!
//! Counterpart: go/constant/value.go (`String` of floats), strconv/ftoa.go, math/big/ftoa.go.

use std::f64::consts::LN_10;
use std::f64::consts::LOG10_2;

use crate::float::Float;
use crate::float::Form;
use crate::ldexp::ldexp;

/// The digits of a number: `0.digits * 10^point`.
struct Decimal {
    is_neg: bool,
    digits: String,
    point: i32,
}

impl Decimal {
    /// Splits a number that Rust formatted with an exponent.
    fn of(text: &str) -> Self {
        let (mantissa, exp) = text.split_once('e').expect("it has an exponent");
        let is_neg = mantissa.starts_with('-');
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_end_matches('0').to_owned();
        let exp: i32 = exp.parse().expect("it is a number");
        if digits.is_empty() {
            Self {
                is_neg,
                digits,
                point: 0,
            }
        } else {
            Self {
                is_neg,
                digits,
                point: exp + 1,
            }
        }
    }

    /// Writes the number like `%g`; `limit` is the exponent from which one is written.
    fn general(&self, limit: i32) -> String {
        let count = self.digits.len() as i32;
        let exp = self.point - 1;
        let mut text = String::new();
        if self.is_neg {
            text.push('-');
        }
        if exp < -4 || exp >= limit {
            text += self.digits.get(..1).unwrap_or("0");
            if count > 1 {
                text.push('.');
                text += &self.digits[1..];
            }
            let sign = if exp < 0 { '-' } else { '+' };
            text += &format!("e{sign}{:02}", exp.abs());
        } else if self.point <= 0 {
            text.push('0');
            if count > 0 {
                text.push('.');
                text.extend((self.point..0).map(|_| '0'));
                text += &self.digits;
            }
        } else {
            let point = self.point.min(count) as usize;
            text += &self.digits[..point];
            text.extend((count..self.point).map(|_| '0'));
            if self.point < count {
                text.push('.');
                text += &self.digits[point..];
            }
        }
        text
    }
}

/// Returns `%.6g`.
fn short(value: f64) -> String {
    let decimal = Decimal::of(&format!("{value:.5e}"));
    let count = decimal.digits.len() as i32;
    decimal.general(if count >= decimal.point {
        count.min(6)
    } else {
        6
    })
}

/// Returns `%g`.
fn shortest(value: f64) -> String {
    // Of two texts that are equally near Go takes the even one, as it does with a precision.
    let digits = Decimal::of(&format!("{value:e}")).digits.len();
    let precision = digits.saturating_sub(1);
    Decimal::of(&format!("{value:.precision$e}")).general(6)
}

/// Returns a float as messages show it (`floatVal.String`).
pub(crate) fn float_text(float: &Float) -> String {
    if float.is_inf() {
        return if float.is_neg { "-Inf" } else { "+Inf" }.to_owned();
    }
    let (value, _) = float.to_f64();
    if float.is_zero() == (value == 0.0) && value.is_finite() {
        let text = short(value);
        if !float.is_int() && !text.contains('.') {
            return shortest(value);
        }
        return text;
    }
    // The value is outside of the range of floats.
    let exp = float.exp();
    let mut mantissa = mantissa(float);
    let d = exp as f64 * LOG10_2;
    let mut e = d as i64;
    mantissa *= power_of_ten(d - e as f64);
    let abs = mantissa.abs();
    if abs < 1.0 - 0.5e-6 {
        mantissa *= 10.0;
        e -= 1;
    } else if abs >= 10.0 {
        mantissa /= 10.0;
        e += 1;
    }
    format!("{}e{e:+}", short(mantissa))
}

/// Returns ten to the power of a number between -1 and 1, as the sum of its series. With the standard
/// library's function each command would load the C library's functions of mathematics.
fn power_of_ten(exponent: f64) -> f64 {
    let x = exponent * LN_10;
    let mut term = 1.0;
    let mut sum = 1.0;
    // The last term is less than a unit in the last place.
    for n in 1..=30 {
        term *= x / f64::from(n);
        sum += term;
    }
    sum
}

/// Returns the nearest float of the mantissa, between 0.5 and 1.
fn mantissa(float: &Float) -> f64 {
    let Form::Finite { mant, .. } = &float.form else {
        return 0.0;
    };
    let (mantissa, _) = Float::exact(float.is_neg, mant.clone(), 0).to_f64();
    debug_assert!(ldexp(mantissa.abs(), 1) >= 1.0);
    mantissa
}

/// Returns a float exactly (`Text('p', 0)`).
pub(crate) fn exact_text(float: &Float) -> String {
    let sign = if float.is_neg { "-" } else { "" };
    match &float.form {
        Form::Zero => format!("{sign}0"),
        Form::Inf => if float.is_neg { "-Inf" } else { "+Inf" }.to_owned(),
        Form::Finite { mant, exp } => {
            // The first digit has the highest bit.
            let len = mant.bit_len();
            let digits = mant.shl(len.next_multiple_of(4) - len).hex();
            format!("{sign}0x.{}p{exp:+}", digits.trim_end_matches('0'))
        }
    }
}
