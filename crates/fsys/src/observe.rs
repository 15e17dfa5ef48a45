//! Records every question that this run asked the file system, with its answer.
//!
//! While a [`Log`] is kept, every function of this crate that reads the file system adds to
//! it. The log is process-wide, because a reader that is not handed the log would be a gap
//! in it. An answer is recorded with the stamp of that moment, taken before or while the
//! bytes were read. What changes later has a time later than the run's start, so that the
//! next check of the stamp finds the change.
//! Anything other than reading (a child, a write, an error that is not repeatable) makes
//! the log void, with the reason.
//! Counterpart: none.

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::golang::path;

use crate::Metadata;
use crate::os::os_path;
use crate::stamp::Look;
use crate::stamp::Stamp;
use crate::stamp::is_absence;
use crate::stamp::look;

static LOG: OnceLock<Log> = OnceLock::new();
static IS_KEPT: AtomicBool = AtomicBool::new(false);
static IS_BEGUN: AtomicBool = AtomicBool::new(false);

/// The questions about one path, and their answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The answer where links were followed; `None` inside: nothing there.
    pub followed: Option<Option<Stamp>>,
    /// The answer where they were not.
    pub itself: Option<Option<Stamp>>,
    /// Whether it is a directory whose names were asked for.
    pub is_listed: bool,
    /// What the reader made of the bytes, where other bytes may mean the same.
    pub content: Option<u64>,
    /// Whether two answers differed in more than the times of a file.
    pub is_torn: bool,
    /// Whether two answers of a file differed, in its times only. Files of the build cache get a
    /// new time of last use from this run and from others.
    pub has_new_times: bool,
    /// Whether its bytes were read as those of a source, not of a result.
    pub is_source: bool,
    /// Whether the result depends on its times and size, even if it is a directory.
    pub is_exact: bool,
}

/// A file whose times were set to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The file.
    pub path: String,
    /// What it was just before.
    pub before: Stamp,
    /// What it was just after.
    pub after: Stamp,
}

/// An answer of a server that the result depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The address that was asked for, without credentials.
    pub url: String,
    /// Digest of the answer: its status and its text.
    pub answer: Digest,
}

/// All that a run saw and did.
#[derive(Debug, Default)]
pub struct Sight {
    /// Paths in no particular order.
    pub seen: Vec<(String, Seen)>,
    /// Files whose times were set to now.
    pub touched: Vec<Touched>,
    /// Files whose times of last use were renewed.
    pub used: Vec<String>,
    /// Paths that were written, made, renamed or removed.
    pub wrote: Vec<String>,
    /// Directories that this run made for itself.
    pub temporary: Vec<String>,
    /// Environment variables that a part of the result depends on.
    pub variables: Vec<String>,
    /// Paths that are not in a directory, which follows them.
    pub outside: Vec<(String, String)>,
    /// Answers of servers, in no particular order.
    pub asked: Vec<Asked>,
    /// Why the log is not complete, if it is not.
    pub void: Option<String>,
}

const SHARDS: usize = 16;

struct Log {
    shards: [Mutex<HashMap<String, Seen>>; SHARDS],
    hasher: RandomState,
    rest: Mutex<Sight>,
    /// Where relative paths start.
    dir: OnceLock<String>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the log of this process. Runs that keep none pay one load per question.
pub fn begin() {
    LOG.get_or_init(|| Log {
        shards: std::array::from_fn(|_| Mutex::default()),
        hasher: RandomState::new(),
        rest: Mutex::default(),
        dir: OnceLock::new(),
    });
    IS_BEGUN.store(true, Ordering::SeqCst);
    IS_KEPT.store(true, Ordering::SeqCst);
}

/// Sets the directory that relative paths start in. Only the first call counts.
pub fn begin_in(dir: &str) {
    if let Some(log) = log() {
        log.dir.get_or_init(|| dir.to_owned());
    }
}

/// Ends the log and returns it; `None` if no log was begun. Of a void log only the reason
/// is valid: nothing is added after it.
pub fn end() -> Option<Sight> {
    IS_KEPT.store(false, Ordering::SeqCst);
    if !IS_BEGUN.swap(false, Ordering::SeqCst) {
        return None;
    }
    let log = LOG.get()?;
    let mut sight = std::mem::take(&mut *locked(&log.rest));
    if sight.void.is_some() {
        return Some(sight);
    }
    for shard in &log.shards {
        sight.seen.extend(locked(shard).drain());
    }
    Some(sight)
}

fn log() -> Option<&'static Log> {
    if !IS_KEPT.load(Ordering::Relaxed) {
        return None;
    }
    LOG.get()
}

/// Reports whether a log is kept, and not void yet.
pub fn is_kept() -> bool {
    log().is_some()
}

/// Makes the log void: what this run saw does not determine its result. `why` is the
/// reason.
pub fn void(why: impl FnOnce() -> String) {
    if let Some(log) = log() {
        locked(&log.rest).void.get_or_insert_with(why);
        IS_KEPT.store(false, Ordering::SeqCst);
    }
}

