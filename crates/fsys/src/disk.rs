//! The disk as a [`Files`] view that makes each system call once per run.
//!
//! Results of `stat`, `lstat` and `read_dir` are cached, contents are not: callers that need a file
//! twice store the values that they computed from it. This view is not used for files that this run
//! itself writes.
//! Counterpart: os, cmd/internal/pathcache.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fs;
use std::hash::BuildHasher;
use std::hash::Hash;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::golang::os_str;

use crate::DirEntry;
use crate::FileKind;
use crate::Files;
use crate::Hashed;
use crate::HashedFiles;
use crate::KnownFiles;
use crate::Metadata;
use crate::PathError;
use crate::access_log;
use crate::access_log::AccessRecorder;
use crate::os::kind_of;
use crate::os::os_path;

/// The numbers of system calls of a [`Disk`]; tests limit them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IoCounts {
    /// `stat` and `lstat` calls.
    pub stats: u64,
    /// Directories listed.
    pub dirs: u64,
    /// Files read.
    pub reads: u64,
    /// Bytes read.
    pub bytes: u64,
}

type Answer<T> = Result<T, PathError>;

/// A table split by hash, so that threads seldom wait for each other.
struct Sharded<T> {
    shards: Vec<Mutex<HashMap<String, T>>>,
    hasher: hashbrown::DefaultHashBuilder,
}

impl<T: Clone> Sharded<T> {
    fn new() -> Self {
        Self {
            shards: (0..16).map(|_| Mutex::default()).collect(),
            hasher: hashbrown::DefaultHashBuilder::default(),
        }
    }

    fn shard(&self, path: &str) -> &Mutex<HashMap<String, T>> {
        let mut state = self.hasher.build_hasher();
        path.hash(&mut state);
        let hash = std::hash::Hasher::finish(&state);
        &self.shards[(hash >> 60) as usize]
    }

    fn get(&self, path: &str) -> Option<T> {
        let shard = self.shard(path).lock();
        let shard = shard.unwrap_or_else(PoisonError::into_inner);
        shard.get(path).cloned()
    }

    /// Returns the cached result, or computes it outside the lock: two threads may both call the
    /// kernel, and the first result stays.
    fn get_or(&self, path: &str, compute: impl FnOnce() -> T) -> T {
        if let Some(known) = self.get(path) {
            return known;
        }
        let fresh = compute();
        let shard = self.shard(path);
        shard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry_ref(path)
            .or_insert(fresh)
            .clone()
    }
}

/// Runs `work` with this thread's buffer: most sources fit into it, so reading one costs no
/// allocation. A nested call gets its own buffer.
pub(crate) fn with_buffer<R>(work: impl FnOnce(&mut [u8]) -> R) -> R {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with(|buffer| match buffer.try_borrow_mut() {
        Ok(mut buffer) => {
            buffer.resize(BUFFER_SIZE, 0);
            work(&mut buffer)
        }
        Err(_) => work(&mut vec![0; BUFFER_SIZE]),
    })
}

