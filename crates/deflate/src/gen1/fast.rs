//! The search for matches at level 1: one table of 4-byte hashes with the last position of each.
//!
//! The only state that a block leaves for the next one is the table, and only its positions at most
//! 32768 bytes back matter.
//! Counterpart: compress/flate/deflatefast.go

use crate::read::common;
use crate::read::u32_at;
use crate::read::u64_at;
use crate::symbols::MAX_LENGTH;
use crate::symbols::MAX_OFFSET;
use crate::tokens::Sequence;

const TABLE_BITS: u32 = 14;

/// Places of the table.
const TABLE: usize = 1 << TABLE_BITS;

/// Bytes at the end of a block where no match begins.
const MARGIN: u32 = 16 - 1;

/// A place that is too far back of every other one.
const NOWHERE: u32 = 0_u32.wrapping_sub(1 << 20);

/// A place of the input in the high half, and the four bytes there in the low half.
type Entry = u64;

#[inline(always)]
fn entry(place: u32, bytes: u32) -> Entry {
    u64::from(place) << 32 | u64::from(bytes)
}

#[inline(always)]
fn hash(bytes: u32) -> usize {
    (bytes.wrapping_mul(0x1e35_a7bd) >> (32 - TABLE_BITS)) as usize
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
    /// at least 17 bytes.
    #[inline(never)]
    pub(crate) fn search(&mut self, data: &[u8], start: usize, sequences: &mut Vec<Sequence>) {
        sequences.clear();
        let table = &mut *self.table;
        let limit = (data.len() as u32).saturating_sub(MARGIN);
        let mut emitted = start as u32;
        let mut s = emitted;
        let mut bytes = u32_at(data, s);
        let mut slot = hash(bytes);
        loop {
            // Steps grow while nothing is found.
            let mut skip = 32;
            let mut next = s;
            let mut candidate;
            loop {
                s = next;
                let step = skip >> 5;
                next = s + step;
                skip += step;
                if next > limit {
                    return;
                }
                candidate = table[slot];
                let now = u32_at(data, next);
                table[slot] = entry(s, bytes);
                slot = hash(now);
                if is_match(candidate, s, bytes) {
                    break;
                }
                bytes = now;
            }
            // Matches that follow each other without literals between them.
            loop {
                let place = (candidate >> 32) as u32;
                let end = (data.len() as u32).min(s + MAX_LENGTH as u32);
                let length = 4 + common(data, s + 4, place + 4, end);
                sequences.push(Sequence::new(s - emitted, length, s - place));
                s += length;
                emitted = s;
                if s >= limit {
                    return;
                }
                // The places s-1 and s are entered; those inside the match are not.
                let around = u64_at(data, s - 1);
                bytes = around as u32;
                table[hash(bytes)] = entry(s - 1, bytes);
                bytes = (around >> 8) as u32;
                slot = hash(bytes);
                candidate = table[slot];
                table[slot] = entry(s, bytes);
                if !is_match(candidate, s, bytes) {
                    bytes = (around >> 16) as u32;
                    slot = hash(bytes);
                    s += 1;
                    break;
                }
            }
        }
    }
}

#[inline(always)]
fn is_match(candidate: Entry, s: u32, bytes: u32) -> bool {
    candidate as u32 == bytes && s.wrapping_sub((candidate >> 32) as u32) <= MAX_OFFSET as u32
}
