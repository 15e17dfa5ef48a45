//! Durations as Go prints and reads them: `1h0m5.3s`, `10ms`.
//!
//! Counterpart: time/time.go (`Duration.String`), time/format.go (`ParseDuration`).

/// Returns `%v` of a `time.Duration` of `nanos`.
pub fn duration_string(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let total = nanos.unsigned_abs();
    if total == 0 {
        return "0s".to_owned();
    }
    if total < 1_000_000_000 {
        let (unit, digits, name) = match total {
            0..1_000 => (1, 0, "ns"),
            1_000..1_000_000 => (1_000, 3, "µs"),
            _ => (1_000_000, 6, "ms"),
        };
        let fraction = fraction(total % unit, digits);
        return format!("{sign}{}{fraction}{name}", total / unit);
    }
    let seconds = total / 1_000_000_000;
    let fraction = fraction(total % 1_000_000_000, 9);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let tail = format!("{}{fraction}s", seconds % 60);
    if hours > 0 {
        format!("{sign}{hours}h{minutes}m{tail}")
    } else if minutes > 0 {
        format!("{sign}{minutes}m{tail}")
    } else {
        format!("{sign}{tail}")
    }
}

/// Returns `.` and the `digits` digits of `value` without trailing zeros; nothing of 0.
pub(super) fn fraction(value: u64, digits: usize) -> String {
    if value == 0 {
        return String::new();
    }
    let text = format!(".{value:0digits$}");
    text.trim_end_matches('0').to_owned()
}

/// Parses a duration (`time.ParseDuration`), in nanoseconds; `None` where Go returns an error.
pub fn parse_duration(text: &str) -> Option<i64> {
    let (is_negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    const LIMIT: u64 = 1 << 63;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (whole, after) = rest.split_at(digits);
        let mut value: u64 = match whole {
            "" => 0,
            whole => whole.parse().ok().filter(|value| *value <= LIMIT)?,
        };
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => {
                let end = after.trim_start_matches(|c: char| c.is_ascii_digit());
                (&after[..after.len() - end.len()], end)
            }
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit());
        let (name, after) = after.split_at(end.unwrap_or(after.len()));
        let unit = unit(name)?;
        value = value.checked_mul(unit).filter(|value| *value <= LIMIT)?;
        value += of_fraction(fraction, unit);
        if value > LIMIT {
            return None;
        }
        total = total.checked_add(value).filter(|total| *total <= LIMIT)?;
        rest = after;
    }
    if is_negative {
        Some(0_i64.wrapping_sub_unsigned(total))
    } else {
        i64::try_from(total).ok()
    }
}

/// Returns the nanoseconds of a unit.
fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// Returns the value of the digits after the point as a fraction of a unit; digits that do not fit
/// a 64-bit number are ignored (`leadingFraction`).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "upstream computes this with floats"
)]
fn of_fraction(digits: &str, unit: u64) -> u64 {
    const LIMIT: u64 = (1 << 63) - 1;
    let (mut value, mut scale) = (0_u64, 1_f64);
    for digit in digits.bytes() {
        if value > LIMIT / 10 {
            break;
        }
        let next = value * 10 + u64::from(digit - b'0');
        if next > 1 << 63 {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

#[cfg(test)]
mod tests {
    use super::duration_string;
    use super::parse_duration;

    #[test]
    fn reads_as_go() {
        for (text, want) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("90s", Some(90_000_000_000)),
            ("1h2m3.5s", Some(3_723_500_000_000)),
            ("-1.5ms", Some(-1_500_000)),
            (".5us", Some(500)),
            ("1\u{b5}s", Some(1_000)),
            ("9223372036854775807ns", Some(i64::MAX)),
            ("-9223372036854775808ns", Some(i64::MIN)),
            ("9223372036854775808ns", None),
            ("3000000h", None),
            ("", None),
            ("-", None),
            ("3", None),
            (".s", None),
            ("1x", None),
            ("1s2", None),
            ("-.s", None),
        ] {
            assert_eq!(parse_duration(text), want, "{text}");
        }
    }

    #[test]
    fn prints_as_go() {
        for (nanos, want) in [
            (0, "0s"),
            (1, "1ns"),
            (1_100, "1.1µs"),
            (2_200_000, "2.2ms"),
            (3_300_000_000, "3.3s"),
            (60_000_000_000, "1m0s"),
            (245_000_000_000, "4m5s"),
            (600_000_000_000, "10m0s"),
            (18_367_001_000_000, "5h6m7.001s"),
            (-1_500_000_000, "-1.5s"),
            (i64::MIN, "-2562047h47m16.854775808s"),
            (i64::MAX, "2562047h47m16.854775807s"),
        ] {
            assert_eq!(duration_string(nanos), want);
        }
    }
}
