//! A stream whose input comes piece by piece, and is forgotten when it was compressed.
//!
//! Places of the input are counted from the beginning of a window. When the window moves,
//! the search's places move by the same distance, so it finds the same matches.
//! Counterpart: Write and Close of compress/zlib/writer.go

use crate::Generation;
use crate::adler;
use crate::bits::BitWriter;
use crate::finder::Chooser;
use crate::finder::Finder;
use crate::finder::Prepared;
use crate::stream::HEADER;
use crate::stream::check_length;
use crate::stream::end_stream;
use crate::symbols::BLOCK;
use crate::tokens::Sequence;

/// Number of compressed bytes that stay in the window: matches refer to at most 32768 bytes back,
/// and a table may contain them.
const KEPT: usize = BLOCK;

/// Number of unneeded bytes at which the window moves.
const MOVED: usize = 1 << 20;

/// Compresses as [`zlib`](crate::zlib) does, and needs only a part of the input at a time.
#[derive(Debug)]
pub struct Gradual {
    generation: Generation,
    finder: Finder,
    chooser: Chooser,
    sequences: Vec<Sequence>,
    writer: BitWriter,
    checksum: u32,
    /// The input, from some place on.
    window: Vec<u8>,
    /// Number of compressed bytes of the window.
    done: usize,
    /// Length of the whole input in bytes.
    length: usize,
}

impl Gradual {
    /// Starts a stream, probably of `length` bytes.
    #[must_use]
    pub fn new(generation: Generation, length: usize) -> Self {
        let mut writer = BitWriter::new(0, 2 * length);
        writer.add_bytes(&HEADER);
        Self {
            generation,
            finder: Finder::new(generation),
            chooser: Chooser::new(),
            sequences: Vec::new(),
            writer,
            checksum: adler::checksum(&[]),
            window: Vec::new(),
            done: 0,
            length: 0,
        }
    }

    /// Adds `length` bytes, which `write` fills in: they are zero before.
    pub fn add<R>(&mut self, length: usize, write: impl FnOnce(&mut [u8]) -> R) -> R {
        let start = self.window.len();
        self.window.resize(start + length, 0);
        self.length += length;
        let result = write(&mut self.window[start..]);
        // A block is the last one only if no more bytes follow.
        while self.window.len() - self.done > BLOCK {
            self.compress(self.done + BLOCK, false);
        }
        if self.done > KEPT + MOVED {
            let distance = self.done - KEPT;
            self.window.drain(..distance);
            self.done = KEPT;
            self.finder.move_back(distance);
        }
        result
    }

    /// Compresses the bytes before `end`.
    fn compress(&mut self, end: usize, is_last: bool) {
        let start = self.done;
        let seen = &self.window[..end];
        self.finder.search(seen, start, &mut self.sequences);
        let input = &seen[start..];
        let prepared = Prepared::new(self.generation, input, &self.sequences);
        let step = self.chooser.choose(input, prepared, is_last);
        step.write(&mut self.writer, input, &self.sequences);
        self.checksum = adler::combine(self.checksum, adler::checksum(input), input.len());
        self.done = end;
    }

    /// Returns the stream.
    ///
    /// # Panics
    ///
    /// If there were 4 GB or more.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        check_length(self.length);
        if self.done < self.window.len() {
            self.compress(self.window.len(), true);
        }
        end_stream(&mut self.writer, self.generation);
        let mut out = self.writer.finish();
        out.extend_from_slice(&self.checksum.to_be_bytes());
        out
    }
}
