//! The search for matches at levels 5 and 6: a table of 4-byte hashes, and one of 7-byte hashes
//! with the last two positions of each.
//!
//! The levels differ in a few steps: level 6 tries the offset of the last match again, tries one
//! more candidate at the end of a match, and enters more positions.
//! Counterpart: compress/flate/level5.go, level6.go

use crate::gen2::fast::push;
use crate::read::common;
use crate::read::u32_at;
use crate::read::u64_at;
use crate::symbols::MAX_LENGTH;
use crate::symbols::MAX_OFFSET;
use crate::tokens::Sequence;

const TABLE_BITS: u32 = 15;

/// Places of a table.
const TABLE: usize = 1 << TABLE_BITS;

/// Bytes at the end of a block where no match begins.
const MARGIN: u32 = 12 - 1;

/// A place that is too far back of every other one.
const NOWHERE: u32 = 0_u32.wrapping_sub(1 << 20);

/// Bytes at the beginning of a match that may differ when another candidate is looked up
/// at its end.
const SKIPPED: u32 = 2;

#[inline(always)]
fn short_hash(bytes: u64) -> usize {
    ((bytes as u32).wrapping_mul(2_654_435_761) >> (32 - TABLE_BITS)) as usize
}

#[inline(always)]
fn long_hash(bytes: u64) -> usize {
    ((bytes << 8).wrapping_mul(58_295_818_150_454_627) >> (64 - TABLE_BITS)) as usize
}

/// The tables.
#[derive(Clone, Debug)]
pub(crate) struct Thorough<const SIX: bool> {
    short: Vec<u32>,
    /// The last place and the one before.
    long: Vec<[u32; 2]>,
}

/// A candidate of a match.
#[derive(Clone, Copy)]
struct Candidate {
    s: u32,
    place: u32,
    /// 0 if it is only known that it has four bytes.
    length: u32,
    /// The place where the scan would have gone on.
    next: u32,
}

impl<const SIX: bool> Thorough<SIX> {
    pub(crate) fn new() -> Self {
        Self {
            short: vec![NOWHERE; TABLE],
            long: vec![[NOWHERE; 2]; TABLE],
        }
    }

    /// Searches the block of `data` that begins at `start` and ends with `data`; it has
    /// at least 13 bytes.
    pub(crate) fn search(&mut self, data: &[u8], start: usize, sequences: &mut Vec<Sequence>) {
        sequences.clear();
        let size = data.len() as u32;
        let limit = size.saturating_sub(MARGIN);
        let mut emitted = start as u32;
        let mut s = emitted;
        let mut repeat = 1;
        while let Some(mut found) = self.scan(data, s, emitted, repeat, limit) {
            if found.length == 0 {
                found.length = 4 + common(data, found.s + 4, found.place + 4, size);
            } else if found.length == MAX_LENGTH as u32 {
                let (end, other) = (found.s + found.length, found.place + found.length);
                found.length += common(data, end, other, size);
            }
            if found.s + found.length < limit {
                self.improve(data, &mut found);
            }
            while found.place > 0
                && found.s > emitted
                && byte_at(data, found.place - 1) == byte_at(data, found.s - 1)
            {
                found.s -= 1;
                found.place -= 1;
                found.length += 1;
            }
            repeat = found.s - found.place;
            push(sequences, found.s - emitted, found.length, repeat);
            emitted = found.s + found.length;
            s = emitted.max(found.next + 1);
            if s >= limit {
                if SIX {
                    self.enter_to_end(data, found.next + 1);
                }
                return;
            }
            if SIX {
                self.enter_pairs(data, found.next + 1, s);
            } else {
                self.enter_some(data, s, found.length);
            }
        }
    }

    /// Looks for a match from `s` on.
    fn scan(
        &mut self,
        data: &[u8],
        mut s: u32,
        emitted: u32,
        repeat: u32,
        limit: u32,
    ) -> Option<Candidate> {
        let mut next = s;
        let mut bytes = u64_at(data, s);
        loop {
            s = next;
            next = s + 1 + ((s - emitted) >> if SIX { 7 } else { 6 });
            if next > limit {
                return None;
            }
            let short = std::mem::replace(&mut self.short[short_hash(bytes)], s);
            let [long, before] = self.enter_long(bytes, s);
            let ahead = u64_at(data, next);
            let found = |s, place, length| Candidate {
                s,
                place,
                length,
                next,
            };
            if is_near(s, long) {
                let is_before = is_match(data, before, s, bytes);
                if u32_at(data, long) == bytes as u32 {
                    self.enter(ahead, next);
                    if !is_before {
                        return Some(found(s, long, 0));
                    }
                    let length = limited(data, s, long);
                    let other = limited(data, s, before);
                    return Some(if other > length {
                        found(s, before, other)
                    } else {
                        found(s, long, length)
                    });
                }
                if is_before {
                    self.enter(ahead, next);
                    return Some(found(s, before, 0));
                }
            }
            if is_match(data, short, s, bytes) {
                let length = limited(data, s, short);
                let candidates = self.long[long_hash(ahead)];
                self.enter(ahead, next);
                if SIX {
                    // The offset of the last match, one byte later.
                    let place = s + 1 - repeat;
                    if u32_at(data, place) == (bytes >> 8) as u32 {
                        let other = limited(data, s + 1, place);
                        if other > length {
                            return Some(found(s + 1, place, other));
                        }
                    }
                }
                return Some(better_ahead(
                    data,
                    found(s, short, length),
                    candidates,
                    ahead,
                    SIX,
                ));
            }
            bytes = ahead;
        }
    }

