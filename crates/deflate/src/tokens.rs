//! Matches of a block.
//!
//! Literals have no tokens of their own: a sequence counts them, and their bytes are read from the
//! input again. This needs a fraction of the memory of a token per literal, and runs of literals
//! are encoded together.
//! Counterpart: compress/flate/token.go

use crate::symbols::BASE_LENGTH;
use crate::symbols::END;
use crate::symbols::FIRST_LENGTH;
use crate::symbols::LENGTH_CODE;
use crate::symbols::LENGTH_EXTRA;
use crate::symbols::LITERALS;
use crate::symbols::OFFSET_EXTRA;
use crate::symbols::OFFSETS;
use crate::symbols::offset_code;

/// Literals and the match that follows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sequence {
    /// The number of literals.
    pub(crate) literals: u16,
    /// The length of the match, less [`BASE_LENGTH`].
    pub(crate) length: u8,
    /// The code of the offset.
    pub(crate) offset_code: u8,
    /// Distance of the match in bytes, less 1.
    pub(crate) offset: u16,
}

impl Sequence {
    /// Returns a sequence from its real numbers: a match of 3 to 258 bytes, at most 32768 bytes
    /// back, after fewer than 65536 literals.
    #[inline(always)]
    pub(crate) fn new(literals: u32, length: u32, offset: u32) -> Self {
        Self {
            literals: literals as u16,
            length: (length - BASE_LENGTH as u32) as u8,
            offset_code: offset_code(offset - 1),
            offset: (offset - 1) as u16,
        }
    }

    /// Returns the number of bytes that the sequence covers.
    #[inline(always)]
    pub(crate) fn width(self) -> usize {
        usize::from(self.literals) + usize::from(self.length) + BASE_LENGTH
    }
}

/// Literals before a match that are counted without a branch for each. A match is longer.
const FEW: usize = 3;

/// Frequencies of the symbols of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Bytes, the end of the block (once), lengths.
    pub(crate) literals: [u32; LITERALS],
    /// Offsets.
    pub(crate) offsets: [u32; OFFSETS],
}

impl Counts {
    /// Counts the tokens of a block.
    pub(crate) fn of_tokens(input: &[u8], sequences: &[Sequence]) -> Self {
        let mut literals = [[0_u32; 256]; FEW];
        let mut lengths = [0_u32; 256];
        let mut offsets = [0_u32; 32];
        let mut rest = input;
        for sequence in sequences {
            let count = usize::from(sequence.literals);
            // The number of literals cannot be predicted, so the first few bytes are always
            // counted, as 0 where they are not literals.
            if let Some(first) = rest.first_chunk::<FEW>() {
                for (index, &byte) in first.iter().enumerate() {
                    literals[index][usize::from(byte)] += u32::from(index < count);
                }
            }
            let (run, next) = rest.split_at_checked(count).unwrap_or_default();
            for &byte in run.get(FEW..).unwrap_or_default() {
                literals[0][usize::from(byte)] += 1;
            }
            lengths[usize::from(sequence.length)] += 1;
            offsets[usize::from(sequence.offset_code & 31)] += 1;
            rest = next
                .get(usize::from(sequence.length) + BASE_LENGTH..)
                .unwrap_or_default();
        }
        for &byte in rest {
            literals[0][usize::from(byte)] += 1;
        }
        let mut counts = Self::sum_of(&literals);
        for (&code, &count) in LENGTH_CODE.iter().zip(&lengths) {
            counts.literals[FIRST_LENGTH + usize::from(code)] += count;
        }
        counts.offsets.copy_from_slice(&offsets[..OFFSETS]);
        counts
    }

    /// Counts a block without matches.
    pub(crate) fn of_bytes(input: &[u8]) -> Self {
        let mut literals = [[0_u32; 256]; 4];
        let rows = input.chunks_exact(4);
        for &byte in rows.remainder() {
            literals[0][usize::from(byte)] += 1;
        }
        for row in rows {
            for (count, &byte) in literals.iter_mut().zip(row) {
                count[usize::from(byte)] += 1;
            }
        }
        Self::sum_of(&literals)
    }

    fn sum_of(tables: &[[u32; 256]]) -> Self {
        let mut counts = Self {
            literals: [0; LITERALS],
            offsets: [0; OFFSETS],
        };
        for table in tables {
            for (sum, count) in counts.literals.iter_mut().zip(table) {
                *sum += count;
            }
        }
        counts.literals[END] = 1;
        counts
    }

    /// Returns the number of extra bits after the codes of lengths and offsets.
    pub(crate) fn extra_bits(&self) -> usize {
        let lengths = weighted(&self.literals[FIRST_LENGTH..], &LENGTH_EXTRA);
        lengths + weighted(&self.offsets, &OFFSET_EXTRA)
    }
}

/// Returns the sum of counts times weights.
pub(crate) fn weighted(counts: &[u32], weights: &[u8]) -> usize {
    counts
        .iter()
        .zip(weights)
        .map(|(&count, &weight)| count as usize * usize::from(weight))
        .sum()
}