/// Fills `buffer` from the current position of the file, until it has `enough` bytes or the file
/// ends; fewer than `enough` means the end.
pub(crate) fn read_some(
    mut file: &fs::File,
    buffer: &mut [u8],
    enough: usize,
) -> std::io::Result<usize> {
    let mut done = 0;
    while done < enough {
        match file.read(&mut buffer[done..]) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

/// The real file system; each answer is cached for the run, and recorded in its record.
pub struct Disk {
    recorder: AccessRecorder,
    stats: Sharded<Answer<Metadata>>,
    lstats: Sharded<Answer<Metadata>>,
    dirs: Sharded<Answer<Arc<[DirEntry]>>>,
    reals: Sharded<Answer<String>>,
    hashes: Sharded<Answer<Hashed>>,
    known: Sharded<Arc<dyn KnownFiles>>,
    stat_count: AtomicU64,
    dir_count: AtomicU64,
    read_count: AtomicU64,
    byte_count: AtomicU64,
}

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

impl Disk {
    /// Returns a view with an empty cache. Its results are added to the record of this thread's
    /// run, for calls from any thread.
    pub fn new() -> Self {
        Self {
            recorder: AccessRecorder::current(),
            stats: Sharded::new(),
            lstats: Sharded::new(),
            dirs: Sharded::new(),
            reals: Sharded::new(),
            hashes: Sharded::new(),
            known: Sharded::new(),
            stat_count: AtomicU64::new(0),
            dir_count: AtomicU64::new(0),
            read_count: AtomicU64::new(0),
            byte_count: AtomicU64::new(0),
        }
    }

    fn count_bytes(&self, count: usize) {
        self.byte_count.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// Reads a file, passes it to `look` and hashes it.
    fn hash(&self, path: &str, look: &mut dyn FnMut(&[u8], bool) -> bool) -> Answer<Hashed> {
        self.read_count.fetch_add(1, Ordering::Relaxed);
        let failed = |e: std::io::Error| PathError::new("read", path, &e);
        let (file, meta) = open_source(&self.recorder, path)?;
        with_buffer(|buffer| {
            let size = usize::try_from(meta.size).unwrap_or(usize::MAX);
            if size < buffer.len() {
                let count = read_some(&file, buffer, size).map_err(failed)?;
                self.count_bytes(count);
                look(&buffer[..count], true);
                let digest = Digest::of(&buffer[..count]);
                return Ok(Hashed {
                    digest,
                    meta,
                    is_remembered: false,
                });
            }
            let mut bytes = Vec::new();
            (&file).read_to_end(&mut bytes).map_err(failed)?;
            self.count_bytes(bytes.len());
            look(&bytes, true);
            let digest = Digest::of(&bytes);
            Ok(Hashed {
                digest,
                meta,
                is_remembered: false,
            })
        })
    }

    /// Returns the digest of a file from an earlier run, if the file is unchanged.
    fn known_hash(&self, path: &str) -> Option<Hashed> {
        let (dir, _) = path.rsplit_once('/')?;
        self.known.get(dir)?.hashed(path)
    }

    /// Returns the numbers of system calls until now.
    pub fn counts(&self) -> IoCounts {
        IoCounts {
            stats: self.stat_count.load(Ordering::Relaxed),
            dirs: self.dir_count.load(Ordering::Relaxed),
            reads: self.read_count.load(Ordering::Relaxed),
            bytes: self.byte_count.load(Ordering::Relaxed),
        }
    }
}

/// Resolves all symbolic links of a path (`filepath.EvalSymlinks`).
pub fn eval_symlinks(path: &str) -> Answer<String> {
    access_log::with(|recorder| resolve(recorder, path))
}

fn resolve(recorder: &AccessRecorder, path: &str) -> Answer<String> {
    recorder.resolving(path);
    match fs::canonicalize(os_path(path)) {
        Ok(real) => Ok(os_str::decode(real.as_os_str().as_bytes())),
        Err(error) => Err(PathError::new("lstat", path, &error)),
    }
}

/// `os.Stat`.
pub(crate) fn stat(recorder: &AccessRecorder, path: &str) -> Answer<Metadata> {
    match fs::metadata(os_path(path)) {
        Ok(meta) => {
            let meta = Metadata::from(&meta);
            recorder.hit(path, &meta);
            Ok(meta)
        }
        Err(error) => {
            recorder.miss(path, &error);
            Err(PathError::new("stat", path, &error))
        }
    }
}

/// `os.Lstat`.
pub(crate) fn lstat(recorder: &AccessRecorder, path: &str) -> Answer<Metadata> {
    match fs::symlink_metadata(os_path(path)) {
        Ok(meta) => {
            let meta = Metadata::from(&meta);
            recorder.hit_itself(path, &meta);
            Ok(meta)
        }
        Err(error) => {
            recorder.miss_itself(path, &error);
            Err(PathError::new("lstat", path, &error))
        }
    }
}

/// `os.Open`.
pub(crate) fn open(recorder: &AccessRecorder, path: &str) -> Answer<fs::File> {
    open_with(recorder, path, fs::OpenOptions::new().read(true))
}

/// Like [`open`], but does not wait for the other end of a FIFO.
pub(crate) fn open_any(recorder: &AccessRecorder, path: &str) -> Answer<fs::File> {
    let nonblock = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
    let mut options = fs::OpenOptions::new();
    open_with(recorder, path, options.read(true).custom_flags(nonblock))
}

fn open_with(recorder: &AccessRecorder, path: &str, options: &fs::OpenOptions) -> Answer<fs::File> {
    match options.open(os_path(path)) {
        Ok(file) => {
            recorder.opened(path, &file);
            Ok(file)
        }
        Err(error) => {
            recorder.miss(path, &error);
            Err(PathError::new("open", path, &error))
        }
    }
}

/// Opens a source; also returns its metadata, from one system call.
fn open_source(recorder: &AccessRecorder, path: &str) -> Answer<(fs::File, Metadata)> {
    recorder.source(path);
    let file = fs::File::open(os_path(path)).map_err(|error| {
        recorder.miss(path, &error);
        PathError::new("open", path, &error)
    })?;
    match file.metadata() {
        Ok(meta) => {
            let meta = Metadata::from(&meta);
            recorder.hit(path, &meta);
            Ok((file, meta))
        }
        Err(error) => {
            recorder.void(|| format!("{path}: {error}"));
            Err(PathError::new("read", path, &error))
        }
    }
}

/// Reads a file to its end, which was `size` bytes long when it was opened.
fn read_all(mut file: &fs::File, size: u64) -> std::io::Result<Arc<[u8]>> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    // Files that are not on a disk have no size.
    if !(1..BUFFER_SIZE).contains(&size) {
        // One byte more than the size, so that the first read already detects the end.
        let mut bytes = Vec::with_capacity(size.saturating_add(1).min(MOST_EXPECTED));
        file.read_to_end(&mut bytes)?;
        return Ok(bytes.into());
    }
    with_buffer(|buffer| {
        let count = read_some(file, buffer, size)?;
        if count < buffer.len() {
            return Ok(Arc::from(&buffer[..count]));
        }
        // It has grown.
        let mut bytes = buffer.to_vec();
        file.read_to_end(&mut bytes)?;
        Ok(bytes.into())
    })
}

/// Starts listing a directory.
pub(crate) fn entries(recorder: &AccessRecorder, path: &str) -> Answer<fs::ReadDir> {
    recorder.listing(path);
    fs::read_dir(os_path(path)).map_err(|error| {
        recorder.miss(path, &error);
        PathError::new("open", path, &error)
    })
}

fn list(recorder: &AccessRecorder, path: &str) -> Answer<Arc<[DirEntry]>> {
    let entries = entries(recorder, path)?;
    let mut out = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| PathError::new("readdirent", path, &e))?;
        // A file that vanished since it was listed is left out, as in os.ReadDir.
        let Ok(file_type) = entry.file_type() else {
            continue;
        };
        out.push(DirEntry {
            name: os_str::decode(entry.file_name().as_bytes()),
            kind: kind_of(file_type),
        });
    }
    out.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(out.into())
}

