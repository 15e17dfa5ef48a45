//! `//go:embed` lines.
//!
//! Counterpart: go/build/read.go (`parseGoEmbed`), go/ast/directive.go.

use vamos_base::golang::unicode::decode;
use vamos_base::golang::unicode::is_space;

use crate::literal::unquote_prefix;

/// Splits a `//go:embed` comment into patterns, each with its offset in the comment.
/// A malformed line yields nothing: the compiler reports it.
pub(crate) fn patterns(comment: &[u8]) -> Vec<(Vec<u8>, usize)> {
    parse(comment).unwrap_or_default()
}

fn parse(comment: &[u8]) -> Option<Vec<(Vec<u8>, usize)>> {
    let rest = comment.strip_prefix(b"//go:embed")?;
    if !starts_with_space(rest) {
        return rest.is_empty().then(Vec::new);
    }
    let mut found = Vec::new();
    let mut at = comment.len() - rest.len();
    loop {
        at += space_width(&comment[at..]);
        let arguments = &comment[at..];
        let Some(&first) = arguments.first() else {
            return Some(found);
        };
        let (value, width) = if first == b'`' || first == b'"' {
            let (value, width) = unquote_prefix(arguments)?;
            let after = &arguments[width..];
            if !after.is_empty() && !starts_with_space(after) {
                return None;
            }
            (value, width)
        } else {
            let width = word_width(arguments);
            (arguments[..width].to_vec(), width)
        };
        found.push((value, at));
        at += width;
    }
}

fn starts_with_space(text: &[u8]) -> bool {
    decode(text).0.is_some_and(is_space)
}

fn space_width(text: &[u8]) -> usize {
    let mut at = 0;
    while let (Some(c), width) = decode(&text[at..]) {
        if !is_space(c) {
            break;
        }
        at += width;
    }
    at
}

fn word_width(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match decode(&text[at..]) {
            (_, 0) => return at,
            (Some(c), _) if is_space(c) => return at,
            (_, width) => at += width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::patterns;

    #[test]
    fn splits_as_upstream() {
        let show = |line: &str| {
            let found = patterns(line.as_bytes());
            let text = |(value, at): (Vec<u8>, usize)| (String::from_utf8(value).unwrap(), at);
            found.into_iter().map(text).collect::<Vec<_>>()
        };
        let owned = |list: &[(&str, usize)]| {
            list.iter()
                .map(|(value, at)| ((*value).to_owned(), *at))
                .collect::<Vec<_>>()
        };
        assert_eq!(show("//go:embed a b/*"), owned(&[("a", 11), ("b/*", 13)]));
        assert_eq!(
            show("//go:embed \"a b\" `c`\t"),
            owned(&[("a b", 11), ("c", 17)])
        );
        assert_eq!(show("//go:embed \"a\"b"), owned(&[]));
        assert_eq!(show("//go:embed a \"b"), owned(&[]));
        assert_eq!(show("//go:embedx a"), owned(&[]));
        assert_eq!(show("//go:embed"), owned(&[]));
    }
}
