//! Removal of old tables in a directory, so that they cannot grow without end.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::eviction;
use crate::eviction::StoredFiles;
use crate::kind::StoreKind;

/// A file of tables that was not written for this long is removed: 30 days.
pub(crate) const MAX_AGE_NS: i128 = 30 * 24 * 3600 * 1_000_000_000;

/// Maximum number of keys of a table; the most recently written are retained.
pub(crate) const MAX_KEYS: usize = 256;

/// Removes files that no run has written for long before `now_ns`: tables of projects that are
/// gone, and temporary files of runs that were killed. Of the others it removes the oldest, so that
/// one more fits: all keys of a table together have at most the byte limit of one, and there are at
/// most [`MAX_KEYS`] of them.
pub(crate) fn prune(own: &str, now_ns: i128) {
    prune_to(own, now_ns, |table| table.limit().unwrap_or(u64::MAX));
}

fn prune_to(own: &str, now_ns: i128, limit: impl Fn(StoreKind) -> u64) {
    let oldest = now_ns - MAX_AGE_NS;
    let mut tables: BTreeMap<StoreKind, BTreeMap<String, StoredFiles>> = BTreeMap::new();
    for name in uncached::names(own).unwrap_or_default() {
        let path = format!("{own}/{name}");
        if !StoreKind::is_prunable(&name) {
            continue;
        }
        let Ok(meta) = uncached::stat(&path) else {
            continue;
        };
        if meta.mtime_ns < oldest {
            let _ = work::remove(&path);
        } else if let Some((table, key)) = StoreKind::with_key(&name) {
            let keys = tables.entry(table).or_default();
            let files = keys.entry(key.to_owned()).or_default();
            files.used_ns = files.used_ns.max(meta.mtime_ns);
            files.bytes += meta.size;
            files.paths.push(path);
        }
    }
    for (table, keys) in tables {
        // One more, of a byte at least.
        eviction::make_room(keys.into_values().collect(), 1, limit(table), MAX_KEYS);
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::atomic;

    use super::*;

    /// The bytes of all keys together.
    const LIMIT: usize = 400;

    /// Returns a directory with files, each with its age in seconds and its size.
    fn own(files: &[(&str, i128, usize)]) -> (tempfile::TempDir, String) {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap().to_owned();
        for (name, age, size) in files {
            let path = format!("{dir}/{name}");
            atomic::write_atomic(&path, &vec![0; *size], 0o600).unwrap();
            uncached::set_times(&path, NOW_NS - age * 1_000_000_000).unwrap();
        }
        (temp, dir)
    }

    const NOW_NS: i128 = 1_700_000_000_000_000_000;

    fn left(dir: &str) -> Vec<String> {
        let mut names = uncached::names(dir).unwrap();
        names.sort_unstable();
        names
    }

    #[test]
    fn the_keys_of_a_table_have_its_bytes_together() {
        let part = LIMIT / 4;
        let (_temp, dir) = own(&[
            ("dirs-a-b-0", 10, part),
            ("dirs-c-0", 40, part),
            ("dirs-d-0", 30, part),
            ("dirs-e-0", 20, 2 * part),
            // Tables without keys, and files of other names.
            ("facts-0", 50, 2 * part),
            ("facts-1", 50, 2 * part),
            ("other", 50, 8 * part),
        ]);
        prune_to(&dir, NOW_NS, |_| LIMIT as u64);
        let names = ["dirs-a-b-0", "dirs-e-0", "facts-0", "facts-1", "other"];
        assert_eq!(left(&dir), names);
    }

    #[test]
    fn a_key_is_removed_with_all_its_files() {
        let part = LIMIT / 2;
        let (_temp, dir) = own(&[
            ("history-old-0", 30, part),
            ("history-old-f", 5, 10),
            ("history-older-0", 20, part),
            ("history-older-1", 10, 10),
        ]);
        prune_to(&dir, NOW_NS, |_| LIMIT as u64);
        assert_eq!(left(&dir), ["history-old-0", "history-old-f"]);
    }

    #[test]
    fn there_is_a_number_of_keys() {
        let names: Vec<String> = (0..MAX_KEYS + 10).map(|n| format!("dirs-{n}-0")).collect();
        let age = |n: usize| i128::try_from(n).unwrap();
        let files: Vec<_> = (names.iter().enumerate())
            .map(|(n, name)| (name.as_str(), age(n), 1))
            .collect();
        let (_temp, dir) = own(&files);
        prune_to(&dir, NOW_NS, |_| LIMIT as u64);
        let names = left(&dir);
        assert_eq!(names.len(), MAX_KEYS - 1);
        assert!(names.contains(&"dirs-0-0".to_owned()));
    }

    #[test]
    fn what_is_old_goes() {
        let age = MAX_AGE_NS / 1_000_000_000 + 1;
        let (_temp, dir) = own(&[("dirs-a-0", age, 1), ("vamos-1", age, 1), ("x", age, 1)]);
        prune_to(&dir, NOW_NS, |_| LIMIT as u64);
        assert_eq!(left(&dir), ["x"]);
    }
}
