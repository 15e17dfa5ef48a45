//! Number literals: skipping them, with upstream's errors.
//!
//! No number is legal in a file header, but one may be the token that an error is
//! about, and then its own faults are reported too.
//! Counterpart: go/scanner/scanner.go (`scanNumber`, `digits`, `invalidSep`).

use crate::scanner::Scanner;

/// How a number starts: its radix, and the letter for it (`0` for a bare zero).
#[derive(Clone, Copy, PartialEq, Eq)]
struct Base {
    radix: u8,
    prefix: u8,
}

impl Base {
    fn name(self) -> &'static str {
        match self.prefix {
            b'x' => "hexadecimal literal",
            b'o' | b'0' => "octal literal",
            b'b' => "binary literal",
            _ => "decimal literal",
        }
    }
}

/// What a run of digits held.
#[derive(Default)]
struct Digits {
    any: bool,
    separators: bool,
    /// Offset of the first digit that the radix does not have.
    invalid: Option<usize>,
}

impl Scanner<'_> {
    /// Passes the number at the current character.
    pub(crate) fn number(&mut self) {
        let start = self.at;
        let mut base = Base {
            radix: 10,
            prefix: 0,
        };
        let mut seen = Digits::default();
        let mut is_integer = false;
        if self.byte() != b'.' {
            is_integer = true;
            base = self.base(&mut seen);
            self.digits(base.radix, &mut seen);
        }
        if self.byte() == b'.' {
            is_integer = false;
            if matches!(base.prefix, b'o' | b'b') {
                self.error(self.at, format!("invalid radix point in {}", base.name()));
            }
            self.advance();
            self.digits(base.radix, &mut seen);
        }
        if !seen.any {
            self.error(self.at, format!("{} has no digits", base.name()));
        }
        is_integer = self.exponent(base, is_integer, &mut seen);
        if self.byte() == b'i' {
            is_integer = false;
            self.advance();
        }
        if let Some(offset) = seen.invalid.filter(|_| is_integer) {
            let digit = char::from(self.src[offset]);
            let message = format!("invalid digit '{digit}' in {}", base.name());
            self.error(offset, message);
        }
        if seen.separators
            && let Some(offset) = misplaced_separator(&self.src[start..self.at])
        {
            self.error(start + offset, "'_' must separate successive digits");
        }
    }

    fn base(&mut self, seen: &mut Digits) -> Base {
        if self.byte() != b'0' {
            return Base {
                radix: 10,
                prefix: 0,
            };
        }
        self.advance();
        let (radix, prefix) = match self.byte() | 0x20 {
            b'x' => (16, b'x'),
            b'o' => (8, b'o'),
            b'b' => (2, b'b'),
            _ => {
                seen.any = true;
                return Base {
                    radix: 8,
                    prefix: b'0',
                };
            }
        };
        self.advance();
        Base { radix, prefix }
    }

    fn digits(&mut self, radix: u8, seen: &mut Digits) {
        loop {
            match self.byte() {
                b'_' => seen.separators = true,
                digit @ b'0'..=b'9' => {
                    seen.any = true;
                    if radix <= 10 && digit >= b'0' + radix && seen.invalid.is_none() {
                        seen.invalid = Some(self.at);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if radix == 16 => seen.any = true,
                _ => return,
            }
            self.advance();
        }
    }

    /// Passes an exponent, if there is one; reports whether the number is an integer.
    fn exponent(&mut self, base: Base, is_integer: bool, seen: &mut Digits) -> bool {
        let letter = self.byte() | 0x20;
        if letter != b'e' && letter != b'p' {
            if base.prefix == b'x' && !is_integer {
                self.error(self.at, "hexadecimal mantissa requires a 'p' exponent");
            }
            return is_integer;
        }
        let shown = char::from(self.byte());
        if letter == b'e' && !matches!(base.prefix, 0 | b'0') {
            let message = format!("'{shown}' exponent requires decimal mantissa");
            self.error(self.at, message);
        } else if letter == b'p' && base.prefix != b'x' {
            let message = format!("'{shown}' exponent requires hexadecimal mantissa");
            self.error(self.at, message);
        }
        self.advance();
        if matches!(self.byte(), b'+' | b'-') {
            self.advance();
        }
        let mut own = Digits::default();
        self.digits(10, &mut own);
        seen.separators |= own.separators;
        if !own.any {
            self.error(self.at, "exponent has no digits");
        }
        false
    }
}

/// Returns the offset of the first `_` that is not between digits.
fn misplaced_separator(text: &[u8]) -> Option<usize> {
    let mut is_hex = false;
    let mut previous = b'.';
    let mut from = 0;
    if text.len() >= 2 && text[0] == b'0' {
        let letter = text[1] | 0x20;
        if matches!(letter, b'x' | b'o' | b'b') {
            is_hex = letter == b'x';
            previous = b'0';
            from = 2;
        }
    }
    for (i, byte) in text.iter().enumerate().skip(from) {
        let class = match byte {
            b'_' => b'_',
            b'0'..=b'9' => b'0',
            _ if is_hex && byte.is_ascii_hexdigit() => b'0',
            _ => b'.',
        };
        if class == b'_' && previous != b'0' {
            return Some(i);
        }
        if class == b'.' && previous == b'_' {
            return Some(i - 1);
        }
        previous = class;
    }
    (previous == b'_').then(|| text.len() - 1)
}
