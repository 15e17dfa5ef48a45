//! The search for matches at level 1: one table of 5-byte hashes with the last position of each.
//!
//! Two positions are tried in each round, and every other position is skipped between rounds.
//! Matches are extended backwards, and may be longer than the format allows: those are cut into
//! several. The only state that a block leaves for the next one is the table. Upstream has a window
//! that moves; positions here count from the start of the stream, which finds the same matches.
//! Counterpart: compress/flate/level1.go

use crate::read::common;
use crate::read::u64_at;
use crate::symbols::BASE_LENGTH;
use crate::symbols::MAX_LENGTH;
use crate::symbols::MAX_OFFSET;
use crate::tokens::Sequence;

const TABLE_BITS: u32 = 15;

/// Places of the table.
const TABLE: usize = 1 << TABLE_BITS;

/// Bytes at the end of a block where no match begins.
const MARGIN: u32 = 12 - 1;

/// A place that is too far back of every other one.
const NOWHERE: u32 = 0_u32.wrapping_sub(1 << 20);

/// A place of the input in the high half, and the four bytes there in the low half, so
/// that a candidate is compared without looking at its place.
type Entry = u64;

#[inline(always)]
fn entry(place: u32, bytes: u64) -> Entry {
    u64::from(place) << 32 | bytes & 0xffff_ffff
}

#[inline(always)]
fn hash(bytes: u64) -> usize {
    ((bytes << 24).wrapping_mul(889_523_592_379) >> (64 - TABLE_BITS)) as usize
}

/// The table.
#[derive(Clone, Debug)]
pub(crate) struct Fast {
    table: Box<[Entry; TABLE]>,
}

impl Fast {
    pub(crate) fn new() -> Self {
        Self {
            table: Box::new([entry(NOWHERE, 0); TABLE]),
        }
    }

    /// Returns the places that matter to blocks from `at` on; 0 for the others, which is
    /// one more than a place otherwise.
    pub(crate) fn live(&self, at: usize) -> Vec<u32> {
        self.table
            .iter()
            .map(|&entry| {
                let place = (entry >> 32) as u32;
                let is_live = (at as u32).wrapping_sub(place) <= MAX_OFFSET as u32;
                if is_live { place.wrapping_add(1) } else { 0 }
            })
            .collect()
    }

    /// Moves the origin of positions `distance` bytes forward. Distances between positions do not
    /// change, also for earlier positions.
    pub(crate) fn move_back(&mut self, distance: usize) {
        for entry in self.table.iter_mut() {
            *entry = entry.wrapping_sub((distance as u64) << 32);
        }
    }

    /// Searches the block of `data` that begins at `start` and ends with `data`; it has
    /// at least 13 bytes.
    #[inline(never)]
    pub(crate) fn search(&mut self, data: &[u8], start: usize, sequences: &mut Vec<Sequence>) {
        sequences.clear();
        let table = &mut *self.table;
        let size = data.len() as u32;
        let limit = size.saturating_sub(MARGIN);
        let mut emitted = start as u32;
        let mut s = emitted;
        let mut bytes = u64_at(data, s);
        loop {
            let mut next;
            let mut candidate;
            loop {
                let slot = hash(bytes);
                candidate = table[slot];
                next = s + 2 + ((s - emitted) >> 5);
                if next > limit {
                    return;
                }
                let mut now = u64_at(data, next);
                table[slot] = entry(s, bytes);
                let slot = hash(now);
                if is_match(candidate, s, bytes) {
                    table[slot] = entry(next, now);
                    break;
                }
                bytes = now;
                s = next;
                next += 1;
                candidate = table[slot];
                now >>= 8;
                table[slot] = entry(s, bytes);
                if is_match(candidate, s, bytes) {
                    // Upstream enters the next place under this one's hash.
                    table[slot] = entry(next, now);
                    break;
                }
                bytes = now;
                s = next;
            }
            loop {
                let mut place = (candidate >> 32) as u32;
                let mut length = 4 + common(data, s + 4, place + 4, size);
                while place > 0 && s > emitted && byte_at(data, place - 1) == byte_at(data, s - 1) {
                    s -= 1;
                    place -= 1;
                    length += 1;
                }
                push(sequences, s - emitted, length, s - place);
                s += length;
                emitted = s;
                if next >= s {
                    s = next + 1;
                }
                if s >= limit {
                    // Upstream's condition counts the length of the match twice.
                    if s + length + 8 < size {
                        let bytes = u64_at(data, s);
                        table[hash(bytes)] = entry(s, bytes);
                    }
                    return;
                }
                // The places s-2 and s are entered; those inside the match are not.
                let around = u64_at(data, s - 2);
                table[hash(around)] = entry(s - 2, around);
                let current = around >> 16;
                let slot = hash(current);
                candidate = table[slot];
                table[slot] = entry(s, current);
                // The farthest offset is allowed here, but not above.
                let is_far = s.wrapping_sub((candidate >> 32) as u32) > MAX_OFFSET as u32;
                if candidate as u32 != current as u32 || is_far {
                    bytes = current >> 8;
                    s += 1;
                    break;
                }
            }
        }
    }
}

#[inline(always)]
fn is_match(candidate: Entry, s: u32, bytes: u64) -> bool {
    candidate as u32 == bytes as u32 && s.wrapping_sub((candidate >> 32) as u32) < MAX_OFFSET as u32
}

#[inline(always)]
fn byte_at(data: &[u8], at: u32) -> u8 {
    data.get(at as usize).copied().unwrap_or_default()
}

/// Adds a match of any length from 4 on.
#[inline(always)]
pub(crate) fn push(sequences: &mut Vec<Sequence>, mut literals: u32, mut length: u32, offset: u32) {
    const MAX: u32 = MAX_LENGTH as u32;
    while length > MAX {
        // The rest must be long enough for a match of its own.
        let part = if length > MAX + BASE_LENGTH as u32 {
            MAX
        } else {
            MAX - BASE_LENGTH as u32
        };
        sequences.push(Sequence::new(literals, part, offset));
        literals = 0;
        length -= part;
    }
    sequences.push(Sequence::new(literals, length, offset));
}
