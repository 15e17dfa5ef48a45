//! Booleans and integers as Go and its flags read them.
//!
//! Counterpart: strconv (atob.go, atoi.go), flag (flag.go, `numError`).

use std::num::IntErrorKind;

use super::quote::quote;

/// Parses a boolean as Go does (`strconv.ParseBool`).
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Parses an integer as the flags of Go programs do: `strconv.ParseInt(text, 0, 64)`, without
/// underscores. The error is package flag's.
pub fn parse_int(text: &str) -> Result<i64, String> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = if let Some(hex) = lower.strip_prefix("0x") {
        (16, hex)
    } else if let Some(bits) = lower.strip_prefix("0b") {
        (2, bits)
    } else if let Some(octal) = lower.strip_prefix("0o") {
        (8, octal)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err("parse error".to_owned());
    }
    let magnitude = i128::from_str_radix(digits, radix).unwrap_or(i128::MAX);
    let value = if negative { -magnitude } else { magnitude };
    i64::try_from(value).map_err(|_| "value out of range".to_owned())
}

/// Parses a decimal integer (`strconv.ParseInt(text, 10, 64)`). The error is the whole text.
pub fn parse_decimal(text: &str) -> Result<i64, String> {
    text.parse().map_err(|error: std::num::ParseIntError| {
        let why = match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "value out of range",
            _ => "invalid syntax",
        };
        format!("strconv.ParseInt: parsing {}: {why}", quote(text))
    })
}

#[cfg(test)]
mod tests {
    use super::parse_decimal;
    use super::parse_int;

    #[test]
    fn decimal_numbers() {
        assert_eq!(parse_decimal("-07"), Ok(-7));
        for (text, why) in [
            ("0x1", "invalid syntax"),
            ("", "invalid syntax"),
            ("9223372036854775808", "value out of range"),
        ] {
            let want = format!("strconv.ParseInt: parsing \"{text}\": {why}");
            assert_eq!(parse_decimal(text), Err(want));
        }
    }

    #[test]
    fn numbers_are_those_of_go() {
        assert_eq!(parse_int("10"), Ok(10));
        assert_eq!(parse_int("-0x10"), Ok(-16));
        assert_eq!(parse_int("010"), Ok(8));
        assert_eq!(parse_int("0"), Ok(0));
        assert_eq!(parse_int("").unwrap_err(), "parse error");
        assert_eq!(
            parse_int("99999999999999999999").unwrap_err(),
            "value out of range"
        );
    }
}
