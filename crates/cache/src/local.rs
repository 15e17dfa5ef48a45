//! The cache directory: its files, and their times of last use.
//!
//! An action's entry is `xx/<action>-a`, its value `xx/<output>-d`, `xx` being the first byte. The
//! mtime of a file is its time of last use, with a resolution of one hour.
//! Counterpart: cmd/go/internal/cache/cache.go (`Open`).

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_base::golang::path;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::uncached;

use crate::ActionId;
use crate::Cap;
use crate::Clock;
use crate::Entry;
use crate::EntryIndex;
use crate::OutputId;
use crate::Verifier;
use crate::clock::RENEWAL_AGE_NS;
use crate::clock::renewed_time_ns;
use crate::entry::ENTRY_SIZE;

/// Numbers of operations of a store; tests limit them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Lookups of actions.
    pub gets: u64,
    /// Lookups that found an entry.
    pub hits: u64,
    /// `stat` calls on values and directories.
    pub stats: u64,
    /// Bytes hashed to verify or store values.
    pub bytes_hashed: u64,
    /// Files that were moved to their final name.
    pub files_written: u64,
    /// Times of last use that were renewed.
    pub touches: u64,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) gets: AtomicU64,
    pub(crate) hits: AtomicU64,
    pub(crate) stats: AtomicU64,
    pub(crate) bytes_hashed: AtomicU64,
    pub(crate) files_written: AtomicU64,
    pub(crate) touches: AtomicU64,
}

pub(crate) fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

/// Returns a hash of an entry's content, without the time when it was written.
pub(crate) fn content(entry: &Entry) -> u64 {
    let words = entry.output.0.0.chunks_exact(8).map(|word| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(word);
        u64::from_le_bytes(bytes)
    });
    words.fold(entry.size, |sum, word| sum.rotate_left(13) ^ word)
}

/// Returns a hash of the content of the entry in a file, without the time when it was written.
/// `None` if the entry is not valid, or not for the action in the file's name.
pub fn content_of(path: &str) -> Option<u64> {
    let (_, name) = path.rsplit_once('/')?;
    let id = ActionId(Digest::from_hex(name.strip_suffix("-a")?.as_bytes())?);
    read_entry(&id, path).map(|(entry, _)| content(&entry))
}

/// Returns the entry in a file and the file's metadata, if the entry is valid and has this id.
pub(crate) fn read_entry(id: &ActionId, path: &str) -> Option<(Entry, Metadata)> {
    // One byte more, to detect a file that is too long.
    let mut data = [0; ENTRY_SIZE + 1];
    let (len, meta) = uncached::read_start(path, &mut data).ok()?;
    Some((Entry::parse(&data[..len], id)?, meta))
}

/// A cache directory, shared with other processes and with the official command.
pub struct LocalStore {
    pub(crate) dir: String,
    pub(crate) clock: Clock,
    pub(crate) counters: Counters,
    /// True if the file of empty outputs exists; set by the first lookup.
    pub(crate) has_empty: OnceLock<bool>,
    /// Cached contents of the cache's files, from earlier runs.
    pub(crate) recall: Option<EntryIndex>,
    /// With a verifier every lookup is a miss, and a result is compared with the existing entry.
    pub(crate) verifier: Option<Verifier>,
    /// The first error of a file system that may not be written.
    refusal: OnceLock<PathError>,
    /// The limit of the cache's size.
    cap: Option<Cap>,
    /// Actions that were found or stored, and their values.
    used: Mutex<HashMap<ActionId, OutputId>>,
}

impl LocalStore {
    /// Opens the cache in an existing directory, and creates its 256 parts if it is new. A part
    /// that was removed later is recreated on demand.
    pub fn open(dir: &str, clock: Clock) -> Result<Self, PathError> {
        if !uncached::stat(dir)?.is_dir() {
            return Err(PathError {
                op: "open",
                path: dir.to_owned(),
                errno: None,
                message: "not a directory".to_owned(),
            });
        }
        // They are made in this order: if the last one exists, all do.
        let clean = path::clean(dir);
        if !uncached::stat(&format!("{clean}/ff")).is_ok_and(|meta| meta.is_dir()) {
            for part in 0..=255 {
                uncached::make_dirs(&format!("{clean}/{part:02x}"))?;
            }
        }
        Ok(Self {
            // Names of files join it, so commands and messages show it cleaned.
            dir: clean,
            clock,
            counters: Counters::default(),
            has_empty: OnceLock::new(),
            recall: None,
            verifier: None,
            refusal: OnceLock::new(),
            cap: None,
            used: Mutex::default(),
        })
    }

