//! Constant expressions: unsigned integers with wrapping arithmetic, and floats.
//!
//! Counterpart: cmd/asm/internal/asm/parse.go (`expr` to `atof`).

use vamos_base::golang::float;
use vamos_base::golang::float::FloatError;
use vamos_base::golang::quote;

use super::Parser;
use crate::lex::Tok;
use crate::lex::Token;

/// Expressions may be nested so deep; upstream has no limit but the size of its stack.
const MOST_NESTED: usize = 500;

/// Why a text is no number.
enum NumberError {
    Syntax,
    Range,
}

/// Returns the value of an unsigned integer literal of Go (`strconv.ParseUint` with base 0).
fn parse_uint(text: &str) -> Result<u64, NumberError> {
    if let Some(value) = parse_plain(text) {
        return Ok(value);
    }
    let lower = text.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] if lower.len() > 2 => (16, &lower[2..]),
        [b'0', b'b', ..] if lower.len() > 2 => (2, &lower[2..]),
        [b'0', b'o', ..] if lower.len() > 2 => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    let is_valid = !plain.is_empty() && plain.chars().all(|c| c.is_digit(radix));
    if !is_valid || (plain.len() < digits.len() && !float::are_underscores_good(&lower)) {
        return Err(NumberError::Syntax);
    }
    u64::from_str_radix(&plain, radix).map_err(|_| NumberError::Range)
}

/// Returns the value of a decimal or hexadecimal literal that has digits only and surely fits.
fn parse_plain(text: &str) -> Option<u64> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x', digits @ ..] if digits.len() <= 16 => (digits, 16),
        [b'1'..=b'9', ..] if text.len() <= 19 => (text.as_bytes(), 10),
        [b'0'] => return Some(0),
        _ => return None,
    };
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0, |value: u64, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        Some(value * u64::from(radix) + u64::from(digit))
    })
}

