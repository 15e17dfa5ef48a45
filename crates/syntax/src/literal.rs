//! Values of Go string literals.
//!
//! Works on bytes, because the value of a literal may not be UTF-8.
//! Counterpart: strconv.Unquote, strconv.QuotedPrefix (double and back quotes).

use vamos_base::golang::unicode::decode;

/// Returns the value of a `"…"` or `` `…` `` literal; `None` where Go reports
/// `invalid syntax`.
pub fn unquote(literal: &[u8]) -> Option<Vec<u8>> {
    let (value, used) = unquote_prefix(literal)?;
    (used == literal.len()).then_some(value)
}

/// Returns the value and the length of the literal that `text` starts with.
pub fn unquote_prefix(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    match text.first()? {
        b'`' => {
            let end = 1 + text[1..].iter().position(|b| *b == b'`')?;
            let value = text[1..end]
                .iter()
                .copied()
                .filter(|b| *b != b'\r')
                .collect();
            Some((value, end + 1))
        }
        b'"' => interpreted(text),
        _ => None,
    }
}

fn interpreted(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut value = Vec::new();
    let mut at = 1;
    loop {
        match *text.get(at)? {
            b'"' => return Some((value, at + 1)),
            b'\n' => return None,
            b'\\' => at = escape(text, at + 1, &mut value)?,
            byte if byte < 0x80 => {
                value.push(byte);
                at += 1;
            }
            _ => {
                let (c, width) = decode(&text[at..]);
                push_char(&mut value, c.unwrap_or('\u{fffd}'));
                at += width;
            }
        }
    }
}

fn push_char(value: &mut Vec<u8>, c: char) {
    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Appends the value of the escape whose letter is at `at`; returns the offset after it.
fn escape(text: &[u8], at: usize, value: &mut Vec<u8>) -> Option<usize> {
    let simple = match *text.get(at)? {
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' => b'\\',
        b'"' => b'"',
        b'x' => {
            value.push(u8::try_from(number(text, at + 1, 2, 16)?).ok()?);
            return Some(at + 3);
        }
        b'u' => {
            push_char(value, char::from_u32(number(text, at + 1, 4, 16)?)?);
            return Some(at + 5);
        }
        b'U' => {
            push_char(value, char::from_u32(number(text, at + 1, 8, 16)?)?);
            return Some(at + 9);
        }
        b'0'..=b'7' => {
            value.push(u8::try_from(number(text, at, 3, 8)?).ok()?);
            return Some(at + 3);
        }
        _ => return None,
    };
    value.push(simple);
    Some(at + 1)
}

fn number(text: &[u8], at: usize, digits: usize, radix: u32) -> Option<u32> {
    let mut result = 0u32;
    for byte in text.get(at..at + digits)? {
        let digit = char::from(*byte).to_digit(radix)?;
        result = result.checked_mul(radix)?.checked_add(digit)?;
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::unquote;
    use super::unquote_prefix;

    #[test]
    fn values_are_those_of_strconv() {
        let table: &[(&[u8], Option<&[u8]>)] = &[
            (br#""a/b""#, Some(b"a/b")),
            (br#""\xff\101A\n""#, Some(b"\xffAA\n")),
            (b"\"\xff\"", Some("\u{fffd}".as_bytes())),
            (br#""\'""#, None),
            (br#""\ud800""#, None),
            (br#""\400""#, None),
            (b"\"a\nb\"", None),
            (b"`a\rb\n`", Some(b"ab\n")),
            (b"`a`b`", None),
            (b"\"", None),
            (b"", None),
        ];
        for (literal, value) in table {
            assert_eq!(unquote(literal).as_deref(), *value, "{literal:?}");
        }
        assert_eq!(unquote_prefix(b"`x` y"), Some((b"x".to_vec(), 3)));
    }
}
