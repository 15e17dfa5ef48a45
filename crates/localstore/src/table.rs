//! Tables of bytes by key. Their users check the bytes against stamps before they use them.
//!
//! A table has up to 16 parts. Each is a file that is read whole at the first lookup, and
//! replaced by rename if something in it changed. Losing a part costs time, never
//! correctness: a part that cannot be read, or was written by another build of vamos, is
//! empty. Of two runs at once, the last to write a part wins.
//! Counterpart: none; cmd/go/internal/modindex keeps an index of its own in GOCACHE.

use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::Once;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_fsys::Metadata;
use vamos_fsys::atomic;
use vamos_fsys::uncached;

use crate::checksum::SUM;
use crate::checksum::sum;
use crate::clock::now_ns;
use crate::kind::StoreKind;
use crate::pruning;
use crate::trust::Trust;

/// A table of bytes by key.
pub struct Table {
    /// vamos' own directory.
    own: String,
    /// The paths of the parts without their last digit.
    prefix: String,
    /// Maximum bytes of a part; a larger part retains only the keys that the run used.
    limit: usize,
    /// The permissions of new files.
    mode: u32,
    /// First bytes of every part: which build of vamos wrote it.
    head: Vec<u8>,
    trust: Arc<Trust>,
    /// The directory is pruned once, for a table and its siblings.
    pruned: Arc<Once>,
    parts: Vec<OnceLock<Part>>,
    changes: Vec<Mutex<HashMap<String, Vec<u8>>>>,
}

#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    index: HashMap<String, Record>,
}

struct Record {
    range: Range<usize>,
    /// True if this run read or wrote it.
    is_used: AtomicBool,
}

impl Table {
    /// Opens the table of facts in vamos' own directory, which is created by the first save.
    /// `build` distinguishes builds of vamos; `now_ns` is when the run began.
    pub fn open(own: &str, build: &str, now_ns: i128) -> Self {
        let head = Digest::of(format!("vamos memo 3 {build}").as_bytes());
        let trust = Arc::new(Trust::new(now_ns));
        Self::new(StoreKind::Facts, own, "", head.0.to_vec(), trust)
    }

    /// Opens the table of compilations' reads, in vamos' own directory of a build cache.
    pub fn of_reads(own: &str) -> Self {
        Self::shared(StoreKind::Reads, own, now_ns())
    }

    /// Opens the table of the sizes of a build cache's parts, in vamos' own directory there.
    pub fn of_sizes(own: &str) -> Self {
        Self::shared(StoreKind::Sizes, own, now_ns())
    }

    /// Opens the table of the entries that projects used, in vamos' own directory of a build
    /// cache. Its keys are the projects.
    pub fn of_uses(own: &str) -> Self {
        Self::shared(StoreKind::Uses, own, now_ns())
    }

    /// Returns all keys that earlier runs stored.
    pub fn keys(&self) -> Vec<&str> {
        let parts = (0..self.parts.len()).map(|place| self.part(place));
        parts
            .flat_map(|part| part.index.keys().map(String::as_str))
            .collect()
    }

    /// Returns the bytes of all keys as earlier runs stored them.
    pub(crate) fn values(&self) -> impl Iterator<Item = &[u8]> {
        let parts = (0..self.parts.len()).map(|place| self.part(place));
        parts.flat_map(|part| {
            let records = part.index.values();
            records.map(|record| &part.bytes[record.range.clone()])
        })
    }

    /// Opens a table that all builds of vamos share.
    pub(crate) fn shared(table: StoreKind, own: &str, now_ns: i128) -> Self {
        let head = Digest::of(format!("vamos memo 3 {}", table.name()).as_bytes());
        let trust = Arc::new(Trust::new(now_ns));
        Self::new(table, own, "", head.0.to_vec(), trust)
    }

    /// Opens another table in the same directory: the table of a key, or the only one if the key is
    /// empty.
    pub fn sibling(&self, table: StoreKind, key: &str) -> Self {
        let trust = Arc::clone(&self.trust);
        Self {
            pruned: Arc::clone(&self.pruned),
            ..Self::new(table, &self.own, key, self.head.clone(), trust)
        }
    }

    fn new(table: StoreKind, own: &str, key: &str, head: Vec<u8>, trust: Arc<Trust>) -> Self {
        let parts = table.parts();
        let limit = table.limit().unwrap_or(u64::MAX) / parts as u64;
        Self {
            own: own.to_owned(),
            prefix: table.path(own, key),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            mode: table.mode(),
            head,
            trust,
            pruned: Arc::new(Once::new()),
            parts: (0..parts).map(|_| OnceLock::new()).collect(),
            changes: (0..parts).map(|_| Mutex::default()).collect(),
        }
    }

    fn place(&self, key: &str) -> usize {
        // FNV-1a: the keys only have to be spread evenly.
        let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (hash >> 60) as usize % self.parts.len()
    }

    fn file(&self, place: usize) -> String {
        format!("{}{place:x}", self.prefix)
    }

    fn part(&self, place: usize) -> &Part {
        self.parts[place].get_or_init(|| {
            let bytes = uncached::read(&self.file(place)).unwrap_or_default();
            Part::parse(bytes, &self.head).unwrap_or_default()
        })
    }

