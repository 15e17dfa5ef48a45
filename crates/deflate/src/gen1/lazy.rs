//! The search for matches at levels 5 and 6: chains of positions with the same hash. A match is
//! only taken if the next position has no longer one.
//!
//! Upstream has a window of two halves and moves it when the search is near its end. Matches before
//! the window are not found, and a block that began before it cannot be stored; both depend on the
//! time of the move, and so on the sizes of the caller's writes. Positions here count from the
//! start of the stream, but the window moves as upstream's does.
//! Counterpart: deflate, fillDeflate and findMatch of compress/flate/deflate.go

use crate::gen1::form;
use crate::read::common;
use crate::step::Step;
use crate::symbols::MAX_LENGTH;
use crate::symbols::MAX_OFFSET;
use crate::tokens::Sequence;

const HASH_BITS: u32 = 17;

/// The shortest match.
const LEAST: usize = 4;

/// Number of bytes that must follow a position before it is searched, except at the end of the
/// stream.
const LOOKAHEAD: usize = LEAST + MAX_LENGTH;

/// Both halves of the window.
const WINDOW: usize = 2 * MAX_OFFSET;

/// Tokens of a block.
const BLOCK_TOKENS: usize = 1 << 14;

/// A match of the shortest length may be so far back.
const NEAR: usize = 4096;

/// Effort of the search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// A match of this length is taken at once.
    lazy: usize,
    /// A match of this length ends the search.
    nice: usize,
    /// Places of a chain that are tried.
    chain: usize,
}

impl Effort {
    pub(crate) const FIVE: Self = Self {
        lazy: 16,
        nice: 32,
        chain: 32,
    };
    pub(crate) const SIX: Self = Self {
        lazy: 16,
        nice: 128,
        chain: 128,
    };
}

/// Searches `data`, which is written in pieces of `piece` bytes, and calls `emit` with
/// the form, the bytes and the matches of each block.
pub(crate) fn encode(
    data: &[u8],
    effort: Effort,
    piece: usize,
    emit: &mut impl FnMut(&Step, &[u8], &[Sequence]),
) {
    let mut search = Search {
        data,
        effort,
        heads: vec![0; 1 << HASH_BITS],
        previous: vec![0; MAX_OFFSET],
        at: 0,
        base: 0,
        end: 0,
        best: None,
        is_pending: false,
        block: Pending::default(),
    };
    for piece in data.chunks(piece.max(1)) {
        let mut rest = piece.len();
        while rest > 0 {
            search.run(false, emit);
            rest -= search.fill(rest);
        }
    }
    search.run(true, emit);
}

/// The block that is being made.
#[derive(Debug, Default)]
struct Pending {
    start: usize,
    /// True if its beginning has left the window.
    is_cut: bool,
    sequences: Vec<Sequence>,
    /// Literals are not written yet from here on.
    emitted: usize,
    tokens: usize,
}

/// A match: its length and how far back it is.
#[derive(Clone, Copy, Debug)]
struct Match {
    length: usize,
    offset: usize,
}

struct Search<'a> {
    data: &'a [u8],
    effort: Effort,
    /// The last place of each hash, plus 1.
    heads: Vec<u32>,
    /// The place before each place of the window with the same hash, plus 1.
    previous: Vec<u32>,
    /// The next place.
    at: usize,
    /// The beginning of the window.
    base: usize,
    /// End of the written bytes.
    end: usize,
    /// The deferred match at the position before.
    best: Option<Match>,
    /// True if the byte before `at` has no token yet.
    is_pending: bool,
    block: Pending,
}

