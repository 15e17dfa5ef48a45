//! Go string literals: writing them as `%q` does, and reading them.
//!
//! Quoted strings are part of action IDs, of `-x` output and of error texts, so which
//! characters count as printable must be Go's decision; the table is generated from
//! the SDK (`cargo xtask gen-isprint`). Input given as `&str` may carry raw bytes
//! ([`super::os_str`]), which are written as `\x`.
//!
//! Counterpart: strconv/quote.go, and fmt's `%q`.

use super::isprint::PRINTABLE;
use super::os_str;
use super::unicode;
use super::utf8;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Returns `text` as a double-quoted Go literal (`strconv.Quote`, `%q`).
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    append_quote(&mut out, text);
    out
}

/// Returns `bytes` as a double-quoted Go literal; bytes that are not UTF-8 become `\x`. This is
/// `%q` of a `[]byte` and of a `[32]byte`.
pub fn quote_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    append_quote_bytes(&mut out, bytes);
    out
}

/// Appends [`quote`] of `text` to `out`.
pub fn append_quote(out: &mut String, text: &str) {
    append_quote_bytes(out, &os_str::encode(text));
}

/// Appends [`quote_bytes`] of `bytes` to `out`.
pub fn append_quote_bytes(out: &mut String, bytes: &[u8]) {
    out.reserve(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        append_escaped(out, chunk.valid(), '"', false);
        for &byte in chunk.invalid() {
            append_hex_byte(out, byte);
        }
    }
    out.push('"');
}

/// Returns `%q` of a list of strings: `["a" "b"]`, `[]` when empty.
pub fn quote_list<S: AsRef<str>>(list: &[S]) -> String {
    let mut out = String::from("[");
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        append_quote(&mut out, item.as_ref());
    }
    out.push(']');
    out
}

/// Returns `c` as a single-quoted Go literal (`strconv.QuoteRune`, `%q` of a rune).
pub fn quote_char(c: char) -> String {
    let mut out = String::from("'");
    append_escaped(&mut out, c.encode_utf8(&mut [0; 4]), '\'', false);
    out.push('\'');
    out
}

/// Returns `text` as a double-quoted literal of ASCII only (`strconv.QuoteToASCII`,
/// `%+q`).
pub fn quote_ascii(text: &str) -> String {
    let mut out = String::from("\"");
    for chunk in os_str::encode(text).utf8_chunks() {
        append_escaped(&mut out, chunk.valid(), '"', true);
        for &byte in chunk.invalid() {
            append_hex_byte(&mut out, byte);
        }
    }
    out.push('"');
    out
}

/// Returns `text` between back quotes where that is possible, else as [`quote`] does
/// (`%#q`).
pub fn quote_sharp(text: &str) -> String {
    if can_backquote(text) {
        format!("`{text}`")
    } else {
        quote(text)
    }
}

/// Reports whether `text` can stand unchanged in a one-line raw string literal.
pub fn can_backquote(text: &str) -> bool {
    let bytes = os_str::encode(text);
    std::str::from_utf8(&bytes).is_ok_and(|valid| {
        valid
            .chars()
            .all(|c| (c >= ' ' || c == '\t') && !matches!(c, '`' | '\u{7f}' | '\u{feff}'))
    })
}

/// Reports whether Go prints `c` unescaped (`unicode.IsPrint`).
pub fn is_print(c: char) -> bool {
    let code = u32::from(c);
    if code <= 0xff {
        return matches!(code, 0x20..=0x7e | 0xa1..=0xff) && code != 0xad;
    }
    let after = PRINTABLE.partition_point(|&(start, _)| start <= code);
    after > 0 && code <= PRINTABLE[after - 1].1 || unicode::is_new_print(c)
}

/// Returns the value of a Go string or character literal (`strconv.Unquote`); `None`
/// where Go reports `invalid syntax`.
pub fn unquote(literal: &str) -> Option<String> {
    unquote_bytes(&os_str::encode(literal)).map(|value| os_str::decode(&value))
}

/// Returns the value of a Go literal given as bytes, like [`unquote`].
pub fn unquote_bytes(literal: &[u8]) -> Option<Vec<u8>> {
    let (value, rest) = unquote_prefix(literal)?;
    rest.is_empty().then_some(value)
}

/// Returns the quoted literal that `text` starts with, quotes included
/// (`strconv.QuotedPrefix`).
pub fn quoted_prefix(text: &str) -> Option<&str> {
    // The literal is cut from `text` itself, so carried bytes are unchanged: they are neither
    // quotes nor backslashes and do not end a literal in either form.
    let (_, rest) = unquote_prefix(text.as_bytes())?;
    Some(&text[..text.len() - rest.len()])
}

