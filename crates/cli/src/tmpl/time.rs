//! Times in templates: printed, and formatted by layouts of numbers.
//!
//! Counterpart: time (format.go, `Time.Format`), as far as dates and clocks go.

use vamos_base::golang::time::Time;

/// Formats a time in a zone; nothing for layouts with names, zones or fractions.
pub(crate) fn format(time: Time, offset: i32, layout: &str) -> Option<String> {
    let at = time.civil(offset);
    let parts = [
        ("2006", at.year, 4),
        ("01", at.month, 2),
        ("02", at.day, 2),
        ("15", at.hour, 2),
        ("04", at.minute, 2),
        ("05", at.second, 2),
    ];
    let mut text = String::new();
    let mut rest = layout;
    while let Some(c) = rest.chars().next() {
        let part = parts
            .iter()
            .find_map(|(name, value, width)| Some((rest.strip_prefix(name)?, value, *width)));
        if let Some((after, value, width)) = part {
            text += &format!("{value:0width$}");
            rest = after;
            continue;
        }
        let after = &rest[c.len_utf8()..];
        let is_plain = match c {
            'T' | ' ' | ':' | '/' => true,
            '-' | 'Z' | '.' | ',' => !after.starts_with(['0', '9']) || after.starts_with("01"),
            _ => false,
        };
        let is_part = c == '-' && parts.iter().any(|(name, ..)| after.starts_with(name));
        if !is_plain && !is_part {
            return None;
        }
        text.push(c);
        rest = after;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::format;
    use vamos_base::golang::time::Time;

    #[test]
    fn layouts_of_numbers() {
        let (time, offset) = Time::parse_rfc3339("2019-06-09T02:03:04-07:00").unwrap();
        let cases = [
            ("2006-01-02", Some("2019-06-09")),
            ("2006/01/02 15:04:05", Some("2019/06/09 02:03:04")),
            ("20060102150405", Some("20190609020304")),
            ("2006-01-02T15:04:05Z", Some("2019-06-09T02:03:04Z")),
            ("2006-01-02T15:04:05Z07:00", None),
            ("15:04:05.000", None),
            ("15:04:05-07", None),
            ("Jan 2", None),
        ];
        for (layout, want) in cases {
            assert_eq!(format(time, offset, layout).as_deref(), want, "{layout}");
        }
    }
}
