//! The rule at the end of a zone file for all later transitions, in the form of a POSIX TZ value.
//!
//! Counterpart: time/zoneinfo.go (`tzset` and its callees).

use super::DAY;
use super::civil;
use super::civil::Civil;

const HOUR: i64 = 3600;

/// A zone by name and seconds east of UTC.
type Zone<'a> = (&'a str, i64);

/// The day of the year on which a rule takes effect.
#[derive(Clone, Copy)]
enum Day {
    /// `Jn`: counted from 1, as if 29 February did not exist.
    Julian(i64),
    /// `n`: counted from 0, with 29 February.
    OfYear(i64),
    /// `Mm.w.d`: weekday `d` of the `w`th week of month `m`; week 5 is the last.
    OfMonth { month: i64, week: i64, weekday: i64 },
}

/// A day, and the seconds from its start.
#[derive(Clone, Copy)]
struct Rule {
    day: Day,
    time: i64,
}

/// Returns the zone in effect at `seconds` under the rule `text`; `None` for a
/// malformed rule.
pub(super) fn zone_at(text: &str, seconds: i64) -> Option<Zone<'_>> {
    let (standard_name, text) = name(text)?;
    let (west, text) = offset(text)?;
    let standard = (standard_name, -west);
    if text.is_empty() || text.starts_with(',') {
        return Some(standard);
    }
    let (summer_name, text) = name(text)?;
    let (summer, text) = if text.is_empty() || text.starts_with(',') {
        ((summer_name, standard.1 + HOUR), text)
    } else {
        let (west, text) = offset(text)?;
        ((summer_name, -west), text)
    };
    // Without rules: the American ones.
    let text = if text.is_empty() {
        ",M3.2.0,M11.1.0"
    } else {
        text
    };
    let (start, text) = rule(text.strip_prefix([',', ';'])?)?;
    let (end, text) = rule(text.strip_prefix(',')?)?;
    if !text.is_empty() {
        return None;
    }
    let date = Civil::from_seconds(seconds);
    let year_start = Civil {
        month: 1,
        day: 1,
        hour: 0,
        minute: 0,
        second: 0,
        ..date
    };
    // Before 1970 Go's remainder is negative; the rule is then off by a day, as there.
    let day_of_year = (seconds - year_start.to_seconds()).div_euclid(DAY);
    let now = day_of_year * DAY + seconds % DAY;
    let summer_from = seconds_into_year(date.year, start, standard.1);
    let summer_until = seconds_into_year(date.year, end, summer.1);
    let (from, until, inside, outside) = if summer_until < summer_from {
        (summer_until, summer_from, standard, summer)
    } else {
        (summer_from, summer_until, summer, standard)
    };
    Some(if now < from || now >= until {
        outside
    } else {
        inside
    })
}

/// Reads a zone name: letters up to a digit, sign or comma, or anything in `<>`.
fn name(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix('<') {
        return rest.split_once('>');
    }
    let end = text
        .find(|c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '+'))
        .unwrap_or(text.len());
    (end >= 3).then(|| text.split_at(end))
}

/// Reads `[+-]h[:m[:s]]` in seconds.
fn offset(text: &str) -> Option<(i64, &str)> {
    let (sign, text) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => (1, text),
    };
    let (hours, mut rest) = number(text, 0, 24 * 7)?;
    let mut total = hours * HOUR;
    for unit in [60, 1] {
        let Some(after) = rest.strip_prefix(':') else {
            break;
        };
        let value;
        (value, rest) = number(after, 0, 59)?;
        total += value * unit;
    }
    Some((sign * total, rest))
}

/// Reads a rule: a day and optionally `/` and a time, which is 2 o'clock otherwise.
fn rule(text: &str) -> Option<(Rule, &str)> {
    let (day, rest) = if let Some(text) = text.strip_prefix('J') {
        let (day, rest) = number(text, 1, 365)?;
        (Day::Julian(day), rest)
    } else if let Some(text) = text.strip_prefix('M') {
        let (month, rest) = number(text, 1, 12)?;
        let (week, rest) = number(rest.strip_prefix('.')?, 1, 5)?;
        let (weekday, rest) = number(rest.strip_prefix('.')?, 0, 6)?;
        let day = Day::OfMonth {
            month,
            week,
            weekday,
        };
        (day, rest)
    } else {
        let (day, rest) = number(text, 0, 365)?;
        (Day::OfYear(day), rest)
    };
    let (time, rest) = match rest.strip_prefix('/') {
        Some(text) => offset(text)?,
        None => (2 * HOUR, rest),
    };
    Some((Rule { day, time }, rest))
}

/// Reads a decimal number between `min` and `max`.
fn number(text: &str, min: i64, max: i64) -> Option<(i64, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let value: i64 = digits.parse().ok()?;
    (min..=max).contains(&value).then_some((value, rest))
}

/// Returns the seconds from the start of `year` (UTC) at which `rule` takes effect in
/// a zone `offset` east of UTC.
fn seconds_into_year(year: i64, rule: Rule, offset: i64) -> i64 {
    let leap = i64::from(civil::is_leap(year));
    let days = match rule.day {
        Day::Julian(day) => day - 1 + if day >= 60 { leap } else { 0 },
        Day::OfYear(day) => day,
        Day::OfMonth {
            month,
            week,
            weekday,
        } => {
            let first = Civil {
                year,
                month,
                day: 1,
                hour: 0,
                minute: 0,
                second: 0,
            };
            // 1970 began on a Thursday, day 4 of a week that starts on Sunday.
            let first_weekday = (first.to_seconds().div_euclid(DAY) + 4).rem_euclid(7);
            let mut day = (weekday - first_weekday).rem_euclid(7);
            for _ in 1..week {
                if day + 7 >= civil::days_in(month, year) {
                    break;
                }
                day += 7;
            }
            day + civil::days_before(month) + if month > 2 { leap } else { 0 }
        }
    };
    days * DAY + rule.time - offset
}

#[cfg(test)]
mod tests {
    use super::zone_at;

    #[test]
    fn names_and_offsets() {
        assert_eq!(zone_at("UTC0", 0), Some(("UTC", 0)));
        assert_eq!(zone_at("<+0530>-5:30", 0), Some(("+0530", 19_800)));
        assert_eq!(zone_at("EST5,x", 0), Some(("EST", -18_000)));
        for bad in [
            "",
            "AB5",
            "EST",
            "EST5EDT,M3",
            "EST5EDT,M3.2.0,M11.1.0x",
            "EST169",
        ] {
            assert_eq!(zone_at(bad, 0), None, "{bad}");
        }
    }

    #[test]
    fn summer_time_in_both_hemispheres() {
        let berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
        assert_eq!(zone_at(berlin, 1_900_000_000), Some(("CET", 3600)));
        assert_eq!(zone_at(berlin, 1_910_000_000), Some(("CEST", 7200)));
        let sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
        assert_eq!(zone_at(sydney, 1_900_000_000), Some(("AEDT", 39_600)));
        assert_eq!(zone_at(sydney, 1_910_000_000), Some(("AEST", 36_000)));
    }
}