/// The number of bytes that `inspect` shows first. Of the 5,314 sources that std and cmd have for
/// one target, 39 need more.
const HEAD: usize = 8192;

/// Size of a thread's read buffer: larger files are rare among sources.
const BUFFER_SIZE: usize = 256 << 10;

/// The maximum number of bytes that are reserved before a file is read.
const MOST_EXPECTED: usize = 1 << 30;

impl Files for Disk {
    fn stat(&self, path: &str) -> Answer<Metadata> {
        self.stats.get_or(path, || {
            self.stat_count.fetch_add(1, Ordering::Relaxed);
            stat(&self.recorder, path)
        })
    }

    fn lstat(&self, path: &str) -> Answer<Metadata> {
        self.lstats.get_or(path, || {
            self.stat_count.fetch_add(1, Ordering::Relaxed);
            lstat(&self.recorder, path)
        })
    }

    fn read_dir(&self, path: &str) -> Answer<Arc<[DirEntry]>> {
        self.dirs.get_or(path, || {
            self.dir_count.fetch_add(1, Ordering::Relaxed);
            list(&self.recorder, path)
        })
    }

    fn read(&self, path: &str) -> Answer<Arc<[u8]>> {
        self.read_count.fetch_add(1, Ordering::Relaxed);
        let (file, meta) = open_source(&self.recorder, path)?;
        let bytes = read_all(&file, meta.size).map_err(|e| PathError::new("read", path, &e))?;
        self.count_bytes(bytes.len());
        Ok(bytes)
    }

