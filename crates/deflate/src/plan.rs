//! Compressing parts of one stream at the same time, with the bytes of the serial encoder.
//!
//! 1. [`Plan::search`] finds the matches of one chunk. It begins a few blocks early with an empty
//!    table; those early matches are discarded. Usually the table then equals the serial encoder's.
//!    [`Plan::search_after`] begins with the right table.
//! 2. [`Seams::settle`] takes the chunks in their order, compares the tables where chunks
//!    meet, and searches blocks again until they agree. Then it chooses the forms of the
//!    blocks, from which their sizes follow, and so the place of every bit.
//! 3. [`Part::encode`] writes the bits of a chunk.
//! 4. [`join`](crate::join) puts them together.
//!
//! Steps 1 and 3 are the work, and independent for each chunk: the caller runs them on
//! its own threads.
//! Counterpart: none; upstream compresses a stream on one thread

use crate::Generation;
use crate::finder::Chooser;
use crate::finder::Finder;
use crate::finder::Prepared;
use crate::step::Step;
use crate::stream::Block;
use crate::stream::HEADER_BITS;
use crate::stream::Part;
use crate::stream::check_length;
use crate::symbols::BLOCK;
use crate::tokens::Sequence;

/// Blocks of a chunk: 2 MB, of which searching the blocks before costs a sixteenth more,
/// or an eighth.
const CHUNK_BLOCKS: usize = 32;

/// Returns the number of blocks that are searched before a chunk. Of debug information, the tables
/// then agree at the beginning of 93 % of the chunks (with one block fewer: 15 %), in the second
/// generation at 73 % (57 %). It enters every other position only, so parses that are one byte
/// apart may stay so for megabytes.
fn early_blocks(generation: Generation) -> usize {
    match generation {
        Generation::Gen1 => 2,
        Generation::Gen2 => 4,
    }
}

/// Reports whether the table is saved for comparison at the beginning of this block of a chunk. The
/// distances grow with the number of blocks that a failed comparison wastes.
fn is_checkpoint(block: usize) -> bool {
    block == 0 || block.is_power_of_two()
}

/// Division of a stream into chunks.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    generation: Generation,
    length: usize,
    chunk_blocks: usize,
}

impl Plan {
    /// Returns the plan for a stream of `length` bytes at level 1.
    ///
    /// # Panics
    ///
    /// If there are 4 GB or more.
    #[must_use]
    pub fn new(generation: Generation, length: usize) -> Self {
        Self::with_chunks(generation, length, CHUNK_BLOCKS)
    }

    /// Returns a plan whose chunks have `blocks` blocks of 65535 bytes.
    ///
    /// # Panics
    ///
    /// If there are 4 GB or more, or no blocks in a chunk.
    #[must_use]
    pub fn with_chunks(generation: Generation, length: usize, blocks: usize) -> Self {
        check_length(length);
        assert!(blocks > 0, "a chunk has blocks");
        Self {
            generation,
            length,
            chunk_blocks: blocks,
        }
    }

    /// Returns the number of chunks, which is at least 1.
    #[must_use]
    pub fn chunks(&self) -> usize {
        self.length.div_ceil(self.chunk_blocks * BLOCK).max(1)
    }

    /// Searches chunk `index` of `data`, the whole input.
    #[must_use]
    pub fn search(&self, data: &[u8], index: usize) -> Chunk {
        let first = index * self.chunk_blocks;
        let mut finder = Finder::new(self.generation);
        let mut sequences = Vec::new();
        for block in first.saturating_sub(early_blocks(self.generation))..first {
            let start = block * BLOCK;
            finder.search(&data[..start + BLOCK], start, &mut sequences);
        }
        self.search_from(data, index, finder)
    }

    /// Searches the chunk after `chunk`, from the table at the end of `chunk`. If that table is
    /// right, so is the result: with fewer threads than streams, no block needs to be searched
    /// twice.
    #[must_use]
    pub fn search_after(&self, data: &[u8], chunk: &Chunk) -> Chunk {
        self.search_from(data, chunk.index + 1, chunk.finder.clone())
    }

