//! Basic values as text: padding, integers, strings, characters.
//!
//! Counterpart: fmt/format.go.

use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use super::chars::prefix_of_runes;
use super::chars::rune_count;
use super::float;

/// The output, and the flags in force.
#[derive(Default)]
pub(super) struct Formatter {
    pub(super) out: Vec<u8>,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) is_minus: bool,
    pub(super) is_plus: bool,
    pub(super) is_sharp: bool,
    pub(super) is_space: bool,
    pub(super) is_zero: bool,
    /// `%+v`
    pub(super) is_plus_v: bool,
    /// `%#v`
    pub(super) is_sharp_v: bool,
}

impl Formatter {
    /// Clears all flags.
    pub(super) fn clear_flags(&mut self) {
        let out = std::mem::take(&mut self.out);
        *self = Self {
            out,
            ..Self::default()
        };
    }

    /// Writes text as it is.
    pub(super) fn write(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn padding(&mut self, count: usize) {
        let byte = if self.is_zero && !self.is_minus {
            b'0'
        } else {
            b' '
        };
        self.out.resize(self.out.len() + count, byte);
    }

    /// Writes text, padded to the width.
    pub(super) fn pad(&mut self, text: &[u8]) {
        let missing = match self.width {
            Some(width) => width.saturating_sub(rune_count(text)),
            None => 0,
        };
        if !self.is_minus {
            self.padding(missing);
        }
        self.out.extend_from_slice(text);
        if self.is_minus {
            self.padding(missing);
        }
    }

    /// Writes text, padded with spaces only.
    fn pad_spaces(&mut self, text: &[u8]) {
        let is_zero = std::mem::take(&mut self.is_zero);
        self.pad(text);
        self.is_zero = is_zero;
    }

    pub(super) fn boolean(&mut self, flag: bool) {
        self.pad(if flag { b"true" } else { b"false" });
    }

    fn truncated<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        match self.precision {
            Some(count) => &text[..prefix_of_runes(text, count)],
            None => text,
        }
    }

    /// Writes a string (`%s`).
    pub(super) fn string(&mut self, text: &[u8]) {
        let text = self.truncated(text);
        self.pad(text);
    }

    /// Writes a string in quotes (`%q`).
    pub(super) fn quoted(&mut self, text: &[u8]) {
        let text = os_str::decode(self.truncated(text));
        let shown = if self.is_sharp && quote::can_backquote(&text) {
            format!("`{text}`")
        } else if self.is_plus {
            quote::quote_ascii(&text)
        } else {
            quote::quote(&text)
        };
        self.pad(&os_str::encode(&shown));
    }

    /// Writes the bytes of a string as digits (`%x`).
    pub(super) fn hex(&mut self, text: &[u8], is_upper: bool) {
        let length = self.precision.unwrap_or(text.len()).min(text.len());
        let prefix = match (self.is_sharp, is_upper) {
            (false, _) => "",
            (true, false) => "0x",
            (true, true) => "0X",
        };
        let mut shown = String::new();
        for (at, byte) in text[..length].iter().enumerate() {
            if self.is_space && at > 0 {
                shown.push(' ');
            }
            if self.is_space || at == 0 {
                shown.push_str(prefix);
            }
            shown += &if is_upper {
                format!("{byte:02X}")
            } else {
                format!("{byte:02x}")
            };
        }
        let missing = self.width.unwrap_or(0).saturating_sub(shown.len());
        // An empty value is never padded on the left, regardless of the flags.
        let is_left = !self.is_minus || length == 0;
        if is_left {
            self.padding(missing);
        }
        self.write(&shown);
        if !is_left {
            self.padding(missing);
        }
    }

    /// Writes an unsigned number in hexadecimal, with or without `0x`.
    pub(super) fn hex_number(&mut self, number: u64, has_prefix: bool) {
        let is_sharp = std::mem::replace(&mut self.is_sharp, has_prefix);
        self.integer(number, 16, false, 'v');
        self.is_sharp = is_sharp;
    }

