//! Durations as Go prints them: `1h0m5.3s`, `10ms`.
//!
//! Counterpart: time/time.go (`Duration.String`).

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

#[cfg(test)]
mod tests {
    use super::duration_string;

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