    fn inspect(&self, path: &str, look: &mut dyn FnMut(&[u8], bool) -> bool) -> Answer<()> {
        self.read_count.fetch_add(1, Ordering::Relaxed);
        self.recorder.source(path);
        let file = open(&self.recorder, path)?;
        let failed = |e: std::io::Error| PathError::new("read", path, &e);
        with_buffer(|buffer| {
            let count = read_some(&file, &mut buffer[..HEAD], HEAD).map_err(failed)?;
            self.count_bytes(count);
            if look(&buffer[..count], count < HEAD) || count < HEAD {
                return Ok(());
            }
            let mut bytes = buffer[..count].to_vec();
            (&file).read_to_end(&mut bytes).map_err(failed)?;
            self.count_bytes(bytes.len() - count);
            look(&bytes, true);
            Ok(())
        })
    }

    fn actual<'a>(&self, path: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(path)
    }

    fn is_replaced(&self, _path: &str) -> bool {
        false
    }

    // Directory by directory, so that a tree costs one call per directory.
    fn eval_symlinks(&self, path: &str) -> Answer<String> {
        let Some((parent, name)) = path.rsplit_once('/').filter(|(_, name)| !name.is_empty())
        else {
            return resolve(&self.recorder, path);
        };
        self.reals.get_or(path, || {
            if self.lstat(path)?.kind == FileKind::Symlink {
                return resolve(&self.recorder, path);
            }
            if parent.is_empty() {
                return Ok(path.to_owned());
            }
            let parent = self.eval_symlinks(parent)?;
            let slash = if parent == "/" { "" } else { "/" };
            Ok(format!("{parent}{slash}{name}"))
        })
    }
}

impl HashedFiles for Disk {
    fn inspect_hashing(&self, path: &str, look: &mut dyn FnMut(&[u8], bool) -> bool) -> Answer<()> {
        let mut known = true;
        let result = self.hashes.get_or(path, || {
            known = false;
            self.hash(path, look)
        });
        if known {
            // Another thread has read it already, so that this reader cannot share the buffer.
            return self.inspect(path, look);
        }
        result.map(|_| ())
    }

    fn hashed(&self, path: &str) -> Answer<Hashed> {
        if let Some(hashed) = self.known_hash(path) {
            return Ok(hashed);
        }
        self.hashes
            .get_or(path, || self.hash(path, &mut |_, _| true))
    }

    fn size(&self, path: &str) -> Option<u64> {
        let known = self.known_hash(path).map(Ok);
        match known.or_else(|| self.hashes.get(path)) {
            Some(Ok(hashed)) => Some(hashed.meta.size),
            _ => self.stat(path).ok().map(|meta| meta.size),
        }
    }

    fn stamp(&self, path: &str) -> Answer<Metadata> {
        self.stat_count.fetch_add(1, Ordering::Relaxed);
        let meta = stat(&self.recorder, path)?;
        self.recorder.vouched(path, &meta);
        Ok(meta)
    }

