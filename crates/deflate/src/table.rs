//! The Huffman codes of a block, and the header that describes them.
//!
//! Counterpart: generateCodegen, dynamicSize and writeDynamicHeader of
//! compress/flate/huffman_bit_writer.go

use crate::bits::BitString;
use crate::bits::BitWriter;
use crate::bits::Code;
use crate::huffman;
use crate::symbols::END;
use crate::symbols::LITERALS;
use crate::symbols::OFFSETS;
use crate::tokens::Counts;
use crate::tokens::weighted;

/// The most bits of a code of literals or offsets.
const LIMIT: u32 = 15;

/// The most bits of a code of the header.
const HEADER_LIMIT: u32 = 7;

/// Symbols of the header's own alphabet: lengths 0 to 15 and three kinds of repetition.
const HEADER_SYMBOLS: usize = 19;

/// The order in which the header lists the lengths of its own codes.
const HEADER_ORDER: [usize; HEADER_SYMBOLS] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Codes of both alphabets.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) literals: [Code; LITERALS],
    pub(crate) offsets: [Code; OFFSETS],
    literal_lengths: [u8; LITERALS],
    offset_lengths: [u8; OFFSETS],
}

impl Table {
    /// Returns the best codes for a block.
    pub(crate) fn best(counts: &Counts) -> Self {
        let mut table = Self::without_codes();
        huffman::lengths(&counts.literals, LIMIT, &mut table.literal_lengths);
        huffman::lengths(&counts.offsets, LIMIT, &mut table.offset_lengths);
        table.assign();
        table
    }

    /// Returns the codes that the format defines.
    pub(crate) fn fixed() -> Self {
        let mut table = Self::without_codes();
        // The alphabet has two more symbols than can occur, which take the last codes.
        let length = |symbol| match symbol {
            0..144 => 8,
            144..256 => 9,
            256..280 => 7,
            _ => 8,
        };
        let lengths: [u8; LITERALS + 2] = std::array::from_fn(length);
        let mut codes = [Code::default(); LITERALS + 2];
        huffman::codes(&lengths, &mut codes);
        table.literal_lengths.copy_from_slice(&lengths[..LITERALS]);
        table.literals.copy_from_slice(&codes[..LITERALS]);
        table.offset_lengths = [5; OFFSETS];
        for (bits, code) in (0_u32..).zip(&mut table.offsets) {
            *code = Code::new(bits.reverse_bits() >> 27, 5);
        }
        table
    }

    fn without_codes() -> Self {
        Self {
            literals: [Code::default(); LITERALS],
            offsets: [Code::default(); OFFSETS],
            literal_lengths: [0; LITERALS],
            offset_lengths: [0; OFFSETS],
        }
    }

    fn assign(&mut self) {
        huffman::codes(&self.literal_lengths, &mut self.literals);
        huffman::codes(&self.offset_lengths, &mut self.offsets);
    }

    /// Returns the code that ends a block.
    pub(crate) fn end(&self) -> Code {
        self.literals[END]
    }

    /// Returns the bits of the codes for symbols that occur so often, without extra bits.
    pub(crate) fn size(&self, counts: &Counts) -> usize {
        weighted(&counts.literals, &self.literal_lengths)
            + weighted(&counts.offsets, &self.offset_lengths)
    }

    /// Reports whether every symbol that occurs has a code.
    pub(crate) fn has_all(&self, counts: &Counts) -> bool {
        has_all(&counts.literals, &self.literal_lengths)
            && has_all(&counts.offsets, &self.offset_lengths)
    }

    /// Returns the bits of a code for each byte of a block, without its end; nothing if a
    /// byte has no code.
    pub(crate) fn size_of_bytes(&self, counts: &Counts) -> Option<usize> {
        let counts = &counts.literals[..END];
        has_all(counts, &self.literal_lengths).then(|| weighted(counts, &self.literal_lengths))
    }

    /// Returns the header of a block with these codes, which is not the last.
    pub(crate) fn header(&self, counts: &Counts) -> BitString {
        let last = |counts: &[u32], least: usize| {
            let used = counts.iter().rposition(|&count| count != 0);
            used.map_or(least, |last| (last + 1).max(least))
        };
        // A table of offsets has at least one.
        let literals = last(&counts.literals, END + 1);
        let offsets = last(&counts.offsets, 1);
        header(
            &self.literal_lengths[..literals],
            &self.offset_lengths[..offsets],
        )
    }
}