    /// Returns the bytes of a key.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        let part = self.part(self.place(key));
        let record = part.index.get(key)?;
        record.is_used.store(true, Ordering::Relaxed);
        Some(&part.bytes[record.range.clone()])
    }

    /// Sets the bytes of a key; later runs find them after [`Table::save`].
    pub fn put(&self, key: &str, value: Vec<u8>) {
        self.changes[self.place(key)]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key.to_owned(), value);
    }

    /// Reports whether the stamp of the file at `path` proves in later runs that the file
    /// has not changed.
    pub fn trusts(&self, meta: &Metadata, path: &str) -> bool {
        self.trust.trusts(meta, path)
    }

    /// Returns the rule for stamps in this run.
    pub(crate) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Writes changed parts. An error is ignored: the next run computes the values again.
    pub fn save(&self) {
        for place in 0..self.parts.len() {
            let changes = std::mem::take(
                &mut *self.changes[place]
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner),
            );
            if changes.is_empty() {
                continue;
            }
            let _ = uncached::make_dirs(&self.own);
            let file = self.file(place);
            if uncached::stat(&file).is_err() {
                let prune = || pruning::prune(&self.own, self.trust.start_ns());
                self.pruned.call_once(prune);
            }
            let is_full = self.part(place).bytes.len() > self.limit;
            let bytes = self.part(place).with(&changes, &self.head, is_full);
            let _ = atomic::write_atomic(&file, &bytes, self.mode);
        }
    }
}

impl Part {
    /// Reads `head`, then records of two lengths, key and value, then a digest of all.
    fn parse(bytes: Vec<u8>, head: &[u8]) -> Option<Self> {
        let end = bytes.len().checked_sub(SUM)?;
        if !bytes.starts_with(head) || bytes[end..] != sum(&bytes[..end]) {
            return None;
        }
        let mut index = HashMap::new();
        let mut at = head.len();
        let length = |at: usize| -> Option<usize> {
            let field = bytes.get(at..at + 4)?;
            usize::try_from(u32::from_le_bytes(field.try_into().ok()?)).ok()
        };
        while at < end {
            let (key_len, value_len) = (length(at)?, length(at + 4)?);
            let key_end = at + 8 + key_len;
            let value_end = key_end.checked_add(value_len)?;
            if value_end > end {
                return None;
            }
            let key = std::str::from_utf8(&bytes[at + 8..key_end]).ok()?;
            let record = Record {
                range: key_end..value_end,
                is_used: AtomicBool::new(false),
            };
            index.insert(key.to_owned(), record);
            at = value_end;
        }
        Some(Self { bytes, index })
    }

    /// Returns the part with changes; if it `is_full`, only the used keys of the rest.
    fn with(&self, changes: &HashMap<String, Vec<u8>>, head: &[u8], is_full: bool) -> Vec<u8> {
        let mut out = head.to_vec();
        let mut add = |key: &str, value: &[u8]| {
            for length in [key.len(), value.len()] {
                let length = u32::try_from(length).unwrap_or(u32::MAX);
                out.extend_from_slice(&length.to_le_bytes());
            }
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(value);
        };
        for (key, value) in changes {
            add(key, value);
        }
        for (key, record) in &self.index {
            let is_kept = !is_full || record.is_used.load(Ordering::Relaxed);
            if is_kept && !changes.contains_key(key) {
                add(key, &self.bytes[record.range.clone()]);
            }
        }
        let check = sum(&out);
        out.extend_from_slice(&check);
        out
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::uncached;

    use super::Table;
    use crate::kind::StoreKind;

    /// Saves the tables of some keys, siblings of each other; then the first is made old. Returns
    /// the names of all files.
    fn saved(dir: &str, keys: &[&str]) -> Vec<String> {
        let now = crate::clock::now_ns();
        let memo = Table::open(dir, "a", now);
        for key in keys {
            let table = memo.sibling(StoreKind::Directories, key);
            table.put("/x", b"one".to_vec());
            table.save();
            let long_ago = now - 2 * crate::pruning::MAX_AGE_NS;
            uncached::set_times(&format!("{dir}/dirs-{}-0", keys[0]), long_ago).unwrap();
        }
        let mut names = uncached::names(dir).unwrap();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_new_table_drives_out_old_ones() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        saved(dir, &["1", "2"]);
        assert_eq!(saved(dir, &["3"]), ["dirs-2-0", "dirs-3-0"]);
    }

    #[test]
    fn a_directory_is_looked_through_once_for_siblings() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        assert_eq!(saved(dir, &["1", "2", "3"]).len(), 3);
    }

    #[test]
    fn the_last_bytes_of_a_key_count() {
        let temp = tempfile::tempdir().unwrap();
        let own = format!("{}/own", temp.path().to_str().unwrap());
        let open = |build| Table::open(&own, build, 0);
        let memo = open("a");
        assert_eq!(memo.get("/x"), None);
        memo.put("/x", b"one".to_vec());
        memo.put("/y", b"two".to_vec());
        memo.save();
        let memo = open("a");
        assert_eq!(memo.get("/x"), Some(&b"one"[..]));
        memo.put("/x", b"three".to_vec());
        memo.save();
        assert_eq!(open("a").get("/x"), Some(&b"three"[..]));
        assert_eq!(open("a").get("/y"), Some(&b"two"[..]));
        assert_eq!(open("another build").get("/x"), None);
    }
}
