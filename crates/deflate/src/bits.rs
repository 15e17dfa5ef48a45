//! Writing bits, the lowest first.
//!
//! A writer may begin inside a byte: parts of one stream are written apart and joined,
//! and the bits before the beginning stay zero.
//! Counterpart: the bits and bytes of huffmanBitWriter in compress/flate

/// A code of up to 24 bits with its length in the low byte. The length is 0 where a symbol
/// has no code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code(u32);

impl Code {
    /// Returns a code of `length` bits, the lowest of which is written first.
    #[inline(always)]
    pub(crate) const fn new(bits: u32, length: u32) -> Self {
        Self(bits << 8 | length)
    }

    /// Returns the code for a mask of ones, and an empty one for zeros.
    #[inline(always)]
    pub(crate) const fn masked(self, mask: u32) -> Self {
        Self(self.0 & mask)
    }

    /// Returns the bits.
    #[inline(always)]
    pub(crate) const fn bits(self) -> u64 {
        (self.0 >> 8) as u64
    }

    /// Returns the number of bits.
    #[inline(always)]
    pub(crate) const fn length(self) -> u32 {
        self.0 & 0xff
    }
}

/// Bits that were written already, for headers whose size is needed first.
#[derive(Clone, Debug, Default)]
pub(crate) struct BitString {
    bytes: Vec<u8>,
    length: usize,
}

impl BitString {
    /// Returns a few bits.
    pub(crate) fn of(bits: u64, length: u32) -> Self {
        let mut writer = BitWriter::new(0, length as usize);
        writer.add(bits, length);
        writer.into_string()
    }

    /// Returns the number of bits.
    pub(crate) fn length(&self) -> usize {
        self.length
    }
}

/// State of writing in the middle of a run of codes, held in registers.
pub(crate) struct Run<'a> {
    out: &'a mut [u8],
    position: usize,
    bits: u64,
    count: u32,
}

impl Run<'_> {
    /// Adds a code. At most 56 bits may be added between two calls of [`Run::flush`].
    #[inline(always)]
    pub(crate) fn add(&mut self, bits: u64, length: u32) {
        self.bits |= bits << (self.count & 63);
        self.count += length;
    }

    /// Flushes if there is no room for `length` more bits.
    #[inline(always)]
    pub(crate) fn make_room(&mut self, length: u32) {
        if self.count + length > 63 {
            self.flush();
        }
    }

    /// Writes the full bytes.
    #[inline(always)]
    pub(crate) fn flush(&mut self) {
        // The room was computed from the same codes; were it wrong, output would be
        // missing, which tests notice.
        if let Some(place) = self.out.get_mut(self.position..self.position + 8) {
            place.copy_from_slice(&self.bits.to_le_bytes());
        }
        self.position += (self.count >> 3) as usize;
        self.bits >>= self.count & 56;
        self.count &= 7;
    }
}

/// Writes bits to a vector.
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    out: Vec<u8>,
    /// Fewer than 8 bits that do not fill a byte yet.
    bits: u64,
    count: u32,
}

impl BitWriter {
    /// Returns a writer whose first bit is bit `phase` of the first byte, with room for
    /// `length` bits.
    pub(crate) fn new(phase: u32, length: usize) -> Self {
        Self {
            out: Vec::with_capacity(length / 8 + 24),
            bits: 0,
            count: phase,
        }
    }

    /// Writes a few bits.
    pub(crate) fn add(&mut self, bits: u64, length: u32) {
        self.run(length as usize, |run| {
            run.add(bits, length);
            run.flush();
        });
    }

    /// Writes a code.
    pub(crate) fn add_code(&mut self, code: Code) {
        self.add(code.bits(), code.length());
    }

    /// Calls `write`, which writes `length` bits.
    #[inline(always)]
    pub(crate) fn run(&mut self, length: usize, write: impl FnOnce(&mut Run<'_>)) {
        let start = self.out.len();
        self.out.resize(start + length / 8 + 16, 0);
        let mut run = Run {
            out: &mut self.out[start..],
            position: 0,
            bits: self.bits,
            count: self.count,
        };
        write(&mut run);
        let position = run.position;
        self.bits = run.bits;
        self.count = run.count;
        self.out.truncate(start + position);
    }

    /// Writes a recorded bit string.
    pub(crate) fn add_string(&mut self, string: &BitString) {
        self.run(string.length, |run| {
            let full = string.length / 8;
            for (index, &byte) in string.bytes.iter().enumerate() {
                let length = if index < full { 8 } else { string.length % 8 };
                run.add(u64::from(byte), length as u32);
                run.flush();
            }
        });
    }

    /// Fills the last byte with zero bits.
    pub(crate) fn align(&mut self) {
        if self.count > 0 {
            self.add(0, 8 - self.count);
        }
    }

    /// Writes whole bytes at a byte boundary.
    pub(crate) fn add_bytes(&mut self, bytes: &[u8]) {
        debug_assert_eq!(self.count, 0);
        self.out.extend_from_slice(bytes);
    }

    /// Returns the bytes; the last one may hold fewer than 8 bits.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.out.push(self.bits as u8);
        }
        self.out
    }

    /// Returns the bits, of a writer that began with a full byte.
    pub(crate) fn into_string(self) -> BitString {
        let length = self.out.len() * 8 + self.count as usize;
        BitString {
            bytes: self.finish(),
            length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BitWriter;

    #[test]
    fn order_of_bits() {
        let mut writer = BitWriter::new(0, 0);
        writer.add(0b1, 1);
        writer.add(0b01, 2);
        writer.add(0x3ff, 10);
        writer.align();
        writer.add_bytes(&[7]);
        assert_eq!(writer.finish(), [0b1111_1011, 0b0001_1111, 7]);
    }

    #[test]
    fn strings_are_copied() {
        let mut string = BitWriter::new(0, 0);
        string.add(0x1abc, 13);
        let string = string.into_string();
        assert_eq!(string.length(), 13);
        let mut writer = BitWriter::new(3, 13);
        writer.add_string(&string);
        let expected = (0x1abc_u32 << 3).to_le_bytes();
        assert_eq!(writer.finish(), expected[..2]);
    }
}
