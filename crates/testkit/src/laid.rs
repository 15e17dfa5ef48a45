//! The build cache of a run, reused for the next ones.
//!
//! A seed has a thousand files, and writing, reading and removing them took longer than most
//! commands of a case. So a cache that was written for one run is restored to its initial state for
//! the next run, of the same test or of another one: changed files are removed or written again.
//! Nothing of a run is left to the next one, but files that no program touched are the same files,
//! and their content is in memory.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::cache;
use crate::goroot::copy_tree;
use crate::goroot::remove_tree;
use crate::snapshot::Snapshot;

/// The caches that no run uses.
static IDLE: Mutex<Vec<SeededCache>> = Mutex::new(Vec::new());

/// Prefix of the names of their directories.
const PREFIX: &str = "vamos-laid-";

/// The file in them that their process has locked.
const LOCK: &str = "lock";

/// Method to copy the outputs of a seed into a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outputs {
    /// As links, for cases in which only the two programs touch the cache.
    Linked,
    /// As copies, which a test may write to.
    Copied,
}

/// Metadata that shows that a file or a directory is unchanged.
#[derive(Debug, PartialEq, Eq)]
struct Mark {
    mode: u32,
    /// Of a file.
    ino: u64,
    size: u64,
    mtime: (i64, i64),
    /// Every other change shows here. Not of a link to the seed: it changes with each other link.
    ctime: (i64, i64),
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        let is_dir = metadata.is_dir();
        let is_own = !is_dir && metadata.nlink() == 1;
        let time = |is_known: bool, time| if is_known { time } else { (0, 0) };
        Self {
            mode: metadata.mode(),
            ino: if is_dir { 0 } else { metadata.ino() },
            size: if is_dir { 0 } else { metadata.len() },
            mtime: time(is_own, (metadata.mtime(), metadata.mtime_nsec())),
            ctime: time(is_own, (metadata.ctime(), metadata.ctime_nsec())),
        }
    }
}

/// A cache that was made from a seed.
pub(crate) struct SeededCache {
    /// Its path when no run uses it.
    place: PathBuf,
    seed: PathBuf,
    outputs: Outputs,
    /// Paths of the seed; true for a directory, which comes before its files.
    listing: Vec<(PathBuf, bool)>,
    /// Marks of the written files and directories, by path.
    marks: BTreeMap<PathBuf, Mark>,
    /// Content of unchanged files.
    known: Snapshot,
}

impl SeededCache {
    /// Restores the cache of a run, and renames it to `dir`.
    pub(crate) fn lay(seed: &Path, outputs: Outputs, dir: &Path) -> io::Result<Self> {
        let mut laid = match Self::take_idle(seed, outputs) {
            Some(laid) => laid,
            None => Self::new(seed, outputs)?,
        };
        laid.restore()?;
        fs::rename(&laid.place, dir)?;
        Ok(laid)
    }

    fn take_idle(seed: &Path, outputs: Outputs) -> Option<Self> {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |laid: &Self| laid.seed == seed && laid.outputs == outputs;
        let at = idle.iter().position(is_it)?;
        Some(idle.swap_remove(at))
    }

    fn new(seed: &Path, outputs: Outputs) -> io::Result<Self> {
        let mut listing = Vec::new();
        list(seed, Path::new(""), &mut listing)?;
        let place = tempfile::Builder::new().tempdir_in(home()?)?;
        Ok(Self {
            place: place.keep(),
            seed: seed.to_owned(),
            outputs,
            listing,
            marks: BTreeMap::new(),
            known: Snapshot::new(),
        })
    }

    /// Reads the cache after a run.
    pub(crate) fn read(&mut self, dir: &Path) -> io::Result<Snapshot> {
        let mut unknown = Vec::new();
        let found = cache::read(dir, |name, metadata| {
            let mark = self.marks.get(Path::new(name));
            let is_unchanged = mark.is_some_and(|mark| *mark == Mark::of(metadata));
            let node = self.known.get(name).filter(|_| is_unchanged);
            if is_unchanged && node.is_none() {
                unknown.push(name.to_owned());
            }
            node.cloned()
        })?;
        let node = |name: String| found.get(&name).cloned().map(|node| (name, node));
        self.known.extend(unknown.into_iter().filter_map(node));
        Ok(found)
    }

    /// Takes the cache back after the run. If the run removed it, nothing is taken back.
    pub(crate) fn take_back(self, dir: &Path) {
        if fs::rename(dir, &self.place).is_ok() {
            let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(self);
        }
    }

    /// Restores the content of the seed.
    fn restore(&mut self) -> io::Result<()> {
        let mut laid = std::mem::take(&mut self.marks);
        keep_unchanged(&self.place, Path::new(""), &mut laid, &mut self.marks)?;
        for (name, is_dir) in &self.listing {
            if self.marks.contains_key(name) {
                continue;
            }
            let (from, to) = (self.seed.join(name), self.place.join(name));
            match (is_dir, self.outputs) {
                (true, _) => fs::create_dir(&to)?,
                (false, Outputs::Linked) => cache::link_file(&from, &to)?,
                (false, Outputs::Copied) => copy_tree(&from, &to)?,
            }
            let mark = Mark::of(&fs::symlink_metadata(&to)?);
            self.marks.insert(name.clone(), mark);
        }
        Ok(())
    }
}

