//! An append-only log: a tree of hashes over records (RFC 6962), stored in one dense row. The
//! hash of the root is enough to check every part of it.
//!
//! Nodes are identified by their index in that row ([`stored_hash_index`]); hashes are read through
//! a [`HashReader`]. [`proof`] proves and checks; [`tile`] and [`reader`] cut the row into files
//! and check these; [`record`] is the text that servers send.
//! Counterpart: golang.org/x/mod/sumdb/tlog/tlog.go.

pub mod proof;
pub mod reader;
pub mod record;
pub mod tile;

use std::fmt;

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::base64;

/// The largest tree that is accepted. Indices of hashes in a tree of twice the size still fit into
/// 64 bits; a database with one new record per nanosecond reaches this size in 36 years.
pub const MAX_TREE_SIZE: u64 = 1 << 60;

/// The hash of a record, of a node, or of a whole tree. Prints as base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; Hash::SIZE]);

impl Hash {
    /// Length in bytes.
    pub const SIZE: usize = 32;

    /// Parses base64 (`tlog.ParseHash`).
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = base64::decode(text.as_bytes())?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Returns the hash of a record's text (`tlog.RecordHash`).
    pub fn of_record(data: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(&[0]);
        hasher.update(data);
        Self(hasher.finish().0)
    }

    /// Returns the hash of the node above two others (`tlog.NodeHash`).
    pub fn of_node(left: Hash, right: Hash) -> Self {
        let mut bytes = [1; 1 + 2 * Hash::SIZE];
        bytes[1..=Hash::SIZE].copy_from_slice(&left.0);
        bytes[1 + Hash::SIZE..].copy_from_slice(&right.0);
        Self(Digest::of(&bytes).0)
    }

    /// Returns the hash of the tree without records.
    pub fn of_nothing() -> Self {
        Self(Digest::of(b"").0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64::encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The tree head that a database signs: the number of records, and the hash over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Number of records, at most [`MAX_TREE_SIZE`].
    pub size: u64,
    /// Hash of the root.
    pub hash: Hash,
}

/// Reads the hashes of a tree by their indices in the row.
pub trait HashReader {
    /// The error of reading a hash.
    type Error;

    /// Returns one hash for each index, in the same order.
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Self::Error>;
}

/// Returns the index in the row of a tree's `n`th node at `level` (`tlog.StoredHashIndex`).
pub fn stored_hash_index(level: u32, n: u64) -> u64 {
    // The nth hash of a level is written right after the hash 2n+1 of the level below.
    let mut n = ((n + 1) << level) - 1;
    let mut index = u64::from(level);
    while n > 0 {
        index += n;
        n >>= 1;
    }
    index
}

/// Returns level and number of the node at an index: the inverse of [`stored_hash_index`].
pub fn split_stored_hash_index(index: u64) -> (u32, u64) {
    // Record n is stored below index 2n, so this record or one soon after it is the result.
    let mut n = index / 2;
    let mut first = stored_hash_index(0, n);
    loop {
        // A record is stored with the nodes that it completes.
        let next = first + 1 + u64::from((n + 1).trailing_zeros());
        if next > index {
            break;
        }
        n += 1;
        first = next;
    }
    let level = u32::try_from(index - first).expect("a record completes fewer than 64 nodes");
    (level, n >> level)
}

/// Returns the length of a tree's row (`tlog.StoredHashCount`).
pub fn stored_hash_count(size: u64) -> u64 {
    match size.checked_sub(1) {
        None => 0,
        Some(last) => stored_hash_index(0, last) + 1 + u64::from(last.trailing_ones()),
    }
}

/// Returns the hashes to append to the row for record number `n` (`tlog.StoredHashes`).
pub fn stored_hashes<R: HashReader>(
    n: u64,
    data: &[u8],
    reader: &R,
) -> Result<Vec<Hash>, R::Error> {
    let completed = n.trailing_ones();
    // Each completed node has a left neighbour below it, which is already in the row.
    let indexes: Vec<u64> = (0..completed)
        .rev()
        .map(|level| stored_hash_index(level, (n >> level) - 1))
        .collect();
    let neighbours = read(reader, &indexes)?;
    let mut hash = Hash::of_record(data);
    let mut hashes = vec![hash];
    for neighbour in neighbours.into_iter().rev() {
        hash = Hash::of_node(neighbour, hash);
        hashes.push(hash);
    }
    Ok(hashes)
}

/// Returns the hash of the tree of the first `size` records (`tlog.TreeHash`), with one read.
pub fn tree_hash<R: HashReader>(size: u64, reader: &R) -> Result<Hash, R::Error> {
    if size == 0 {
        return Ok(Hash::of_nothing());
    }
    let mut indexes = Vec::new();
    subtree_indexes(0, size, &mut indexes);
    let hashes = read(reader, &indexes)?;
    Ok(subtree_hash(0, size, &mut hashes.into_iter()))
}

/// Reads from a reader that returns one hash for each index.
fn read<R: HashReader>(reader: &R, indexes: &[u64]) -> Result<Vec<Hash>, R::Error> {
    if indexes.is_empty() {
        return Ok(Vec::new());
    }
    let hashes = reader.read_hashes(indexes)?;
    assert_eq!(hashes.len(), indexes.len(), "a hash for each index");
    Ok(hashes)
}

/// Returns the level of the largest full tree of fewer than `n` records, or 0.
fn level_below(n: u64) -> u32 {
    n.saturating_sub(1).checked_ilog2().unwrap_or(0)
}

/// Appends the indices of the hashes from which the hash over the records `low..high` is computed:
/// its full subtrees, largest first.
fn subtree_indexes(mut low: u64, high: u64, need: &mut Vec<u64>) {
    while low < high {
        let level = level_below(high - low + 1);
        need.push(stored_hash_index(level, low >> level));
        low += 1 << level;
    }
}

/// Returns the hash over the records `low..high` from the hashes at [`subtree_indexes`].
fn subtree_hash(mut low: u64, high: u64, hashes: &mut impl Iterator<Item = Hash>) -> Hash {
    let mut parts = Vec::new();
    while low < high {
        low += 1 << level_below(high - low + 1);
        parts.push(hashes.next().expect("one hash for each full tree was read"));
    }
    let mut parts = parts.into_iter().rev();
    let last = parts.next().expect("there are records");
    parts.fold(last, |right, left| Hash::of_node(left, right))
}

#[cfg(test)]
mod tests;
