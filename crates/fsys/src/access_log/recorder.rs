//! Adds to the record of a run, from all of its threads.
//!
//! An answer is recorded with the stamp of that moment, taken before or while the bytes were read.
//! A later change has a time after the run's start, so that the next check of the stamp detects it.
//! Any other operation than reading (a child, a write, an error that is not repeatable) is also
//! recorded, or makes the record void, with the reason.
//! Counterpart: none.

use std::borrow::Cow;
use std::fs;
use std::hash::BuildHasher;
use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use hashbrown::DefaultHashBuilder;
use hashbrown::HashTable;
use vamos_base::Digest;
use vamos_sched::Context;
use vamos_sched::Entered;
use vamos_sched::with_context;

use super::AccessLog;
use super::HttpAccess;
use super::PathAccess;
use super::Touched;
use crate::Metadata;
use crate::stamp::Stamp;
use crate::stamp::StatResult;
use crate::stamp::is_absence;
use crate::stamp::stat;

/// A handle of the record of one run; clones add to the same record. The default records
/// nothing.
#[derive(Clone, Debug, Default)]
pub struct AccessRecorder(Option<Arc<Record>>);

const SHARDS: usize = 16;

/// A record in progress. Paths are split by hash, so that threads seldom wait for each other.
#[derive(Debug)]
struct Record {
    /// True while accesses are added: the record has not ended, and is not void.
    is_kept: AtomicBool,
    has_ended: AtomicBool,
    shards: [Mutex<Shard>; SHARDS],
    hasher: DefaultHashBuilder,
    rest: Mutex<AccessLog>,
    /// The base of relative paths.
    dir: OnceLock<String>,
}

/// A part of the paths. An entry is large, so the table contains only its index.
#[derive(Debug, Default)]
struct Shard {
    paths: Vec<(String, PathAccess)>,
    places: HashTable<u32>,
}

