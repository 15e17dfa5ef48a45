//! Chooses the form of a block. A block may use the codes of the block before it, so the
//! choice is made in the order of the stream.
//!
//! Counterpart: deflateFast of compress/flate/deflate.go; writeBlockDynamic and
//! writeBlockHuff of huffman_bit_writer.go

use std::sync::Arc;

use crate::bits::BitString;
use crate::bits::Code;
use crate::gen2::estimate;
use crate::step::Body;
use crate::step::Step;
use crate::symbols::END;
use crate::table::Table;
use crate::tokens::Counts;
use crate::tokens::Sequence;

/// Last blocks shorter than this are not searched for matches.
pub(crate) const LEAST_SEARCHED: usize = 128;

/// Last blocks up to this length are stored.
const MOST_STORED: usize = 32;

/// Blocks with fewer tokens may use the codes that the format defines.
const MOST_FIXED: usize = 250;

/// A new table must save one part in 2 to this power.
const PENALTY: usize = 7;

/// The size of a header that is not known yet.
const GUESSED_HEADER: usize = 70 * 8;

/// A table that is in use: its block is not ended.
#[derive(Clone, Debug)]
struct Open {
    table: Arc<Table>,
    /// The bits of its header.
    header: usize,
    /// True if it has no codes for matches.
    is_bytes: bool,
}

/// Chooses forms block after block.
#[derive(Debug)]
pub(crate) struct Chooser {
    open: Option<Open>,
    fixed: Arc<Table>,
}

impl Chooser {
    pub(crate) fn new() -> Self {
        Self {
            open: None,
            fixed: Arc::new(Table::fixed()),
        }
    }

    /// Returns the form of the block `input`.
    pub(crate) fn choose(&mut self, input: &[u8], found: &SymbolCounts, is_last: bool) -> Step {
        match found {
            SymbolCounts::Nothing => self.stored(),
            SymbolCounts::Bytes(counts) => self.bytes(input, counts, is_last),
            SymbolCounts::Tokens(counts, tokens) => self.tokens(input, counts, *tokens, is_last),
        }
    }

    /// Ends the open block, if there is one.
    fn close(&mut self) -> Option<Code> {
        self.open.take().map(|open| open.table.end())
    }

    fn stored(&mut self) -> Step {
        Step::stored(self.close())
    }

    /// Chooses for a block that is written without matches.
    fn bytes(&mut self, input: &[u8], counts: &Counts, is_last: bool) -> Step {
        let stored = (input.len() + 5) * 8;
        if input.len() > 1024 && is_flat(counts, input.len()) {
            return self.stored();
        }
        let table = Table::best(counts);
        // The offset that the table must have is not written.
        let literals = table.size(counts) - 1;
        let header = self
            .open
            .as_ref()
            .map_or(GUESSED_HEADER, |open| open.header);
        let mut estimated = literals + header;
        estimated += estimated >> PENALTY;
        if stored <= estimated {
            return self.stored();
        }
        if let Some(open) = &self.open {
            let reused = open.table.size_of_bytes(counts);
            if let Some(body_bits) = reused.filter(|&reused| reused <= estimated) {
                return self.reuse(Body::Bytes, body_bits, is_last);
            }
        }
        let owed_end = self.close();
        let header = table.header(counts);
        let body_bits = literals - table.end().length() as usize;
        self.start(
            owed_end,
            header,
            Body::Bytes,
            Arc::new(table),
            body_bits,
            is_last,
        )
    }

