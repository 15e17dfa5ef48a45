//! The build cache of `go doc` where GOCACHE is off.
//!
//! Counterpart: none; upstream's `go doc` is part of the go command and is not built.

use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;

/// The directory, in vamos' own one below the user's cache directory.
const NAME: &str = "doc";

/// Maximum number of attempts to make and lock a directory that other processes remove.
const MOST_TRIES: usize = 16;

/// A build cache that `clean -cache` of another process does not remove while this exists.
pub struct DocCache {
    dir: String,
    /// A shared lock on vamos' own directory; none where it cannot be locked.
    _lock: Option<LockedFile>,
}

impl DocCache {
    /// Returns the cache in vamos' own directory, which is made if it is missing.
    pub fn hold(own: &str) -> Self {
        Self {
            dir: format!("{own}/{NAME}"),
            _lock: Self::locked(own),
        }
    }

    /// Makes the directory and locks it, again if it was removed before the lock was taken.
    fn locked(own: &str) -> Option<LockedFile> {
        for _ in 0..MOST_TRIES {
            // An error shows when the cache is opened.
            let _ = uncached::make_dirs(own);
            let lock = LockedFile::open(own).ok();
            if lock.as_ref().is_some_and(LockedFile::is_at_path) {
                return lock;
            }
        }
        None
    }

    /// Returns the path of the cache's directory.
    pub fn dir(&self) -> &str {
        &self.dir
    }
}

/// Removes the content of vamos' own directory, but not the build cache of a running `go doc`: it
/// would miss packages that it has just compiled.
pub(crate) fn remove_below(own: &str) {
    let Ok(lock) = LockedFile::try_alone(own) else {
        return;
    };
    if lock.is_some() {
        let _ = work::remove_all(own);
        return;
    }
    for name in uncached::names(own).unwrap_or_default() {
        if name != NAME {
            let _ = work::remove_all(&format!("{own}/{name}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the remaining content of vamos' own directory after it was cleared.
    fn left(own: &str) -> Vec<String> {
        remove_below(own);
        uncached::names(own).unwrap_or_default()
    }

    #[test]
    fn a_cache_in_use_stays() {
        let top = tempfile::tempdir().unwrap();
        let own = format!("{}/vamos", top.path().display());
        let held = DocCache::hold(&own);
        uncached::make_dirs(held.dir()).unwrap();
        work::write(&format!("{own}/costs-0"), b"x").unwrap();
        let second = DocCache::hold(&own);
        assert_eq!(left(&own), ["doc"]);
        drop(held);
        assert_eq!(left(&own), ["doc"], "the second one still runs");
        drop(second);
        assert!(left(&own).is_empty());
        assert!(uncached::names(&own).is_err());
    }

    #[test]
    fn a_directory_that_is_removed_meanwhile_is_locked_again() {
        let top = tempfile::tempdir().unwrap();
        let own = format!("{}/vamos", top.path().display());
        uncached::make_dirs(&own).unwrap();
        let removing = LockedFile::try_alone(&own).unwrap().unwrap();
        std::thread::scope(|scope| {
            let held = scope.spawn(|| DocCache::hold(&own));
            work::remove_all(&own).unwrap();
            drop(removing);
            let held = held.join().unwrap();
            uncached::make_dirs(held.dir()).unwrap();
            assert_eq!(left(&own), ["doc"]);
        });
    }

    #[test]
    fn nothing_to_remove_is_no_error() {
        let top = tempfile::tempdir().unwrap();
        let own = format!("{}/vamos", top.path().display());
        assert!(left(&own).is_empty());
        assert!(uncached::names(&own).is_err());
    }
}
