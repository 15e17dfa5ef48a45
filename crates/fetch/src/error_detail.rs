//! The text that a server sent with an error, prepared for the terminal.
//!
//! Counterpart: cmd/go/internal/web/api.go (`errorDetailBuffer`, `formatErrorDetail`).

use vamos_base::golang::quote::is_print;

/// The maximum number of lines that are shown.
const MAX_LINES: usize = 8;
/// The maximum number of bytes that are shown.
const MAX_BYTES: usize = MAX_LINES * 81;
/// The number of bytes of a response that are read for it.
pub(crate) const ENOUGH: usize = 64 << 10;

/// Reports whether a body of this kind may be shown: plain text in a subset of UTF-8.
pub(crate) fn is_plain_text(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    if !kind.eq_ignore_ascii_case("text/plain") {
        return false;
    }
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then_some(value.trim().trim_matches('"'))
    });
    let charset = charset.unwrap_or_default().to_ascii_lowercase();
    matches!(charset.as_str(), "" | "us-ascii" | "utf-8")
}

/// Returns the first lines of a body, indented; empty if they are not fit for a terminal.
pub fn format(body: &[u8]) -> String {
    let lines = body
        .split_inclusive(|&byte| byte == b'\n')
        .take(MAX_LINES + 1);
    let length = lines.map(<[u8]>::len).sum();
    let Ok(text) = std::str::from_utf8(&body[..length]) else {
        return String::new();
    };
    if !text.chars().all(|c| is_print(c) || c.is_whitespace()) {
        return String::new();
    }
    let mut detail = String::new();
    for (at, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            break;
        }
        if at > 0 {
            detail.push_str("\n\t");
        }
        if at >= MAX_LINES {
            detail.push_str("[Truncated: too many lines.]");
            break;
        }
        if detail.len() + line.len() > MAX_BYTES {
            detail.push_str("[Truncated: too long.]");
            break;
        }
        detail.push_str(line);
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::format;
    use super::is_plain_text;

    #[test]
    fn fit_to_be_shown() {
        assert_eq!(
            format(b"not found: x\nbecause\n\nrest"),
            "not found: x\n\tbecause"
        );
        assert_eq!(format(b"\x1b[2J"), "");
        assert_eq!(format(b"\xff"), "");
        let many = b"a\n".repeat(20);
        let shown = format(&many);
        assert!(
            shown.ends_with("a\n\t[Truncated: too many lines.]"),
            "{shown}"
        );
        assert_eq!(format(&b"x".repeat(1000)), "[Truncated: too long.]");
    }

    #[test]
    fn kinds() {
        for kind in [
            "text/plain",
            "Text/Plain; charset=UTF-8",
            "text/plain; charset=\"utf-8\"",
        ] {
            assert!(is_plain_text(kind), "{kind}");
        }
        for kind in ["", "text/html", "text/plain; charset=latin1"] {
            assert!(!is_plain_text(kind), "{kind}");
        }
    }
}