impl Log {
    fn note(&self, path: &str, add: impl FnOnce(&mut Seen) -> Change) {
        let Some(path) = self.absolute(path) else {
            void(|| format!("{path}: a relative path"));
            return;
        };
        let path = &*path;
        let shard = &self.shards[(self.hasher.hash_one(path) >> 60) as usize % SHARDS];
        let mut shard = locked(shard);
        let seen = shard.entry_ref(path).or_default();
        match add(seen) {
            Change::None => {}
            Change::Times => seen.has_new_times = true,
            Change::Other => seen.is_torn = true,
        }
    }

    /// Returns a path as it is from the root, dots and all: they are the kernel's to follow.
    fn absolute<'a>(&self, path: &'a str) -> Option<Cow<'a, str>> {
        if path.starts_with('/') {
            return Some(Cow::Borrowed(path));
        }
        let dir = self.dir.get().filter(|dir| dir.starts_with('/'))?;
        Some(Cow::Owned(format!("{dir}/{path}")))
    }

    fn rest(&self, add: impl FnOnce(&mut Sight)) {
        add(&mut locked(&self.rest));
    }
}

/// How an answer differs from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Not at all.
    None,
    /// In the times of a file.
    Times,
    /// In more.
    Other,
}

impl Change {
    fn unless(is_same: bool) -> Self {
        if is_same { Self::None } else { Self::Other }
    }
}

/// Takes an answer: the first is kept, and a later one has to be the same, except for the times of
/// a file. Directories may change while this run works, as long as their names were not listed.
fn take(known: &mut Option<Option<Stamp>>, answer: Option<Stamp>, is_listed: bool) -> Change {
    match (*known, answer) {
        (None, _) => {
            *known = Some(answer);
            Change::None
        }
        (Some(None), None) => Change::None,
        (Some(Some(old)), Some(new)) if !is_listed && old.is_dir() => {
            // The newest: its times have to prove that a listing to come is old.
            *known = Some(answer);
            Change::unless(old.is_same_node(&new))
        }
        (Some(Some(old)), Some(new)) if old == new => Change::None,
        (Some(Some(old)), Some(new)) if old.is_same_file(&new) => Change::Times,
        (Some(_), _) => Change::Other,
    }
}

/// Notes that `stat` answered.
pub(crate) fn met(path: &str, meta: &Metadata) {
    if let Some(log) = log() {
        log.note(path, |seen| {
            let is_listed = seen.is_listed || seen.is_exact;
            take(&mut seen.followed, Some(Stamp::from(meta)), is_listed)
        });
    }
}

/// Notes that a file was opened, before it is read.
pub(crate) fn opened(path: &str, file: &fs::File) {
    if is_kept() {
        match file.metadata() {
            Ok(meta) => met(path, &Metadata::from(&meta)),
            Err(error) => void(|| format!("{path}: {error}")),
        }
    }
}

/// Notes that `lstat` answered.
pub(crate) fn met_itself(path: &str, meta: &Metadata) {
    if let Some(log) = log() {
        log.note(path, |seen| {
            let is_listed = seen.is_listed || seen.is_exact;
            take(&mut seen.itself, Some(Stamp::from(meta)), is_listed)
        });
    }
}

/// Records a failed `stat` or open.
pub(crate) fn missed(path: &str, error: &io::Error) {
    if let Some(log) = log() {
        if is_absence(error) {
            log.note(path, |seen| take(&mut seen.followed, None, false));
        } else {
            void(|| format!("{path}: {error}"));
        }
    }
}

/// Records a failed `lstat`.
pub(crate) fn missed_itself(path: &str, error: &io::Error) {
    if let Some(log) = log() {
        if is_absence(error) {
            log.note(path, |seen| take(&mut seen.itself, None, false));
        } else {
            void(|| format!("{path}: {error}"));
        }
    }
}

/// Records that a directory is about to be listed, or that its stamp confirms the names
/// that an earlier run listed.
pub(crate) fn listing(path: &str) {
    let Some(log) = log() else { return };
    match look(path, true) {
        Look::There(stamp) => list(log, path, stamp),
        // The listing itself will fail, and report it.
        Look::Absent | Look::Unknown => {}
    }
}

/// Records that the result depends on all of an answer, with its times and size; links were
/// followed or not.
pub fn exact(path: &str, meta: &Metadata, follow: bool) {
    let Some(log) = log() else { return };
    log.note(path, |seen| {
        seen.is_exact = true;
        let known = match follow {
            true => &mut seen.followed,
            false => &mut seen.itself,
        };
        take(known, Some(Stamp::from(meta)), true)
    });
}

/// Records that the result depends on an environment variable.
pub fn variable(name: &str) {
    if let Some(log) = log() {
        log.rest(|sight| sight.variables.push(name.to_owned()));
    }
}

/// Records that a path does not lie inside a directory, whatever links on the way to either
/// are: those in `/proc` are others in each process.
pub fn outside(path: &str, dir: &str) {
    if let Some(log) = log() {
        log.rest(|sight| sight.outside.push((path.to_owned(), dir.to_owned())));
    }
}

