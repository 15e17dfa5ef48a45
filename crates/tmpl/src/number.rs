//! Numbers in templates: in all kinds that can represent them.
//!
//! Counterpart: text/template/parse/node.go (`newNumber`), strconv/atoi.go, fmt/scan.go
//! (complex numbers).

use vamos_base::golang::float;
use vamos_base::golang::float::FloatError;
use vamos_base::golang::quote;

use super::chars::decode_rune;

/// A number, with its value as every kind that can represent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Number {
    pub(super) int: Option<i64>,
    pub(super) uint: Option<u64>,
    pub(super) float: Option<f64>,
    pub(super) complex: Option<(f64, f64)>,
    /// Its text.
    pub(super) text: String,
}

impl Number {
    /// Reads a character constant, quotes included.
    pub(super) fn of_char(text: &[u8], shown: &str) -> Result<Self, String> {
        let bad = || format!("malformed character constant: {shown}");
        // One character or escape, then the closing quote and no more.
        let body = &text[1..];
        if body.first() == Some(&b'\'') {
            return Err("invalid syntax".to_owned());
        }
        let (code, rest) = unquote_char(body).ok_or("invalid syntax")?;
        if rest != b"'" {
            return Err(bad());
        }
        Ok(Self {
            int: Some(i64::from(code)),
            uint: Some(u64::from(code)),
            float: Some(f64::from(code)),
            complex: None,
            text: shown.to_owned(),
        })
    }

    /// Reads a complex number with both parts.
    pub(super) fn of_complex(text: &str) -> Result<Self, String> {
        const BAD: &str = "syntax error scanning complex number";
        let real_end = float_token(text);
        let (real, rest) = text.split_at(real_end);
        let Some(after_sign) = rest.strip_prefix(['+', '-']) else {
            return Err(BAD.to_owned());
        };
        let sign = &rest[..1];
        let imaginary_end = float_token(after_sign);
        let (imaginary, tail) = after_sign.split_at(imaginary_end);
        if !tail.starts_with('i') {
            return Err(BAD.to_owned());
        }
        let value = (
            scanned_float(real)?,
            scanned_float(&format!("{sign}{imaginary}"))?,
        );
        Ok(Self::simplified(value, text))
    }

    fn simplified(value: (f64, f64), text: &str) -> Self {
        let float = (value.1 == 0.0).then_some(value.0);
        Self {
            int: float.and_then(exact_int),
            uint: float.and_then(exact_uint),
            float,
            complex: Some(value),
            text: text.to_owned(),
        }
    }

    /// Reads any other number.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some(imaginary) = text.strip_suffix('i')
            && let Ok(value) = float::parse(imaginary)
        {
            return Ok(Self::simplified((0.0, value), text));
        }
        let mut number = Self {
            int: parse_int(text),
            uint: parse_uint(text),
            float: None,
            complex: None,
            text: text.to_owned(),
        };
        if number.int == Some(0) {
            number.uint = Some(0);
        }
        #[expect(clippy::cast_precision_loss, reason = "as in Go, floats are rounded")]
        if let Some(int) = number.int {
            number.float = Some(int as f64);
        } else if let Some(uint) = number.uint {
            number.float = Some(uint as f64);
        } else if let Ok(float) = float::parse(text) {
            if !text.contains(['.', 'e', 'E', 'p', 'P']) {
                return Err(format!("integer overflow: {}", quote::quote(text)));
            }
            number.float = Some(float);
            number.int = exact_int(float);
            number.uint = exact_uint(float);
        } else {
            return Err(format!("illegal number syntax: {}", quote::quote(text)));
        }
        Ok(number)
    }
}

/// Reads one character or escape of a character constant.
fn unquote_char(text: &[u8]) -> Option<(u32, &[u8])> {
    if text.first() != Some(&b'\\') {
        let (c, width) = decode_rune(text)?;
        return Some((u32::from(c), &text[width..]));
    }
    // Only a whole literal can be read: the kind of an escape decides its length.
    let length = match text.get(1)? {
        b'x' => 4,
        b'u' => 6,
        b'U' => 10,
        b'0'..=b'7' => 4,
        _ => 2,
    };
    let escape = text.get(..length)?;
    let code = match escape[1] {
        b'x' | b'u' | b'U' => radix(&escape[2..], 16)?,
        b'0'..=b'7' => radix(&escape[1..], 8)?,
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'v' => 11,
        b'\\' => 92,
        b'\'' => 39,
        _ => return None,
    };
    let is_good = match escape[1] {
        b'u' | b'U' => char::from_u32(code).is_some(),
        b'0'..=b'7' => code <= 255,
        _ => true,
    };
    is_good.then_some((code, &text[length..]))
}

