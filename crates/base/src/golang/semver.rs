//! Semantic versions with a leading `v`, compared without ever becoming numbers.
//!
//! Counterpart: golang.org/x/mod/semver.

use std::cmp::Ordering;

/// The pieces of a valid version, as slices of it.
#[derive(Clone, Copy, Default)]
struct Parsed<'a> {
    major: &'a str,
    minor: &'a str,
    patch: &'a str,
    /// Missing suffix of the long form: `.0.0`, `.0` or empty.
    short: &'static str,
    prerelease: &'a str,
    build: &'a str,
}

/// Reports whether `v` is a valid semantic version; `v1` and `v1.2` are.
pub fn is_valid(v: &str) -> bool {
    parse(v).is_some()
}

/// The canonical form: all three numbers, no build suffix. Empty if `v` is not valid.
pub fn canonical(v: &str) -> String {
    match parse(v) {
        None => String::new(),
        Some(p) if !p.build.is_empty() => v[..v.len() - p.build.len()].to_string(),
        Some(p) => format!("{v}{}", p.short),
    }
}

/// Reports whether `v` equals its [`canonical`] form; allocates nothing.
pub fn is_canonical(v: &str) -> bool {
    parse(v).is_some_and(|p| p.build.is_empty() && p.short.is_empty())
}

/// `v1` of `v1.2.3`; empty if `v` is not valid.
pub fn major(v: &str) -> &str {
    parse(v).map_or("", |p| &v[..1 + p.major.len()])
}

/// `v1.2` of `v1.2.3`; empty if `v` is not valid.
pub fn major_minor(v: &str) -> String {
    match parse(v) {
        None => String::new(),
        Some(p) => format!("v{}.{}", p.major, p.minor),
    }
}

/// The suffix `-pre` with its dash; empty if `v` has no such suffix or is not valid.
pub fn prerelease(v: &str) -> &str {
    parse(v).map_or("", |p| p.prerelease)
}

/// The suffix `+meta` with its plus; empty if `v` has no such suffix or is not valid.
pub fn build(v: &str) -> &str {
    parse(v).map_or("", |p| p.build)
}

/// Orders two versions by precedence; a version that is not valid is less than any valid one.
pub fn compare(v: &str, w: &str) -> Ordering {
    if v == w {
        return Ordering::Equal;
    }
    match (parse(v), parse(w)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(v), Some(w)) => compare_int(v.major, w.major)
            .then_with(|| compare_int(v.minor, w.minor))
            .then_with(|| compare_int(v.patch, w.patch))
            .then_with(|| compare_prerelease(v.prerelease, w.prerelease)),
    }
}

/// The greater of the two canonical forms; the second when they are equal.
pub fn max(v: &str, w: &str) -> String {
    let (v, w) = (canonical(v), canonical(w));
    if compare(&v, &w) == Ordering::Greater {
        v
    } else {
        w
    }
}

/// Sorts by precedence, then as plain text.
pub fn sort<S: AsRef<str>>(list: &mut [S]) {
    list.sort_by(|a, b| {
        let (a, b) = (a.as_ref(), b.as_ref());
        compare(a, b).then_with(|| a.cmp(b))
    });
}

fn parse(v: &str) -> Option<Parsed<'_>> {
    let mut p = Parsed::default();
    let rest = v.strip_prefix('v')?;
    let (major, rest) = cut_int(rest)?;
    p.major = major;
    if rest.is_empty() {
        (p.minor, p.patch, p.short) = ("0", "0", ".0.0");
        return Some(p);
    }
    let (minor, rest) = cut_int(rest.strip_prefix('.')?)?;
    p.minor = minor;
    if rest.is_empty() {
        (p.patch, p.short) = ("0", ".0");
        return Some(p);
    }
    let (patch, mut rest) = cut_int(rest.strip_prefix('.')?)?;
    p.patch = patch;
    if rest.starts_with('-') {
        let end = rest.find('+').unwrap_or(rest.len());
        let (pre, tail) = rest.split_at(end);
        if !pre[1..]
            .split('.')
            .all(|part| is_identifier(part) && !is_bad_number(part))
        {
            return None;
        }
        (p.prerelease, rest) = (pre, tail);
    }
    if let Some(meta) = rest.strip_prefix('+') {
        if !meta.split('.').all(is_identifier) {
            return None;
        }
        (p.build, rest) = (rest, "");
    }
    rest.is_empty().then_some(p)
}