    /// Chooses for a block with matches; `tokens` is the number of its tokens without its
    /// end.
    fn tokens(&mut self, input: &[u8], counts: &Counts, tokens: usize, is_last: bool) -> Step {
        let stored = (input.len() + 5) * 8;
        let extra = counts.extra_bits();
        // Upstream counts the end only where it is written at once.
        let tokens = tokens + usize::from(is_last);
        let mut owed_end = None;
        let is_reusable = |open: &Open| !open.is_bytes && open.table.has_all(counts);
        if self.open.as_ref().is_some_and(|open| !is_reusable(open)) {
            owed_end = self.close();
        }
        if let Some(open) = &self.open {
            let mut new = open.header + estimate::bits(counts, tokens);
            new += open.table.end().length() as usize + (new >> PENALTY);
            let reused = open.table.size(counts) + extra;
            let end = open.table.end().length() as usize;
            let size = if new < reused {
                owed_end = self.close();
                new
            } else {
                reused
            };
            if tokens < MOST_FIXED && self.fixed_size(counts, extra) + 7 < size {
                if stored <= size {
                    return Step::stored(owed_end.or(self.close()));
                }
                return self.fixed(owed_end, counts, extra);
            }
            if stored <= size {
                return Step::stored(owed_end.or(self.close()));
            }
            if self.open.is_some() {
                return self.reuse(Body::Tokens, reused - end, is_last);
            }
        }
        let table = Table::best(counts);
        let header = table.header(counts);
        let size = header.length() + table.size(counts) + extra;
        if tokens < MOST_FIXED {
            let fixed = self.fixed_size(counts, extra);
            if fixed <= size {
                if stored <= fixed {
                    return Step::stored(owed_end);
                }
                return self.fixed(owed_end, counts, extra);
            }
        }
        if stored <= size {
            return Step::stored(owed_end);
        }
        let body_bits = size - header.length() - table.end().length() as usize;
        self.start(
            owed_end,
            header,
            Body::Tokens,
            Arc::new(table),
            body_bits,
            is_last,
        )
    }

    /// Begins a block with codes of its own.
    fn start(
        &mut self,
        owed_end: Option<Code>,
        header: BitString,
        body: Body,
        table: Arc<Table>,
        body_bits: usize,
        is_last: bool,
    ) -> Step {
        self.open = (!is_last).then(|| Open {
            table: Arc::clone(&table),
            header: header.length(),
            is_bytes: body == Body::Bytes,
        });
        Step {
            owed_end,
            header,
            body,
            table: Some(table),
            body_bits,
            is_ended: is_last,
        }
    }

    /// Continues with the codes of the open block.
    fn reuse(&mut self, body: Body, body_bits: usize, is_last: bool) -> Step {
        let table = self.open.as_ref().map(|open| Arc::clone(&open.table));
        if is_last {
            self.open = None;
        }
        Step {
            owed_end: None,
            header: BitString::default(),
            body,
            table,
            body_bits,
            is_ended: is_last,
        }
    }

    /// Returns the size of a block with the codes that the format defines.
    fn fixed_size(&self, counts: &Counts, extra: usize) -> usize {
        3 + self.fixed.size(counts) + extra
    }

    fn fixed(&mut self, owed_end: Option<Code>, counts: &Counts, extra: usize) -> Step {
        let owed_end = owed_end.or(self.close());
        Step {
            owed_end,
            header: BitString::of(2, 3),
            body: Body::Tokens,
            table: Some(Arc::clone(&self.fixed)),
            body_bits: self.fixed.size(counts) + extra - self.fixed.end().length() as usize,
            is_ended: true,
        }
    }
}

/// Symbol frequencies of a searched block.
#[derive(Debug)]
pub(crate) enum SymbolCounts {
    /// No match, or too few bytes to search.
    Nothing,
    /// Too few matches: the block is written without them.
    Bytes(Counts),
    /// Matches, and the number of tokens.
    Tokens(Counts, usize),
}

impl SymbolCounts {
    /// Counts a block, which was searched if it has at least [`LEAST_SEARCHED`] bytes.
    pub(crate) fn new(input: &[u8], sequences: &[Sequence]) -> Self {
        let is_searched = input.len() >= LEAST_SEARCHED;
        if input.len() <= MOST_STORED || is_searched && sequences.is_empty() {
            return Self::Nothing;
        }
        let matched: usize = sequences
            .iter()
            .map(|sequence| sequence.width() - usize::from(sequence.literals) - 1)
            .sum();
        let tokens = input.len() - matched;
        if !is_searched || tokens > input.len() - input.len() / 16 {
            let mut counts = Counts::of_bytes(input);
            counts.offsets[0] = 1;
            return Self::Bytes(counts);
        }
        Self::Tokens(Counts::of_tokens(input, sequences), tokens)
    }
}

/// Reports whether all bytes are about equally frequent.
fn is_flat(counts: &Counts, length: usize) -> bool {
    let average = length as f64 / 256.0;
    let variance: f64 = counts.literals[..END]
        .iter()
        .map(|&count| (f64::from(count) - average).powi(2))
        .sum();
    variance < (length * 2) as f64
}