impl Shard {
    /// Returns the entry of a path with this hash.
    fn entry(&mut self, path: &str, hash: u64, hasher: &DefaultHashBuilder) -> &mut PathAccess {
        let Self { paths, places } = self;
        let is_same = |place: &u32| paths[*place as usize].0 == path;
        let place = match places.find(hash, is_same) {
            Some(place) => *place,
            None => {
                let place = u32::try_from(paths.len()).expect("memory ends before");
                paths.push((path.to_owned(), PathAccess::default()));
                places.insert_unique(hash, place, |place| {
                    hasher.hash_one(paths[*place as usize].0.as_str())
                });
                place
            }
        };
        &mut paths[place as usize].1
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls a function with the recorder of this thread's run. The function must not enter
/// another one.
pub fn with<R>(call: impl FnOnce(&AccessRecorder) -> R) -> R {
    with_context(|recorder| match recorder {
        Some(recorder) => call(recorder),
        None => call(&AccessRecorder(None)),
    })
}

/// Records that a path is written, created, renamed or removed.
pub(crate) fn wrote(path: &str) {
    with(|recorder| recorder.add_to(path, |log| &mut log.wrote));
}

/// Records that a file's time of last use is renewed.
pub(crate) fn used(path: &str) {
    with(|recorder| recorder.add_to(path, |log| &mut log.used));
}

/// Records a directory that this run creates for itself, and will remove.
pub(crate) fn temporary(path: &str) {
    with(|recorder| recorder.add_to(path, |log| &mut log.temporary));
}

/// Records that a child runs.
pub(crate) fn spawned(program: &str) {
    with(|recorder| recorder.void(|| format!("{program} ran")));
}

impl AccessRecorder {
    /// Starts a record. A run without one costs one load per access.
    pub fn start() -> Self {
        Self(Some(Arc::new(Record {
            is_kept: AtomicBool::new(true),
            has_ended: AtomicBool::new(false),
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: DefaultHashBuilder::default(),
            rest: Mutex::default(),
            dir: OnceLock::new(),
        })))
    }

    /// Returns the recorder of this thread's run.
    pub fn current() -> Self {
        with(Self::clone)
    }

    /// Makes this the recorder of the thread and of all threads that it starts, until the
    /// result is dropped.
    pub fn enter(&self) -> Entered {
        Context::new(self.clone()).enter()
    }

    /// Sets the base of relative paths. Only the first call has an effect.
    pub fn set_dir(&self, dir: &str) {
        if let Some(record) = self.kept() {
            record.dir.get_or_init(|| dir.to_owned());
        }
    }

    /// Ends the record and returns it; `None` if it has ended, or if none was started. In a void
    /// record only the reason is valid, because later accesses are not added.
    pub fn finish(&self) -> Option<AccessLog> {
        let record = self.0.as_deref()?;
        record.is_kept.store(false, Ordering::SeqCst);
        if record.has_ended.swap(true, Ordering::SeqCst) {
            return None;
        }
        let mut log = std::mem::take(&mut *locked(&record.rest));
        if log.void.is_some() {
            return Some(log);
        }
        let count = |shard: &Mutex<Shard>| locked(shard).paths.len();
        log.seen
            .reserve_exact(record.shards.iter().map(count).sum());
        for shard in &record.shards {
            log.seen
                .append(&mut std::mem::take(&mut *locked(shard)).paths);
        }
        Some(log)
    }

    fn kept(&self) -> Option<&Record> {
        let record = self.0.as_deref()?;
        record.is_kept.load(Ordering::Relaxed).then_some(record)
    }

    /// Reports whether there is a record that is not void.
    pub fn is_kept(&self) -> bool {
        self.kept().is_some()
    }

    /// Makes the record void: the recorded accesses do not determine the result. `why` returns the
    /// reason.
    pub fn void(&self, why: impl FnOnce() -> String) {
        if let Some(record) = self.kept() {
            record.void(why);
        }
    }

    /// Records a successful `stat`.
    pub(crate) fn hit(&self, path: &str, meta: &Metadata) {
        if let Some(record) = self.kept() {
            record.add(path, |access| access.add_followed(Some(Stamp::from(meta))));
        }
    }

    /// Records that a file was opened, before it is read.
    pub(crate) fn opened(&self, path: &str, file: &fs::File) {
        if self.is_kept() {
            match file.metadata() {
                Ok(meta) => self.hit(path, &Metadata::from(&meta)),
                Err(error) => self.void(|| format!("{path}: {error}")),
            }
        }
    }

    /// Records a successful `lstat`.
    pub(crate) fn hit_itself(&self, path: &str, meta: &Metadata) {
        if let Some(record) = self.kept() {
            record.add(path, |access| access.add_itself(Some(Stamp::from(meta))));
        }
    }

    /// Records a failed `stat` or open.
    pub(crate) fn miss(&self, path: &str, error: &io::Error) {
        if let Some(record) = self.kept() {
            if is_absence(error) {
                record.add(path, |access| access.add_followed(None));
            } else {
                record.void(|| format!("{path}: {error}"));
            }
        }
    }

    /// Records a failed `lstat`.
    pub(crate) fn miss_itself(&self, path: &str, error: &io::Error) {
        if let Some(record) = self.kept() {
            if is_absence(error) {
                record.add(path, |access| access.add_itself(None));
            } else {
                record.void(|| format!("{path}: {error}"));
            }
        }
    }

    /// Records that a directory is about to be listed.
    pub(crate) fn listing(&self, path: &str) {
        let Some(record) = self.kept() else { return };
        match stat(path, true) {
            StatResult::There(stamp) => record.add(path, |access| access.add_listing(stamp)),
            // The listing itself will fail, and report it.
            StatResult::Absent | StatResult::Unknown => {}
        }
    }

    /// Records that the result depends on all metadata of a file, including times and size; links
    /// were followed or not.
    pub fn exact(&self, path: &str, meta: &Metadata, follow: bool) {
        if let Some(record) = self.kept() {
            record.add(path, |access| access.add_exact(Stamp::from(meta), follow));
        }
    }

    /// Records that the result depends on an environment variable.
    pub fn variable(&self, name: &str) {
        if let Some(record) = self.kept() {
            record.rest(|log| log.variables.push(name.to_owned()));
        }
    }

    /// Records that a path is outside a directory, without recording the links in either path: the
    /// links in `/proc` differ between processes.
    pub fn outside(&self, path: &str, dir: &str) {
        if let Some(record) = self.kept() {
            record.rest(|log| log.outside.push((path.to_owned(), dir.to_owned())));
        }
    }

    /// Records the answer of a server. A later run must repeat the request.
    pub fn asked(&self, url: &str, answer: Digest) {
        if let Some(record) = self.kept() {
            let url = url.to_owned();
            record.rest(|log| log.asked.push(HttpAccess { url, answer }));
        }
    }

    /// Records the stamp that validates an earlier run's data: the names in a directory, or the
    /// bytes of a file.
    pub(crate) fn vouched(&self, path: &str, meta: &Metadata) {
        if !meta.is_dir() {
            self.confirmed(path, meta);
        } else if let Some(record) = self.kept() {
            record.add(path, |access| access.add_listing(Stamp::from(meta)));
        }
    }

    /// Records the stamp that validates a file's bytes, which an earlier run read.
    pub(crate) fn confirmed(&self, path: &str, meta: &Metadata) {
        if let Some(record) = self.kept() {
            record.add_source(path, meta);
        }
    }

    /// Records that the result depends on a file's bytes.
    pub(crate) fn source(&self, path: &str) {
        if let Some(record) = self.kept() {
            record.add(path, |access| access.is_source = true);
        }
    }

    /// Records a hash of a reader's result from a file's bytes: other bytes with the same result
    /// are equivalent.
    pub fn content(&self, path: &str, content: u64) {
        if let Some(record) = self.kept() {
            record.add(path, |access| access.add_content(content));
        }
    }

    fn add_to(&self, path: &str, list: impl FnOnce(&mut AccessLog) -> &mut Vec<String>) {
        let Some(record) = self.kept() else { return };
        match record.absolute(path) {
            Some(path) => record.rest(|log| list(log).push(path.into_owned())),
            None => record.void(|| format!("{path}: a relative path")),
        }
    }

    /// Records that an open file's times were set to now; `before` is its metadata before that.
    pub(crate) fn touched(&self, path: &str, before: Option<&fs::Metadata>, file: &fs::File) {
        let Some(record) = self.kept() else { return };
        let stamp = |meta: &fs::Metadata| Stamp::from(&Metadata::from(meta));
        let after = file.metadata().ok();
        match (record.absolute(path), before, after) {
            (Some(path), Some(before), Some(after)) => record.rest(|log| {
                log.touched.push(Touched {
                    path: path.into_owned(),
                    before: stamp(before),
                    after: stamp(&after),
                });
            }),
            _ => record.void(|| format!("{path}: its kind cannot be determined")),
        }
    }
}

impl Record {
    fn add(&self, path: &str, add: impl FnOnce(&mut PathAccess)) {
        let Some(path) = self.absolute(path) else {
            self.void(|| format!("{path}: a relative path"));
            return;
        };
        let path = &*path;
        let hash = self.hasher.hash_one(path);
        // The table in the shard uses the first and the last bits.
        let shard = &self.shards[(hash >> 40) as usize % SHARDS];
        add(locked(shard).entry(path, hash, &self.hasher));
    }

    fn add_source(&self, path: &str, meta: &Metadata) {
        self.add(path, |access| {
            access.add_followed(Some(Stamp::from(meta)));
            access.is_source = true;
        });
    }

    /// Returns the absolute path, including dots: the kernel resolves them.
    fn absolute<'a>(&self, path: &'a str) -> Option<Cow<'a, str>> {
        if path.starts_with('/') {
            return Some(Cow::Borrowed(path));
        }
        let dir = self.dir.get().filter(|dir| dir.starts_with('/'))?;
        Some(Cow::Owned(format!("{dir}/{path}")))
    }

    fn rest(&self, add: impl FnOnce(&mut AccessLog)) {
        add(&mut locked(&self.rest));
    }

    fn void(&self, why: impl FnOnce() -> String) {
        locked(&self.rest).void.get_or_insert_with(why);
        self.is_kept.store(false, Ordering::SeqCst);
    }
}
