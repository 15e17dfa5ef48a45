//! Hashes of the content of symbols.
//!
//! Counterpart: cmd/internal/goobj/objfile.go (`HashType`).

use vamos_objfile::goobj::Counts;
use vamos_objfile::goobj::Reader;

/// The hash of a symbol's content.
pub(super) trait Key: Copy + Default + PartialEq + Send + Sync + 'static {
    /// Number of shards: with few, tables are larger.
    const SHARDS: usize;

    /// Returns well distributed bits.
    fn bits(self) -> u64;

    /// Returns the shard, which does not depend on the bits.
    fn shard(self) -> usize;

    /// Returns the hashes of an object.
    fn of<'a>(reader: &Reader<'a>) -> &'a [Self];

    /// Returns the local index of the first one.
    fn start(counts: &Counts) -> u32;
}

/// The content itself, of at most 8 bytes.
impl Key for [u8; 8] {
    const SHARDS: usize = 1;

    fn bits(self) -> u64 {
        // Such content is mostly small numbers: multiplying moves their bits to where
        // tables look.
        let key = u64::from_le_bytes(self) ^ 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(key) * 0xa076_1d64_78bd_642f;
        (product >> 64) as u64 ^ product as u64
    }

    fn shard(self) -> usize {
        0
    }

    fn of<'a>(reader: &Reader<'a>) -> &'a [Self] {
        reader.hashes64()
    }

    fn start(counts: &Counts) -> u32 {
        counts.pkg
    }
}

impl Key for [u8; 16] {
    const SHARDS: usize = 8;

    fn bits(self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    fn shard(self) -> usize {
        usize::from(self[8]) % Self::SHARDS
    }

    fn of<'a>(reader: &Reader<'a>) -> &'a [Self] {
        reader.hashes()
    }

    fn start(counts: &Counts) -> u32 {
        counts.pkg + counts.hashed64
    }
}
