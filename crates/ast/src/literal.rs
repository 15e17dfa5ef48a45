//! Numbers, characters and strings.
//!
//! Counterpart: cmd/compile/internal/syntax/scanner.go (`number`, `rune`, `stdString`,
//! `rawString`, `escape`).

use vamos_base::golang::quote;

use crate::scanner::Scanner;
use crate::scanner::is_decimal;
use crate::scanner::unicode_name;
use crate::token::LitKind;

/// Properties of a row of digits.
#[derive(Clone, Copy, Default)]
struct Digits {
    has_digits: bool,
    has_separators: bool,
    /// The offset in the literal of the first digit that is too large.
    invalid: Option<usize>,
}

/// The prefix of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefix {
    None,
    /// A zero.
    Zero,
    Hex,
    Octal,
    Binary,
}

impl Prefix {
    fn base(self) -> u32 {
        match self {
            Self::None => 10,
            Self::Hex => 16,
            Self::Zero | Self::Octal => 8,
            Self::Binary => 2,
        }
    }
}

/// The characters of escapes for code points.
const MAX_RUNE: u32 = 0x0010_ffff;

impl Scanner<'_> {
    /// Reads a number, from its first digit or from the character after its point.
    pub(crate) fn number(&mut self, seen_point: bool) {
        let mut is_good = true;
        let mut kind = LitKind::Int;
        let mut prefix = Prefix::None;
        let mut digits = Digits::default();
        let mut seen_point = seen_point;
        if !seen_point {
            if self.reader.is(b'0') {
                prefix = self.prefix();
                digits.has_digits = prefix == Prefix::Zero;
            }
            self.digits(prefix.base(), &mut digits);
            if self.reader.is(b'.') {
                if matches!(prefix, Prefix::Octal | Prefix::Binary) {
                    let name = base_name(prefix.base());
                    self.reader
                        .error(format!("invalid radix point in {name} literal"));
                    is_good = false;
                }
                self.reader.advance();
                seen_point = true;
            }
        }
        if seen_point {
            kind = LitKind::Float;
            self.digits(prefix.base(), &mut digits);
        }
        if !digits.has_digits && is_good {
            let name = base_name(prefix.base());
            self.reader.error(format!("{name} literal has no digits"));
            is_good = false;
        }
        is_good = self.exponent(prefix, &mut kind, &mut digits, is_good);
        if self.reader.is(b'i') {
            kind = LitKind::Imag;
            self.reader.advance();
        }
        self.set_literal(kind, is_good);
        self.check_digits(prefix, digits);
    }

    /// Reads the prefix of a number that begins with a zero.
    fn prefix(&mut self) -> Prefix {
        self.reader.advance();
        let prefix = match lower(self.reader.ch) {
            b'x' => Prefix::Hex,
            b'o' => Prefix::Octal,
            b'b' => Prefix::Binary,
            _ => return Prefix::Zero,
        };
        self.reader.advance();
        prefix
    }

    /// Reads an exponent, if there is one; returns false if the number is malformed so far.
    fn exponent(
        &mut self,
        prefix: Prefix,
        kind: &mut LitKind,
        digits: &mut Digits,
        was_good: bool,
    ) -> bool {
        let mut is_good = was_good;
        let letter = lower(self.reader.ch);
        if !matches!(letter, b'e' | b'p') {
            if prefix == Prefix::Hex && *kind == LitKind::Float && is_good {
                self.reader
                    .error("hexadecimal mantissa requires a 'p' exponent".to_owned());
                is_good = false;
            }
            return is_good;
        }
        if is_good {
            let wanted = match letter {
                b'e' => (!matches!(prefix, Prefix::None | Prefix::Zero)).then_some("decimal"),
                _ => (prefix != Prefix::Hex).then_some("hexadecimal"),
            };
            if let Some(wanted) = wanted {
                let letter = quote::quote_char(self.reader.char());
                self.reader
                    .error(format!("{letter} exponent requires {wanted} mantissa"));
                is_good = false;
            }
        }
        self.reader.advance();
        *kind = LitKind::Float;
        if self.reader.is(b'+') || self.reader.is(b'-') {
            self.reader.advance();
        }
        let mut own = Digits::default();
        self.digits(10, &mut own);
        digits.has_digits = own.has_digits;
        digits.has_separators |= own.has_separators;
        if !own.has_digits && is_good {
            self.reader.error("exponent has no digits".to_owned());
            is_good = false;
        }
        is_good
    }

    /// Reports digits and separators of a number that are wrong where they are.
    fn check_digits(&mut self, prefix: Prefix, digits: Digits) {
        if self.bad {
            return;
        }
        let text = self.text();
        if let (LitKind::Int, Some(at)) = (self.kind, digits.invalid) {
            let digit = quote::quote_char(char::from(text[at]));
            let name = base_name(prefix.base());
            self.reader.error_at(
                self.start + at,
                format!("invalid digit {digit} in {name} literal"),
            );
            self.bad = true;
        }
        if !self.bad
            && digits.has_separators
            && let Some(at) = invalid_separator(text)
        {
            let text = "'_' must separate successive digits".to_owned();
            self.reader.error_at(self.start + at, text);
            self.bad = true;
        }
    }

    fn digits(&mut self, base: u32, digits: &mut Digits) {
        loop {
            let is_digit = match base {
                16 => is_hex(self.reader.ch),
                _ => is_decimal(self.reader.ch),
            };
            match (is_digit, self.reader.is(b'_')) {
                (true, _) => digits.has_digits = true,
                (_, true) => digits.has_separators = true,
                _ => return,
            }
            let is_too_large = is_digit && base < 10 && value(self.reader.ch) >= base;
            if is_too_large && digits.invalid.is_none() {
                digits.invalid = Some(self.reader.at - self.start);
            }
            self.reader.advance();
        }
    }

    /// Reads a character in quotes.
    pub(crate) fn rune(&mut self) {
        let mut is_good = true;
        self.reader.advance();
        let mut count = 0;
        loop {
            if self.reader.is(b'\'') {
                if is_good && count == 0 {
                    self.reader
                        .error("empty rune literal or unescaped '".to_owned());
                    is_good = false;
                } else if is_good && count != 1 {
                    let text = "more than one character in rune literal".to_owned();
                    self.reader.error_at(self.start, text);
                    is_good = false;
                }
                self.reader.advance();
                break;
            }
            if self.reader.is(b'\\') {
                self.reader.advance();
                is_good &= self.escape(b'\'');
                count += 1;
                continue;
            }
            if self.reader.is(b'\n') {
                if is_good {
                    self.reader.error("newline in rune literal".to_owned());
                    is_good = false;
                }
                break;
            }
            if self.reader.ch < 0 {
                if is_good {
                    self.not_terminated("rune literal");
                    is_good = false;
                }
                break;
            }
            self.reader.advance();
            count += 1;
        }
        self.set_literal(LitKind::Rune, is_good);
    }

    /// Reports at its beginning that the current token has no end.
    pub(crate) fn not_terminated(&mut self, what: &str) {
        let text = format!("{what} not terminated");
        self.reader.error_at(self.start, text);
    }

    /// Reads a string in double quotes.
    pub(crate) fn std_string(&mut self) {
        let mut is_good = true;
        self.reader.advance();
        loop {
            if self.reader.is(b'"') {
                self.reader.advance();
                break;
            }
            if self.reader.is(b'\\') {
                self.reader.advance();
                is_good &= self.escape(b'"');
                continue;
            }
            if self.reader.is(b'\n') {
                self.reader.error("newline in string".to_owned());
                is_good = false;
                break;
            }
            if self.reader.ch < 0 {
                self.not_terminated("string");
                is_good = false;
                break;
            }
            self.reader
                .skip(|byte| !matches!(byte, b'"' | b'\\' | b'\n' | 0) && byte < 0x80);
        }
        self.set_literal(LitKind::String, is_good);
    }

    /// Reads a string in back quotes.
    pub(crate) fn raw_string(&mut self) {
        let mut is_good = true;
        self.reader.advance();
        loop {
            if self.reader.is(b'`') {
                self.reader.advance();
                break;
            }
            if self.reader.ch < 0 {
                self.not_terminated("string");
                is_good = false;
                break;
            }
            self.reader
                .skip(|byte| byte != b'`' && byte != 0 && byte < 0x80);
        }
        self.set_literal(LitKind::String, is_good);
    }

    /// Reads an escape sequence after its backslash; returns false after an error.
    fn escape(&mut self, quote: u8) -> bool {
        let simple = u8::try_from(self.reader.ch).unwrap_or(0);
        let (count, base, max) = match simple {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
                self.reader.advance();
                return true;
            }
            byte if byte == quote => {
                self.reader.advance();
                return true;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, MAX_RUNE),
            b'U' => (8, 16, MAX_RUNE),
            _ => {
                if self.reader.ch < 0 {
                    // The caller reports the end.
                    return true;
                }
                self.reader.error("unknown escape".to_owned());
                return false;
            }
        };
        if base == 16 {
            self.reader.advance();
        }
        self.code(count, base, max)
    }

    /// Reads the digits of an escape.
    fn code(&mut self, count: u32, base: u32, max: u32) -> bool {
        let mut code: u32 = 0;
        for _ in 0..count {
            if self.reader.ch < 0 {
                return true;
            }
            let digit = if is_hex(self.reader.ch) {
                value(self.reader.ch)
            } else {
                base
            };
            if digit >= base {
                let c = quote::quote_char(self.reader.char());
                let name = base_name(base);
                self.reader
                    .error(format!("invalid character {c} in {name} escape"));
                return false;
            }
            code = code.wrapping_mul(base).wrapping_add(digit);
            self.reader.advance();
        }
        if code > max && base == 8 {
            self.reader
                .error(format!("octal escape value {code} > 255"));
            return false;
        }
        if code > max || (0xd800..0xe000).contains(&code) {
            let name = match char::from_u32(code) {
                Some(c) => unicode_name(c),
                None => format!("U+{code:04X}"),
            };
            self.reader
                .error(format!("escape is invalid Unicode code point {name}"));
            return false;
        }
        true
    }
}

