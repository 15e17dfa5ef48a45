//! A whole stream: its beginning, its end, and joining parts that were encoded apart.
//!
//! Counterpart: compress/zlib/writer.go; close of compress/flate/deflate.go

use crate::Generation;
use crate::Level;
use crate::adler;
use crate::bits::BitWriter;
use crate::finder::Chooser;
use crate::finder::Finder;
use crate::finder::Prepared;
use crate::gen1::lazy;
use crate::gen1::lazy::Effort;
use crate::gen2::thorough::Thorough;
use crate::step::Step;
use crate::symbols::BLOCK;
use crate::tokens::Sequence;

/// The first bytes at level 1: deflate with a window of 32768 bytes, fastest.
pub(crate) const HEADER: [u8; 2] = [0x78, 0x01];

/// The bits before the first block.
pub(crate) const HEADER_BITS: usize = 8 * HEADER.len();

/// Compresses `data` as Go's compress/zlib does at level 1 (`BestSpeed`).
///
/// # Panics
///
/// If `data` has 4 GB or more.
#[must_use]
pub fn zlib(generation: Generation, data: &[u8]) -> Vec<u8> {
    zlib_at_level(generation, Level::One, data, usize::MAX)
}

/// Compresses `data` as Go's compress/zlib does.
///
/// `piece` is how many bytes are written at once: up to Go 1.26, above level 1, the
/// result depends on it.
///
/// # Panics
///
/// If `data` has 4 GB or more.
#[must_use]
pub fn zlib_at_level(generation: Generation, level: Level, data: &[u8], piece: usize) -> Vec<u8> {
    let header = match level {
        Level::One => HEADER,
        Level::Five => [0x78, 0x5e],
        Level::Six => [0x78, 0x9c],
    };
    let mut writer = BitWriter::new(0, 2 * data.len());
    writer.add_bytes(&header);
    let checksum = encode(generation, level, data, piece, &mut writer);
    let mut out = writer.finish();
    out.extend_from_slice(&checksum.to_be_bytes());
    out
}

/// Compresses `data` as Go's compress/flate does, without header and checksum; see
/// [`zlib_at_level`] for `piece`.
///
/// # Panics
///
/// If `data` has 4 GB or more.
#[must_use]
pub fn flate(generation: Generation, level: Level, data: &[u8], piece: usize) -> Vec<u8> {
    let mut writer = BitWriter::new(0, 2 * data.len());
    encode(generation, level, data, piece, &mut writer);
    writer.finish()
}

/// Writes all blocks; returns the checksum.
fn encode(
    generation: Generation,
    level: Level,
    data: &[u8],
    piece: usize,
    writer: &mut BitWriter,
) -> u32 {
    check_length(data.len());
    let mut checksum = adler::checksum(&[]);
    let mut emit = |step: &Step, input: &[u8], sequences: &[Sequence]| {
        step.write(writer, input, sequences);
        checksum = adler::combine(checksum, adler::checksum(input), input.len());
    };
    match (generation, level) {
        (Generation::Gen1, Level::Five) => lazy::encode(data, Effort::FIVE, piece, &mut emit),
        (Generation::Gen1, Level::Six) => lazy::encode(data, Effort::SIX, piece, &mut emit),
        (Generation::Gen1, Level::One) => {
            let finder = Finder::new(generation);
            encode_blocks(generation, finder, data, &mut emit);
        }
        (Generation::Gen2, _) => {
            let finder = match level {
                Level::One => Finder::new(generation),
                Level::Five => Finder::Gen2Five(Thorough::new()),
                Level::Six => Finder::Gen2Six(Thorough::new()),
            };
            encode_blocks(generation, finder, data, &mut emit);
        }
    }
    end_stream(writer, generation);
    checksum
}

