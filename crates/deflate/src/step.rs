//! The encoding of a block: its chosen form, its size, and its bits.
//!
//! The form of a block and the bits of its codes do not depend on the block's position; only a
//! stored block is aligned to a byte.
//! Counterpart: writeTokens, writeBlockHuff and writeStoredHeader of
//! compress/flate/huffman_bit_writer.go

use std::sync::Arc;

use crate::bits::BitString;
use crate::bits::BitWriter;
use crate::bits::Code;
use crate::bits::Run;
use crate::symbols::BASE_LENGTH;
use crate::symbols::FIRST_LENGTH;
use crate::symbols::LENGTH_BASE;
use crate::symbols::LENGTH_CODE;
use crate::symbols::LENGTH_EXTRA;
use crate::symbols::OFFSET_EXTRA;
use crate::symbols::offset_base;
use crate::table::Table;
use crate::tokens::Sequence;

/// The body of a block after its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Bytes as they are.
    Stored,
    /// A code for each byte.
    Bytes,
    /// Literals and matches.
    Tokens,
}

/// The form of one block.
#[derive(Debug)]
pub(crate) struct Step {
    /// The end of the previous block, if that was left open for its codes to be reused.
    pub(crate) owed_end: Option<Code>,
    /// The header; empty if the codes of the block before are used.
    pub(crate) header: BitString,
    pub(crate) body: Body,
    /// The codes; not used by a stored block.
    pub(crate) table: Option<Arc<Table>>,
    /// The bits of the body without the code that ends the block.
    pub(crate) body_bits: usize,
    /// True if the block has an end-of-block code.
    pub(crate) is_ended: bool,
}

impl Step {
    /// Returns a stored block.
    pub(crate) fn stored(owed_end: Option<Code>) -> Self {
        Self {
            owed_end,
            header: BitString::default(),
            body: Body::Stored,
            table: None,
            body_bits: 0,
            is_ended: false,
        }
    }

    /// Returns the bit position after the block of `length` bytes that begins at bit `at`.
    pub(crate) fn end(&self, at: usize, length: usize) -> usize {
        let at = at + self.owed_end.map_or(0, |code| code.length() as usize);
        if self.body == Body::Stored {
            return (at + 3).next_multiple_of(8) + 32 + 8 * length;
        }
        at + self.header.length() + self.body_bits + self.end_code().length() as usize
    }

    fn end_code(&self) -> Code {
        match &self.table {
            Some(table) if self.is_ended => table.end(),
            _ => Code::default(),
        }
    }

    /// Writes the block of `input`.
    pub(crate) fn write(&self, writer: &mut BitWriter, input: &[u8], sequences: &[Sequence]) {
        if let Some(code) = self.owed_end {
            writer.add_code(code);
        }
        match (&self.table, self.body) {
            (Some(table), Body::Bytes) => {
                writer.add_string(&self.header);
                writer.run(self.body_bits, |run| add_bytes(run, input, table));
                writer.add_code(self.end_code());
            }
            (Some(table), Body::Tokens) => {
                writer.add_string(&self.header);
                writer.run(self.body_bits, |run| {
                    add_tokens(run, input, sequences, table);
                });
                writer.add_code(self.end_code());
            }
            _ => {
                writer.add(0, 3);
                writer.align();
                // A block has at most 65535 bytes.
                let length = input.len() as u64;
                writer.add(length | (!length & 0xffff) << 16, 32);
                writer.add_bytes(input);
            }
        }
    }
}

/// Writes the codes of literals, three between two flushes.
#[inline(always)]
fn add_literals(run: &mut Run<'_>, literals: &[u8], codes: &[Code; 256]) {
    let groups = literals.chunks_exact(3);
    let rest = groups.remainder();
    for group in groups {
        for &byte in group {
            let code = codes[usize::from(byte)];
            run.add(code.bits(), code.length());
        }
        run.flush();
    }
    for &byte in rest {
        let code = codes[usize::from(byte)];
        run.add(code.bits(), code.length());
    }
    run.flush();
}

/// Literals before a match that are written without a branch for each.
const FEW: usize = 3;

/// Masks of the codes that are wanted, for each number of literals. From a table, since
/// the compiler makes a branch of a comparison.
const WANTED: [[u32; FEW]; FEW + 1] = [[0; 3], [!0, 0, 0], [!0, !0, 0], [!0; 3]];

/// Writes the codes of the first `count` of some bytes. How many it is cannot be
/// predicted, so a code is computed for each of them, and emptied where it is not wanted.
/// The bits are not flushed.
#[inline(always)]
fn add_few(run: &mut Run<'_>, bytes: &[u8; FEW], count: usize, codes: &[Code; 256]) {
    let wanted = WANTED.get(count).unwrap_or(&WANTED[FEW]);
    for (&byte, &mask) in bytes.iter().zip(wanted) {
        let code = codes[usize::from(byte)].masked(mask);
        run.add(code.bits(), code.length());
    }
}

fn literal_codes(table: &Table) -> [Code; 256] {
    std::array::from_fn(|byte| table.literals[byte])
}

fn add_bytes(run: &mut Run<'_>, input: &[u8], table: &Table) {
    add_literals(run, input, &literal_codes(table));
}

fn add_tokens(run: &mut Run<'_>, input: &[u8], sequences: &[Sequence], table: &Table) {
    let literals = literal_codes(table);
    // A length's code and extra bits in one: at most 20 bits.
    let lengths: [Code; 256] = std::array::from_fn(|length| {
        let symbol = usize::from(LENGTH_CODE[length]);
        let code = table.literals[FIRST_LENGTH + symbol];
        let extra = length as u32 - u32::from(LENGTH_BASE[symbol]);
        Code::new(
            code.bits() as u32 | extra << code.length(),
            code.length() + u32::from(LENGTH_EXTRA[symbol]),
        )
    });
    // The code of an offset, the smallest offset that has it, and its extra bits.
    let offsets: [(Code, u16, u8); 32] = std::array::from_fn(|code| {
        let extra = OFFSET_EXTRA.get(code).copied().unwrap_or_default();
        let bits = table.offsets.get(code).copied().unwrap_or_default();
        (bits, offset_base(code) as u16, extra)
    });
    let mut rest = input;
    for &sequence in sequences {
        let count = usize::from(sequence.literals);
        let (run_of_literals, next) = rest.split_at_checked(count).unwrap_or_default();
        match rest.first_chunk() {
            Some(first) if count <= FEW => add_few(run, first, count, &literals),
            _ => add_literals(run, run_of_literals, &literals),
        }
        let length = lengths[usize::from(sequence.length)];
        let (code, base, extra) = offsets[usize::from(sequence.offset_code & 31)];
        // At most 20 + 15 + 13 bits, and mostly few enough to fit after the literals.
        run.make_room(length.length() + code.length() + u32::from(extra));
        run.add(length.bits(), length.length());
        run.add(code.bits(), code.length());
        run.add(
            u64::from(sequence.offset.wrapping_sub(base)),
            u32::from(extra),
        );
        run.flush();
        rest = next
            .get(usize::from(sequence.length) + BASE_LENGTH..)
            .unwrap_or_default();
    }
    add_literals(run, rest, &literals);
}