/// Returns a character of ASCII as a lower-case letter, if it is a letter.
fn lower(ch: i32) -> u8 {
    u8::try_from(ch).map_or(0, |byte| byte | 0x20)
}

fn is_hex(ch: i32) -> bool {
    u8::try_from(ch).is_ok_and(|byte| byte.is_ascii_hexdigit())
}

/// Returns the value of a digit of base 16.
fn value(ch: i32) -> u32 {
    let digit = u32::try_from(ch).ok().and_then(char::from_u32);
    digit.and_then(|digit| digit.to_digit(16)).unwrap_or(0)
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// Returns the offset of the first separator that has no digits at both sides.
fn invalid_separator(text: &[u8]) -> Option<usize> {
    let second = text.get(1).map_or(0, |byte| byte | 0x20);
    let has_prefix = text.first() == Some(&b'0') && matches!(second, b'x' | b'o' | b'b');
    // A prefix counts as a digit.
    let (mut last, start) = if has_prefix { (b'0', 2) } else { (b'.', 0) };
    for (at, &byte) in text.iter().enumerate().skip(start) {
        let before = last;
        last = byte;
        match byte {
            b'_' if before != b'0' => return Some(at),
            b'_' => {}
            _ if byte.is_ascii_digit() => last = b'0',
            _ if has_prefix && second == b'x' && byte.is_ascii_hexdigit() => last = b'0',
            _ if before == b'_' => return Some(at - 1),
            _ => last = b'.',
        }
    }
    (last == b'_').then(|| text.len() - 1)
}