/// Splits a decimal number without leading zeros off the front.
pub(super) fn cut_int(v: &str) -> Option<(&str, &str)> {
    let n = v.bytes().take_while(u8::is_ascii_digit).count();
    if n == 0 || (n > 1 && v.starts_with('0')) {
        return None;
    }
    Some(v.split_at(n))
}

fn is_identifier(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|c| c.is_ascii_digit())
}

fn is_bad_number(part: &str) -> bool {
    part.len() > 1 && part.starts_with('0') && is_number(part)
}

/// Compares decimal numbers of any length: the longer is the greater.
pub fn compare_int(x: &str, y: &str) -> Ordering {
    x.len().cmp(&y.len()).then_with(|| x.cmp(y))
}

/// Compares `-pre` suffixes; none at all is greater than any.
fn compare_prerelease(x: &str, y: &str) -> Ordering {
    if x == y {
        return Ordering::Equal;
    }
    if x.is_empty() {
        return Ordering::Greater;
    }
    if y.is_empty() {
        return Ordering::Less;
    }
    let (mut xs, mut ys) = (x[1..].split('.'), y[1..].split('.'));
    loop {
        match (xs.next(), ys.next()) {
            (Some(dx), Some(dy)) if dx == dy => {}
            (Some(dx), Some(dy)) => {
                return match (is_number(dx), is_number(dy)) {
                    (true, true) => compare_int(dx, dy),
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                    (false, false) => dx.cmp(dy),
                };
            }
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
        }
    }
}

/// The decimal number less one; empty for zero.
pub fn dec_int(decimal: &str) -> String {
    let mut digits = decimal.as_bytes().to_vec();
    let Some(i) = digits.iter().rposition(|&d| d != b'0') else {
        return String::new();
    };
    digits[i + 1..].fill(b'9');
    if i == 0 && digits[0] == b'1' && digits.len() > 1 {
        digits.remove(0);
    } else {
        digits[i] -= 1;
    }
    String::from_utf8(digits).expect("only decimal digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_forms() {
        for (v, want) in [
            ("bad", ""),
            ("v1-alpha.beta.gamma", ""),
            ("v1-pre", ""),
            ("v1+meta", ""),
            ("v1.2-pre+meta", ""),
            ("v1.2.3-0123", ""),
            ("v1.2.3-0123.0123", ""),
            ("v1.2.3-", ""),
            ("v1.2.3-a..b", ""),
            ("v1.2.3+", ""),
            ("v01.2.3", ""),
            ("v1.2.3-0", "v1.2.3-0"),
            ("v1", "v1.0.0"),
            ("v1.2", "v1.2.0"),
            ("v1.2.3", "v1.2.3"),
            ("v1.2.3-beta-1", "v1.2.3-beta-1"),
            ("v1.2.3+meta", "v1.2.3"),
            ("v1.2.3-pre.1+meta.07", "v1.2.3-pre.1"),
        ] {
            assert_eq!(canonical(v), want, "{v}");
        }
    }

    #[test]
    fn precedence() {
        let sorted = [
            "bad",
            "v1.0.0-alpha",
            "v1.0.0-alpha.1",
            "v1.0.0-alpha.beta",
            "v1.0.0-beta",
            "v1.0.0-beta.2",
            "v1.0.0-beta.11",
            "v1.0.0-rc.1",
            "v1",
            "v1.2.0-x",
            "v1.2",
            "v1.10.0",
            "v2.0.0",
        ];
        for (i, v) in sorted.iter().enumerate() {
            for (j, w) in sorted.iter().enumerate() {
                assert_eq!(compare(v, w), i.cmp(&j), "{v} {w}");
            }
        }
        assert_eq!(compare("v1.0.0", "v1.0.0+meta"), Ordering::Equal);
        assert_eq!(major_minor("v1"), "v1.0");
        assert_eq!(major("v12.3"), "v12");
        assert_eq!(build("v1.2.3-a+b.c"), "+b.c");
        assert_eq!(prerelease("v1.2.3-a+b.c"), "-a");
        assert_eq!(max("v1.2", "v1.10.0"), "v1.10.0");
    }
}