fn radix(digits: &[u8], radix: u32) -> Option<u32> {
    let mut value = 0u32;
    for &digit in digits {
        let digit = char::from(digit).to_digit(radix)?;
        value = value.checked_mul(radix)?.checked_add(digit)?;
    }
    Some(value)
}

/// Reads an unsigned integer with its prefix (`strconv.ParseUint` of base 0).
fn parse_uint(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let (digits, base) = match lower.as_bytes() {
        [b'0', b'b', _, ..] => (&lower[2..], 2),
        [b'0', b'o', _, ..] => (&lower[2..], 8),
        [b'0', b'x', _, ..] => (&lower[2..], 16),
        [b'0', _, ..] => (&lower[1..], 8),
        _ => (&*lower, 10),
    };
    if digits.is_empty() || text.contains('_') && !float::are_underscores_good(text) {
        return None;
    }
    let mut value = 0u64;
    for digit in digits.chars().filter(|c| *c != '_') {
        let digit = u64::from(digit.to_digit(base)?);
        value = value.checked_mul(u64::from(base))?.checked_add(digit)?;
    }
    Some(value)
}

fn parse_int(text: &str) -> Option<i64> {
    let (is_negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let value = parse_uint(rest)?;
    if is_negative {
        0i64.checked_sub_unsigned(value)
    } else {
        i64::try_from(value).ok()
    }
}

/// Returns the length of the text that `fmt.Sscan` accepts as a floating-point number.
fn float_token(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    let is = |at: usize, set: &str| bytes.get(at).is_some_and(|b| set.contains(char::from(*b)));
    at += usize::from(is(at, "+-"));
    let (mut digits, mut exponents) = ("0123456789_", "eEpP");
    if is(at, "0") {
        at += 1;
        if is(at, "xX") {
            at += 1;
            digits = "0123456789aAbBcCdDeEfF_";
            exponents = "pP";
        }
    }
    let run = |mut at: usize, set: &str| {
        while is(at, set) {
            at += 1;
        }
        at
    };
    at = run(at, digits);
    if is(at, ".") {
        at = run(at + 1, digits);
    }
    if is(at, exponents) {
        at += 1;
        at += usize::from(is(at, "+-"));
        at = run(at, "0123456789_");
    }
    at
}

fn scanned_float(text: &str) -> Result<f64, String> {
    float::parse(text).map_err(|error| {
        let why = match error {
            FloatError::Syntax => "invalid syntax",
            FloatError::Range => "value out of range",
        };
        let shown = quote::quote(text);
        format!("strconv.ParseFloat: parsing {shown}: {why}")
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "whether the conversion is exact is the question"
)]
fn exact_int(float: f64) -> Option<i64> {
    let is_within = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float);
    (is_within && float as i64 as f64 == float).then_some(float as i64)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "whether the conversion is exact is the question"
)]
fn exact_uint(float: f64) -> Option<u64> {
    let is_within = (0.0..18_446_744_073_709_551_616.0).contains(&float);
    (is_within && float as u64 as f64 == float).then_some(float as u64)
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_all_they_can_be() {
        let of = |text: &str| Number::parse(text).map(|n| (n.int, n.uint, n.float));
        assert_eq!(of("0x10"), Ok((Some(16), Some(16), Some(16.0))));
        assert_eq!(of("-1"), Ok((Some(-1), None, Some(-1.0))));
        assert_eq!(of("1_000"), Ok((Some(1000), Some(1000), Some(1000.0))));
        assert_eq!(of("1e3"), Ok((Some(1000), Some(1000), Some(1000.0))));
        assert_eq!(of("1.5"), Ok((None, None, Some(1.5))));
        assert_eq!(of("0x1p-2"), Ok((None, None, Some(0.25))));
        assert_eq!(
            of("18446744073709551616"),
            Err("integer overflow: \"18446744073709551616\"".to_owned())
        );
        assert_eq!(
            of("1e1000"),
            Err("illegal number syntax: \"1e1000\"".to_owned())
        );
        assert_eq!(of("089"), Err("integer overflow: \"089\"".to_owned()));
        assert_eq!(
            Number::of_complex("1-2i").unwrap().complex,
            Some((1.0, -2.0))
        );
        assert_eq!(Number::parse("3i").unwrap().complex, Some((0.0, 3.0)));
        assert_eq!(Number::of_char(b"'\\n'", "'\\n'").unwrap().int, Some(10));
    }
}
