//! Splits a stream of JSON values, with Go's errors for invalid ones.
//!
//! It only finds the end of each value; the caller parses it.
//! Counterpart: encoding/json/scanner.go, stream.go (`Decoder`).

use std::fmt;
use std::io;
use std::io::BufRead;

/// Maximum length of a message in bytes.
const MAX_LENGTH: usize = 16 << 20;

/// Maximum nesting depth, as in Go.
const MAX_DEPTH: usize = 10_000;

/// The reason why there is no further value.
#[derive(Debug)]
pub(crate) enum ScanError {
    /// The stream ended between values.
    End,
    /// The stream ended inside a value.
    Cut,
    /// Bytes that are not JSON.
    Syntax(SyntaxError),
    /// It cannot be read.
    Read(io::Error),
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("EOF"),
            Self::Cut => f.write_str("unexpected EOF"),
            Self::Syntax(error) => error.fmt(f),
            Self::Read(error) => error.fmt(f),
        }
    }
}

/// A syntax error; prints as Go's decoder does.
#[derive(Debug)]
pub(crate) enum SyntaxError {
    /// The value exceeds the maximum length.
    TooLong,
    /// The nesting of objects and arrays is too deep.
    TooDeep,
    /// An invalid byte.
    Byte {
        byte: u8,
        /// The context of the byte, as Go words it.
        place: &'static str,
    },
    /// A wrong byte in a literal.
    Literal {
        byte: u8,
        /// The literal.
        word: &'static str,
        /// The expected byte.
        want: u8,
    },
}

/// Prints a byte as the decoder does, which quotes bytes, not characters (`quoteChar`).
struct Quoted(u8);

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b'\'' => f.write_str("'\\''"),
            b'"' => f.write_str("'\"'"),
            byte => {
                let quoted = vamos_base::golang::quote::quote(&char::from(byte).to_string());
                write!(f, "'{}'", &quoted[1..quoted.len() - 1])
            }
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("value is too long"),
            Self::TooDeep => f.write_str("exceeded max depth"),
            Self::Byte { byte, place } => {
                write!(f, "invalid character {} {place}", Quoted(*byte))
            }
            Self::Literal { byte, word, want } => write!(
                f,
                "invalid character {} in literal {word} (expecting '{}')",
                Quoted(*byte),
                char::from(*want)
            ),
        }
    }
}

/// The tokens that may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value, or the end of an array that has just begun.
    ValueOrEnd,
    /// A key, or the end of an object that has just begun.
    KeyOrEnd,
    Key,
    Colon,
    /// A comma, or the end of the open object or array.
    More,
    String {
        is_key: bool,
    },
    Escape {
        is_key: bool,
    },
    Hex {
        is_key: bool,
        left: u8,
    },
    /// The rest of `true`, `false` or `null`.
    Literal {
        word: &'static str,
        at: usize,
    },
    Number(Digits),
}

/// The state within a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digits {
    Minus,
    Zero,
    Whole,
    Dot,
    Fraction,
    E,
    Sign,
    Exponent,
}

/// The role of a byte in a value.
#[derive(PartialEq, Eq)]
enum Step {
    /// Part of the value.
    Part,
    /// The last byte of the value.
    Last,
    /// The first byte after the value.
    Behind,
}

struct Scanner {
    expect: Expect,
    /// The open objects and arrays; true for objects.
    open: Vec<bool>,
}

/// Reads the next value.
pub(crate) fn next_value(reader: &mut impl BufRead) -> Result<Vec<u8>, ScanError> {
    let mut scanner = Scanner {
        expect: Expect::Value,
        open: Vec::new(),
    };
    let mut value = Vec::new();
    loop {
        let Some(byte) = peek(reader)? else {
            return match (value.is_empty(), scanner.is_whole_number()) {
                (true, _) => Err(ScanError::End),
                (_, true) => Ok(value),
                _ => Err(ScanError::Cut),
            };
        };
        if value.is_empty() && is_space(byte) {
            reader.consume(1);
            continue;
        }
        if value.len() >= MAX_LENGTH {
            return Err(ScanError::Syntax(SyntaxError::TooLong));
        }
        let step = scanner.step(byte).map_err(ScanError::Syntax)?;
        if step == Step::Behind {
            return Ok(value);
        }
        value.push(byte);
        reader.consume(1);
        if step == Step::Last {
            return Ok(value);
        }
    }
}

