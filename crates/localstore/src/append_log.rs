//! A table that several runs append to: a file of records of one size, in which the last
//! record of a key counts.
//!
//! A run appends all its records with one write, so that parallel runs lose nothing. A record
//! has a checksum: damaged bytes and the rest of a write that was cut off are skipped, and
//! the records after them are found. A file over its limit is replaced by one with the valid
//! records, and a file with mostly older values of the same keys by one with the last value of
//! each: every run reads all of it. A record that another run appends meanwhile may be lost.
//! Counterpart: none.

use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::Digest;
use vamos_fsys::atomic;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::checksum::SUM;
use crate::checksum::sum;
use crate::kind::StoreKind;

/// Prefix of each record.
const MARK: [u8; 4] = *b"vl2\n";

const KEY: usize = 32;
const VALUE: usize = 64;
const RECORD: usize = MARK.len() + KEY + VALUE + SUM;

/// Maximum size of a file, as a multiple of the bytes of the last records of all keys.
const MOST_OLD: usize = 4;

/// A file of at most this number of bytes is not replaced because of its older values.
const FEW: usize = 128 << 10;

/// The value of a key: two digests.
pub type LogValue = [Digest; 2];

/// The table in one file.
pub struct AppendLog {
    file: String,
    limit: usize,
    old: OnceLock<Records>,
    firsts: OnceLock<HashSet<u64>>,
    new: Mutex<Vec<u8>>,
}

#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    /// Offset of the last record of a key, by the key's first bytes.
    places: HashMap<u64, usize>,
}

fn short(key: &[u8]) -> u64 {
    let mut start = [0; 8];
    start.copy_from_slice(&key[..8]);
    u64::from_le_bytes(start)
}

fn digest(bytes: &[u8]) -> Digest {
    let mut out = Digest::default();
    out.0.copy_from_slice(bytes);
    out
}

impl AppendLog {
    /// Opens a table in vamos' own directory; its file need not exist.
    pub fn open(table: StoreKind, own: &str) -> Self {
        let limit = table.limit().unwrap_or_default();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self::in_file(&table.path(own, ""), limit)
    }

    fn in_file(file: &str, limit: usize) -> Self {
        Self {
            file: file.to_owned(),
            limit,
            old: OnceLock::new(),
            firsts: OnceLock::new(),
            new: Mutex::default(),
        }
    }

    /// Returns all values in a file, those that a later record of the same key replaced included.
    pub(crate) fn values_in(file: &str) -> Vec<LogValue> {
        let bytes = uncached::read(file).unwrap_or_default();
        let mut values = Vec::new();
        Records::parse_with(bytes, |records, at| values.push(records.record(at).1));
        values
    }

    fn old(&self) -> &Records {
        self.old
            .get_or_init(|| Records::parse(uncached::read(&self.file).unwrap_or_default()))
    }

    /// Returns the value that earlier runs set for a key.
    pub fn get(&self, key: &Digest) -> Option<LogValue> {
        self.old().get(key)
    }

    /// Reports whether a record is known whose value starts with `first`.
    pub fn names(&self, first: &Digest) -> bool {
        let old = self.old();
        let collect = || old.places.values().map(|at| short(&old.record(*at).1[0].0));
        let firsts = self.firsts.get_or_init(|| collect().collect());
        firsts.contains(&short(&first.0))
    }

    /// Sets the value of a key for later runs, unless it has that value already.
    pub fn put(&self, key: &Digest, value: &LogValue) {
        if self.get(key).as_ref() == Some(value) {
            return;
        }
        let mut record = Vec::with_capacity(RECORD);
        record.extend_from_slice(&MARK);
        record.extend_from_slice(&key.0);
        record.extend_from_slice(&value[0].0);
        record.extend_from_slice(&value[1].0);
        let check = sum(&record);
        record.extend_from_slice(&check);
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.extend_from_slice(&record);
    }

    /// Writes the new values; if the file is over its limit then, only the values that `holds`
    /// accepts, and without the older values of a key if the file has too many. An error is
    /// ignored: a later run finds them again.
    pub fn save(&self, holds: &dyn Fn(&LogValue) -> bool) {
        let new = std::mem::take(&mut *self.new.lock().unwrap_or_else(PoisonError::into_inner));
        if new.is_empty() {
            return;
        }
        if let Some((dir, _)) = self.file.rsplit_once('/') {
            let _ = uncached::make_dirs(dir);
        }
        let old = self.old();
        let len = old.bytes.len() + new.len();
        let is_large = len > self.limit;
        if !is_large && len <= FEW.max(MOST_OLD * old.len_with(&new)) {
            let _ = work::append_new(&self.file, &new);
            return;
        }
        let mut all = uncached::read(&self.file).unwrap_or_default();
        all.extend_from_slice(&new);
        let all = Records::parse(all);
        let kept = if is_large {
            all.kept(self.limit / 2, holds)
        } else {
            all.kept(self.limit, &|_| true)
        };
        let _ = atomic::write_atomic(&self.file, &kept, 0o666);
    }
}

impl Records {
    fn parse(bytes: Vec<u8>) -> Self {
        Self::parse_with(bytes, |_, _| {})
    }

    /// Finds the valid records, and calls `found` with the place of each.
    fn parse_with(bytes: Vec<u8>, mut found: impl FnMut(&Self, usize)) -> Self {
        let places = HashMap::with_capacity(bytes.len() / RECORD);
        let mut records = Self { bytes, places };
        let mut at = 0;
        while let Some(record) = records.bytes.get(at..at + RECORD) {
            let body = RECORD - SUM;
            if record.starts_with(&MARK) && record[body..] == sum(&record[..body]) {
                let key = short(&record[MARK.len()..]);
                records.places.insert(key, at);
                found(&records, at);
                at += RECORD;
            } else {
                at += 1;
            }
        }
        records
    }