/// Returns the value of the literal at the start of `input`, and the rest of the input.
fn unquote_prefix(input: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (&quote, body) = input.split_first()?;
    match quote {
        b'`' => {
            let end = body.iter().position(|&b| b == b'`')?;
            let value = body[..end].iter().copied().filter(|&b| b != b'\r');
            Some((value.collect(), &body[end + 1..]))
        }
        b'"' | b'\'' => unquote_interpreted(body, quote),
        _ => None,
    }
}

/// Returns the value of the literal whose opening `quote` was just read.
fn unquote_interpreted(mut input: &[u8], quote: u8) -> Option<(Vec<u8>, &[u8])> {
    let mut value = Vec::with_capacity(input.len());
    while *input.first()? != quote {
        if input[0] == b'\n' {
            return None;
        }
        input = unquote_rune(input, quote, &mut value)?;
        if quote == b'\'' {
            break;
        }
    }
    (*input.first()? == quote).then(|| (value, &input[1..]))
}

/// Appends the value of the first character or escape of `input` to `out` and returns the rest of
/// the input (`strconv.UnquoteChar`).
fn unquote_rune<'a>(input: &'a [u8], quote: u8, out: &mut Vec<u8>) -> Option<&'a [u8]> {
    if input[0] != b'\\' {
        // A byte that is no UTF-8 becomes U+FFFD here, as in Go.
        let (rune, width) = utf8::decode_rune(input);
        push_rune(out, rune);
        return Some(&input[width..]);
    }
    let kind = *input.get(1)?;
    let rest = &input[2..];
    let simple = match kind {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' => b'\\',
        b'\'' | b'"' if kind == quote => kind,
        b'x' => {
            let (value, rest) = digits(rest, 2, 16)?;
            out.push(u8::try_from(value).ok()?);
            return Some(rest);
        }
        b'u' | b'U' => {
            let (value, rest) = digits(rest, if kind == b'u' { 4 } else { 8 }, 16)?;
            push_rune(out, char::from_u32(value)?);
            return Some(rest);
        }
        b'0'..=b'7' => {
            let (value, rest) = digits(&input[1..], 3, 8)?;
            out.push(u8::try_from(value).ok()?);
            return Some(rest);
        }
        _ => return None,
    };
    out.push(simple);
    Some(rest)
}

/// Reads exactly `count` digits of `radix` from the start of `input`.
fn digits(input: &[u8], count: usize, radix: u32) -> Option<(u32, &[u8])> {
    let mut value: u32 = 0;
    for &byte in input.get(..count)? {
        // Eight hex digits fill 32 bits exactly, so the shift cannot overflow.
        value = value * radix + char::from(byte).to_digit(radix)?;
    }
    Some((value, &input[count..]))
}

fn push_rune(out: &mut Vec<u8>, rune: char) {
    out.extend_from_slice(rune.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Appends `text`, escaping `quote`, backslashes and unprintable characters (with `ascii`: and
/// characters outside ASCII).
fn append_escaped(out: &mut String, text: &str, quote: char, ascii: bool) {
    let mut start = 0;
    for (i, c) in text.char_indices() {
        let plain = c != quote && c != '\\' && is_print(c) && (!ascii || c.is_ascii());
        if !plain {
            out.push_str(&text[start..i]);
            append_escape(out, c, quote);
            start = i + c.len_utf8();
        }
    }
    out.push_str(&text[start..]);
}

/// Appends the escape sequence of `c`.
fn append_escape(out: &mut String, c: char, quote: char) {
    match c {
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        _ if c == quote || c == '\\' => {
            out.push('\\');
            out.push(c);
        }
        '\0'..='\x1f' | '\x7f' => {
            out.push_str("\\x");
            append_hex(out, u32::from(c), 2);
        }
        '\u{80}'..='\u{ffff}' => {
            out.push_str("\\u");
            append_hex(out, u32::from(c), 4);
        }
        _ => {
            out.push_str("\\U");
            append_hex(out, u32::from(c), 8);
        }
    }
}

fn append_hex_byte(out: &mut String, byte: u8) {
    out.push_str("\\x");
    append_hex(out, u32::from(byte), 2);
}

fn append_hex(out: &mut String, value: u32, digits: u32) {
    for position in (0..digits).rev() {
        let nibble = value >> (4 * position) & 15;
        out.push(char::from(HEX[nibble as usize]));
    }
}

#[cfg(test)]
mod tests;