    /// Writes an integer, given as its bits.
    pub(super) fn integer(&mut self, bits: u64, base: u32, is_signed: bool, verb: char) {
        let is_negative = is_signed && bits.cast_signed() < 0;
        let number = if is_negative {
            bits.wrapping_neg()
        } else {
            bits
        };
        let mut least = 0;
        if let Some(precision) = self.precision {
            least = precision;
            if precision == 0 && number == 0 {
                let is_zero = std::mem::take(&mut self.is_zero);
                self.padding(self.width.unwrap_or(0));
                self.is_zero = is_zero;
                return;
            }
        } else if let Some(width) = self.width
            && self.is_zero
            && !self.is_minus
        {
            let has_sign = is_negative || self.is_plus || self.is_space;
            least = width.saturating_sub(usize::from(has_sign));
        }
        let digits = match base {
            2 => format!("{number:b}"),
            8 => format!("{number:o}"),
            16 if verb == 'X' => format!("{number:X}"),
            16 => format!("{number:x}"),
            _ => number.to_string(),
        };
        let zeros = least.saturating_sub(digits.len());
        let mut text = "0".repeat(zeros) + &digits;
        if self.is_sharp {
            match base {
                2 => text.insert_str(0, "0b"),
                8 if !text.starts_with('0') => text.insert(0, '0'),
                16 if verb == 'X' => text.insert_str(0, "0X"),
                16 => text.insert_str(0, "0x"),
                _ => {}
            }
        }
        if verb == 'O' {
            text.insert_str(0, "0o");
        }
        if is_negative {
            text.insert(0, '-');
        } else if self.is_plus {
            text.insert(0, '+');
        } else if self.is_space {
            text.insert(0, ' ');
        }
        self.pad_spaces(text.as_bytes());
    }

    /// Writes a character (`%c`).
    pub(super) fn character(&mut self, code: u64) {
        let c = of_code(code);
        self.pad(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Writes a character in quotes (`%q`).
    pub(super) fn quoted_character(&mut self, code: u64) {
        let c = of_code(code);
        let mut text = quote::quote_char(c);
        if self.is_plus && !text.is_ascii() {
            let code = u32::from(c);
            text = match code {
                0..=0xffff => format!("'\\u{code:04x}'"),
                _ => format!("'\\U{code:08x}'"),
            };
        }
        self.pad(text.as_bytes());
    }

    /// Writes a code point (`%U`).
    pub(super) fn unicode(&mut self, code: u64) {
        let least = self.precision.unwrap_or(4).max(4);
        let mut text = format!("U+{code:0least$X}");
        let c = u32::try_from(code).ok().and_then(char::from_u32);
        if let Some(c) = c.filter(|c| self.is_sharp && quote::is_print(*c)) {
            text += &format!(" '{c}'");
        }
        self.pad_spaces(text.as_bytes());
    }

    /// Writes a float.
    pub(super) fn float(&mut self, number: f64, verb: char) {
        let (kind, default) = match verb {
            'v' => ('g', None),
            'f' | 'F' => ('f', Some(6)),
            'e' | 'E' => (verb, Some(6)),
            _ => (verb, None),
        };
        let precision = self.precision.or(default);
        let mut text = float::format(number, kind, precision);
        if !text.starts_with(['-', '+']) {
            text.insert(0, '+');
        }
        if self.is_space && text.starts_with('+') && !self.is_plus {
            text.replace_range(..1, " ");
        }
        if !number.is_finite() {
            let is_bare = !self.is_space && number.is_nan() || text.starts_with('+');
            if is_bare && !self.is_plus {
                text.remove(0);
            }
            return self.pad_spaces(text.as_bytes());
        }
        if self.is_sharp && kind != 'b' {
            text = float::with_point(&text, if verb == 'v' { 'g' } else { verb }, precision);
        }
        if self.is_plus || !text.starts_with('+') {
            let width = self.width.unwrap_or(0);
            if self.is_zero && !self.is_minus && width > text.len() {
                self.write(&text[..1]);
                self.padding(width - text.len());
                return self.write(&text[1..]);
            }
            return self.pad(text.as_bytes());
        }
        self.pad(&text.as_bytes()[1..]);
    }

    /// Writes a complex number.
    pub(super) fn complex(&mut self, real: f64, imaginary: f64, verb: char) {
        let is_plus = self.is_plus;
        self.write("(");
        self.float(real, verb);
        self.is_plus = true;
        self.float(imaginary, verb);
        self.write("i)");
        self.is_plus = is_plus;
    }
}

fn of_code(code: u64) -> char {
    let code = u32::try_from(code).ok();
    code.and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}