impl Parser<'_> {
    /// Reads terms and the operators between them.
    pub(super) fn expr(&mut self) -> u64 {
        let mut value = self.term();
        loop {
            let tok = self.peek();
            if ['+', '-', '|', '^'].iter().all(|c| tok != Tok::char(*c)) {
                return value;
            }
            self.next();
            let right = self.term();
            value = match tok {
                tok if tok == Tok::char('+') => value.wrapping_add(right),
                tok if tok == Tok::char('-') => value.wrapping_sub(right),
                tok if tok == Tok::char('|') => value | right,
                _ => value ^ right,
            };
        }
    }

    /// Reads a float, with signs and parentheses.
    pub(super) fn float_expr(&mut self) -> f64 {
        if !self.enter() {
            return 0.0;
        }
        let value = self.float_value();
        self.line.depth -= 1;
        value
    }

    /// Goes one level deeper; returns false after an error if that is too deep.
    fn enter(&mut self) -> bool {
        if self.line.depth >= MOST_NESTED {
            self.error("expression is nested too deep");
            // The rest would be read as one more error for each level.
            self.line.at = self.line.end;
            return false;
        }
        self.line.depth += 1;
        true
    }

    fn float_value(&mut self) -> f64 {
        let token = self.next();
        match token.tok {
            Tok::FLOAT => self.float(token),
            tok if tok == Tok::char('(') => {
                let value = self.float_expr();
                self.closing_paren();
                value
            }
            tok if tok == Tok::char('+') => self.float_expr(),
            tok if tok == Tok::char('-') => -self.float_expr(),
            _ => {
                let text = self.text_of(token).to_owned();
                self.error(&format!("unexpected {text} evaluating float expression"));
                0.0
            }
        }
    }

    fn closing_paren(&mut self) {
        if self.next().tok != Tok::char(')') {
            self.error("missing closing paren");
        }
    }

    fn term(&mut self) -> u64 {
        let mut value = self.factor();
        loop {
            match self.peek() {
                tok if tok == Tok::char('*') => {
                    self.next();
                    value = value.wrapping_mul(self.factor());
                }
                tok if tok == Tok::char('&') => {
                    self.next();
                    value &= self.factor();
                }
                tok if tok == Tok::char('/') => value = self.divide(value),
                tok if tok == Tok::char('%') => value = self.modulo(value),
                Tok::LSH => {
                    self.next();
                    let shift = self.factor();
                    if shift.cast_signed() < 0 {
                        self.error("negative left shift count");
                    }
                    return shifted(shift, |shift| value << shift);
                }
                Tok::RSH => {
                    self.next();
                    let shift = self.term();
                    if shift.cast_signed() < 0 {
                        self.error("negative right shift count");
                    }
                    if value.cast_signed() < 0 {
                        self.error("right shift of value with high bit set");
                    }
                    value = shifted(shift, |shift| value >> shift);
                }
                _ => return value,
            }
        }
    }

    fn divide(&mut self, value: u64) -> u64 {
        self.next();
        if value.cast_signed() < 0 {
            self.error("divide of value with high bit set");
        }
        let divisor = self.factor();
        value.checked_div(divisor).unwrap_or_else(|| {
            self.error("division by zero");
            value
        })
    }

    fn modulo(&mut self, value: u64) -> u64 {
        self.next();
        let divisor = self.factor();
        if value.cast_signed() < 0 {
            self.error("modulo of value with high bit set");
        }
        value.checked_rem(divisor).unwrap_or_else(|| {
            self.error("modulo by zero");
            value
        })
    }

    fn factor(&mut self) -> u64 {
        if !self.enter() {
            return 0;
        }
        let value = self.factor_value();
        self.line.depth -= 1;
        value
    }

    fn factor_value(&mut self) -> u64 {
        let token = self.next();
        match token.tok {
            Tok::INT => self.unsigned(token),
            Tok::CHAR => self.char_value(token),
            tok if tok == Tok::char('+') => self.factor(),
            tok if tok == Tok::char('-') => self.factor().wrapping_neg(),
            tok if tok == Tok::char('~') => !self.factor(),
            tok if tok == Tok::char('(') => {
                let value = self.expr();
                self.closing_paren();
                value
            }
            _ => {
                let text = self.text_of(token).to_owned();
                self.error(&format!("unexpected {text} evaluating expression"));
                0
            }
        }
    }

    fn char_value(&mut self, token: Token) -> u64 {
        let text = self.text_of(token).to_owned();
        let Some(value) = quote::unquote(&text) else {
            self.error("invalid syntax");
            // The replacement character takes the place of the missing one.
            self.error("illegal UTF-8 encoding for character constant");
            return u64::from(u32::from(char::REPLACEMENT_CHARACTER));
        };
        match vamos_base::golang::unicode::decode(&vamos_base::golang::os_str::encode(&value)) {
            (Some(c), _) => u64::from(u32::from(c)),
            (None, _) => {
                self.error("illegal UTF-8 encoding for character constant");
                u64::from(u32::from(char::REPLACEMENT_CHARACTER))
            }
        }
    }

    /// Returns the value of a literal that must not be negative.
    pub(super) fn positive(&mut self, token: Token) -> i64 {
        let value = parse_uint(self.text_of(token));
        let value = value.and_then(|value| i64::try_from(value).map_err(|_| NumberError::Range));
        value.unwrap_or_else(|error| {
            self.number_error("ParseInt", token, &error);
            match error {
                NumberError::Syntax => 0,
                NumberError::Range => i64::MAX,
            }
        })
    }

    fn unsigned(&mut self, token: Token) -> u64 {
        parse_uint(self.text_of(token)).unwrap_or_else(|error| {
            self.number_error("ParseUint", token, &error);
            match error {
                NumberError::Syntax => 0,
                NumberError::Range => u64::MAX,
            }
        })
    }

    /// Reads a decimal number of a register or of an element; `None` after an error.
    pub(super) fn small_decimal(&mut self, token: Token, what: &str) -> Option<i16> {
        let text = self.text_of(token).to_owned();
        let error = match text.parse::<i64>() {
            Ok(value) => match i16::try_from(value) {
                Ok(value) => return Some(value),
                Err(_) => "value out of range",
            },
            Err(_) => match text.bytes().all(|byte| byte.is_ascii_digit()) {
                true => "value out of range",
                false => "invalid syntax",
            },
        };
        let quoted = quote::quote(&text);
        self.error(&format!(
            "{what}: strconv.ParseInt: parsing {quoted}: {error}"
        ));
        None
    }

    fn number_error(&mut self, function: &str, token: Token, error: &NumberError) {
        let why = match error {
            NumberError::Syntax => "invalid syntax",
            NumberError::Range => "value out of range",
        };
        let quoted = quote::quote(self.text_of(token));
        self.error(&format!("strconv.{function}: parsing {quoted}: {why}"));
    }

    fn float(&mut self, token: Token) -> f64 {
        let text = self.text_of(token).to_owned();
        float::parse(&text).unwrap_or_else(|error| {
            let (why, value) = match error {
                FloatError::Syntax => ("invalid syntax", 0.0),
                FloatError::Range => ("value out of range", f64::INFINITY),
            };
            let quoted = quote::quote(&text);
            self.error(&format!("strconv.ParseFloat: parsing {quoted}: {why}"));
            value
        })
    }
}

/// Applies a shift; a shift by 64 or more gives 0.
fn shifted(shift: u64, apply: impl Fn(u32) -> u64) -> u64 {
    match u32::try_from(shift) {
        Ok(shift) if shift < 64 => apply(shift),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        let value = |text| parse_uint(text).ok();
        assert_eq!(value("0"), Some(0));
        assert_eq!(value("0x1F"), Some(31));
        assert_eq!(value("017"), Some(15));
        assert_eq!(value("0b101"), Some(5));
        assert_eq!(value("1_000"), Some(1000));
        assert_eq!(value("0xffffffffffffffff"), Some(u64::MAX));
        assert_eq!(
            value("9999999999999999999"),
            Some(9_999_999_999_999_999_999)
        );
        assert_eq!(value("18446744073709551615"), Some(u64::MAX));
        assert_eq!(value("18446744073709551616"), None);
        assert_eq!(value("08"), None);
        assert_eq!(value("0x"), None);
        assert!(matches!(
            parse_uint("0x10000000000000000"),
            Err(NumberError::Range)
        ));
    }
}
