//! A point in time: seconds and nanoseconds since 1970, no zone.
//!
//! Counterpart: time/format.go, time/format_rfc3339.go.

use super::civil;
use super::civil::Civil;
use super::duration::fraction;
use super::location::Location;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// A point in time; `nanos` is below 10^9 and counts forward from `seconds`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
}

impl Time {
    /// Returns the time `seconds` and `nanos` after 1970; any sign of both.
    pub fn from_unix(seconds: i64, nanos: i64) -> Self {
        Self {
            seconds: seconds + nanos.div_euclid(1_000_000_000),
            nanos: u32::try_from(nanos.rem_euclid(1_000_000_000)).expect("below 10^9"),
        }
    }

    /// Returns the nanoseconds since 1970 (`UnixNano`); wraps where Go's does.
    pub fn unix_nanos(self) -> i64 {
        self.seconds
            .wrapping_mul(1_000_000_000)
            .wrapping_add(i64::from(self.nanos))
    }

    /// Returns the calendar's view in a zone `offset` seconds east of UTC.
    pub fn civil(self, offset: i32) -> Civil {
        Civil::from_seconds(self.seconds + i64::from(offset))
    }

    /// Returns `Format(time.RFC3339Nano)` in a zone `offset` seconds east of UTC; also
    /// the JSON form of a time.
    pub fn rfc3339_nano(self, offset: i32) -> String {
        self.rfc3339_with(&fraction(u64::from(self.nanos), 9), offset)
    }

    /// Returns `Format(time.RFC3339)` in a zone `offset` seconds east of UTC.
    pub fn rfc3339(self, offset: i32) -> String {
        self.rfc3339_with("", offset)
    }

    /// Returns the time stamp of a pseudo-version, in UTC: `yyyymmddhhmmss`.
    pub fn pseudo_version_stamp(self) -> String {
        let c = self.civil(0);
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// Returns `%v` of the time in `location` (`Time.String`, without the monotonic
    /// reading that times of files do not have).
    pub fn go_string(self, location: &Location) -> String {
        let (name, offset) = location.lookup(self.seconds);
        let date = self.date_and_clock(' ', offset);
        let fraction = fraction(u64::from(self.nanos), 9);
        let zone = hours_and_minutes(offset, "");
        // A zone without abbreviation shows its offset twice.
        let name = if name.is_empty() { &zone } else { name };
        format!("{date}{fraction} {zone} {name}")
    }

    /// Parses an RFC 3339 time; also returns its zone's offset in seconds. As strict as
    /// Go's fast path, so it refuses the one-digit hours and decimal commas that
    /// `time.Parse` forgives.
    pub fn parse_rfc3339(text: &str) -> Option<(Self, i32)> {
        let bytes = text.as_bytes();
        let head = bytes.get(..19)?;
        let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if marks.iter().any(|&(at, mark)| head[at] != mark) {
            return None;
        }
        let year = number(&head[..4], 0, 9999)?;
        let month = number(&head[5..7], 1, 12)?;
        let civil = Civil {
            year,
            month,
            day: number(&head[8..10], 1, civil::days_in(month, year))?,
            hour: number(&head[11..13], 0, 23)?,
            minute: number(&head[14..16], 0, 59)?,
            second: number(&head[17..19], 0, 59)?,
        };
        let mut rest = &bytes[19..];
        let mut nanos = 0;
        if let Some(after_dot) = rest.strip_prefix(b".") {
            let digits = after_dot.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits > 0 {
                // Digits after nanoseconds are cut off.
                for i in 0..9 {
                    let digit = after_dot[..digits].get(i).map_or(0, |b| b - b'0');
                    nanos = nanos * 10 + u32::from(digit);
                }
                rest = &after_dot[digits..];
            }
        }
        let offset = if rest == b"Z" { 0 } else { zone_offset(rest)? };
        let seconds = civil.to_seconds() - i64::from(offset);
        Some((Self { seconds, nanos }, offset))
    }

    fn rfc3339_with(self, fraction: &str, offset: i32) -> String {
        let mut out = self.date_and_clock('T', offset);
        out.push_str(fraction);
        if offset == 0 {
            out.push('Z');
        } else {
            out.push_str(&hours_and_minutes(offset, ":"));
        }
        out
    }

    fn date_and_clock(self, between: char, offset: i32) -> String {
        let c = self.civil(offset);
        let (sign, year) = (if c.year < 0 { "-" } else { "" }, c.year.abs());
        format!(
            "{sign}{year:04}-{:02}-{:02}{between}{:02}:{:02}:{:02}",
            c.month, c.day, c.hour, c.minute, c.second
        )
    }
}

impl From<SystemTime> for Time {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self {
                seconds: i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
                nanos: after.subsec_nanos(),
            },
            Err(error) => {
                let before = error.duration();
                let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                Self::from_unix(-seconds, -i64::from(before.subsec_nanos()))
            }
        }
    }
}

/// Returns `offset` as `+hhmm` with `between` in the middle. Odd seconds are dropped,
/// towards zero.
fn hours_and_minutes(offset: i32, between: &str) -> String {
    let minutes = offset / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
}

fn zone_offset(text: &[u8]) -> Option<i32> {
    if text.len() != 6 || text[3] != b':' {
        return None;
    }
    let hours = number(&text[1..3], 0, 23)?;
    let minutes = number(&text[4..6], 0, 59)?;
    let offset = i32::try_from((hours * 60 + minutes) * 60).ok()?;
    match text[0] {
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

/// Returns the value of `digits` if it is between `min` and `max`.
fn number(digits: &[u8], min: i64, max: i64) -> Option<i64> {
    let mut value = 0;
    for &digit in digits {
        value = value * 10 + i64::from(char::from(digit).to_digit(10)?);
    }
    (min..=max).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::Time;
    use crate::golang::time::Location;

    #[test]
    fn formats() {
        let time = Time::from_unix(1_700_000_000, 120_000_000);
        assert_eq!(time.rfc3339_nano(0), "2023-11-14T22:13:20.12Z");
        assert_eq!(time.rfc3339_nano(3600), "2023-11-14T23:13:20.12+01:00");
        assert_eq!(time.rfc3339(-5400), "2023-11-14T20:43:20-01:30");
        assert_eq!(time.pseudo_version_stamp(), "20231114221320");
        let utc = Location::utc();
        assert_eq!(time.go_string(&utc), "2023-11-14 22:13:20.12 +0000 UTC");
        assert_eq!(
            Time::from_unix(0, -1).go_string(&utc),
            "1969-12-31 23:59:59.999999999 +0000 UTC"
        );
        assert_eq!(
            Time::from_unix(-62_135_596_800, 0).go_string(&utc),
            "0001-01-01 00:00:00 +0000 UTC"
        );
    }

    #[test]
    fn parses() {
        for text in [
            "2023-11-14T22:13:20Z",
            "2023-11-14T22:13:20.12Z",
            "2024-02-29T00:00:00.000000001+05:30",
            "0000-01-01T00:00:00-23:59",
        ] {
            let (time, offset) = Time::parse_rfc3339(text).unwrap();
            assert_eq!(time.rfc3339_nano(offset), text);
        }
        for text in [
            "",
            "2023-11-14",
            "2023-02-29T00:00:00Z",
            "2023-11-14T24:00:00Z",
            "2023-11-14T22:13:20",
            "2023-11-14T22:13:20.Z",
            "2023-11-14T22:13:20z",
            "2023-11-14T22:13:20+0100",
            "2023-11-14T22:13:20Zx",
        ] {
            assert_eq!(Time::parse_rfc3339(text), None, "{text}");
        }
    }
}
