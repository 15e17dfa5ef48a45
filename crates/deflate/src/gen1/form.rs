//! Chooses the form of a block. Blocks do not depend on each other.
//!
//! Counterpart: encSpeed of compress/flate/deflate.go; writeBlock, writeBlockDynamic and
//! writeBlockHuff of huffman_bit_writer.go

use std::sync::Arc;

use crate::bits::BitString;
use crate::step::Body;
use crate::step::Step;
use crate::symbols::BLOCK;
use crate::table::Table;
use crate::tokens::Counts;
use crate::tokens::Sequence;

/// Last blocks shorter than this are not searched for matches.
pub(crate) const LEAST_SEARCHED: usize = 128;

/// Last blocks up to this length are stored.
const MOST_STORED: usize = 16;

/// Returns the form of the block `input` at level 1.
pub(crate) fn choose(input: &[u8], sequences: &[Sequence]) -> Step {
    if input.len() <= MOST_STORED {
        return Step::stored(None);
    }
    let matched: usize = sequences
        .iter()
        .map(|sequence| sequence.width() - usize::from(sequence.literals) - 1)
        .sum();
    // Matches must have saved a sixteenth of the tokens.
    let is_matched =
        input.len() >= LEAST_SEARCHED && input.len() - matched <= input.len() - input.len() / 16;
    let (counts, body) = if is_matched {
        (Counts::of_tokens(input, sequences), Body::Tokens)
    } else {
        let mut counts = Counts::of_bytes(input);
        // One offset, so that there is a table of offsets.
        counts.offsets[0] = 1;
        (counts, Body::Bytes)
    };
    let table = Table::best(&counts);
    let header = table.header(&counts);
    // Like upstream, this neglects extra bits, and counts an offset that is not written.
    let size = header.length() + table.size(&counts);
    if (input.len() + 5) * 8 < size + size / 16 {
        return Step::stored(None);
    }
    let unused = match body {
        Body::Tokens => 0,
        _ => 1,
    };
    let end = table.end().length() as usize;
    Step {
        owed_end: None,
        body_bits: table.size(&counts) - unused - end + counts.extra_bits(),
        header,
        body,
        table: Some(Arc::new(table)),
        is_ended: true,
    }
}

/// Returns the smallest form of the block `input` at the levels above 1. The block is
/// only stored if upstream still has its bytes.
pub(crate) fn smallest(input: &[u8], sequences: &[Sequence], is_storable: bool) -> Step {
    let mut counts = Counts::of_tokens(input, sequences);
    let extra = counts.extra_bits();
    let unused = u32::from(sequences.is_empty());
    // One offset, so that there is a table of offsets. Upstream counts its code.
    counts.offsets[0] += unused;
    let fixed = Table::fixed();
    let table = Table::best(&counts);
    let header = table.header(&counts);
    let fixed_size = 3 + fixed.size(&counts) + extra;
    let size = header.length() + table.size(&counts) + extra;
    let stored = (input.len() + 5) * 8;
    if is_storable && input.len() <= BLOCK && stored < size.min(fixed_size) {
        return Step::stored(None);
    }
    let (table, header) = if size < fixed_size {
        (table, header)
    } else {
        (fixed, BitString::of(2, 3))
    };
    counts.offsets[0] -= unused;
    let end = table.end().length() as usize;
    Step {
        owed_end: None,
        body_bits: table.size(&counts) - end + extra,
        header,
        body: Body::Tokens,
        table: Some(Arc::new(table)),
        is_ended: true,
    }
}
