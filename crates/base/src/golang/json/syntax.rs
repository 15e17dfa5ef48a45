//! The syntax of JSON, with the error texts of Go's decoders.
//!
//! Go accepts strings that are not UTF-8 and halves of surrogate pairs, which become the
//! replacement character. [`check`] returns text in which they are replaced, for a stricter
//! decoder.
//!
//! Counterpart: encoding/json/scanner.go (V1); encoding/json/jsontext/decode.go,
//! internal/jsonwire/decode.go, wire.go, as encoding/json/v2_inject.go words their errors (V2).

use std::borrow::Cow;
use std::ops::Range;

use super::super::quote;

/// The nesting at which decoders give up.
const MAX_DEPTH: usize = 10_000;

const END: &str = "unexpected end of JSON input";

/// A decoder of Go: package encoding/json with its own scanner, or on top of encoding/json/v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoder {
    /// Before Go 1.27.
    V1,
    /// Since Go 1.27.
    V2,
}

/// Checks one JSON value with white space around it. Returns it with the replacement character for
/// each byte that is not UTF-8 and for each half of a surrogate pair.
///
/// # Errors
/// Go's text for the first error.
pub fn check(text: &[u8], decoder: Decoder) -> Result<Cow<'_, [u8]>, String> {
    let mut scanner = Scanner {
        text,
        at: 0,
        decoder,
        containers: Vec::new(),
        replaced: Vec::new(),
    };
    scanner.scan()?;
    if scanner.replaced.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    let (mut out, mut done) = (Vec::with_capacity(text.len()), 0);
    for range in scanner.replaced {
        out.extend_from_slice(&text[done..range.start]);
        out.extend_from_slice("\u{fffd}".as_bytes());
        done = range.end;
    }
    out.extend_from_slice(&text[done..]);
    Ok(Cow::Owned(out))
}

/// A container that is not closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

/// The next token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value; the end of the array as well, directly after its beginning.
    Value { may_end: bool },
    /// A key; the end of the object as well, directly after its beginning.
    Key { may_end: bool },
    /// The colon after a key.
    Colon,
    /// A comma, or the end of the container; nothing outside of containers.
    AfterValue,
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    decoder: Decoder,
    containers: Vec<Container>,
    /// Parts of strings that are not text.
    replaced: Vec<Range<usize>>,
}