    /// Makes the store use contents that earlier runs read from files that have not changed.
    #[must_use]
    pub fn with_recall(mut self, recall: EntryIndex) -> Self {
        self.recall = Some(recall);
        self
    }

    /// Limits the size of the cache: the end of a build that exceeds it removes the least
    /// recently used.
    #[must_use]
    pub fn with_cap(mut self, cap: Cap) -> Self {
        self.cap = Some(cap);
        self
    }

    /// Makes every lookup a miss, and compares each stored result with the existing entry.
    #[must_use]
    pub fn with_verifier(mut self, verifier: Verifier) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// Records that an action was found or stored.
    pub(crate) fn note_use(&self, id: &ActionId, output: OutputId) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(*id, output);
    }

    /// Returns the first error of this run of a directory that may not be written.
    pub fn refusal(&self) -> Option<&PathError> {
        self.refusal.get()
    }

    /// Notes an error of storing something.
    pub(crate) fn note_failure(&self, error: &PathError) {
        if error.is_permission() || error.is_read_only() {
            // Only the first one counts.
            let _ = self.refusal.set(error.clone());
        }
    }

    /// Returns the name of the file that has the entry of an action.
    pub fn entry_file(&self, id: &ActionId) -> String {
        self.file_name(&id.0, 'a')
    }

    /// Returns the actions that this run found or stored.
    pub fn used(&self) -> Vec<ActionId> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.keys().copied().collect()
    }

    /// Saves the contents that this run read, for later runs.
    pub fn save_recall(&self) {
        if let Some(recall) = &self.recall {
            recall.save();
        }
    }

    /// Returns the reason of all misses, if they share one.
    pub fn miss_reason(&self) -> Option<&'static str> {
        self.verifier.is_some().then_some("gocacheverify=1")
    }

    /// Evicts files of a cache that exceeds its cap; errors are ignored.
    pub fn keep_cap(&self, may_go_on: &mut dyn FnMut(u64) -> bool) {
        let Some(cap) = &self.cap else {
            return;
        };
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = used.iter().flat_map(|(id, output)| [id.0, output.0]);
        let ids: HashSet<Digest> = pairs.collect();
        drop(used);
        // The next command tries again.
        let _ = cap.keep(&self.dir, &self.clock, &ids, may_go_on);
    }

    /// Returns the numbers of operations until now.
    pub fn counts(&self) -> CacheCounts {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        CacheCounts {
            gets: get(&self.counters.gets),
            hits: get(&self.counters.hits),
            stats: get(&self.counters.stats),
            bytes_hashed: get(&self.counters.bytes_hashed),
            files_written: get(&self.counters.files_written),
            touches: get(&self.counters.touches),
        }
    }

    pub(crate) fn part_dir(&self, id: &Digest) -> String {
        format!("{}/{:02x}", self.dir, id.0[0])
    }

    pub(crate) fn file_name(&self, id: &Digest, kind: char) -> String {
        format!("{}/{:02x}/{id}-{kind}", self.dir, id.0[0])
    }

    pub(crate) fn stat(&self, path: &str) -> Result<Metadata, PathError> {
        count(&self.counters.stats, 1);
        uncached::stat(path)
    }

    /// Reports whether the time of last use is old enough to be renewed.
    pub(crate) fn is_old(&self, meta: &Metadata) -> bool {
        (self.clock)() - meta.mtime_ns >= RENEWAL_AGE_NS
    }

    /// Renews the time of last use if it is old. A cache that cannot be written to
    /// can still be read.
    pub(crate) fn mark_used(&self, path: &str, meta: &Metadata) {
        let now = (self.clock)();
        if now - meta.mtime_ns >= RENEWAL_AGE_NS {
            count(&self.counters.touches, 1);
            let _ = uncached::set_times(path, renewed_time_ns(now));
        }
    }
}
