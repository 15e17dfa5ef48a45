//! The ends of blocks, found without scanning their tokens.
//!
//! Most bytes of a source are in bodies of functions, and importers of a package need none of them.
//! The search reads only brackets, literals and comments. Anything else that could matter, such as
//! a line directive or an invalid character, requires the scanner.
//! Counterpart: none; the compiler reads all bodies.

use std::str;

/// The class of a byte outside of literals and comments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Open,
    Close,
    Quote,
    Backquote,
    Slash,
    Dot,
    /// It is in no correct source.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut byte = 0x80;
    while byte < 256 {
        classes[byte] = Class::Other;
        byte += 1;
    }
    classes[0] = Class::Other;
    classes[b'#' as usize] = Class::Other;
    classes[b'$' as usize] = Class::Other;
    classes[b'?' as usize] = Class::Other;
    classes[b'@' as usize] = Class::Other;
    classes[b'\\' as usize] = Class::Other;
    classes[b'{' as usize] = Class::Open;
    classes[b'}' as usize] = Class::Close;
    classes[b'"' as usize] = Class::Quote;
    classes[b'\'' as usize] = Class::Quote;
    classes[b'`' as usize] = Class::Backquote;
    classes[b'/' as usize] = Class::Slash;
    classes[b'.' as usize] = Class::Dot;
    classes
};

/// Reports whether a source consists of characters that may be in literals and comments.
pub(crate) fn is_plain(src: &[u8]) -> bool {
    const BOM: char = '\u{feff}';
    let Ok(text) = str::from_utf8(src) else {
        return false;
    };
    !src.contains(&0) && (src.is_ascii() || !text.contains(BOM))
}

/// Returns the offset of the closing brace of a block; `at` is the offset of the first byte after
/// its opening brace. `None` if there is no such brace, or if the scanner is required. The source
/// is plain.
pub(crate) fn end(src: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 1_u32;
    loop {
        let byte = *src.get(at)?;
        match CLASSES[usize::from(byte)] {
            Class::Plain => at += 1,
            Class::Open => {
                depth += 1;
                at += 1;
            }
            Class::Close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
                at += 1;
            }
            Class::Quote => at = literal_end(src, at + 1, byte)?,
            Class::Backquote => {
                let rest = src.get(at + 1..)?;
                at += 2 + rest.iter().position(|byte| *byte == b'`')?;
            }
            Class::Slash => at = comment_end(src, at)?,
            // The compiler counts one line too many after two dots.
            Class::Dot => match src.get(at + 1..at + 3)? {
                b".." => at += 3,
                [b'.', _] => return None,
                _ => at += 1,
            },
            Class::Other => return None,
        }
    }
}

/// Returns the offset after a literal in quotes; `at` is the offset after the opening quote.
fn literal_end(src: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        match *src.get(at)? {
            b'\\' => at += 2,
            b'\n' => return None,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Returns the offset after a comment or a slash.
fn comment_end(src: &[u8], at: usize) -> Option<usize> {
    let text = &src[at..];
    if text.starts_with(b"//") {
        if text.starts_with(b"//line ") || text.starts_with(b"//go:") {
            return None;
        }
        return Some(at + text.iter().position(|byte| *byte == b'\n')?);
    }
    if text.starts_with(b"/*") {
        if text.starts_with(b"/*line ") {
            return None;
        }
        let mut stars = text[2..].windows(2);
        return Some(at + 4 + stars.position(|pair| pair == b"*/")?);
    }
    Some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::end;
    use super::is_plain;

    #[test]
    fn blocks_end_where_their_tokens_do() {
        for (body, is_found) in [
            ("", true),
            ("{}{{}}", true),
            ("x := '}' + \"}\\\"}\" + `}\\`", true),
            ("// }\n/* } */ a / b", true),
            ("f(x...)\nx.y[.5]", true),
            ("/* ä */ \"ä\" // ä\n", true),
            ("ä()", false),
            ("..\n", false),
            ("//line x:1\n", false),
            ("/*line x:1*/", false),
            ("//go:noinline\n", false),
            ("'\n'", false),
            ("\"\n\"", false),
            ("`", false),
            ("/*", false),
            ("//", false),
            ("#", false),
        ] {
            let src = format!("{{{body}}} }}");
            let expected = is_found.then_some(body.len() + 1);
            assert_eq!(end(src.as_bytes(), 1), expected, "{body:?}");
        }
        assert_eq!(end(b"{{}", 1), None);
        assert_eq!(end(b"{\"\\", 1), None);
    }

    #[test]
    fn characters_that_are_none_are_not_plain() {
        assert!(is_plain("ä".as_bytes()));
        for src in [&b"\0"[..], b"\xff", b"x\xef\xbb\xbf"] {
            assert!(!is_plain(src));
        }
    }
}
