//! Spelling of paths and versions where file systems fold case: `!x` represents `X`.
//!
//! Counterpart: golang.org/x/mod/module (EscapePath, UnescapePath, ...).

use super::Invalid;
use super::check::PathKind;
use super::check::check_element;
use super::check_path;

/// The escaped form of a module path.
pub fn escape_path(path: &str) -> Result<String, Invalid> {
    check_path(path)?;
    escape_string(path)
}

/// The escaped form of a version, which need not be a semantic one.
pub fn escape_version(v: &str) -> Result<String, Invalid> {
    if v.contains('!') || check_element(v, PathKind::File).is_err() {
        return Err(Invalid::version(v, "disallowed version string"));
    }
    escape_string(v)
}

/// The module path of an escaped form.
pub fn unescape_path(escaped: &str) -> Result<String, Invalid> {
    let invalid = |why| Invalid::Escaped {
        is_version: false,
        text: escaped.to_owned(),
        why,
    };
    let path = unescape_string(escaped).ok_or_else(|| invalid(None))?;
    match check_path(&path) {
        Ok(()) => Ok(path),
        Err(err) => Err(invalid(Some(err.to_string()))),
    }
}

/// The version of an escaped form.
pub fn unescape_version(escaped: &str) -> Result<String, Invalid> {
    let invalid = |text: &str, why| Invalid::Escaped {
        is_version: true,
        text: text.to_owned(),
        why,
    };
    let Some(v) = unescape_string(escaped) else {
        return Err(invalid(escaped, None));
    };
    match check_element(&v, PathKind::File) {
        Ok(()) => Ok(v),
        Err(why) => Err(invalid(&v, Some(why))),
    }
}

fn escape_string(s: &str) -> Result<String, Invalid> {
    if !s.is_ascii() || s.contains('!') {
        return Err(Invalid::Unescapable);
    }
    let mut escaped = String::with_capacity(s.len() + 4);
    for c in s.chars() {
        if c.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(c.to_ascii_lowercase());
    }
    Ok(escaped)
}

fn unescape_string(escaped: &str) -> Option<String> {
    let mut plain = String::with_capacity(escaped.len());
    let mut chars = escaped.chars();
    while let Some(c) = chars.next() {
        match c {
            '!' => match chars.next() {
                Some(c @ 'a'..='z') => plain.push(c.to_ascii_uppercase()),
                _ => return None,
            },
            c if !c.is_ascii() || c.is_ascii_uppercase() => return None,
            c => plain.push(c),
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (plain, escaped) in [
            ("github.com/Azure/Go", "github.com/!azure/!go"),
            ("x.y/z", "x.y/z"),
        ] {
            assert_eq!(escape_path(plain).unwrap(), escaped);
            assert_eq!(unescape_path(escaped).unwrap(), plain);
        }
        assert_eq!(escape_version("v1.2.3-RC1").unwrap(), "v1.2.3-!r!c1");
        assert_eq!(unescape_version("v1.2.3-!r!c1").unwrap(), "v1.2.3-RC1");
        assert_eq!(
            escape_version("a/b").unwrap_err().to_string(),
            "version \"a/b\" invalid: disallowed version string"
        );
        assert_eq!(
            unescape_path("x.y/Z").unwrap_err().to_string(),
            "invalid escaped module path \"x.y/Z\""
        );
        assert_eq!(
            unescape_path("x.y/z!").unwrap_err().to_string(),
            "invalid escaped module path \"x.y/z!\""
        );
        assert_eq!(
            unescape_path("xy").unwrap_err().to_string(),
            "invalid escaped module path \"xy\": malformed module path \"xy\": missing dot in first path element"
        );
    }
}
