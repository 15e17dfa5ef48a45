//! Compression with exactly the bytes of Go's compress/zlib and compress/flate.
//!
//! Owns: Go's searches for matches, its choice of block forms and its Huffman codes, in the two
//! generations that exist; a way to compress parts of one stream at the same time. Must not know:
//! threads (the caller has them), files, the meaning of the data. Main types: [`Generation`],
//! [`Level`], [`Plan`], [`Gradual`]; [`zlib`] does everything in one call.
//! Counterpart: compress/zlib/writer.go, compress/flate, hash/adler32

mod adler;
mod bits;
mod finder;
mod gen1;
mod gen2;
mod gradual;
mod huffman;
mod plan;
mod read;
mod step;
mod stream;
mod symbols;
mod table;
mod tokens;

pub use gradual::Gradual;
pub use plan::Chunk;
pub use plan::Plan;
pub use plan::Seams;
pub use stream::Encoded;
pub use stream::Part;
pub use stream::flate;
pub use stream::join;
pub use stream::zlib;
pub use stream::zlib_at_level;

/// Effort of the search for matches: the levels that Go's own tools use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `BestSpeed`, used by the linker for ELF.
    One,
    /// Used by archive/zip.
    Five,
    /// `DefaultCompression`, used by the linker for Mach-O.
    Six,
}

/// The generation of Go's encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Of Go up to 1.26.
    Gen1,
    /// Of Go since 1.27.
    Gen2,
}