/// Lists the content of a directory of a seed.
fn list(seed: &Path, below: &Path, listing: &mut Vec<(PathBuf, bool)>) -> io::Result<()> {
    for entry in fs::read_dir(seed.join(below))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        let is_dir = entry.file_type()?.is_dir();
        listing.push((name.clone(), is_dir));
        if is_dir {
            list(seed, &name, listing)?;
        }
    }
    Ok(())
}

/// Removes changed entries from a directory, and moves the marks of the rest.
fn keep_unchanged(
    place: &Path,
    below: &Path,
    laid: &mut BTreeMap<PathBuf, Mark>,
    kept: &mut BTreeMap<PathBuf, Mark>,
) -> io::Result<()> {
    for entry in fs::read_dir(place.join(below))? {
        let entry = entry?;
        let (name, path) = (below.join(entry.file_name()), entry.path());
        let metadata = entry.metadata()?;
        match laid.remove(&name) {
            Some(mark) if mark == Mark::of(&metadata) => {
                if metadata.is_dir() {
                    keep_unchanged(place, &name, laid, kept)?;
                }
                kept.insert(name, mark);
            }
            _ if metadata.is_dir() => remove_tree(&path)?,
            _ => fs::remove_file(&path)?,
        }
    }
    Ok(())
}

/// Returns the directory of this process's caches. It remains when the process has ended, and is
/// removed by the next process that has such caches in the same directory.
fn home() -> io::Result<PathBuf> {
    /// The directory, and the lock that is held as long as the process lives.
    static HOME: Mutex<Option<(PathBuf, File)>> = Mutex::new(None);
    let mut home = HOME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((dir, _)) = home.as_ref() {
        return Ok(dir.clone());
    }
    remove_homes(&env::temp_dir())?;
    loop {
        let dir = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let lock = File::create_new(dir.path().join(LOCK))?;
        lock.lock()?;
        // Another process may have had the lock first, and removed the directory.
        if dir.path().join(LOCK).exists() {
            let (dir, _) = home.insert((dir.keep(), lock));
            return Ok(dir.clone());
        }
    }
}

/// Removes the directories of processes that have ended.
fn remove_homes(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
            continue;
        }
        if let Ok(lock) = File::open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            // A file that remains costs space only.
            let _ = remove_tree(&entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_starts_as_it_was_laid() {
        let top = tempfile::tempdir().unwrap();
        let at = |name: &str| top.path().join(name);
        fs::create_dir_all(at("seed/aa")).unwrap();
        fs::create_dir(at("seed/bb")).unwrap();
        for name in ["README", "aa/1-a", "aa/1-d", "bb/2-a", "bb/3-a", "bb/4-a"] {
            let path = at("seed").join(name);
            fs::write(&path, name).unwrap();
            // A seed is older than any change of its copies.
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
        }
        let seed = at("seed");
        let dir = at("cache");
        let laid = SeededCache::lay(&seed, Outputs::Linked, &dir).unwrap();
        let ino = |name: &str| fs::metadata(dir.join(name)).unwrap().ino();
        let entry = ino("aa/1-a");
        assert_eq!(
            ino("aa/1-d"),
            fs::metadata(at("seed/aa/1-d")).unwrap().ino()
        );
        // Of the same size, another mode, missing, added.
        fs::write(dir.join("bb/2-a"), "BB/2-a").unwrap();
        let readonly = std::os::unix::fs::PermissionsExt::from_mode(0o400);
        fs::set_permissions(dir.join("bb/3-a"), readonly).unwrap();
        fs::write(dir.join("bb/new"), "").unwrap();
        fs::remove_file(dir.join("bb/4-a")).unwrap();
        fs::write(dir.join("bb/4-a"), "bb/4-a").unwrap();
        fs::remove_file(dir.join("README")).unwrap();
        fs::create_dir_all(dir.join("vamos/tables")).unwrap();
        laid.take_back(&dir);
        assert!(!dir.exists());
        let laid = SeededCache::lay(&seed, Outputs::Linked, &dir).unwrap();
        let state = |dir: &Path| crate::snapshot::read(dir, |_| false).unwrap();
        assert_eq!(state(&dir), state(&seed));
        assert_eq!(ino("aa/1-a"), entry);
        let rewritten = fs::metadata(dir.join("bb/4-a")).unwrap();
        assert_eq!(rewritten.modified().unwrap(), std::time::UNIX_EPOCH);
        // Removed files are written anew.
        fs::remove_dir_all(&dir).unwrap();
        laid.take_back(&dir);
        SeededCache::lay(&seed, Outputs::Linked, &dir).unwrap();
        assert_eq!(state(&dir), state(&seed));
    }
}
