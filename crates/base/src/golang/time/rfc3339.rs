//! RFC 3339 times as `time.Parse` reads them, with its errors: more lenient than the RFC, an hour may
//! have one digit and the fraction of a second a comma.
//!
//! Counterpart: time/format.go (`parse`, for the layout RFC3339), format_rfc3339.go.

use std::fmt::Write;
use std::ops::RangeInclusive;

use super::Time;
use super::civil;
use super::civil::Civil;

/// Parses a time; also returns its zone's offset in seconds.
///
/// # Errors
/// Go's text.
pub fn parse(text: &str) -> Result<(Time, i32), String> {
    let mut parser = Parser {
        whole: text,
        rest: text.as_bytes(),
    };
    let year = parser.number(4..=4, "2006")?;
    parser.skip(b'-', "-")?;
    let month = parser.number(2..=2, "01")?;
    parser.check((1..=12).contains(&month), "month")?;
    parser.skip(b'-', "-")?;
    let day = parser.number(2..=2, "02")?;
    parser.skip(b'T', "T")?;
    let hour = parser.number(1..=2, "15")?;
    parser.check(hour < 24, "hour")?;
    parser.skip(b':', ":")?;
    let minute = parser.number(2..=2, "04")?;
    parser.check(minute < 60, "minute")?;
    parser.skip(b':', ":")?;
    let second = parser.number(2..=2, "05")?;
    parser.check(second < 60, "second")?;
    let nanos = parser.fraction();
    let offset = parser.zone()?;
    if !parser.rest.is_empty() {
        return Err(parser.error(&format!(": extra text: {}", quote(parser.rest))));
    }
    parser.check((1..=civil::days_in(month, year)).contains(&day), "day")?;
    let civil = Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
    };
    let seconds = civil.to_seconds() - i64::from(offset);
    Ok((Time::from_unix(seconds, nanos), offset))
}

struct Parser<'a> {
    whole: &'a str,
    rest: &'a [u8],
}

impl Parser<'_> {
    fn error(&self, message: &str) -> String {
        format!("parsing time {}{message}", quote(self.whole.as_bytes()))
    }

    fn cannot(&self, element: &str) -> String {
        self.error(&format!(
            " as \"2006-01-02T15:04:05Z07:00\": cannot parse {} as {}",
            quote(self.rest),
            quote(element.as_bytes())
        ))
    }

    fn check(&self, is_in_range: bool, name: &str) -> Result<(), String> {
        if is_in_range {
            Ok(())
        } else {
            Err(self.error(&format!(": {name} out of range")))
        }
    }

    fn digits(&self) -> usize {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit());
        digits.count()
    }

    /// Reads a number; `digits` is the range of its length.
    fn number(&mut self, digits: RangeInclusive<usize>, element: &str) -> Result<i64, String> {
        let count = self.digits().min(*digits.end());
        if count < *digits.start() {
            return Err(self.cannot(element));
        }
        let (number, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(value(number))
    }

    fn skip(&mut self, byte: u8, element: &str) -> Result<(), String> {
        self.rest = match self.rest.split_first() {
            Some((first, rest)) if *first == byte => rest,
            _ => return Err(self.cannot(element)),
        };
        Ok(())
    }

    /// Reads the fraction of a second, if there is any, as nanoseconds.
    fn fraction(&mut self) -> i64 {
        let [b'.' | b',', fraction @ ..] = self.rest else {
            return 0;
        };
        let parser = Parser {
            rest: fraction,
            ..*self
        };
        let count = parser.digits();
        if count == 0 {
            return 0;
        }
        self.rest = &fraction[count..];
        // Digits after nanoseconds are cut off.
        let digit = |at: usize| fraction[..count].get(at).map_or(0, |byte| byte - b'0');
        (0..9).fold(0, |nanos, at| nanos * 10 + i64::from(digit(at)))
    }

    fn zone(&mut self) -> Result<i32, String> {
        if let [b'Z', rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(0);
        }
        let bad = self.cannot("Z07:00");
        let [sign, h1, h2, b':', m1, m2, rest @ ..] = self.rest else {
            return Err(bad);
        };
        let digits = [*h1, *h2, *m1, *m2];
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(bad);
        }
        let (hours, minutes) = (value(&digits[..2]), value(&digits[2..]));
        self.check(hours <= 24, "time zone offset hour")?;
        self.check(minutes <= 60, "time zone offset minute")?;
        self.rest = rest;
        let offset = match sign {
            b'+' => (hours * 60 + minutes) * 60,
            b'-' => -(hours * 60 + minutes) * 60,
            _ => return Err(bad),
        };
        i32::try_from(offset).map_err(|_| bad)
    }
}

/// Returns the value of at most four digits.
fn value(digits: &[u8]) -> i64 {
    let digits = digits.iter();
    digits.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
}

/// Quotes a text as package time does: bytes that are not printable ASCII are escaped.
fn quote(text: &[u8]) -> String {
    let mut out = "\"".to_owned();
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..0x80 => out.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(out, "\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn lenient_forms() {
        for (text, want) in [
            ("2020-01-02T3:04:05Z", "2020-01-02T03:04:05Z"),
            ("2020-01-02T03:04:05,5Z", "2020-01-02T03:04:05.5Z"),
            (
                "2020-01-02T03:04:05.1234567899-02:30",
                "2020-01-02T03:04:05.123456789-02:30",
            ),
        ] {
            let (time, offset) = parse(text).expect("it is accepted");
            assert_eq!(time.rfc3339_nano(offset), want);
        }
    }

    #[test]
    fn errors_are_those_of_go() {
        let form = "2006-01-02T15:04:05Z07:00";
        let cannot = |rest: &str, element: &str| {
            format!(" as \"{form}\": cannot parse \"{rest}\" as \"{element}\"")
        };
        for (text, want) in [
            ("", cannot("", "2006")),
            ("3:04:05Z", cannot("3:04:05Z", "2006")),
            ("2020-01-02 03:04:05Z", cannot(" 03:04:05Z", "T")),
            ("2020-01-02T03:04:05", cannot("", "Z07:00")),
            ("2020-01-02T03:04:05.Z", cannot(".Z", "Z07:00")),
            ("2020-13-02T03:04:05Z", ": month out of range".to_owned()),
            ("2020-02-30T03:04:05Z", ": day out of range".to_owned()),
            (
                "2020-01-02T03:04:05+25:00",
                ": time zone offset hour out of range".to_owned(),
            ),
            ("2020-01-02T03:04:05Zx", ": extra text: \"x\"".to_owned()),
        ] {
            assert_eq!(
                parse(text).unwrap_err(),
                format!("parsing time \"{text}\"{want}")
            );
        }
    }
}
