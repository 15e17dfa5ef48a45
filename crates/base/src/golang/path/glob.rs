//! Shell patterns.
//!
//! Go has the matcher twice, and they differ: `path.Match` checks the rest of the
//! pattern before it reports a mismatch, `filepath.Match` returns at the first mismatch
//! and does not notice a malformed rest.
//!
//! Counterpart: path/filepath/match.go, path/match.go.

use super::super::os_str;
use super::super::utf8;

/// A malformed pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

impl std::fmt::Display for BadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("syntax error in pattern")
    }
}

impl std::error::Error for BadPattern {}

/// Reports whether the whole of `name` matches `pattern` (`filepath.Match`).
pub fn match_glob(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    matches(&os_str::encode(pattern), &os_str::encode(name), false)
}

/// Reports whether the whole of `name` matches `pattern` (`path.Match`).
pub fn match_slash(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    matches(&os_str::encode(pattern), &os_str::encode(name), true)
}

/// Reports whether `path` contains a character that patterns give a meaning to.
pub fn has_meta(path: &str) -> bool {
    path.contains(['*', '?', '[', '\\'])
}

fn matches(mut pattern: &[u8], mut name: &[u8], check_rest: bool) -> Result<bool, BadPattern> {
    'pattern: while !pattern.is_empty() {
        let (star, chunk, rest) = scan_chunk(pattern);
        pattern = rest;
        if star && chunk.is_empty() {
            return Ok(!name.contains(&b'/'));
        }
        let is_last = pattern.is_empty();
        if let Some(left) = match_chunk(chunk, name)? {
            // A last chunk with a remaining name may still match further on.
            if left.is_empty() || !is_last {
                name = left;
                continue;
            }
        }
        if star {
            for skip in 0..name.len() {
                if name[skip] == b'/' {
                    break;
                }
                if let Some(left) = match_chunk(chunk, &name[skip + 1..])? {
                    if is_last && !left.is_empty() {
                        continue;
                    }
                    name = left;
                    continue 'pattern;
                }
            }
        }
        while check_rest && !pattern.is_empty() {
            let (_, chunk, rest) = scan_chunk(pattern);
            pattern = rest;
            match_chunk(chunk, b"")?;
        }
        return Ok(false);
    }
    Ok(name.is_empty())
}

/// Splits off the leading stars (as one) and the text up to the next star.
fn scan_chunk(pattern: &[u8]) -> (bool, &[u8], &[u8]) {
    let stars = pattern.iter().take_while(|&&b| b == b'*').count();
    let pattern = &pattern[stars..];
    let mut in_range = false;
    let mut i = 0;
    while i < pattern.len() {
        match pattern[i] {
            b'\\' => i += 1,
            b'[' => in_range = true,
            b']' => in_range = false,
            b'*' if !in_range => break,
            _ => {}
        }
        i += 1;
    }
    let (chunk, rest) = pattern.split_at(i.min(pattern.len()));
    (stars > 0, chunk, rest)
}

/// Matches a star-free `chunk` at the start of `name`; returns the rest of `name`. After a mismatch
/// it still checks that the chunk is well formed.
fn match_chunk<'a>(mut chunk: &[u8], mut name: &'a [u8]) -> Result<Option<&'a [u8]>, BadPattern> {
    let mut failed = false;
    while let Some(&first) = chunk.first() {
        failed |= name.is_empty();
        match first {
            b'[' => {
                let mut rune = '\0';
                if !failed {
                    let (c, width) = utf8::decode_rune(name);
                    rune = c;
                    name = &name[width..];
                }
                let (matched, rest) = match_class(&chunk[1..], rune)?;
                failed |= !matched;
                chunk = rest;
                continue;
            }
            b'?' => {
                if !failed {
                    failed = name[0] == b'/';
                    name = &name[utf8::decode_rune(name).1..];
                }
            }
            _ => {
                if first == b'\\' {
                    chunk = &chunk[1..];
                }
                let literal = *chunk.first().ok_or(BadPattern)?;
                if !failed {
                    failed = literal != name[0];
                    name = &name[1..];
                }
            }
        }
        chunk = &chunk[1..];
    }
    Ok((!failed).then_some(name))
}

/// Matches `rune` against a class whose `[` was just read; returns the pattern after its `]`.
fn match_class(mut class: &[u8], rune: char) -> Result<(bool, &[u8]), BadPattern> {
    let negated = class.first() == Some(&b'^');
    if negated {
        class = &class[1..];
    }
    let mut matched = false;
    let mut is_first = true;
    loop {
        if !is_first && let Some(rest) = class.strip_prefix(b"]") {
            return Ok((matched != negated, rest));
        }
        let (low, rest) = class_char(class)?;
        let mut high = low;
        class = rest;
        if class[0] == b'-' {
            (high, class) = class_char(&class[1..])?;
        }
        matched |= low <= rune && rune <= high;
        is_first = false;
    }
}

/// Reads one character of a class; something (at least a `]`) must follow it.
fn class_char(class: &[u8]) -> Result<(char, &[u8]), BadPattern> {
    let class = match class.first() {
        None | Some(b'-' | b']') => return Err(BadPattern),
        Some(b'\\') => &class[1..],
        Some(_) => class,
    };
    let (rune, width) = utf8::decode_rune(class);
    if (rune == utf8::RUNE_ERROR && width <= 1) || class.len() == width {
        return Err(BadPattern);
    }
    Ok((rune, &class[width..]))
}

#[cfg(test)]
mod tests {
    use super::BadPattern;
    use super::match_glob;
    use super::match_slash;
    use proptest::prelude::*;

    #[test]
    fn matches_as_go_does() {
        for (pattern, name, want) in [
            ("abc", "abc", Ok(true)),
            ("*", "abc", Ok(true)),
            ("*", "a/c", Ok(false)),
            ("*c", "abc", Ok(true)),
            ("a*/b", "abc/b", Ok(true)),
            ("a*b*c*d*e*", "axbxcxdxe", Ok(true)),
            ("a*b?c*x", "abxbbxdbxebxczzx", Ok(true)),
            ("a*b?c*x", "abxbbxdbxebxczzy", Ok(false)),
            ("ab[b-d]", "abc", Ok(true)),
            ("ab[^e-g]", "abc", Ok(true)),
            ("a\\*b", "a*b", Ok(true)),
            ("a[^a]b", "a☺b", Ok(true)),
            ("a???b", "a☺b", Ok(false)),
            ("[a-ζ]*", "α", Ok(true)),
            ("a?b", "a/b", Ok(false)),
            ("[\\]a]", "]", Ok(true)),
            ("[]a]", "]", Err(BadPattern)),
            ("[-x]", "x", Err(BadPattern)),
            ("[a-b-c]", "a", Err(BadPattern)),
            ("[", "a", Err(BadPattern)),
            ("a[", "ab", Err(BadPattern)),
            ("[^", "a", Err(BadPattern)),
            ("\\", "a", Err(BadPattern)),
            ("*x", "xxx", Ok(true)),
            ("", "", Ok(true)),
            ("", "x", Ok(false)),
        ] {
            assert_eq!(match_glob(pattern, name), want, "{pattern} {name}");
        }
        assert_eq!(match_glob("a*[", "x"), Ok(false));
        assert_eq!(match_slash("a*[", "x"), Err(BadPattern));
    }

    proptest! {
        #[test]
        fn never_panics(pattern in "[\\[\\]\\\\^*?a/é-]{0,8}", name in "[ab/é-]{0,6}") {
            let _ = match_glob(&pattern, &name);
            let _ = match_slash(&pattern, &name);
        }
    }
}
