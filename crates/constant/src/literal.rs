//! Values of literals.
//!
//! Counterpart: go/constant/value.go (`MakeFromLiteral`).

use vamos_base::golang::quote::unquote_bytes;

use crate::float::Float;
use crate::scan;
use crate::value::Repr;
use crate::value::Value;

/// The kinds of literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of go/token")]
pub enum Literal {
    Int,
    Float,
    Imag,
    Char,
    String,
}

impl Value {
    /// Returns the value of a literal; unknown where it is not well formed (`MakeFromLiteral`).
    pub fn literal(text: &[u8], kind: Literal) -> Self {
        let value = match kind {
            Literal::Int => scan::int(text).map(Self::from_int),
            Literal::Float => float(text),
            Literal::Imag => text
                .strip_suffix(b"i")
                .and_then(float)
                .map(|im| im.make_imag()),
            Literal::Char => char_code(text).map(Self::from),
            Literal::String => unquote_bytes(text).map(Self::string),
        };
        value.unwrap_or(Self::UNKNOWN)
    }
}

/// Returns the value of a number, exactly if its exponent is not too large.
fn float(text: &[u8]) -> Option<Value> {
    let float = scan::float(text)?;
    if float.is_small() {
        let text = if float.is_zero() { b"0" } else { text };
        if let Some(rat) = scan::rat(text) {
            return Some(Value(Repr::Rat(rat.into())));
        }
    }
    Some(Value::from_float(float))
}

impl Float {
    /// Reports whether the exponent is small enough for exact values.
    pub(crate) fn is_small(&self) -> bool {
        const MOST: i64 = 4 << 10;
        !self.is_inf() && -MOST < self.exp() && self.exp() < MOST
    }
}

/// Returns the number of the character of a literal.
fn char_code(literal: &[u8]) -> Option<i64> {
    let text = literal.get(1..literal.len().checked_sub(1)?)?;
    let [b'\\', escape, rest @ ..] = text else {
        return match text {
            [] | [b'\'' | b'\\', ..] => None,
            _ => Some(first_char(text)),
        };
    };
    let radix = |count: usize, radix: u32| {
        let digits = std::str::from_utf8(rest.get(..count)?).ok()?;
        let are_digits = digits.chars().all(|digit| digit.is_digit(radix));
        are_digits.then(|| i64::from_str_radix(digits, radix).ok())?
    };
    match escape {
        b'a' => Some(7),
        b'b' => Some(8),
        b'f' => Some(12),
        b'n' => Some(10),
        b'r' => Some(13),
        b't' => Some(9),
        b'v' => Some(11),
        b'\\' => Some(92),
        b'\'' => Some(39),
        b'x' => radix(2, 16),
        b'u' => radix(4, 16).filter(is_char),
        b'U' => radix(8, 16).filter(is_char),
        b'0'..=b'7' => {
            let digits = std::str::from_utf8(text.get(1..4)?).ok()?;
            let are_digits = digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
            let code = are_digits.then(|| i64::from_str_radix(digits, 8).ok())?;
            code.filter(|code| *code < 256)
        }
        _ => None,
    }
}

fn is_char(code: &i64) -> bool {
    u32::try_from(*code).is_ok_and(|code| char::from_u32(code).is_some())
}

/// Returns the first character of a text, which is not empty.
fn first_char(text: &[u8]) -> i64 {
    let head = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    let first = valid.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    i64::from(u32::from(first))
}