fn peek(reader: &mut impl BufRead) -> Result<Option<u8>, ScanError> {
    loop {
        match reader.fill_buf() {
            Ok(bytes) => return Ok(bytes.first().copied()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ScanError::Read(error)),
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn invalid<T>(byte: u8, place: &'static str) -> Result<T, SyntaxError> {
    Err(SyntaxError::Byte { byte, place })
}

impl Scanner {
    fn step(&mut self, byte: u8) -> Result<Step, SyntaxError> {
        let expect = self.expect;
        match expect {
            Expect::String { is_key } => self.in_string(byte, is_key),
            Expect::Escape { is_key } => {
                self.expect = match byte {
                    b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => {
                        Expect::String { is_key }
                    }
                    b'u' => Expect::Hex { is_key, left: 4 },
                    _ => return invalid(byte, "in string escape code"),
                };
                Ok(Step::Part)
            }
            Expect::Hex { is_key, left } => {
                if !byte.is_ascii_hexdigit() {
                    return invalid(byte, "in \\u hexadecimal character escape");
                }
                self.expect = match left {
                    1 => Expect::String { is_key },
                    _ => Expect::Hex {
                        is_key,
                        left: left - 1,
                    },
                };
                Ok(Step::Part)
            }
            Expect::Literal { word, at } => {
                let want = word.as_bytes()[at];
                if byte != want {
                    return Err(SyntaxError::Literal { byte, word, want });
                }
                if at + 1 == word.len() {
                    return Ok(self.end_value());
                }
                self.expect = Expect::Literal { word, at: at + 1 };
                Ok(Step::Part)
            }
            Expect::Number(digits) => self.in_number(byte, digits),
            _ if is_space(byte) => Ok(Step::Part),
            _ => self.between(byte),
        }
    }

    fn between(&mut self, byte: u8) -> Result<Step, SyntaxError> {
        match (self.expect, byte) {
            (Expect::ValueOrEnd, b']') | (Expect::KeyOrEnd, b'}') => Ok(self.close()),
            (Expect::Value | Expect::ValueOrEnd, _) => self.begin(byte),
            (Expect::KeyOrEnd | Expect::Key, b'"') => {
                self.expect = Expect::String { is_key: true };
                Ok(Step::Part)
            }
            (Expect::KeyOrEnd | Expect::Key, _) => {
                invalid(byte, "looking for beginning of object key string")
            }
            (Expect::Colon, b':') => {
                self.expect = Expect::Value;
                Ok(Step::Part)
            }
            (Expect::Colon, _) => invalid(byte, "after object key"),
            (_, b',') => {
                let is_object = self.open.last() == Some(&true);
                self.expect = if is_object {
                    Expect::Key
                } else {
                    Expect::Value
                };
                Ok(Step::Part)
            }
            (_, byte) => match (self.open.last(), byte) {
                (Some(true), b'}') | (Some(false), b']') => Ok(self.close()),
                (Some(true), _) => invalid(byte, "after object key:value pair"),
                _ => invalid(byte, "after array element"),
            },
        }
    }

    fn begin(&mut self, byte: u8) -> Result<Step, SyntaxError> {
        let literal = |word| Expect::Literal { word, at: 1 };
        self.expect = match byte {
            b'{' | b'[' => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(SyntaxError::TooDeep);
                }
                self.open.push(byte == b'{');
                match byte {
                    b'{' => Expect::KeyOrEnd,
                    _ => Expect::ValueOrEnd,
                }
            }
            b'"' => Expect::String { is_key: false },
            b'-' => Expect::Number(Digits::Minus),
            b'0' => Expect::Number(Digits::Zero),
            b'1'..=b'9' => Expect::Number(Digits::Whole),
            b't' => literal("true"),
            b'f' => literal("false"),
            b'n' => literal("null"),
            _ => return invalid(byte, "looking for beginning of value"),
        };
        Ok(Step::Part)
    }

    fn in_string(&mut self, byte: u8, is_key: bool) -> Result<Step, SyntaxError> {
        match byte {
            b'\\' => self.expect = Expect::Escape { is_key },
            b'"' if is_key => self.expect = Expect::Colon,
            b'"' => return Ok(self.end_value()),
            0..0x20 => return invalid(byte, "in string literal"),
            _ => {}
        }
        Ok(Step::Part)
    }

    fn in_number(&mut self, byte: u8, digits: Digits) -> Result<Step, SyntaxError> {
        let next = match (digits, byte) {
            (Digits::Minus, b'0') => Digits::Zero,
            (Digits::Minus, b'1'..=b'9') | (Digits::Whole, b'0'..=b'9') => Digits::Whole,
            (Digits::Minus, _) => return invalid(byte, "in numeric literal"),
            (Digits::Zero | Digits::Whole, b'.') => Digits::Dot,
            (Digits::Zero | Digits::Whole | Digits::Fraction, b'e' | b'E') => Digits::E,
            (Digits::Dot | Digits::Fraction, b'0'..=b'9') => Digits::Fraction,
            (Digits::Dot, _) => {
                return invalid(byte, "after decimal point in numeric literal");
            }
            (Digits::E, b'+' | b'-') => Digits::Sign,
            (Digits::E | Digits::Sign | Digits::Exponent, b'0'..=b'9') => Digits::Exponent,
            (Digits::E | Digits::Sign, _) => {
                return invalid(byte, "in exponent of numeric literal");
            }
            _ => {
                // The end of a number is known only from the next byte.
                if self.open.is_empty() {
                    return Ok(Step::Behind);
                }
                self.expect = Expect::More;
                return self.step(byte);
            }
        };
        self.expect = Expect::Number(next);
        Ok(Step::Part)
    }

    fn close(&mut self) -> Step {
        self.open.pop();
        self.end_value()
    }

    fn end_value(&mut self) -> Step {
        self.expect = Expect::More;
        if self.open.is_empty() {
            Step::Last
        } else {
            Step::Part
        }
    }

    fn is_whole_number(&self) -> bool {
        let is_end = matches!(
            self.expect,
            Expect::Number(Digits::Zero | Digits::Whole | Digits::Fraction | Digits::Exponent)
        );
        is_end && self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns all values of a text, and the error that ends them.
    fn all(text: &[u8]) -> (Vec<String>, String) {
        let mut reader = text;
        let mut values = Vec::new();
        loop {
            match next_value(&mut reader) {
                Ok(value) => values.push(String::from_utf8_lossy(&value).into_owned()),
                Err(error) => return (values, error.to_string()),
            }
        }
    }

    #[test]
    fn values_and_gos_complaints() {
        // Results of json.Decoder.
        type Case = (&'static [u8], &'static [&'static str], &'static str);
        let table: &[Case] = &[
            (b"", &[], "EOF"),
            (b" \n", &[], "EOF"),
            (
                b"{}{\"a\":[1,{}]}\n[ ]",
                &["{}", "{\"a\":[1,{}]}", "[ ]"],
                "EOF",
            ),
            (
                b"1 2.5e-3\"x\"true",
                &["1", "2.5e-3", "\"x\"", "true"],
                "EOF",
            ),
            (b"0", &["0"], "EOF"),
            (
                b"hello",
                &[],
                "invalid character 'h' looking for beginning of value",
            ),
            (b"{\"ID\":", &[], "unexpected EOF"),
            (b"-", &[], "unexpected EOF"),
            (
                b"{x",
                &[],
                "invalid character 'x' looking for beginning of object key string",
            ),
            (b"{\"a\" 1", &[], "invalid character '1' after object key"),
            (
                b"{\"a\":1 2",
                &[],
                "invalid character '2' after object key:value pair",
            ),
            (b"[1 2", &[], "invalid character '2' after array element"),
            (
                b"[1,]",
                &[],
                "invalid character ']' looking for beginning of value",
            ),
            (
                b"{\"a\":1,}",
                &[],
                "invalid character '}' looking for beginning of object key string",
            ),
            (
                b"\"\x01",
                &[],
                "invalid character '\\x01' in string literal",
            ),
            (b"\"\\q", &[], "invalid character 'q' in string escape code"),
            (
                b"\"\\u12g",
                &[],
                "invalid character 'g' in \\u hexadecimal character escape",
            ),
            (b"-x", &[], "invalid character 'x' in numeric literal"),
            (
                b"1.x",
                &[],
                "invalid character 'x' after decimal point in numeric literal",
            ),
            (
                b"1ex",
                &[],
                "invalid character 'x' in exponent of numeric literal",
            ),
            (
                b"trux",
                &[],
                "invalid character 'x' in literal true (expecting 'e')",
            ),
            (
                b"\xff",
                &[],
                "invalid character 'ÿ' looking for beginning of value",
            ),
            (
                b"'",
                &[],
                "invalid character '\\'' looking for beginning of value",
            ),
            (
                b"[\"\\\"]\",{\"}\":\"\\\\\"}]x",
                &["[\"\\\"]\",{\"}\":\"\\\\\"}]"],
                "invalid character 'x' looking for beginning of value",
            ),
        ];
        for (text, values, error) in table {
            let (got, error_text) = all(text);
            assert_eq!(got, *values);
            assert_eq!(error_text, *error);
        }
    }
}
