//! How paths and versions are spelled where file systems fold case: `!x` stands for `X`.
//!
//! Counterpart: golang.org/x/mod/module (EscapePath, UnescapePath, ...).

use super::Invalid;
use super::check::PathKind;
use super::check::check_element;
use super::check_path;
use crate::golang::quote::quote;

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
    let invalid = || format!("invalid escaped module path {}", quote(escaped));
    let path = unescape_string(escaped).ok_or_else(|| Invalid::Escaped(invalid()))?;
    match check_path(&path) {
        Ok(()) => Ok(path),
        Err(err) => Err(Invalid::Escaped(format!("{}: {err}", invalid()))),
    }
}

/// The version of an escaped form.
pub fn unescape_version(escaped: &str) -> Result<String, Invalid> {
    let Some(v) = unescape_string(escaped) else {
        return Err(Invalid::Escaped(format!(
            "invalid escaped version {}",
            quote(escaped)
        )));
    };
    match check_element(&v, PathKind::File) {
        Ok(()) => Ok(v),
        Err(err) => Err(Invalid::Escaped(format!(
            "invalid escaped version {}: {err}",
            quote(&v)
        ))),
    }
}

fn escape_string(s: &str) -> Result<String, Invalid> {
    if !s.is_ascii() || s.contains('!') {
        let text = "internal error: inconsistency in EscapePath";
        return Err(Invalid::Escaped(text.to_owned()));
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