    /// Looks up another candidate at the end of a match.
    fn improve(&self, data: &[u8], found: &mut Candidate) {
        if !SIX && found.length >= 30 {
            return;
        }
        let size = data.len() as u32;
        let end = found.s + found.length;
        let candidates = self.long[long_hash(u64_at(data, end))];
        let s = found.s + SKIPPED;
        for candidate in &candidates[..if SIX { 2 } else { 1 }] {
            // Start of the match; negative before the start of the stream.
            let place = signed(*candidate) - i64::from(found.length) + i64::from(SKIPPED);
            let offset = i64::from(s) - place;
            if offset >= MAX_OFFSET as i64 {
                // If the last place is too far back, so is the one before.
                return;
            }
            if let Ok(place) = u32::try_from(place)
                && offset > 0
            {
                let length = common(data, s, place, size);
                if length > found.length {
                    *found = Candidate {
                        s,
                        place,
                        length,
                        ..*found
                    };
                }
            }
        }
    }

    /// Enters a place in both tables.
    #[inline(always)]
    fn enter(&mut self, bytes: u64, place: u32) {
        self.short[short_hash(bytes)] = place;
        self.enter_long(bytes, place);
    }

    /// Enters a position in the long table and returns the previous entries.
    #[inline(always)]
    fn enter_long(&mut self, bytes: u64, place: u32) -> [u32; 2] {
        let entry = &mut self.long[long_hash(bytes)];
        let old = *entry;
        *entry = [place, old[0]];
        old
    }

    /// Enters every other place at the end of a block.
    fn enter_to_end(&mut self, data: &[u8], from: u32) {
        for place in (from..(data.len() as u32).saturating_sub(8)).step_by(2) {
            self.enter(u64_at(data, place), place);
        }
    }

    /// Enters the places of a match, every other one also in the short table.
    fn enter_pairs(&mut self, data: &[u8], from: u32, s: u32) {
        for place in (from..s - 1).step_by(2) {
            let bytes = u64_at(data, place);
            self.enter(bytes, place);
            self.enter_long(bytes >> 8, place + 1);
        }
    }

    /// Enters some places of a match, and the one before `s`.
    fn enter_some(&mut self, data: &[u8], s: u32, length: u32) {
        let first = s - length + 1;
        if first < s - 1 {
            let bytes = u64_at(data, first);
            self.enter(bytes, first);
            self.enter_long(bytes >> 8, first + 1);
            self.short[short_hash(bytes >> 16)] = first + 2;
            for place in (first + 4..s - 1).step_by(3) {
                let bytes = u64_at(data, place);
                self.enter_long(bytes, place);
                self.short[short_hash(bytes >> 8)] = place + 1;
            }
        }
        self.enter(u64_at(data, s - 1), s - 1);
    }
}

/// Returns a longer match at the next place, if its long hash has one.
fn better_ahead(
    data: &[u8],
    mut found: Candidate,
    candidates: [u32; 2],
    ahead: u64,
    are_both_tried: bool,
) -> Candidate {
    let next = found.next;
    if !is_near(next, candidates[0]) {
        return found;
    }
    for place in candidates {
        if is_match(data, place, next, ahead) {
            let length = limited(data, next, place);
            if length > found.length {
                found = Candidate {
                    s: next,
                    place,
                    length,
                    next,
                };
                if !are_both_tried {
                    break;
                }
            }
        }
    }
    found
}

/// Returns the length of a match of at least four bytes, at most the maximum of the format.
#[inline(always)]
fn limited(data: &[u8], s: u32, place: u32) -> u32 {
    let end = (data.len() as u32).min(s + MAX_LENGTH as u32);
    4 + common(data, s + 4, place + 4, end)
}

#[inline(always)]
fn is_near(s: u32, place: u32) -> bool {
    s.wrapping_sub(place) < MAX_OFFSET as u32
}

#[inline(always)]
fn is_match(data: &[u8], place: u32, s: u32, bytes: u64) -> bool {
    is_near(s, place) && bytes as u32 == u32_at(data, place)
}

#[inline(always)]
fn byte_at(data: &[u8], at: u32) -> u8 {
    data.get(at as usize).copied().unwrap_or_default()
}

/// Returns a place as a number that is negative for [`NOWHERE`].
fn signed(place: u32) -> i64 {
    let wrapped = if place >= NOWHERE { 1_i64 << 32 } else { 0 };
    i64::from(place) - wrapped
}
