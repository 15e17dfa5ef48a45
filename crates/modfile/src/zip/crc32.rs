//! CRC-32 as zip has it, eight bytes at a step.
//!
//! Counterpart: hash/crc32 (`IEEE`, slicing-8).

/// For each of eight places in a step, what a byte there adds to the sum.
static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            };
            bit += 1;
        }
        tables[0][byte] = sum;
        byte += 1;
    }
    let mut place = 1;
    while place < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[place - 1][byte];
            tables[place][byte] = before >> 8 ^ tables[0][(before & 0xff) as usize];
            byte += 1;
        }
        place += 1;
    }
    tables
}

/// A running sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crc32(u32);

impl Crc32 {
    /// The sum of nothing.
    pub(crate) fn new() -> Self {
        Self(!0)
    }

    /// Adds bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let mut sum = self.0;
        let (steps, rest) = bytes.as_chunks::<8>();
        for step in steps {
            let value = u64::from_le_bytes(*step) ^ u64::from(sum);
            sum = 0;
            for (place, byte) in value.to_be_bytes().into_iter().enumerate() {
                sum ^= TABLES[place][usize::from(byte)];
            }
        }
        for byte in rest {
            sum = sum >> 8 ^ TABLES[0][((sum ^ u32::from(*byte)) & 0xff) as usize];
        }
        self.0 = sum;
    }

    /// Returns the sum.
    pub(crate) fn finish(self) -> u32 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Crc32;

    #[test]
    fn known_sums() {
        let sum = |bytes: &[u8]| {
            let mut sum = Crc32::new();
            sum.update(bytes);
            sum.finish()
        };
        assert_eq!(sum(b"123456789"), 0xcbf4_3926);
        assert_eq!(sum(b""), 0);
        assert_eq!(
            sum(b"The quick brown fox jumps over the lazy dog"),
            0x414f_a339
        );
    }
}
