//! Programs that describe which words of a variable are pointers.
//!
//! A program is a sequence of literal bits and of repetitions of the last bits.
//! Counterpart: cmd/internal/gcprog/gcprog.go.

/// The most bits of one literal.
const MAX_LITERAL: usize = 127;
/// A gap of this many words or more is written as a repetition.
const MIN_REPEAT: i64 = 4 * 8;

/// Writes a program.
#[derive(Default)]
pub(super) struct GcProg {
    bytes: Vec<u8>,
    /// Number of described words, including the words of `literal`.
    index: i64,
    literal: Vec<bool>,
}

impl GcProg {
    /// Describes the words up to `index` as no pointers and word `index` as a pointer.
    pub(super) fn pointer(&mut self, index: i64) {
        self.zero_until(index);
        self.bit(true);
    }

    /// Describes the words up to `index` as no pointers.
    pub(super) fn zero_until(&mut self, index: i64) {
        let skip = index.saturating_sub(self.index);
        if skip < MIN_REPEAT {
            for _ in 0..skip {
                self.bit(false);
            }
            return;
        }
        self.bit(false);
        self.repeat(1, skip - 1);
    }

    /// Repeats the description of the last `n` words `count` times.
    pub(super) fn repeat(&mut self, n: i64, count: i64) {
        if n == 0 || count == 0 {
            return;
        }
        self.flush();
        match u8::try_from(n) {
            Ok(n) if n < 0x80 => self.bytes.push(0x80 | n),
            _ => {
                self.bytes.push(0x80);
                self.varint(n);
            }
        }
        self.varint(count);
        self.index = self.index.saturating_add(n.saturating_mul(count));
    }

    /// Returns the program.
    pub(super) fn end(mut self) -> Vec<u8> {
        self.flush();
        self.bytes.push(0);
        self.bytes
    }

    fn bit(&mut self, is_pointer: bool) {
        if self.literal.len() == MAX_LITERAL {
            self.flush();
        }
        self.literal.push(is_pointer);
        self.index += 1;
    }

    fn varint(&mut self, value: i64) {
        let mut rest = value.cast_unsigned();
        while rest >= 0x80 {
            self.bytes.push(0x80 | rest as u8);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    fn flush(&mut self) {
        if self.literal.is_empty() {
            return;
        }
        self.bytes.push(self.literal.len() as u8);
        for bits in self.literal.chunks(8) {
            let byte = bits
                .iter()
                .rev()
                .fold(0, |byte, &bit| byte << 1 | u8::from(bit));
            self.bytes.push(byte);
        }
        self.literal.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_repetitions() {
        let mut program = GcProg::default();
        program.pointer(0);
        program.pointer(2);
        program.zero_until(4);
        program.repeat(4, 300);
        program.pointer(4 * 301 + 40);
        program.zero_until(4 * 301 + 42);
        let expected = [
            4, 0b0101, 0x84, 0xac, 0x02, // two of four words, 300 times more
            1, 0, 0x81, 39, // a gap of 40 words
            2, 0b01, 0,
        ];
        assert_eq!(program.end(), expected);
    }

    #[test]
    fn long_literals_are_split() {
        let mut program = GcProg::default();
        for index in 0..130 {
            program.pointer(index);
        }
        let program = program.end();
        assert_eq!(program[0], 127);
        assert_eq!(program[16], 0x7f);
        assert_eq!(program[17..], [3, 0b111, 0]);
    }
}
