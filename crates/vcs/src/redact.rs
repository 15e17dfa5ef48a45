//! Passwords in the addresses of repositories, which are not shown.
//!
//! Counterpart: net/url (`URL.Redacted`); upstream's lines about tools show passwords.

use std::borrow::Cow;

/// The replacement of a password, as in upstream's messages about requests.
const HIDDEN: &str = "xxxxx";

/// Returns a text with the password of each address in it replaced:
/// `https://me:secret@host/x` becomes `https://me:xxxxx@host/x`.
pub(crate) fn redact(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut copied = 0;
    for (at, separator) in text.match_indices("://") {
        let start = at + separator.len();
        if let Some((from, to)) = password(&text[start..]) {
            shown.push_str(&text[copied..start + from]);
            shown.push_str(HIDDEN);
            copied = start + to;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[copied..]);
    Cow::Owned(shown)
}

/// Returns the range of the password in the text after `://`.
fn password(rest: &str) -> Option<(usize, usize)> {
    let ends = |c: char| matches!(c, '/' | '?' | '#' | '\'' | '"') || c.is_whitespace();
    let authority = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let user_end = authority.rfind('@')?;
    let colon = authority[..user_end].find(':')?;
    Some((colon + 1, user_end))
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn only_passwords_are_replaced() {
        for (text, shown) in [
            ("https://me:secret@h/x", "https://me:xxxxx@h/x"),
            ("https://me:se:cr@t@h:8080", "https://me:xxxxx@h:8080"),
            ("https://me:@h", "https://me:xxxxx@h"),
            ("https://h:8080/a@b", "https://h:8080/a@b"),
            ("ssh://git@h:22/x", "ssh://git@h:22/x"),
            ("git@h:x", "git@h:x"),
            (
                "fatal: 'svn://a:b@h' and ftp://c:d@h?x",
                "fatal: 'svn://a:xxxxx@h' and ftp://c:xxxxx@h?x",
            ),
            ("x://y://a:b@h", "x://y://a:xxxxx@h"),
            ("", ""),
        ] {
            assert_eq!(redact(text), shown);
        }
    }
}
