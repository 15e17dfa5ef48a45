//! Directories of files with a limited size: the least recently used are removed first.
//!
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::clock::now_ns;

/// Suffix of unfinished files, as [`vamos_fsys::atomic`] names them.
pub(crate) const UNFINISHED: &str = ".tmp";

/// An unfinished file of this age was abandoned: an hour.
const ABANDONED_NS: i128 = 3600 * 1_000_000_000;

/// A unit of removal: a file in a directory, or all files of a key.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StoredFiles {
    /// Time of the last use.
    pub(crate) used_ns: i128,
    pub(crate) bytes: u64,
    pub(crate) paths: Vec<String>,
}

/// Returns the finished files in a directory, and removes abandoned ones.
pub(crate) fn files(dir: &str) -> Vec<StoredFiles> {
    let now = now_ns();
    let mut found = Vec::new();
    for name in uncached::names(dir).unwrap_or_default() {
        let path = format!("{dir}/{name}");
        let Ok(meta) = work::lstat(&path) else {
            continue;
        };
        if !name.ends_with(UNFINISHED) {
            found.push(StoredFiles {
                used_ns: meta.mtime_ns,
                bytes: meta.size,
                paths: vec![path],
            });
        } else if now - meta.mtime_ns > ABANDONED_NS {
            let _ = work::remove(&path);
        }
    }
    found
}

/// Removes the least recently used until one more of `size` bytes fits into `total` bytes and
/// `count` of them.
pub(crate) fn make_room(mut found: Vec<StoredFiles>, size: u64, total: u64, count: usize) {
    found.sort_unstable();
    let mut used: u64 = found.iter().map(|found| found.bytes).sum();
    let mut left = found.len();
    for old in found {
        if used + size <= total && left < count {
            break;
        }
        let is_removed = |path: &&String| work::remove(path).is_ok();
        if old.paths.iter().filter(is_removed).count() == old.paths.len() {
            used -= old.bytes;
            left -= 1;
        }
    }
}
