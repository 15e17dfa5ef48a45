//! What earlier runs learned of files, keyed by directory: bytes that their owners
//! check against stamps before they believe them.
//!
//! A table has up to 16 parts, each a file that is read whole when it is first asked and
//! replaced by rename when something in it changed. Losing it costs time, never
//! correctness: a part that cannot be read, or was written by another build of vamos,
//! is empty. Two runs at once: the last to write a part wins.
//! Counterpart: none; cmd/go/internal/modindex keeps an index of its own in GOCACHE.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_fsys::Metadata;
use vamos_fsys::atomic;
use vamos_fsys::fresh;
use vamos_fsys::work;

/// Parts of the table that [`Memo::open`] opens.
const PARTS: usize = 16;

/// A table that grows beyond this many bytes keeps only what the run used.
const MAX_TABLE: usize = 64 << 20;

/// A file of tables that was not written to for this long is removed: 30 days.
const MAX_AGE_NS: i128 = 30 * 24 * 3600 * 1_000_000_000;

/// A stamp younger than this when the run began is not believed: the file may have
/// been written again within the clock's granularity.
const RACY_NS: i128 = 2_000_000_000;

/// The table of one user.
pub struct Memo {
    dir: String,
    /// What the names of the parts start with.
    name: String,
    /// First bytes of every part: which build of vamos wrote it.
    head: Vec<u8>,
    start_ns: i128,
    parts: Vec<OnceLock<Part>>,
    changes: Vec<Mutex<HashMap<String, Vec<u8>>>>,
    /// Whether the file systems of these devices keep the time of change honestly.
    devices: Mutex<HashMap<u64, bool>>,
}

#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    index: HashMap<String, Record>,
}

struct Record {
    range: Range<usize>,
    /// Whether this run asked for it.
    is_used: AtomicBool,
}

impl Memo {
    /// Opens the table in `dir`, which is created by the first save. `build` distinguishes
    /// builds of vamos; `now_ns` is when the run began.
    pub fn open(dir: &str, build: &str, now_ns: i128) -> Self {
        let head = Digest::of(format!("vamos memo 2 {build}").as_bytes());
        Self::new(dir, "facts-", PARTS, head.0.to_vec(), now_ns)
    }

    /// Opens another table in the same directory, whose `parts` (at most 16) are called
    /// `name` and a digit.
    pub fn beside(&self, name: &str, parts: usize) -> Self {
        Self::new(&self.dir, name, parts, self.head.clone(), self.start_ns)
    }

    fn new(dir: &str, name: &str, parts: usize, head: Vec<u8>, start_ns: i128) -> Self {
        Self {
            dir: dir.to_owned(),
            name: name.to_owned(),
            head,
            start_ns,
            parts: (0..parts).map(|_| OnceLock::new()).collect(),
            changes: (0..parts).map(|_| Mutex::default()).collect(),
            devices: Mutex::default(),
        }
    }

    fn place(&self, key: &str) -> usize {
        // FNV-1a: all that matters is that keys spread.
        let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (hash >> 60) as usize % self.parts.len()
    }

    fn file(&self, place: usize) -> String {
        format!("{}/{}{place:x}", self.dir, self.name)
    }

    fn part(&self, place: usize) -> &Part {
        self.parts[place].get_or_init(|| {
            let bytes = fresh::read(&self.file(place)).unwrap_or_default();
            Part::parse(bytes, &self.head).unwrap_or_default()
        })
    }

    /// Returns what is known under a key.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        let part = self.part(self.place(key));
        let record = part.index.get(key)?;
        record.is_used.store(true, Ordering::Relaxed);
        Some(&part.bytes[record.range.clone()])
    }

    /// Puts bytes under a key; they are there for later runs once saved.
    pub fn put(&self, key: &str, value: Vec<u8>) {
        self.changes[self.place(key)]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key.to_owned(), value);
    }

    /// Reports whether a stamp may be believed later: it is not young, and the file
    /// system of `path` keeps its times.
    pub fn trusts(&self, meta: &Metadata, path: &str) -> bool {
        let settled = self.start_ns - RACY_NS;
        if meta.mtime_ns >= settled || meta.ctime_ns >= settled {
            return false;
        }
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        *devices
            .entry(meta.dev)
            .or_insert_with(|| work::keeps_honest_times(path))
    }

    /// Writes what changed. What cannot be written is learned again.
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
            let _ = fresh::make_dirs(&self.dir);
            let file = self.file(place);
            if fresh::stat(&file).is_err() {
                self.prune();
            }
            let is_full = self.part(place).bytes.len() > MAX_TABLE / self.parts.len();
            let bytes = self.part(place).with(&changes, &self.head, is_full);
            let _ = atomic::write_atomic(&file, &bytes, 0o600);
        }
    }
}

impl Memo {
    /// Removes what no run has written to for long, so that tables of projects that are
    /// gone, and files of runs that were killed, do not pile up.
    fn prune(&self) {
        for name in fresh::names(&self.dir).unwrap_or_default() {
            let path = format!("{}/{name}", self.dir);
            let is_old = |meta: Metadata| meta.mtime_ns < self.start_ns - MAX_AGE_NS;
            if fresh::stat(&path).is_ok_and(is_old) {
                let _ = work::remove(&path);
            }
        }
    }
}

impl Part {
    /// Reads `head`, then records of two lengths, key and value, then a digest of all.
    fn parse(bytes: Vec<u8>, head: &[u8]) -> Option<Self> {
        let end = bytes.len().checked_sub(8)?;
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

    /// Returns the part with changes; of the rest, where it `is_full`, only what was
    /// used.
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

/// A checksum against torn and flipped bytes.
fn sum(bytes: &[u8]) -> [u8; 8] {
    let digest = Digest::of(bytes).0;
    let mut out = [0; 8];
    out.copy_from_slice(&digest[..8]);
    out
}

#[cfg(test)]
mod tests {
    use vamos_fsys::fresh;

    use super::Memo;

    #[test]
    fn a_new_table_drives_out_old_ones() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let now = crate::clock::now_ns();
        let memo = Memo::open(dir, "a", now);
        let save = |memo: Memo| {
            memo.put("/x", b"one".to_vec());
            memo.save();
        };
        save(memo.beside("dirs-1-", 1));
        save(memo.beside("dirs-2-", 1));
        fresh::set_times(&format!("{dir}/dirs-1-0"), now - 2 * super::MAX_AGE_NS).unwrap();
        save(memo.beside("dirs-3-", 1));
        let mut names = fresh::names(dir).unwrap();
        names.sort_unstable();
        assert_eq!(names, ["dirs-2-0", "dirs-3-0"]);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test damages a file")]
    fn survives_only_whole() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("memo");
        let dir = dir.to_str().unwrap();
        let open = |build| Memo::open(dir, build, 0);
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
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let mut bytes = std::fs::read(&path).unwrap();
            let last = bytes.len() - 9;
            bytes[last] ^= 1;
            std::fs::write(&path, bytes).unwrap();
        }
        assert_eq!(open("a").get("/x"), None);
    }
}