impl Search<'_> {
    /// Adds up to `count` bytes to the window; returns their number.
    fn fill(&mut self, count: usize) -> usize {
        if self.at - self.base >= WINDOW - LOOKAHEAD {
            self.base += MAX_OFFSET;
            self.block.is_cut |= self.block.start < self.base;
        }
        let count = count.min(self.base + WINDOW - self.end);
        self.end += count;
        count
    }

    /// Searches the bytes in the window, at the end of the stream to its end.
    fn run(&mut self, is_last: bool, emit: &mut impl FnMut(&Step, &[u8], &[Sequence])) {
        let insertable = (self.end + 1).saturating_sub(LEAST);
        loop {
            let lookahead = self.end - self.at;
            if lookahead < LOOKAHEAD {
                if !is_last {
                    return;
                }
                if lookahead == 0 {
                    if self.is_pending {
                        self.is_pending = false;
                        self.block.tokens += 1;
                    }
                    if self.block.tokens > 0 {
                        self.end_block(emit);
                    }
                    return;
                }
            }
            let mut candidate = 0;
            if self.at < insertable {
                candidate = self.insert(self.at);
            }
            let previous = self.best.take();
            let previous_length = previous.map_or(LEAST - 1, |found| found.length);
            if lookahead > previous_length && previous_length < self.effort.lazy {
                self.best = self.find(candidate, lookahead);
            }
            let length = self.best.map_or(LEAST - 1, |found| found.length);
            match previous {
                Some(found) if length <= found.length => {
                    self.take(found, insertable);
                    self.best = None;
                }
                _ => {
                    self.block.tokens += usize::from(self.is_pending);
                    if self.is_pending && self.block.tokens == BLOCK_TOKENS {
                        self.end_block(emit);
                    }
                    self.at += 1;
                    self.is_pending = true;
                    continue;
                }
            }
            if self.block.tokens == BLOCK_TOKENS {
                self.end_block(emit);
            }
        }
    }

    /// Enters a place in its chain; returns the chain's first place before, plus 1.
    fn insert(&mut self, at: usize) -> u32 {
        let bytes = self.data.get(at..at + LEAST).unwrap_or_default();
        let number = bytes
            .iter()
            .fold(0, |sum, &byte| sum << 8 | u32::from(byte));
        let hash = number.wrapping_mul(0x1e35_a7bd) >> (32 - HASH_BITS);
        let head = &mut self.heads[hash as usize];
        let before = *head;
        self.previous[at % MAX_OFFSET] = before;
        *head = at as u32 + 1;
        before
    }

    /// Returns the best match for the next place along the chain from `candidate`, which
    /// is a place plus 1.
    fn find(&self, candidate: u32, lookahead: usize) -> Option<Match> {
        let at = self.at;
        let least = at.saturating_sub(MAX_OFFSET).max(self.base);
        let end = at + lookahead.min(MAX_LENGTH);
        let nice = self.effort.nice.min(end - at);
        let byte_at = |place: usize| self.data.get(place).copied().unwrap_or_default();
        let mut best = None;
        let mut length = LEAST - 1;
        let mut wanted = byte_at(at + length);
        let mut next = candidate;
        for _ in 0..self.effort.chain {
            let Some(place) = (next as usize).checked_sub(1) else {
                break;
            };
            if place < least {
                break;
            }
            if byte_at(place + length) == wanted {
                // Places are 32-bit numbers.
                let n = common(self.data, at as u32, place as u32, end as u32) as usize;
                if n > length && (n > LEAST || at - place <= NEAR) {
                    length = n;
                    let offset = at - place;
                    best = Some(Match { length, offset });
                    if n >= nice {
                        break;
                    }
                    wanted = byte_at(at + n);
                }
            }
            // The rest of the chain has been overwritten.
            if place + MAX_OFFSET == at {
                break;
            }
            next = self.previous[place % MAX_OFFSET];
        }
        best
    }

    /// Takes the match at the place before.
    fn take(&mut self, found: Match, insertable: usize) {
        let start = self.at - 1;
        let literals = start - self.block.emitted;
        let end = start + found.length;
        self.block.sequences.push(Sequence::new(
            literals as u32,
            found.length as u32,
            found.offset as u32,
        ));
        self.block.emitted = end;
        self.block.tokens += 1;
        for place in self.at + 1..end.min(insertable) {
            self.insert(place);
        }
        self.at = end;
        self.is_pending = false;
    }

    /// Ends the block before the next place.
    fn end_block(&mut self, emit: &mut impl FnMut(&Step, &[u8], &[Sequence])) {
        let block = &mut self.block;
        let input = self.data.get(block.start..self.at).unwrap_or_default();
        let step = form::smallest(input, &block.sequences, !block.is_cut);
        emit(&step, input, &block.sequences);
        block.sequences.clear();
        block.start = self.at;
        block.emitted = self.at;
        block.tokens = 0;
        block.is_cut = false;
    }
}
