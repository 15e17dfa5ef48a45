//! Tables of earlier versions, whose records may name archives that are wrong.
//!
//! Up to 2026-11 early cutoff did not detect that a package that others import has another name, or
//! that an `import . "p"` has more names. So entries of the build cache may be wrong, and the
//! official command uses them, too. The table of archives has their actions, though not how each
//! archive was made. Archives in the table `reads` were compiled. All others are removed from the
//! build cache once, and are built again. The table of archives has another name since.
//! Counterpart: none.

use hashbrown::HashSet;
use vamos_base::Digest;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::append_log::AppendLog;
use crate::kind::OLD_ARCHIVES;
use crate::kind::StoreKind;
use crate::table::Table;

/// Removes entries that earlier versions may have stored wrongly. `own` is vamos' own directory in
/// a build cache, and `remove` removes the entry of an action. Without a table of these versions,
/// it stats one name. Two processes may do it at the same time, and a killed process leaves the
/// table for the next. Entries that cannot be removed are tried again by the next command.
pub fn remove_outdated(own: &str, remove: &dyn Fn(&Digest) -> bool) {
    let file = format!("{own}/{OLD_ARCHIVES}");
    if uncached::stat(&file).is_err() {
        return;
    }
    let reads = Table::of_reads(own);
    let compiled: HashSet<Digest> = reads.values().filter_map(action_of).collect();
    let mut all_removed = true;
    // Without a table of compilations' reads all archives were compiled.
    if !compiled.is_empty() {
        for [action, _output] in AppendLog::values_in(&file) {
            all_removed &= compiled.contains(&action) || remove(&action);
        }
    }
    if all_removed {
        // The table of archives is removed last: the next process detects unfinished work by it.
        for part in 0..StoreKind::Reads.parts() {
            let _ = work::remove(&format!("{}{part:x}", StoreKind::Reads.path(own, "")));
        }
        let _ = work::remove(&file);
    }
}

/// Returns the action of a compilation whose reads were recorded. Versions with a table of archives of
/// the old name write it first. Entries of later versions begin with a length: they name no action
/// here, so more is removed if both versions use a cache.
fn action_of(record: &[u8]) -> Option<Digest> {
    record.first_chunk().map(|action| Digest(*action))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use vamos_base::Digest;
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::OLD_ARCHIVES;
    use super::remove_outdated;
    use crate::append_log::AppendLog;
    use crate::kind::StoreKind;
    use crate::table::Table;

    fn id(number: u8) -> Digest {
        Digest([number; 32])
    }

    /// Writes tables of an earlier version with three archives; the reads of one of them are
    /// recorded if `has_reads` is set.
    fn lay(own: &str, has_reads: bool) {
        let archives = AppendLog::open(StoreKind::Cutoff, own);
        for number in 0..3 {
            archives.put(&id(number), &[id(number + 10), id(number + 20)]);
        }
        archives.save(&|_| true);
        let new = StoreKind::Cutoff.path(own, "");
        let bytes = uncached::read(&new).unwrap();
        work::write(&format!("{own}/{OLD_ARCHIVES}"), &bytes).unwrap();
        work::remove(&new).unwrap();
        if has_reads {
            let reads = Table::of_reads(own);
            reads.put("key", [id(11).0, id(21).0, [0; 32]].concat());
            reads.save();
        }
    }

    #[test]
    fn entries_of_old_records_are_removed_once() {
        for (has_reads, expected) in [(true, vec![id(10), id(12)]), (false, vec![])] {
            let temp = tempfile::tempdir().unwrap();
            let own = temp.path().to_str().unwrap();
            lay(own, has_reads);
            let removed = RefCell::new(Vec::new());
            let remove = |action: &Digest| {
                removed.borrow_mut().push(*action);
                true
            };
            remove_outdated(own, &remove);
            removed.borrow_mut().sort_unstable();
            assert_eq!(*removed.borrow(), expected);
            assert_eq!(uncached::names(own).unwrap(), Vec::<String>::new());
            remove_outdated(own, &|_| panic!("there is no old table"));
        }
    }

    /// A cache that cannot be written to is examined again.
    #[test]
    fn what_stays_is_tried_again() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        lay(own, true);
        remove_outdated(own, &|action| *action == id(10));
        let count = RefCell::new(0);
        let remove = |_: &Digest| {
            *count.borrow_mut() += 1;
            true
        };
        remove_outdated(own, &remove);
        assert_eq!(count.into_inner(), 2);
    }
}
