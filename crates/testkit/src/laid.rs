//! The build cache of a run, used again for the next one of the same test.
//!
//! A seed has a thousand files, and laying them and removing them took longer than most
//! commands of a case. So a cache that was laid for one run is put back into its first state
//! for the next: what is not as it was laid is removed or laid again. Nothing of a run is left
//! to the next one, but files that no program touched are the same files.
//!
//! Each thread has its own, and each test is a thread.
//!
//! Counterpart: none.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::path::PathBuf;

use crate::cache;
use crate::goroot::remove_tree;

thread_local! {
    /// The caches of this thread that no run uses, by seed.
    static IDLE: RefCell<BTreeMap<PathBuf, Laid>> = const { RefCell::new(BTreeMap::new()) };
}

/// What shows that a file or a directory is as it was laid.
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
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::symlink_metadata(path)?;
        let is_dir = metadata.is_dir();
        let is_own = !is_dir && metadata.nlink() == 1;
        let time = |is_known: bool, time| if is_known { time } else { (0, 0) };
        Ok(Self {
            mode: metadata.mode(),
            ino: if is_dir { 0 } else { metadata.ino() },
            size: if is_dir { 0 } else { metadata.len() },
            mtime: time(is_own, (metadata.mtime(), metadata.mtime_nsec())),
            ctime: time(is_own, (metadata.ctime(), metadata.ctime_nsec())),
        })
    }
}

/// A cache that was laid from a seed.
pub(crate) struct Laid {
    /// Where it is when no run uses it.
    home: tempfile::TempDir,
    seed: PathBuf,
    /// What was laid, by path.
    marks: BTreeMap<PathBuf, Mark>,
}

impl Laid {
    /// Lays the cache of a run, which `dir` becomes.
    pub(crate) fn lay(seed: &Path, dir: &Path) -> io::Result<Self> {
        let idle = IDLE.with_borrow_mut(|idle| idle.remove(seed));
        let mut laid = match idle {
            Some(laid) => laid,
            None => Self {
                home: tempfile::Builder::new().prefix("vamos-laid-").tempdir()?,
                seed: seed.to_owned(),
                marks: BTreeMap::new(),
            },
        };
        laid.restore()?;
        fs::rename(laid.place(), dir)?;
        Ok(laid)
    }

    /// Takes the cache back after the run. One that was removed is not missed.
    pub(crate) fn take_back(self, dir: &Path) {
        if fs::rename(dir, self.place()).is_ok() {
            IDLE.with_borrow_mut(|idle| idle.insert(self.seed.clone(), self));
        }
    }

    fn place(&self) -> PathBuf {
        self.home.path().join("cache")
    }

    /// Makes the cache what the seed is.
    fn restore(&mut self) -> io::Result<()> {
        let place = self.place();
        if !place.exists() {
            fs::create_dir(&place)?;
        }
        let mut changed: BTreeMap<PathBuf, Mark> = std::mem::take(&mut self.marks);
        keep_unchanged(&place, Path::new(""), &mut changed, &mut self.marks)?;
        self.add_missing(&place, Path::new(""))
    }

    /// Lays what is in a directory of the seed and not in the cache.
    fn add_missing(&mut self, place: &Path, below: &Path) -> io::Result<()> {
        for entry in fs::read_dir(self.seed.join(below))? {
            let entry = entry?;
            let name = below.join(entry.file_name());
            let (target, is_dir) = (place.join(&name), entry.file_type()?.is_dir());
            if !self.marks.contains_key(&name) {
                match is_dir {
                    true => fs::create_dir(&target)?,
                    false => cache::link_file(&entry.path(), &target)?,
                }
                self.marks.insert(name.clone(), Mark::of(&target)?);
            }
            if is_dir {
                self.add_missing(place, &name)?;
            }
        }
        Ok(())
    }
}

/// Removes from a directory what is not as it was laid, and moves the marks of the rest.
fn keep_unchanged(
    place: &Path,
    below: &Path,
    laid: &mut BTreeMap<PathBuf, Mark>,
    kept: &mut BTreeMap<PathBuf, Mark>,
) -> io::Result<()> {
    for entry in fs::read_dir(place.join(below))? {
        let entry = entry?;
        let (name, path) = (below.join(entry.file_name()), entry.path());
        let is_dir = entry.file_type()?.is_dir();
        match laid.remove(&name) {
            Some(mark) if mark == Mark::of(&path)? => {
                if is_dir {
                    keep_unchanged(place, &name, laid, kept)?;
                }
                kept.insert(name, mark);
            }
            _ if is_dir => remove_tree(&path)?,
            _ => fs::remove_file(&path)?,
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
            // A seed is older than what is done to a copy of it.
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
        }
        let seed = at("seed");
        let dir = at("cache");
        let laid = Laid::lay(&seed, &dir).unwrap();
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
        let laid = Laid::lay(&seed, &dir).unwrap();
        let state = |dir: &Path| crate::snapshot::read(dir, |_| false).unwrap();
        assert_eq!(state(&dir), state(&seed));
        assert_eq!(ino("aa/1-a"), entry);
        let rewritten = fs::metadata(dir.join("bb/4-a")).unwrap();
        assert_eq!(rewritten.modified().unwrap(), std::time::UNIX_EPOCH);
        // What was removed is laid anew.
        fs::remove_dir_all(&dir).unwrap();
        laid.take_back(&dir);
        Laid::lay(&seed, &dir).unwrap();
        assert_eq!(state(&dir), state(&seed));
    }
}