fn has_all(counts: &[u32], lengths: &[u8]) -> bool {
    counts
        .iter()
        .zip(lengths)
        .all(|(&count, &length)| count == 0 || length != 0)
}

/// One symbol of the header: which, and the value of its extra bits.
#[derive(Clone, Copy, Default)]
struct Item {
    symbol: u8,
    extra: u8,
}

/// The lengths of the codes as the header stores them.
struct Items {
    items: [Item; LITERALS + OFFSETS],
    used: usize,
    counts: [u32; HEADER_SYMBOLS],
}

impl Items {
    fn push(&mut self, symbol: u8, extra: usize) {
        self.items[self.used] = Item {
            symbol,
            extra: extra as u8,
        };
        self.used += 1;
        self.counts[usize::from(symbol)] += 1;
    }

    /// Adds `count` equal lengths.
    fn push_run(&mut self, length: u8, mut count: usize) {
        if length == 0 {
            while count >= 11 {
                let n = count.min(138);
                self.push(18, n - 11);
                count -= n;
            }
            if count >= 3 {
                self.push(17, count - 3);
                count = 0;
            }
        } else {
            self.push(length, 0);
            count -= 1;
            while count >= 3 {
                let n = count.min(6);
                self.push(16, n - 3);
                count -= n;
            }
        }
        for _ in 0..count {
            self.push(length, 0);
        }
    }
}

fn header(literal_lengths: &[u8], offset_lengths: &[u8]) -> BitString {
    let mut items = Items {
        items: [Item::default(); LITERALS + OFFSETS],
        used: 0,
        counts: [0; HEADER_SYMBOLS],
    };
    // Runs reach across the border of the two alphabets.
    let mut run = (0, 0);
    for &length in literal_lengths.iter().chain(offset_lengths) {
        if length == run.0 {
            run.1 += 1;
            continue;
        }
        if run.1 > 0 {
            items.push_run(run.0, run.1);
        }
        run = (length, 1);
    }
    items.push_run(run.0, run.1);

    let mut lengths = [0; HEADER_SYMBOLS];
    let mut codes = [Code::default(); HEADER_SYMBOLS];
    huffman::lengths(&items.counts, HEADER_LIMIT, &mut lengths);
    huffman::codes(&lengths, &mut codes);
    let mut listed = HEADER_SYMBOLS;
    while listed > 4 && items.counts[HEADER_ORDER[listed - 1]] == 0 {
        listed -= 1;
    }

    let mut writer = BitWriter::new(0, 0);
    // At most 17 bits, 19 lengths of 3, and 316 items of 14.
    writer.run(17 + 3 * HEADER_SYMBOLS + 14 * items.used, |run| {
        // Not the last block, dynamic codes.
        run.add(4, 3);
        run.add((literal_lengths.len() - END - 1) as u64, 5);
        run.add((offset_lengths.len() - 1) as u64, 5);
        run.add((listed - 4) as u64, 4);
        for &symbol in &HEADER_ORDER[..listed] {
            run.flush();
            run.add(u64::from(lengths[symbol]), 3);
        }
        for item in &items.items[..items.used] {
            run.flush();
            let code = codes[usize::from(item.symbol)];
            run.add(code.bits(), code.length());
            let extra_bits = match item.symbol {
                16 => 2,
                17 => 3,
                18 => 7,
                _ => 0,
            };
            run.add(u64::from(item.extra), extra_bits);
        }
        run.flush();
    });
    writer.into_string()
}

#[cfg(test)]
mod tests {
    use super::END;
    use super::Table;

    #[test]
    fn fixed_codes() {
        let table = Table::fixed();
        let code = |symbol: usize| {
            let code = table.literals[symbol];
            (code.bits(), code.length())
        };
        // RFC 1951, 3.2.6; the bits are reversed.
        assert_eq!(code(0), (0b0000_1100, 8));
        assert_eq!(code(143), (0b1111_1101, 8));
        assert_eq!(code(144), (0b0_0001_0011, 9));
        assert_eq!(code(255), (0b1_1111_1111, 9));
        assert_eq!(code(END), (0, 7));
        assert_eq!(code(280), (0b0000_0011, 8));
    }
}
