//! Numbers in templates: of all the kinds that they can be.
//!
//! Counterpart: text/template/parse/node.go (`newNumber`), strconv/atoi.go,
//! strconv/atof.go, fmt/scan.go (complex numbers).

use vamos_base::golang::quote;

use super::chars::decode_rune;

/// A number, with its value as every kind that can represent it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Number {
    pub(super) int: Option<i64>,
    pub(super) uint: Option<u64>,
    pub(super) float: Option<f64>,
    pub(super) complex: Option<(f64, f64)>,
    /// The text it was.
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
            && let Ok(value) = parse_float(imaginary)
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
        } else if let Ok(float) = parse_float(text) {
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
    if digits.is_empty() || text.contains('_') && !are_underscores_good(text) {
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
    match is_negative {
        true => 0i64.checked_sub_unsigned(value),
        false => i64::try_from(value).ok(),
    }
}

/// Reports whether underscores stand only between digits, or behind a prefix.
fn are_underscores_good(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let bytes = text.to_ascii_lowercase().into_bytes();
    let has_prefix = matches!(bytes[..], [b'0', b'b' | b'o' | b'x', ..]);
    let is_hex = bytes.get(1) == Some(&b'x') && has_prefix;
    let mut last = if has_prefix { b'0' } else { b'^' };
    for &byte in &bytes[if has_prefix { 2 } else { 0 }..] {
        if byte.is_ascii_digit() || is_hex && (b'a'..=b'f').contains(&byte) {
            last = b'0';
        } else if byte == b'_' {
            if last != b'0' {
                return false;
            }
            last = b'_';
        } else {
            if last == b'_' {
                return false;
            }
            last = b'!';
        }
    }
    last != b'_'
}

/// Reads a floating-point number (`strconv.ParseFloat`).
fn parse_float(text: &str) -> Result<f64, FloatError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_hex = unsigned.starts_with("0x") || unsigned.starts_with("0X");
    if text.contains('_') && !are_underscores_good(text) {
        return Err(FloatError::Syntax);
    }
    let plain: String = unsigned.chars().filter(|c| *c != '_').collect();
    let value = if is_hex {
        hex_float(&plain[2..]).ok_or(FloatError::Syntax)?
    } else {
        let is_number = plain
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
        if !is_number {
            return Err(FloatError::Syntax);
        }
        plain.parse::<f64>().map_err(|_| FloatError::Syntax)?
    };
    if value.is_infinite() {
        return Err(FloatError::Range);
    }
    Ok(if text.starts_with('-') { -value } else { value })
}

enum FloatError {
    Syntax,
    Range,
}

/// Reads what follows `0x` of a hexadecimal float: the exponent is required.
fn hex_float(text: &str) -> Option<f64> {
    let at = text.find(['p', 'P'])?;
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = exponent.strip_prefix('-').unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut exponent: i64 = exponent.parse::<i64>().unwrap_or(match exponent {
        text if text.starts_with('-') => -1_000_000,
        _ => 1_000_000,
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut bits: u128 = 0;
    let mut is_inexact = false;
    for (at, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
        let digit = char::from(digit).to_digit(16)?;
        if bits >> 120 == 0 {
            bits = bits << 4 | u128::from(digit);
        } else {
            is_inexact |= digit != 0;
            exponent += 4;
        }
        if at >= whole.len() {
            exponent -= 4;
        }
    }
    Some(scaled(
        bits | u128::from(is_inexact),
        exponent.clamp(-1_000_000, 1_000_000),
    ))
}

/// Returns `bits * 2^exponent`, rounded once, to even.
fn scaled(bits: u128, exponent: i64) -> f64 {
    if bits == 0 {
        return 0.0;
    }
    let width = i64::from(128 - bits.leading_zeros());
    let top = width + exponent;
    if top > 1024 {
        return f64::INFINITY;
    }
    // How many bits a float of this size keeps.
    let kept = if top > -1021 { 53 } else { 53 - (-1021 - top) };
    let drop = width - kept;
    let (mut mantissa, mut scale) = (bits, exponent);
    if drop > 128 {
        return 0.0;
    }
    if drop > 0 {
        let shift = u32::try_from(drop).expect("at most 128");
        let whole = bits.checked_shr(shift).unwrap_or(0);
        let rest = bits - whole.checked_shl(shift).unwrap_or(0);
        let half = 1u128 << (shift - 1);
        let rounds_up = rest > half || rest == half && whole & 1 == 1;
        mantissa = whole + u128::from(rounds_up);
        scale = exponent + drop;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 53 bits are left")]
    let mut value = mantissa as f64;
    while scale > 0 {
        let step = scale.min(1000);
        value *= 2f64.powi(i32::try_from(step).expect("at most 1000"));
        scale -= step;
    }
    while scale < 0 {
        let step = (-scale).min(1000);
        value /= 2f64.powi(i32::try_from(step).expect("at most 1000"));
        scale += step;
    }
    value
}

/// Returns how much of the text `fmt.Sscan` takes for a floating-point number.
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
    parse_float(text).map_err(|error| {
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
