//! Directories of files with a limited size: the least recently used are removed first.
//!
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::clock::now_ns;

/// How the names of unfinished files end; [`vamos_fsys::atomic`] uses it too.
pub(crate) const UNFINISHED: &str = ".tmp";

/// An unfinished file of this age was abandoned: an hour.
const ABANDONED_NS: i128 = 3600 * 1_000_000_000;

/// A file in a directory: when it was used last, its size, its path.
pub(crate) type Found = (i128, u64, String);

/// Returns the finished files in a directory, and removes abandoned ones.
pub(crate) fn files(dir: &str) -> Vec<Found> {
    let now = now_ns();
    let mut found = Vec::new();
    for name in uncached::names(dir).unwrap_or_default() {
        let path = format!("{dir}/{name}");
        let Ok(meta) = work::lstat(&path) else {
            continue;
        };
        if !name.ends_with(UNFINISHED) {
            found.push((meta.mtime_ns, meta.size, path));
        } else if now - meta.mtime_ns > ABANDONED_NS {
            let _ = work::remove(&path);
        }
    }
    found
}

/// Removes files until one more of `size` bytes fits into `total` bytes and `count` files.
pub(crate) fn make_room(mut files: Vec<Found>, size: u64, total: u64, count: usize) {
    files.sort_unstable();
    let mut used: u64 = files.iter().map(|file| file.1).sum();
    let mut left = files.len();
    for (_, old, path) in files {
        if used + size <= total && left < count {
            break;
        }
        if work::remove(&path).is_ok() {
            used -= old;
            left -= 1;
        }
    }
}
