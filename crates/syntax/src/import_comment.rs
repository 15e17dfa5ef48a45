//! The import comment of a package clause: `package p // import "example.com/p"`.
//!
//! Only GOPATH mode uses it.
//! Counterpart: go/build/build.go (`findImportComment`).

use vamos_base::golang::unicode::decode;
use vamos_base::golang::unicode::is_letter;
use vamos_base::golang::unicode::trim_space;

/// Returns the text after the word `import` in the comment on the package clause's line.
pub(crate) fn find(header: &[u8]) -> Option<&[u8]> {
    let (word, rest) = word(header);
    if word != b"package" {
        return None;
    }
    let (_, rest) = self::word(rest);
    find_after(rest)
}

/// The same, for the text after the package's name.
pub(crate) fn find_after(mut rest: &[u8]) -> Option<&[u8]> {
    while let [b' ' | b'\t' | b'\r', after @ ..] = rest {
        rest = after;
    }
    let comment = if let Some(line) = rest.strip_prefix(b"//") {
        line.split(|b| *b == b'\n').next().unwrap_or(line)
    } else {
        let inside = rest.strip_prefix(b"/*")?;
        let end = inside.windows(2).position(|pair| pair == b"*/")?;
        let inside = &inside[..end];
        if inside.contains(&b'\n') {
            return None;
        }
        inside
    };
    let (word, argument) = self::word(trim_space(comment));
    (word == b"import").then(|| trim_space(argument))
}

fn skip_space_or_comment(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] => rest,
            [b'/', b'/', rest @ ..] => match rest.iter().position(|b| *b == b'\n') {
                Some(end) => &rest[end + 1..],
                None => return b"",
            },
            [b'/', b'*', rest @ ..] => match rest.windows(2).position(|pair| pair == b"*/") {
                Some(end) => &rest[end + 2..],
                None => return b"",
            },
            _ => return text,
        };
    }
}

/// Splits off the next word; no word leaves nothing.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = skip_space_or_comment(text);
    let mut end = 0;
    while let (Some(c), width) = decode(&text[end..]) {
        if !is_letter(c) && !c.is_ascii_digit() && c != '_' {
            break;
        }
        end += width;
    }
    if end == 0 {
        return (b"", b"");
    }
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_it() {
        let table: &[(&str, Option<&str>)] = &[
            ("package p // import \"x\"\n", Some("\"x\"")),
            ("// c\npackage p /* import \"x\" */\n", Some("\"x\"")),
            ("package p // important\n", None),
            ("package p\n// import \"x\"\n", None),
            ("package p", None),
        ];
        for (src, want) in table {
            assert_eq!(find(src.as_bytes()), want.map(str::as_bytes), "{src}");
        }
    }
}
