//! Common interface of the two generations: the search for matches, and the choice of forms.
//!
//! Counterpart: encSpeed of Go 1.26's and deflateFast of Go 1.27's compress/flate/deflate.go

use crate::Generation;
use crate::gen1;
use crate::gen2;
use crate::gen2::thorough::Thorough;
use crate::step::Step;
use crate::tokens::Sequence;

/// The state of the search, which goes from block to block.
#[derive(Clone, Debug)]
pub(crate) enum Finder {
    Gen1(gen1::fast::Fast),
    Gen2(gen2::fast::Fast),
    Gen2Five(Thorough<false>),
    Gen2Six(Thorough<true>),
}

impl Finder {
    pub(crate) fn new(generation: Generation) -> Self {
        match generation {
            Generation::Gen1 => Self::Gen1(gen1::fast::Fast::new()),
            Generation::Gen2 => Self::Gen2(gen2::fast::Fast::new()),
        }
    }

    /// Returns the part of the state that matters to blocks from `at` on.
    pub(crate) fn live(&self, at: usize) -> Vec<u32> {
        match self {
            Self::Gen1(fast) => fast.live(at),
            Self::Gen2(fast) => fast.live(at),
            // Streams at these levels are not cut.
            Self::Gen2Five(_) | Self::Gen2Six(_) => Vec::new(),
        }
    }

    /// Counts places from `distance` bytes further on.
    pub(crate) fn move_back(&mut self, distance: usize) {
        match self {
            Self::Gen1(fast) => fast.move_back(distance),
            Self::Gen2(fast) => fast.move_back(distance),
            // Streams at these levels are searched as a whole.
            Self::Gen2Five(_) | Self::Gen2Six(_) => {}
        }
    }

    /// Searches the block that begins at `start` and ends with `data`. Only the last
    /// block of a stream is shorter than the others, and a very short one is not searched.
    pub(crate) fn search(&mut self, data: &[u8], start: usize, sequences: &mut Vec<Sequence>) {
        let length = data.len() - start;
        match self {
            Self::Gen1(fast) if length >= gen1::form::LEAST_SEARCHED => {
                fast.search(data, start, sequences);
            }
            Self::Gen2(fast) if length >= gen2::form::LEAST_SEARCHED => {
                fast.search(data, start, sequences);
            }
            Self::Gen2Five(tables) if length >= gen2::form::LEAST_SEARCHED => {
                tables.search(data, start, sequences);
            }
            Self::Gen2Six(tables) if length >= gen2::form::LEAST_SEARCHED => {
                tables.search(data, start, sequences);
            }
            _ => sequences.clear(),
        }
    }
}

/// Result of preparing a block's form without the blocks before it.
#[derive(Debug)]
pub(crate) enum Prepared {
    /// Everything.
    Chosen(Step),
    /// The frequencies of its symbols, from which the form is chosen later.
    Counted(Box<gen2::form::SymbolCounts>),
}

impl Prepared {
    pub(crate) fn new(generation: Generation, input: &[u8], sequences: &[Sequence]) -> Self {
        match generation {
            Generation::Gen1 => Self::Chosen(gen1::form::choose(input, sequences)),
            Generation::Gen2 => {
                Self::Counted(Box::new(gen2::form::SymbolCounts::new(input, sequences)))
            }
        }
    }
}

/// Chooses the forms of blocks, in their order.
#[derive(Debug)]
pub(crate) struct Chooser(gen2::form::Chooser);

impl Chooser {
    pub(crate) fn new() -> Self {
        Self(gen2::form::Chooser::new())
    }

    pub(crate) fn choose(&mut self, input: &[u8], prepared: Prepared, is_last: bool) -> Step {
        match prepared {
            Prepared::Chosen(step) => step,
            Prepared::Counted(found) => self.0.choose(input, &found, is_last),
        }
    }
}
