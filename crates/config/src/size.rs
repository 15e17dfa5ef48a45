//! Sizes as people write them.
//!
//! Counterpart: none.

/// The units, and the bytes of one.
const UNITS: [(&str, u64); 9] = [
    ("KIB", 1 << 10),
    ("MIB", 1 << 20),
    ("GIB", 1 << 30),
    ("TIB", 1 << 40),
    ("KB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("B", 1),
];

/// Parses a size such as `500MB`, `1.5 GiB` or `100000B`: a number with at most three decimals
/// and a unit.
pub fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let (unit, bytes) = UNITS.iter().find(|(unit, _)| text.ends_with(unit))?;
    let number = text.strip_suffix(unit)?.trim_end();
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() > 3 {
        return None;
    }
    let thousandths: u64 = format!("{decimals:0<3}").parse().ok()?;
    let whole: u64 = whole.parse().ok()?;
    let whole = whole.checked_mul(*bytes)?;
    whole.checked_add(
        (u128::from(*bytes) * u128::from(thousandths) / 1000)
            .try_into()
            .ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn sizes_have_a_number_and_a_unit() {
        for (text, bytes) in [
            ("1GB", 1_000_000_000),
            ("1.5 GiB", 3 << 29),
            ("500mb", 500_000_000),
            ("0.25KiB", 256),
            ("17B", 17),
            ("2TiB", 2 << 40),
        ] {
            assert_eq!(parse_size(text), Some(bytes), "{text}");
        }
        for text in [
            "",
            "GB",
            "1",
            "1.GB",
            ".5GB",
            "-1GB",
            "1.2345GB",
            "1GBx",
            "99999999999TB",
        ] {
            assert_eq!(parse_size(text), None, "{text}");
        }
    }
}
