//! A format and its arguments: indexes, numbers, and `*`.
//!
//! Counterpart: fmt/print.go (`argNumber`, `parsenum`, `intFromArg`).

use super::super::types::Data;
use super::super::types::Value;

/// The position in a format and in its arguments.
pub(super) struct Reader<'f, 'a> {
    pub(super) format: &'f [u8],
    pub(super) at: usize,
    pub(super) args: &'f [Value<'a>],
    pub(super) arg: usize,
    /// True if an index such as `[3]` was read last.
    pub(super) is_after_index: bool,
    pub(super) is_good_index: bool,
    pub(super) was_reordered: bool,
}

impl<'a> Reader<'_, 'a> {
    /// Reads an index in brackets, if there is one.
    pub(super) fn index(&mut self) {
        self.is_after_index = false;
        let rest = &self.format[self.at..];
        if rest.first() != Some(&b'[') {
            return;
        }
        self.was_reordered = true;
        let end = rest
            .iter()
            .position(|b| *b == b']')
            .filter(|_| rest.len() >= 3);
        let Some(end) = end else {
            self.at += 1;
            self.is_good_index = false;
            return;
        };
        let (number, used) = parse_number(&rest[1..end]);
        self.at += end + 1;
        match number.and_then(|number| number.checked_sub(1)) {
            Some(index) if used == end - 1 && index < self.args.len() => {
                self.arg = index;
                self.is_after_index = true;
            }
            _ => {
                self.is_good_index = false;
                // A number that is out of range was still an index.
                self.is_after_index = number.is_some() && used == end - 1;
            }
        }
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        let (number, used) = parse_number(&self.format[self.at..]);
        self.at += used;
        number
    }

    pub(super) fn int_arg(&mut self) -> Option<i64> {
        let arg = self.args.get(self.arg)?;
        self.arg += 1;
        let number = match arg.data {
            Data::Int(number) => number,
            Data::Uint(number) => i64::try_from(number).ok()?,
            _ => return None,
        };
        (-1_000_000..=1_000_000).contains(&number).then_some(number)
    }
}

/// Reads digits; a number that is too large consumes the rest.
fn parse_number(text: &[u8]) -> (Option<usize>, usize) {
    let mut number = None;
    for (at, byte) in text.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return (number, at);
        }
        let so_far = number.unwrap_or(0);
        if so_far > 1_000_000 {
            return (None, text.len());
        }
        number = Some(so_far * 10 + usize::from(byte - b'0'));
    }
    (number, text.len())
}