/// Encodes blocks of equal length.
fn encode_blocks(
    generation: Generation,
    mut finder: Finder,
    data: &[u8],
    emit: &mut impl FnMut(&Step, &[u8], &[Sequence]),
) {
    let mut chooser = Chooser::new();
    let mut sequences = Vec::new();
    for (index, input) in data.chunks(BLOCK).enumerate() {
        let start = index * BLOCK;
        let end = start + input.len();
        finder.search(&data[..end], start, &mut sequences);
        let prepared = Prepared::new(generation, input, &sequences);
        let step = chooser.choose(input, prepared, end == data.len());
        emit(&step, input, &sequences);
    }
}

/// Places of the input are 32-bit numbers.
pub(crate) fn check_length(length: usize) {
    assert!(
        u32::try_from(length).is_ok(),
        "{length} bytes are too many for one stream"
    );
}

/// Writes an empty last block.
pub(crate) fn end_stream(writer: &mut BitWriter, generation: Generation) {
    match generation {
        // Stored.
        Generation::Gen1 => {
            writer.add(1, 3);
            writer.align();
            writer.add(0xffff_0000, 32);
        }
        // With the codes that the format defines, where the end has seven zero bits.
        Generation::Gen2 => writer.add(3, 10),
    }
}

/// A block that was searched.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) sequences: Vec<Sequence>,
}

impl Block {
    /// Returns the bytes of the block.
    pub(crate) fn input<'a>(&self, data: &'a [u8]) -> &'a [u8] {
        data.get(self.start..self.end).unwrap_or_default()
    }
}

/// A run of blocks whose forms and place in the stream are known.
#[derive(Debug)]
pub struct Part {
    pub(crate) generation: Generation,
    /// The bit of the stream where it begins.
    pub(crate) start: usize,
    /// Bit position after its blocks.
    pub(crate) end: usize,
    pub(crate) blocks: Vec<(Block, Step)>,
    pub(crate) is_last: bool,
}

impl Part {
    /// Returns the length of the stream in bytes if this is its last part.
    #[must_use]
    pub fn stream_length(&self) -> usize {
        let end = match self.generation {
            Generation::Gen1 => (self.end + 3).next_multiple_of(8) + 32,
            Generation::Gen2 => self.end + 10,
        };
        end.div_ceil(8) + size_of::<u32>()
    }

    /// Writes the bits. `data` is the whole input.
    #[must_use]
    pub fn encode(&self, data: &[u8]) -> Encoded {
        let phase = self.start % 8;
        let mut writer = BitWriter::new(phase as u32, self.end - self.start + 64);
        let mut checksum = adler::checksum(&[]);
        let mut length = 0;
        for (block, step) in &self.blocks {
            let input = block.input(data);
            step.write(&mut writer, input, &block.sequences);
            checksum = adler::combine(checksum, adler::checksum(input), input.len());
            length += input.len();
        }
        if self.is_last {
            end_stream(&mut writer, self.generation);
        }
        Encoded {
            is_shared: phase > 0,
            bytes: writer.finish(),
            checksum,
            length,
        }
    }
}

/// The bytes of a part.
#[derive(Debug)]
pub struct Encoded {
    /// True if the first byte also holds bits of the part before.
    is_shared: bool,
    bytes: Vec<u8>,
    checksum: u32,
    length: usize,
}

/// Joins all parts of a stream, in their order.
#[must_use]
pub fn join(parts: &[Encoded]) -> Vec<u8> {
    let room: usize = parts.iter().map(|part| part.bytes.len()).sum();
    let mut out = Vec::with_capacity(room + 8);
    out.extend_from_slice(&HEADER);
    let mut checksum = adler::checksum(&[]);
    for part in parts {
        let mut bytes = &part.bytes[..];
        if part.is_shared
            && let Some((first, rest)) = bytes.split_first()
            && let Some(last) = out.last_mut()
        {
            *last |= first;
            bytes = rest;
        }
        out.extend_from_slice(bytes);
        checksum = adler::combine(checksum, part.checksum, part.length);
    }
    out.extend_from_slice(&checksum.to_be_bytes());
    out
}