    fn record(&self, at: usize) -> (Digest, LogValue) {
        let at = at + MARK.len();
        let part = |from: usize| digest(&self.bytes[at + from..at + from + 32]);
        (part(0), [part(KEY), part(KEY + 32)])
    }

    fn get(&self, key: &Digest) -> Option<LogValue> {
        let (found, value) = self.record(*self.places.get(&short(&key.0))?);
        (found == *key).then_some(value)
    }

    /// Returns the number of bytes of the last records of all keys, including the keys of `new`.
    fn len_with(&self, new: &[u8]) -> usize {
        let is_other = |record: &&[u8]| !self.places.contains_key(&short(&record[MARK.len()..]));
        (self.places.len() + new.chunks_exact(RECORD).filter(is_other).count()) * RECORD
    }

    /// Returns the youngest valid records, at most `limit` bytes of them.
    fn kept(&self, limit: usize, holds: &dyn Fn(&LogValue) -> bool) -> Vec<u8> {
        let mut places: Vec<usize> = self.places.values().copied().collect();
        places.sort_unstable_by(|a, b| b.cmp(a));
        let holding = |at: &usize| holds(&self.record(*at).1);
        let mut kept: Vec<usize> = places.into_iter().filter(holding).collect();
        kept.truncate(limit / RECORD);
        let mut out = Vec::with_capacity(kept.len() * RECORD);
        for at in kept.into_iter().rev() {
            out.extend_from_slice(&self.bytes[at..at + RECORD]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::Digest;
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::AppendLog;
    use super::RECORD;

    fn id(number: usize) -> Digest {
        Digest::of(number.to_string().as_bytes())
    }

    fn put(file: &str, limit: usize, numbers: std::ops::Range<usize>) {
        let ledger = AppendLog::in_file(file, limit);
        for number in numbers {
            ledger.put(&id(number), &[id(number + 1), id(number + 2)]);
        }
        ledger.save(&|value| *value != [id(4), id(5)]);
    }

    #[test]
    fn runs_side_by_side_lose_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let file = format!("{}/new/ledger", temp.path().to_str().unwrap());
        std::thread::scope(|scope| {
            for run in 0..8 {
                let file = &file;
                scope.spawn(move || put(file, 1 << 20, run * 10..run * 10 + 10));
            }
        });
        let ledger = AppendLog::in_file(&file, 1 << 20);
        for number in 0..80 {
            assert_eq!(
                ledger.get(&id(number)),
                Some([id(number + 1), id(number + 2)])
            );
        }
        assert_eq!(ledger.get(&id(80)), None);
        // An existing value is not written again, and the last one counts.
        put(&file, 1 << 20, 0..80);
        assert_eq!(uncached::stat(&file).unwrap().size, 80 * RECORD as u64);
        ledger.put(&id(7), &[id(0), id(0)]);
        ledger.save(&|_| true);
        let ledger = AppendLog::in_file(&file, 1 << 20);
        assert_eq!(ledger.get(&id(7)), Some([id(0), id(0)]));
    }

    /// A key that changes in each run does not let the file grow up to its limit.
    #[test]
    fn older_values_do_not_pile_up() {
        let temp = tempfile::tempdir().unwrap();
        let file = format!("{}/ledger", temp.path().to_str().unwrap());
        let keys = 0..300;
        let mut most = 0;
        for run in 0..40 {
            let ledger = AppendLog::in_file(&file, 1 << 30);
            for key in keys.clone() {
                ledger.put(&id(key), &[id(run), id(key)]);
            }
            ledger.save(&|_| panic!("the file is not over its limit"));
            most = most.max(uncached::stat(&file).unwrap().size);
        }
        let all = (keys.len() * RECORD) as u64;
        assert!((3 * all..=4 * all).contains(&most), "{most} for {all}");
        let ledger = AppendLog::in_file(&file, 1 << 30);
        for key in keys {
            assert_eq!(ledger.get(&id(key)), Some([id(39), id(key)]));
        }
    }

    #[test]
    fn damage_costs_what_it_hits() {
        let temp = tempfile::tempdir().unwrap();
        let file = format!("{}/ledger", temp.path().to_str().unwrap());
        put(&file, 1 << 20, 0..4);
        let mut bytes = uncached::read(&file).unwrap();
        bytes[RECORD + 40] ^= 1;
        bytes.truncate(4 * RECORD - 5);
        work::write(&file, &bytes).unwrap();
        put(&file, 1 << 20, 9..10);
        let ledger = AppendLog::in_file(&file, 1 << 20);
        let known = |number| ledger.get(&id(number)).is_some();
        assert!(known(0) && !known(1) && known(2) && !known(3) && known(9));
    }

    #[test]
    fn a_long_file_keeps_the_youngest_that_hold() {
        let temp = tempfile::tempdir().unwrap();
        let file = format!("{}/ledger", temp.path().to_str().unwrap());
        let limit = 10 * RECORD;
        put(&file, limit, 0..6);
        put(&file, limit, 6..12);
        let ledger = AppendLog::in_file(&file, limit);
        let known: Vec<usize> = (0..12).filter(|n| ledger.get(&id(*n)).is_some()).collect();
        assert_eq!(known, [7, 8, 9, 10, 11]);
        put(&file, limit, 0..4);
        put(&file, limit, 12..15);
        let ledger = AppendLog::in_file(&file, limit);
        // One of them is not valid.
        let known: Vec<usize> = (0..15).filter(|n| ledger.get(&id(*n)).is_some()).collect();
        assert_eq!(known, [1, 2, 12, 13, 14]);
    }
}
