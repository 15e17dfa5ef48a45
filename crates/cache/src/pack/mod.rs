//! An archive of cache entries and their values, for a transfer to another machine.
//!
//! The same entries produce the same bytes, regardless of the time and the machine: everything is
//! sorted, and no times are stored. A delta leaves out the contents of another pack.
//!
//! Magic, the identity of the pack that this one is a delta of (or zeros), the length of the
//! compressed list, the list, the values in blocks that are compressed one by one, and the
//! SHA-256 of all that. See [`List`] for the list.
//! Counterpart: none; people archive the whole directory.

mod error;
mod list;
mod read;
mod write;

pub use error::PackError;
pub use list::List;
pub use read::Unpacked;
pub use read::from_pipe;
pub use read::read_list;
pub use read::unpack;
pub use write::Packed;
pub use write::pack;

/// The magic bytes of a pack.
const MAGIC: &[u8; 14] = b"vamos pack 1\n\0";

/// The bytes of a block before compression; the last one has fewer.
const BLOCK: usize = 4 << 20;

/// The bytes of the SHA-256 at the end.
const SUM: usize = 32;

/// The number of blocks that are compressed or decompressed together.
const GROUP: usize = 8;

#[cfg(test)]
mod tests;
