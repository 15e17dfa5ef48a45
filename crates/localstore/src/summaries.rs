//! Summaries of checked packages: a table of their digests by key, and files with the summaries.
//!
//! A run that checks one package needs the digests of all, but only the summaries of that package's
//! imports. Equal summaries are stored once. A summary counts only if it has its digest.
//! Counterpart: none.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::Digest;

use crate::clock::now_ns;
use crate::kind::StoreKind;
use crate::packs::PACK_RANGE;
use crate::packs::PackRange;
use crate::packs::Packs;
use crate::table::Table;

/// Number of bytes per write.
const BATCH: usize = 1 << 20;

const DIGEST: usize = 32;

/// The summaries of one user.
pub struct Summaries {
    packs: Packs,
    index: Table,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Positions of summaries that this run looked up.
    places: HashMap<Digest, PackRange>,
    /// True if all positions of the table are in `places`.
    has_all: bool,
    /// Summaries that are not written yet, concatenated.
    unwritten: Vec<u8>,
    /// Their ranges.
    ranges: HashMap<Digest, Range<usize>>,
    /// Their keys.
    keys: Vec<(Digest, Digest)>,
}

impl Summaries {
    /// Returns the summaries below vamos' own directory of the user's caches.
    pub fn below(own: &str) -> Self {
        Self {
            packs: Packs::below(StoreKind::Summaries.path(own, "")),
            index: Table::shared(StoreKind::Checks, own, now_ns()),
            state: Mutex::default(),
        }
    }

    /// Reads the table, which [`Self::find`] and [`Self::keep`] need.
    pub fn prepare(&self) {
        self.know_all(&mut self.state());
    }

    /// Returns the digest of the summary of a key.
    pub fn find(&self, key: &Digest) -> Option<Digest> {
        let (digest, place) = parse(self.index.get(&key.hex())?)?;
        self.state().places.insert(digest, place);
        Some(digest)
    }

    /// Returns a summary by its digest, which was found; none if it was removed or damaged.
    pub fn read(&self, digest: &Digest) -> Option<Vec<u8>> {
        let place = self.state().places.get(digest).copied()?;
        let bytes = self.packs.read(place)?;
        (Digest::of(&bytes) == *digest).then_some(bytes)
    }

    /// Stores a summary under a key. An error is ignored: it is made again.
    pub fn keep(&self, key: &Digest, digest: &Digest, bytes: &[u8]) {
        let known = self.known(digest);
        if let Some(place) = known
            && self.packs.read(place).as_deref() == Some(bytes)
        {
            return self.put(key, digest, place);
        }
        let mut state = self.state();
        state.keys.push((*key, *digest));
        if !state.ranges.contains_key(digest) {
            let start = state.unwritten.len();
            state.unwritten.extend_from_slice(bytes);
            let range = start..state.unwritten.len();
            state.ranges.insert(*digest, range);
        }
        if state.unwritten.len() >= BATCH {
            self.write(state);
        }
    }

