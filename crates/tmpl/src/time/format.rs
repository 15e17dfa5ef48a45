//! Layouts: times as text.
//!
//! Counterpart: time/format.go (`nextStdChunk`, `appendFormat`).

use super::moment::Moment;
use super::names::month_name;
use super::names::weekday_name;

/// The layout of JSON.
pub(super) const RFC3339_NANO: &[u8] = b"2006-01-02T15:04:05.999999999Z07:00";
/// The layout of `String`.
pub(super) const PLAIN: &[u8] = b"2006-01-02 15:04:05.999999999 -0700 MST";

/// An element of a layout.
#[derive(Clone, Copy)]
enum Element {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekDay,
    WeekDay,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    ZoneName,
    Offset {
        /// True if UTC is `Z`.
        has_z: bool,
        has_colons: bool,
        has_minutes: bool,
        has_seconds: bool,
    },
    Fraction {
        separator: u8,
        digits: usize,
        /// True if trailing zeros are left out.
        is_short: bool,
    },
}

/// Finds the element at the start of the text, and its length.
fn element(text: &[u8]) -> Option<(Element, usize)> {
    let starts = |prefix: &str| text.starts_with(prefix.as_bytes());
    let is_lower = |at: usize| text.get(at).is_some_and(u8::is_ascii_lowercase);
    let found = match text.first()? {
        b'J' if starts("January") => (Element::LongMonth, 7),
        b'J' if starts("Jan") && !is_lower(3) => (Element::Month, 3),
        b'M' if starts("Monday") => (Element::LongWeekDay, 6),
        b'M' if starts("Mon") && !is_lower(3) => (Element::WeekDay, 3),
        b'M' if starts("MST") => (Element::ZoneName, 3),
        b'0' => match text.get(1)? {
            b'1' => (Element::ZeroMonth, 2),
            b'2' => (Element::ZeroDay, 2),
            b'3' => (Element::ZeroHour12, 2),
            b'4' => (Element::ZeroMinute, 2),
            b'5' => (Element::ZeroSecond, 2),
            b'6' => (Element::Year, 2),
            b'0' if starts("002") => (Element::ZeroYearDay, 3),
            _ => return None,
        },
        b'1' if starts("15") => (Element::Hour, 2),
        b'1' => (Element::NumMonth, 1),
        b'2' if starts("2006") => (Element::LongYear, 4),
        b'2' => (Element::Day, 1),
        // An underscore before a year is literal.
        b'_' if starts("_2006") => return None,
        b'_' if starts("_2") => (Element::UnderDay, 2),
        b'_' if starts("__2") => (Element::UnderYearDay, 3),
        b'3' => (Element::Hour12, 1),
        b'4' => (Element::Minute, 1),
        b'5' => (Element::Second, 1),
        b'P' if starts("PM") => (Element::UpperPm, 2),
        b'p' if starts("pm") => (Element::LowerPm, 2),
        b'-' | b'Z' => return offset(text),
        b'.' | b',' => return fraction(text),
        _ => return None,
    };
    Some(found)
}

fn offset(text: &[u8]) -> Option<(Element, usize)> {
    let forms: [(&str, bool, bool, bool); 5] = [
        ("070000", false, true, true),
        ("07:00:00", true, true, true),
        ("0700", false, true, false),
        ("07:00", true, true, false),
        ("07", false, false, false),
    ];
    let (form, has_colons, has_minutes, has_seconds) = forms
        .into_iter()
        .find(|form| text[1..].starts_with(form.0.as_bytes()))?;
    let element = Element::Offset {
        has_z: text[0] == b'Z',
        has_colons,
        has_minutes,
        has_seconds,
    };
    Some((element, form.len() + 1))
}

fn fraction(text: &[u8]) -> Option<(Element, usize)> {
    let digit = *text.get(1).filter(|b| matches!(b, b'0' | b'9'))?;
    let digits = text[1..].iter().take_while(|b| **b == digit).count();
    if text.get(1 + digits).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let element = Element::Fraction {
        separator: text[0],
        digits,
        is_short: digit == b'9',
    };
    Some((element, digits + 1))
}

