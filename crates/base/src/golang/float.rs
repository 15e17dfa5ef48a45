//! Reading floating-point numbers.
//!
//! Counterpart: strconv/atof.go.

/// Reads a floating-point number (`strconv.ParseFloat` with 64 bits).
pub fn parse(text: &str) -> Result<f64, FloatError> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => return Ok(f64::INFINITY * sign),
        "nan" if unsigned.len() == text.len() => return Ok(f64::NAN),
        _ => {}
    }
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
        if !is_number || plain.starts_with(['+', '-']) {
            return Err(FloatError::Syntax);
        }
        plain.parse::<f64>().map_err(|_| FloatError::Syntax)?
    };
    if value.is_infinite() {
        return Err(FloatError::Range);
    }
    Ok(value * sign)
}

/// Reason why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatError {
    /// It has another form.
    Syntax,
    /// It is larger than the largest float.
    Range,
}

/// Reads the rest of a hexadecimal float after `0x`: the exponent is required.
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

/// Reports whether underscores are only between digits, or after a prefix.
pub fn are_underscores_good(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::FloatError;
    use super::parse;

    #[test]
    fn numbers() {
        for (text, value) in [
            ("0.01", 0.01),
            ("-1e3", -1000.0),
            ("0x1p-2", 0.25),
            ("1_0", 10.0),
            ("+Inf", f64::INFINITY),
            ("-infinity", f64::NEG_INFINITY),
        ] {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
        assert!(parse("NaN").unwrap().is_nan());
        assert!(parse("-0").unwrap().is_sign_negative());
    }

    #[test]
    fn errors() {
        for text in [
            "", ".", "+", "1e", "0x1", "-nan", "infi", "1__0", "1 ", "++1",
        ] {
            assert_eq!(parse(text), Err(FloatError::Syntax), "{text}");
        }
        assert_eq!(parse("1e400"), Err(FloatError::Range));
    }
}
