//! Numbers, strings and runes.
//!
//! Counterpart: go/scanner/scanner.go (`scanNumber`, `scanString`, `scanRune`,
//! `scanEscape`, `scanRawString`, `invalidSep`).

use super::Scanner;
use super::Token;
use vamos_base::golang::quote::quote_char;
use vamos_base::golang::unicode::code_point;

/// The start of a number: its radix, and the letter for it (`0` for a bare zero, 0 for nothing).
#[derive(Clone, Copy)]
struct Base {
    radix: u8,
    letter: u8,
}

impl Base {
    const DECIMAL: Self = Self {
        radix: 10,
        letter: 0,
    };

    fn name(self) -> &'static str {
        match self.letter {
            b'x' => "hexadecimal literal",
            b'o' | b'0' => "octal literal",
            b'b' => "binary literal",
            _ => "decimal literal",
        }
    }
}

/// Properties of the digits of a number.
#[derive(Default)]
struct Digits {
    has_digits: bool,
    has_separators: bool,
    /// Offset of the first digit that the radix does not have.
    invalid: Option<usize>,
}

impl Scanner<'_> {
    /// Scans the number at the current character.
    pub(super) fn number(&mut self) -> Token {
        let mut base = Base::DECIMAL;
        let mut digits = Digits::default();
        let mut token = Token::Float;
        if self.byte() != b'.' {
            token = Token::Int;
            if self.byte() == b'0' {
                base = self.base(&mut digits);
            }
            self.digits(base.radix, &mut digits);
        }
        if self.byte() == b'.' {
            token = Token::Float;
            if matches!(base.letter, b'o' | b'b') {
                self.error(self.at, format!("invalid radix point in {}", base.name()));
            }
            self.at += 1;
            self.digits(base.radix, &mut digits);
        }
        if !digits.has_digits {
            self.error(self.at, format!("{} has no digits", base.name()));
        }
        if matches!(self.byte() | 0x20, b'e' | b'p') {
            token = Token::Float;
            self.exponent(base, &mut digits);
        } else if base.letter == b'x' && token == Token::Float {
            self.error(self.at, "hexadecimal mantissa requires a 'p' exponent");
        }
        if self.byte() == b'i' {
            token = Token::Imag;
            self.at += 1;
        }
        if token == Token::Int
            && let Some(offset) = digits.invalid
        {
            let digit = quote_char(char::from(self.src[offset]));
            self.error(offset, format!("invalid digit {digit} in {}", base.name()));
        }
        if digits.has_separators
            && let Some(offset) = bad_separator(&self.src[self.start..self.at])
        {
            let offset = self.start + offset;
            self.error(offset, "'_' must separate successive digits");
        }
        self.may_end(token)
    }

    /// Skips a zero and the letter after it.
    fn base(&mut self, digits: &mut Digits) -> Base {
        self.at += 1;
        let letter = self.byte() | 0x20;
        let radix = match letter {
            b'x' => 16,
            b'o' => 8,
            b'b' => 2,
            _ => {
                digits.has_digits = true;
                return Base {
                    radix: 8,
                    letter: b'0',
                };
            }
        };
        self.at += 1;
        Base { radix, letter }
    }

    /// Passes digits and separators. Decimal digits are taken for every radix up to ten.
    fn digits(&mut self, radix: u8, digits: &mut Digits) {
        loop {
            match self.byte() {
                b'_' => digits.has_separators = true,
                byte @ b'0'..=b'9' => {
                    digits.has_digits = true;
                    if byte - b'0' >= radix && digits.invalid.is_none() {
                        digits.invalid = Some(self.at);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if radix == 16 => digits.has_digits = true,
                _ => return,
            }
            self.at += 1;
        }
    }

    /// Passes an exponent, whose letter is the current character.
    fn exponent(&mut self, base: Base, digits: &mut Digits) {
        let letter = quote_char(char::from(self.byte()));
        let wanted = match self.byte() | 0x20 {
            b'e' if !matches!(base.letter, 0 | b'0') => Some("decimal"),
            b'p' if base.letter != b'x' => Some("hexadecimal"),
            _ => None,
        };
        if let Some(wanted) = wanted {
            self.error(
                self.at,
                format!("{letter} exponent requires {wanted} mantissa"),
            );
        }
        self.at += 1;
        if matches!(self.byte(), b'+' | b'-') {
            self.at += 1;
        }
        let mut own = Digits::default();
        self.digits(10, &mut own);
        digits.has_separators |= own.has_separators;
        if !own.has_digits {
            self.error(self.at, "exponent has no digits");
        }
    }

    /// Scans a string in double quotes, the first of which was passed.
    pub(super) fn string(&mut self) -> Token {
        loop {
            let rest = &self.src[self.at..];
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | b'\n');
            let len = rest.iter().position(special);
            self.at += len.unwrap_or(rest.len());
            match self.src.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(b'"');
                }
                _ => {
                    self.error(self.start, "string literal not terminated");
                    break;
                }
            }
        }
        self.may_end(Token::String)
    }

    /// Scans a string in back quotes, the first of which was passed.
    pub(super) fn raw_string(&mut self) -> Token {
        let rest = &self.src[self.at..];
        match rest.iter().position(|byte| *byte == b'`') {
            Some(len) => self.at += len + 1,
            None => {
                self.at = self.src.len();
                self.error(self.start, "raw string literal not terminated");
            }
        }
        self.may_end(Token::String)
    }

    /// Scans a rune, the first quote of which was passed.
    pub(super) fn rune(&mut self) -> Token {
        let mut is_valid = true;
        let mut count = 0usize;
        loop {
            let (c, width) = match self.char() {
                None | Some(('\n', _)) => {
                    if is_valid {
                        self.error(self.start, "rune literal not terminated");
                        is_valid = false;
                    }
                    break;
                }
                Some(char) => char,
            };
            self.at += width;
            match c {
                '\'' => break,
                '\\' => is_valid &= self.escape(b'\''),
                _ => {}
            }
            count += 1;
        }
        if is_valid && count != 1 {
            self.error(self.start, "illegal rune literal");
        }
        self.may_end(Token::Char)
    }

    /// Skips an escape sequence after its backslash; stops at the first error.
    fn escape(&mut self, quote: u8) -> bool {
        let start = self.at;
        let (count, radix, max) = match self.src.get(start) {
            None => return self.bad_escape(start, "escape sequence not terminated"),
            Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => {
                self.at += 1;
                return true;
            }
            Some(byte) if *byte == quote => {
                self.at += 1;
                return true;
            }
            Some(b'0'..=b'7') => (3, 8, 255),
            Some(b'x') => (2, 16, 255),
            Some(b'u') => (4, 16, 0x10_ffff),
            Some(b'U') => (8, 16, 0x10_ffff),
            Some(_) => return self.bad_escape(start, "unknown escape sequence"),
        };
        if radix == 16 {
            self.at += 1;
        }
        let mut value = 0u32;
        for _ in 0..count {
            let Some((c, _)) = self.char() else {
                return self.bad_escape(self.at, "escape sequence not terminated");
            };
            let Some(digit) = c.to_digit(radix) else {
                let text = format!("illegal character {} in escape sequence", code_point(c));
                return self.bad_escape(self.at, text);
            };
            value = value << radix.trailing_zeros() | digit;
            self.at += 1;
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            return self.bad_escape(start, "escape sequence is invalid Unicode code point");
        }
        true
    }

    fn bad_escape(&mut self, offset: usize, message: impl Into<String>) -> bool {
        self.error(offset, message);
        false
    }
}

/// Returns the offset of the first `_` in a number that is not between two digits; a
/// prefix counts as a digit.
fn bad_separator(number: &[u8]) -> Option<usize> {
    let is_prefixed = number.first() == Some(&b'0')
        && number
            .get(1)
            .is_some_and(|byte| matches!(byte | 0x20, b'x' | b'o' | b'b'));
    let is_hex = is_prefixed && number[1] | 0x20 == b'x';
    let is_digit = |byte: &u8| {
        if is_hex {
            byte.is_ascii_hexdigit()
        } else {
            byte.is_ascii_digit()
        }
    };
    let first = if is_prefixed { 2 } else { 0 };
    (first..number.len()).find(|&at| {
        let follows_digit = match at.checked_sub(1).map(|before| number[before]) {
            _ if is_prefixed && at == 2 => true,
            Some(before) => is_digit(&before),
            None => false,
        };
        let precedes = number.get(at + 1);
        let precedes_digit = precedes.is_some_and(|next| is_digit(next) || *next == b'_');
        number[at] == b'_' && !(follows_digit && precedes_digit)
    })
}