impl Moment<'_> {
    /// Returns the time in a layout.
    pub(super) fn format(&self, layout: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(layout.len() + 10);
        let mut rest = layout;
        while let Some(first) = rest.first() {
            match element(rest) {
                Some((element, length)) => {
                    out.extend_from_slice(self.shown(element).as_bytes());
                    rest = &rest[length..];
                }
                None if rest.starts_with(b"_2006") => {
                    out.push(b'_');
                    rest = &rest[1..];
                }
                None => {
                    out.push(*first);
                    rest = &rest[1..];
                }
            }
        }
        out
    }

    fn shown(&self, element: Element) -> String {
        let civil = self.civil();
        let hour12 = match civil.hour % 12 {
            0 => 12,
            hour => hour,
        };
        match element {
            Element::LongMonth => month_name(civil.month),
            Element::Month => month_name(civil.month)[..3].to_owned(),
            Element::NumMonth => civil.month.to_string(),
            Element::ZeroMonth => format!("{:02}", civil.month),
            Element::LongWeekDay => weekday_name(self.weekday()),
            Element::WeekDay => weekday_name(self.weekday())[..3].to_owned(),
            Element::Day => civil.day.to_string(),
            Element::UnderDay => format!("{:2}", civil.day),
            Element::ZeroDay => format!("{:02}", civil.day),
            Element::UnderYearDay => format!("{:3}", self.year_day()),
            Element::ZeroYearDay => format!("{:03}", self.year_day()),
            Element::Hour => format!("{:02}", civil.hour),
            Element::Hour12 => hour12.to_string(),
            Element::ZeroHour12 => format!("{hour12:02}"),
            Element::Minute => civil.minute.to_string(),
            Element::ZeroMinute => format!("{:02}", civil.minute),
            Element::Second => civil.second.to_string(),
            Element::ZeroSecond => format!("{:02}", civil.second),
            Element::LongYear if civil.year < 0 => format!("-{:04}", -civil.year),
            Element::LongYear => format!("{:04}", civil.year),
            Element::Year => format!("{:02}", civil.year.max(0) % 100),
            Element::UpperPm => if civil.hour >= 12 { "PM" } else { "AM" }.to_owned(),
            Element::LowerPm => if civil.hour >= 12 { "pm" } else { "am" }.to_owned(),
            Element::ZoneName => match self.zone_now() {
                ("", offset) => offset_text(offset, false, true, false),
                (name, _) => name.to_owned(),
            },
            Element::Offset { has_z: true, .. } if self.zone_now().1 == 0 => "Z".to_owned(),
            Element::Offset {
                has_colons,
                has_minutes,
                has_seconds,
                ..
            } => offset_text(self.zone_now().1, has_colons, has_minutes, has_seconds),
            Element::Fraction {
                separator,
                digits,
                is_short,
            } => self.fraction(separator, digits, is_short),
        }
    }

    fn fraction(&self, separator: u8, digits: usize, is_short: bool) -> String {
        let nanos = self.time.nanos;
        if is_short && nanos == 0 {
            return String::new();
        }
        let mut text = format!("{}{nanos:09}", char::from(separator));
        text.truncate(digits.min(9) + 1);
        if is_short {
            text.truncate(text.trim_end_matches('0').len());
            if text.len() == 1 {
                text.clear();
            }
        }
        text
    }
}

fn offset_text(offset: i32, has_colons: bool, has_minutes: bool, has_seconds: bool) -> String {
    let minutes = offset / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    // The minutes have the sign: seconds alone have none.
    let seconds = if minutes < 0 { -offset } else { offset } % 60;
    let minutes = minutes.abs();
    let colon = if has_colons { ":" } else { "" };
    let mut text = format!("{sign}{:02}", minutes / 60);
    if has_minutes {
        text += &format!("{colon}{:02}", minutes % 60);
    }
    if has_seconds {
        text += &format!("{colon}{seconds:02}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn layouts() {
        let moment = |text: &str| Moment::parse(text).unwrap();
        let west = moment("2019-06-09T02:03:04.050607-07:00");
        let cases = [
            ("2006-01-02", "2019-06-09"),
            ("Mon Jan _2 15:04:05 2006", "Sun Jun  9 02:03:04 2019"),
            (
                "Monday, 02-Jan-06 15:04:05 MST",
                "Sunday, 09-Jun-19 02:03:04 -0700",
            ),
            ("January 2 002 __2 3:4:5pm", "June 9 160 160 2:3:4am"),
            ("Z07:00 -07 -070000 Z0700", "-07:00 -07 -070000 -0700"),
            ("15:04:05.000 .999999 ,9", "02:03:04.050 .050607 "),
            ("_2006 Janet", "_2019 Janet"),
        ];
        for (layout, want) in cases {
            let got = west.format(layout.as_bytes());
            assert_eq!(String::from_utf8_lossy(&got), want, "{layout}");
        }
        let utc = moment("2020-12-31T23:59:59Z");
        assert_eq!(utc.format(super::PLAIN), b"2020-12-31 23:59:59 +0000 UTC");
        assert_eq!(utc.add_date(0, 2, 1).civil().day, 4);
        assert_eq!(utc.year_day(), 366);
        assert_eq!(
            utc.go_string(),
            "time.Date(2020, time.December, 31, 23, 59, 59, 0, time.UTC)"
        );
    }
}