    fn search_from(&self, data: &[u8], index: usize, mut finder: Finder) -> Chunk {
        let first = index * self.chunk_blocks;
        let last = (first + self.chunk_blocks).min(self.length.div_ceil(BLOCK));
        let mut sequences = Vec::new();
        let mut checkpoints = Vec::new();
        let mut blocks = Vec::with_capacity(last.saturating_sub(first));
        for block in first..last {
            let start = block * BLOCK;
            let end = (start + BLOCK).min(self.length);
            if index > 0 && is_checkpoint(block - first) {
                checkpoints.push((start, finder.live(start)));
            }
            finder.search(&data[..end], start, &mut sequences);
            let prepared = Prepared::new(self.generation, &data[start..end], &sequences);
            let sequences = sequences.clone();
            let block = Block {
                start,
                end,
                sequences,
            };
            blocks.push((block, prepared));
        }
        Chunk {
            index,
            blocks,
            checkpoints,
            finder,
        }
    }
}

/// A chunk that was searched from a table which may be wrong.
#[derive(Debug)]
pub struct Chunk {
    index: usize,
    blocks: Vec<(Block, Prepared)>,
    /// The tables at some places.
    checkpoints: Vec<(usize, Vec<u32>)>,
    /// The table at the end.
    finder: Finder,
}

/// Makes chunks into parts of the stream.
#[derive(Debug)]
pub struct Seams {
    plan: Plan,
    /// The table at the end of the last chunk, which is right.
    finder: Option<Finder>,
    chooser: Chooser,
    /// The next chunk.
    next: usize,
    /// The next bit of the stream.
    at: usize,
    redone: usize,
}

impl Seams {
    /// Returns the state before the first chunk.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            plan: *plan,
            finder: None,
            chooser: Chooser::new(),
            next: 0,
            at: HEADER_BITS,
            redone: 0,
        }
    }

    /// Returns the number of blocks that were searched again.
    #[must_use]
    pub fn redone(&self) -> usize {
        self.redone
    }

    /// Corrects the next chunk and gives it its place. `data` is the whole input.
    ///
    /// # Panics
    ///
    /// If the chunks are not in order.
    pub fn settle(&mut self, data: &[u8], mut chunk: Chunk) -> Part {
        assert_eq!(chunk.index, self.next, "chunks are settled in order");
        self.next += 1;
        let is_right_at_end = self.correct(data, &mut chunk);
        if is_right_at_end {
            self.finder = Some(chunk.finder);
        }
        let start = self.at;
        let is_last_chunk = self.next == self.plan.chunks();
        let mut blocks: Vec<(Block, Step)> = Vec::with_capacity(chunk.blocks.len());
        for (block, prepared) in chunk.blocks {
            let input = block.input(data);
            let is_last = block.end == self.plan.length;
            let step = self.chooser.choose(input, prepared, is_last);
            self.at = step.end(self.at, input.len());
            blocks.push((block, step));
        }
        Part {
            generation: self.plan.generation,
            start,
            end: self.at,
            blocks,
            is_last: is_last_chunk,
        }
    }

    /// Searches blocks again until the tables agree. Reports whether they ever do, and otherwise
    /// retains the right table.
    fn correct(&mut self, data: &[u8], chunk: &mut Chunk) -> bool {
        let Some(mut finder) = self.finder.take() else {
            return true;
        };
        let mut sequences: Vec<Sequence> = Vec::new();
        let mut checkpoints = chunk.checkpoints.iter();
        let mut checkpoint = checkpoints.next();
        for (block, prepared) in &mut chunk.blocks {
            if let Some((at, seen)) = checkpoint
                && *at == block.start
            {
                if *seen == finder.live(block.start) {
                    return true;
                }
                checkpoint = checkpoints.next();
            }
            self.redone += 1;
            finder.search(&data[..block.end], block.start, &mut sequences);
            if sequences != block.sequences {
                let input = block.input(data);
                *prepared = Prepared::new(self.plan.generation, input, &sequences);
                block.sequences.clone_from(&sequences);
            }
        }
        self.finder = Some(finder);
        false
    }
}