    #[cfg(all(target_os = "linux", not(portable)))]
    fn stamps(&self, dir: &str, names: &[&str]) -> Option<Vec<Metadata>> {
        use rustix::fs::AtFlags;
        use rustix::fs::CWD;
        use rustix::fs::Mode;
        use rustix::fs::OFlags;

        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(CWD, &*os_path(dir), flags, Mode::empty())
            .map_err(|errno| self.recorder.miss(dir, &errno.into()))
            .ok()?;
        self.stat_count
            .fetch_add(names.len() as u64 + 1, Ordering::Relaxed);
        let mut stamps = Vec::with_capacity(names.len() + 1);
        let here = Metadata::from(&rustix::fs::fstat(&handle).ok()?);
        self.recorder.vouched(dir, &here);
        stamps.push(here);
        let mut path = String::new();
        for name in names {
            let stat = rustix::fs::statat(&handle, &*os_path(name), AtFlags::empty());
            if self.recorder.is_kept() {
                path.clear();
                path.extend([dir, "/", name]);
            }
            let stat = stat
                .map_err(|errno| self.recorder.miss(&path, &errno.into()))
                .ok()?;
            let meta = Metadata::from(&stat);
            self.recorder.confirmed(&path, &meta);
            stamps.push(meta);
        }
        Some(stamps)
    }

    fn remember_files(&self, dir: &str, files: Arc<dyn KnownFiles>) {
        let _ = self.known.get_or(dir, || files);
    }

    fn remember_hash(&self, path: &str, hashed: Hashed) {
        // Another thread may have hashed it meanwhile: the first result stays.
        let _ = self.hashes.get_or(path, || Ok(hashed));
    }
}

#[cfg(test)]
mod tests {
    use super::BUFFER_SIZE;
    use super::Disk;
    use crate::Files;
    use crate::HashedFiles;

    #[test]
    fn the_size_of_a_file_that_was_hashed_costs_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| format!("{}/{name}", dir.path().to_str().unwrap());
        std::fs::write(path("a"), "abc").unwrap();
        std::fs::write(path("b"), "ab").unwrap();
        let disk = Disk::new();
        disk.hashed(&path("a")).unwrap();
        let before = disk.counts();
        assert_eq!(disk.size(&path("a")), Some(3));
        assert_eq!(disk.counts(), before);
        assert_eq!(disk.size(&path("b")), Some(2));
        assert_eq!(disk.size(&path("c")), None);
        assert_eq!(disk.counts().stats, before.stats + 2);
        assert_eq!(disk.counts().reads, before.reads);
    }

    #[test]
    fn files_of_all_sizes_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = format!("{}/x", dir.path().to_str().unwrap());
        let disk = Disk::new();
        for size in [0, 1, BUFFER_SIZE - 1, BUFFER_SIZE, BUFFER_SIZE + 1] {
            let bytes: Vec<u8> = (0..size).map(|at| at as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(*disk.read(&path).unwrap(), *bytes);
            // While the thread's buffer is in use.
            let mut inside = None;
            disk.inspect(&path, &mut |_, _| {
                inside = disk.read(&path).ok();
                true
            })
            .unwrap();
            assert_eq!(inside.as_deref(), Some(bytes.as_slice()));
        }
    }

    /// A file whose size changes after it was opened.
    #[test]
    fn a_growing_file_is_read_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let bytes = vec![7; BUFFER_SIZE + 5];
        std::fs::write(&path, &bytes).unwrap();
        for size in [0, 1, bytes.len() as u64 - 1] {
            let file = std::fs::File::open(&path).unwrap();
            assert_eq!(*super::read_all(&file, size).unwrap(), *bytes, "{size}");
        }
        std::fs::write(&path, "ab").unwrap();
        let file = std::fs::File::open(&path).unwrap();
        assert_eq!(*super::read_all(&file, 9).unwrap(), *b"ab");
    }

    #[test]
    fn asks_once_and_speaks_as_go() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap().to_owned();
        std::fs::write(dir.path().join("b"), "x").unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        let disk = Disk::new();
        for _ in 0..2 {
            let names: Vec<_> = disk
                .read_dir(&root)
                .unwrap()
                .iter()
                .map(|e| e.name.clone())
                .collect();
            assert_eq!(names, ["a", "b"]);
            assert!(disk.is_dir(&format!("{root}/a")));
            let error = disk.stat(&format!("{root}/c")).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("stat {root}/c: no such file or directory")
            );
        }
        assert_eq!(disk.counts().stats, 2);
        assert_eq!(disk.counts().dirs, 1);
        assert_eq!(&*disk.read(&format!("{root}/b")).unwrap(), b"x");
    }
}