impl Scanner<'_> {
    fn scan(&mut self) -> Result<(), String> {
        let mut next = Next::Value { may_end: false };
        loop {
            while self.peek().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
                self.at += 1;
            }
            let Some(byte) = self.peek() else {
                let is_whole = next == Next::AfterValue && self.containers.is_empty();
                return if is_whole {
                    Ok(())
                } else {
                    Err(END.to_owned())
                };
            };
            next = self.token(byte, next)?;
        }
    }

    /// Reads the token that begins with a byte; returns the kind of the next one.
    fn token(&mut self, byte: u8, next: Next) -> Result<Next, String> {
        let container = self.containers.last().copied();
        match (next, byte, container) {
            (Next::Value { .. }, b'{', _) => self.open(Container::Object),
            (Next::Value { .. }, b'[', _) => self.open(Container::Array),
            (Next::Value { may_end: true }, b']', _)
            | (Next::Key { may_end: true }, b'}', _)
            | (Next::AfterValue, b'}', Some(Container::Object))
            | (Next::AfterValue, b']', Some(Container::Array)) => {
                self.containers.pop();
                self.at += 1;
                Ok(Next::AfterValue)
            }
            (Next::Value { .. }, _, _) => self.scalar(byte).map(|()| Next::AfterValue),
            (Next::Key { .. }, b'"', _) => self.string().map(|()| Next::Colon),
            (Next::Key { .. }, _, _) => {
                Err(self.invalid("looking for beginning of object key string"))
            }
            (Next::Colon, b':', _) => self.then(Next::Value { may_end: false }),
            (Next::Colon, _, _) => Err(self.invalid("after object key")),
            (Next::AfterValue, b',', Some(Container::Object)) => {
                self.then(Next::Key { may_end: false })
            }
            (Next::AfterValue, b',', Some(Container::Array)) => {
                self.then(Next::Value { may_end: false })
            }
            (Next::AfterValue, _, Some(Container::Object)) => {
                Err(self.invalid("after object key:value pair"))
            }
            (Next::AfterValue, _, Some(Container::Array)) => {
                Err(self.invalid("after array element"))
            }
            (Next::AfterValue, _, None) => Err(self.invalid("after top-level value")),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the result of a token")]
    fn then(&mut self, next: Next) -> Result<Next, String> {
        self.at += 1;
        Ok(next)
    }

    fn open(&mut self, container: Container) -> Result<Next, String> {
        if self.containers.len() == MAX_DEPTH {
            return Err(match self.decoder {
                Decoder::V1 => self.invalid("exceeded max depth"),
                Decoder::V2 => "exceeded max depth".to_owned(),
            });
        }
        self.containers.push(container);
        self.then(match container {
            Container::Object => Next::Key { may_end: true },
            Container::Array => Next::Value { may_end: true },
        })
    }

    fn scalar(&mut self, first: u8) -> Result<(), String> {
        match first {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => Err(self.invalid("looking for beginning of value")),
        }
    }

    fn literal(&mut self, literal: &str) -> Result<(), String> {
        for expected in literal.chars() {
            if self.peek().map(char::from) != Some(expected) {
                return Err(self.invalid_or_end(&format!(
                    "in literal {literal} (expecting {})",
                    quote::quote_char(expected)
                )));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), String> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("in numeric literal")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        Ok(())
    }

    /// Skips at least one digit; `place` is where another character is invalid.
    fn digits(&mut self, place: &str) -> Result<(), String> {
        let rest = &self.text[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count > 0 {
            return Ok(());
        }
        Err(self.invalid_or_end(match self.decoder {
            Decoder::V1 => place,
            Decoder::V2 => "in numeric literal",
        }))
    }

    fn string(&mut self) -> Result<(), String> {
        self.at += 1;
        loop {
            let Some(byte) = self.peek() else {
                return Err(END.to_owned());
            };
            match byte {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => self.escape()?,
                0..0x20 => {
                    return Err(self.invalid(match self.decoder {
                        Decoder::V1 => "in string literal",
                        Decoder::V2 => "in string",
                    }));
                }
                0x20..0x80 => self.at += 1,
                _ => match character(&self.text[self.at..]) {
                    Some(character) => self.at += character.len_utf8(),
                    None => self.replace(1),
                },
            }
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        match self.text.get(self.at + 1) {
            Some(b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"') => self.at += 2,
            Some(b'u') => {
                let Some(code) = code_unit(&self.text[self.at..]) else {
                    return Err(self.bad_code());
                };
                let after = self.text.get(self.at + 6..).unwrap_or_default();
                let low = code_unit(after).filter(|low| (0xdc00..0xe000).contains(low));
                match code {
                    0xd800..0xdc00 if low.is_some() => self.at += 12,
                    0xd800..0xe000 => self.replace(6),
                    _ => self.at += 6,
                }
            }
            other => {
                return Err(match (self.decoder, other) {
                    (Decoder::V1, _) => {
                        self.at += 1;
                        self.invalid("in string escape code")
                    }
                    (Decoder::V2, None) => END.to_owned(),
                    (Decoder::V2, Some(_)) => bad_escape(&self.text[self.at..self.at + 2]),
                });
            }
        }
        Ok(())
    }

    /// Returns the error of `\u` without four digits.
    fn bad_code(&mut self) -> String {
        let rest = &self.text[self.at..];
        let digits = rest[2..].iter().take_while(|byte| byte.is_ascii_hexdigit());
        let valid = 2 + digits.count();
        match self.decoder {
            Decoder::V1 => {
                self.at += valid;
                self.invalid("in \\u hexadecimal character escape")
            }
            Decoder::V2 if valid == rest.len() => END.to_owned(),
            Decoder::V2 => bad_escape(&rest[..rest.len().min(6)]),
        }
    }

    /// Skips bytes that are replaced.
    fn replace(&mut self, len: usize) {
        self.replaced.push(self.at..self.at + len);
        self.at += len;
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Like [`Self::invalid`]; the end of the text is an error of its own for V2.
    fn invalid_or_end(&self, place: &str) -> String {
        match self.decoder {
            Decoder::V2 if self.peek().is_none() => END.to_owned(),
            _ => self.invalid(place),
        }
    }

    /// Returns the error for the character at this position; the end of the text counts as a space.
    fn invalid(&self, place: &str) -> String {
        let rest = &self.text[self.at.min(self.text.len())..];
        let first = rest.first().copied().unwrap_or(b' ');
        let shown = match (self.decoder, character(rest)) {
            (Decoder::V1, _) => quote::quote_char(first.into()),
            (Decoder::V2, Some(character)) => quote::quote_char(character),
            (Decoder::V2, None) => format!("'\\x{first:x}'"),
        };
        format!("invalid character {shown} {place}")
    }
}

/// Returns the first character of bytes; `None` if they do not begin with UTF-8.
fn character(bytes: &[u8]) -> Option<char> {
    let lens = 1..=bytes.len().min(4);
    let mut texts = lens.filter_map(|len| std::str::from_utf8(&bytes[..len]).ok());
    texts.next()?.chars().next()
}

/// Returns the value of `\uXXXX` at the beginning of bytes.
fn code_unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    let value = |sum: u32, byte: &u8| Some(sum * 16 + char::from(*byte).to_digit(16)?);
    digits.iter().try_fold(0, value)
}

/// Returns the error of V2 for an escape sequence.
fn bad_escape(what: &[u8]) -> String {
    let is_plain = |c: char| !matches!(c, '`' | ' ' | '\u{fffd}') && quote::is_print(c);
    let shown = match std::str::from_utf8(what) {
        Ok(text) if text.chars().all(is_plain) => format!("`{text}`"),
        _ => quote::quote_bytes(what),
    };
    format!("invalid escape sequence {shown} in string")
}

#[cfg(test)]
mod tests;