/// Records the answer of a server. A later run has to ask again.
pub fn asked(url: &str, answer: Digest) {
    if let Some(log) = log() {
        let url = url.to_owned();
        log.rest(|sight| sight.asked.push(Asked { url, answer }));
    }
}

/// Records the stamp of a directory that confirms its names.
pub(crate) fn vouched(path: &str, meta: &Metadata) {
    if let Some(log) = log() {
        if meta.is_dir() {
            list(log, path, Stamp::from(meta));
        } else {
            met(path, meta);
            source(path);
        }
    }
}

fn list(log: &Log, path: &str, stamp: Stamp) {
    log.note(path, |seen| {
        let was_listed = std::mem::replace(&mut seen.is_listed, true) || seen.is_exact;
        let change = take(&mut seen.followed, Some(stamp), was_listed);
        if !was_listed {
            seen.followed = Some(Some(stamp));
        }
        change
    });
}

/// Records that the result depends on a file's bytes.
pub(crate) fn source(path: &str) {
    if let Some(log) = log() {
        log.note(path, |seen| {
            seen.is_source = true;
            Change::None
        });
    }
}

/// Records what a reader computed from a file's bytes: other bytes with the same result
/// are equivalent.
pub fn content(path: &str, content: u64) {
    if let Some(log) = log() {
        log.note(path, |seen| {
            Change::unless(*seen.content.get_or_insert(content) == content)
        });
    }
}

/// Notes every link on the way to what a path really is.
pub(crate) fn resolving(path: &str) {
    if is_kept() && !note_links(path, 0) {
        void(|| format!("{path}: links that cannot be resolved"));
    }
}

fn note_links(path: &str, depth: usize) -> bool {
    const MAX_LINKS: usize = 40;
    if depth > MAX_LINKS || !path.starts_with('/') {
        return false;
    }
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1);
    for end in ends.chain([path.len()]) {
        let prefix = &path[..end];
        if prefix.ends_with('/') || prefix.is_empty() {
            continue;
        }
        match fs::symlink_metadata(os_path(prefix)) {
            Ok(meta) => met_itself(prefix, &Metadata::from(&meta)),
            Err(error) => {
                missed_itself(prefix, &error);
                return is_absence(&error);
            }
        }
        if let Ok(target) = fs::read_link(os_path(prefix)) {
            let Some(target) = target.to_str() else {
                return false;
            };
            // What stands before the link is real: its leading dots can be taken by name.
            let (mut dir, mut target) = (path::dir(prefix), target);
            while let Some(left) = target.strip_prefix("../") {
                (dir, target) = (path::dir(&dir), left);
            }
            let rest = path[end..].trim_start_matches('/');
            if [target, rest]
                .iter()
                .any(|part| part.split('/').any(|name| name == ".."))
            {
                return false;
            }
            let target = if target.starts_with('/') {
                target.to_owned()
            } else {
                join(dir.trim_end_matches('/'), target)
            };
            return note_links(&join(&target, rest), depth + 1);
        }
    }
    true
}

fn join(dir: &str, rest: &str) -> String {
    if rest.is_empty() {
        dir.to_owned()
    } else {
        format!("{dir}/{rest}")
    }
}

/// Returns the target of a symbolic link, and notes that it was looked at; `None` where
/// there is no link.
pub(crate) fn link_target(path: &str) -> Option<PathBuf> {
    match fs::symlink_metadata(os_path(path)) {
        Ok(meta) => met_itself(path, &Metadata::from(&meta)),
        Err(error) => {
            missed_itself(path, &error);
            return None;
        }
    }
    fs::read_link(os_path(path)).ok()
}

/// Notes that a path is written, made, renamed or removed.
pub(crate) fn wrote(path: &str) {
    did(path, |sight| &mut sight.wrote);
}

fn did(path: &str, list: impl FnOnce(&mut Sight) -> &mut Vec<String>) {
    let Some(log) = log() else { return };
    match log.absolute(path) {
        Some(path) => log.rest(|sight| list(sight).push(path.into_owned())),
        None => void(|| format!("{path}: a relative path")),
    }
}

/// Notes that an open file's times were set to now; `before` is what it was until then.
pub(crate) fn touched(path: &str, before: Option<&fs::Metadata>, file: &fs::File) {
    let Some(log) = log() else { return };
    let stamp = |meta: &fs::Metadata| Stamp::from(&Metadata::from(meta));
    let after = file.metadata().ok();
    match (log.absolute(path), before, after) {
        (Some(path), Some(before), Some(after)) => log.rest(|sight| {
            sight.touched.push(Touched {
                path: path.into_owned(),
                before: stamp(before),
                after: stamp(&after),
            });
        }),
        _ => void(|| format!("{path}: its kind cannot be determined")),
    }
}

/// Notes that a file's time of last use is renewed.
pub(crate) fn used(path: &str) {
    did(path, |sight| &mut sight.used);
}

/// Notes a directory that this run makes for itself, and will remove.
pub(crate) fn temporary(path: &str) {
    did(path, |sight| &mut sight.temporary);
}

/// Notes that a child runs.
pub(crate) fn spawned(program: &str) {
    void(|| format!("{program} ran"));
}