    /// Writes the new summaries. If this run has `added` summaries, the oldest are removed where
    /// there are too many.
    pub fn save(&self, added: usize) {
        self.write(self.state());
        if added > 0 {
            let limit = StoreKind::Summaries.limit().unwrap_or_default();
            self.packs.make_room(limit);
        }
        self.index.save();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the range of a summary that a package may have had before.
    fn known(&self, digest: &Digest) -> Option<PackRange> {
        let mut state = self.state();
        self.know_all(&mut state);
        state.places.get(digest).copied()
    }

    fn know_all(&self, state: &mut State) {
        if !std::mem::replace(&mut state.has_all, true) {
            let all = self.index.values().filter_map(parse);
            state.places.extend(all);
        }
    }

    /// Writes the unwritten summaries.
    fn write(&self, mut state: MutexGuard<'_, State>) {
        let unwritten = std::mem::take(&mut state.unwritten);
        let ranges = std::mem::take(&mut state.ranges);
        let keys = std::mem::take(&mut state.keys);
        if keys.is_empty() {
            return;
        }
        let Some(all) = self.packs.append(&unwritten) else {
            return;
        };
        for (digest, range) in ranges {
            if let Some(place) = all.part(range.start, range.len()) {
                state.places.insert(digest, place);
            }
        }
        for (key, digest) in keys {
            if let Some(place) = state.places.get(&digest) {
                self.put(&key, &digest, *place);
            }
        }
    }

    fn put(&self, key: &Digest, digest: &Digest, place: PackRange) {
        let value = [&digest.0[..], &place.to_bytes()].concat();
        self.index.put(&key.hex(), value);
    }
}

/// Reads a value of the table.
fn parse(value: &[u8]) -> Option<(Digest, PackRange)> {
    let value: &[u8; DIGEST + PACK_RANGE] = value.try_into().ok()?;
    let (digest, place) = value.split_first_chunk()?;
    Some((
        Digest(*digest),
        PackRange::from_bytes(place.try_into().ok()?),
    ))
}

#[cfg(test)]
mod tests {
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::*;

    fn digests<const N: usize>(texts: [&str; N]) -> [Digest; N] {
        texts.map(|text| Digest::of(text.as_bytes()))
    }

    /// Returns the bytes of all packs.
    fn size(own: &str) -> u64 {
        let dir = StoreKind::Summaries.path(own, "");
        let names = uncached::names(&dir).unwrap();
        let size = |name: &String| uncached::stat(&format!("{dir}/{name}")).unwrap().size;
        names.iter().map(size).sum()
    }

    #[test]
    fn a_summary_counts_only_with_its_digest() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        let [key, other, third] = digests(["key", "oth", "third"]);
        let bytes = b"summary";
        let digest = Digest::of(bytes);
        let summaries = Summaries::below(own);
        assert_eq!(summaries.find(&key), None);
        summaries.keep(&key, &digest, bytes);
        summaries.keep(&other, &digest, bytes);
        summaries.save(1);
        assert_eq!(size(own), 7);
        let again = Summaries::below(own);
        assert_eq!(again.read(&digest), None, "not found before");
        assert_eq!(again.find(&key), Some(digest));
        assert_eq!(again.find(&other), Some(digest));
        assert_eq!(again.read(&digest).as_deref(), Some(&bytes[..]));
        // Another key with a stored summary.
        again.keep(&third, &digest, bytes);
        again.save(1);
        assert_eq!(size(own), 7);
        work::write(&format!("{own}/summaries/pack-0"), b"summarz").unwrap();
        let damaged = Summaries::below(own);
        assert_eq!(damaged.find(&third), Some(digest));
        assert_eq!(damaged.read(&digest), None);
        damaged.keep(&key, &digest, bytes);
        damaged.save(1);
        assert_eq!(size(own), 14);
        let repaired = Summaries::below(own);
        assert_eq!(repaired.find(&key), Some(digest));
        assert_eq!(repaired.read(&digest).as_deref(), Some(&bytes[..]));
    }

    #[test]
    fn many_summaries_are_few_files() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        let text = |number: usize| number.to_string().repeat(3000);
        let entry = |number| digests([&format!("key {number}"), &text(number)]);
        let summaries = Summaries::below(own);
        for number in 0..1000 {
            let [key, digest] = entry(number);
            summaries.keep(&key, &digest, text(number).as_bytes());
        }
        summaries.save(1000);
        let names = uncached::names(&format!("{own}/summaries")).unwrap();
        assert_eq!(names, ["pack-0"]);
        let again = Summaries::below(own);
        for number in 0..1000 {
            let [key, digest] = entry(number);
            assert_eq!(again.find(&key), Some(digest));
            assert_eq!(again.read(&digest), Some(text(number).into_bytes()));
        }
    }
}
