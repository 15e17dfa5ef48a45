//! The maximum size of the cache.
//!
//! It is checked when a command has built something. A cache below its cap costs 256 calls of
//! `stat` and a listing of each changed part.
//! Counterpart: none; upstream has no limit of size.

use std::collections::HashSet;

use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_sched::Pool;

use super::Goal;
use super::Inventory;
use super::choose;
use super::evict::evict;
use super::evict::mark;
use super::evict::running_builds;
use super::totals::Totals;
use crate::Clock;
use crate::IndexStorage;

/// A limit of the cache's size.
pub struct Cap {
    /// The limit in bytes.
    pub bytes: u64,
    /// Storage of the sizes of the cache's parts between runs.
    pub sizes: Box<dyn IndexStorage>,
    /// A directory outside of the cache whose files count as well, up to half of the cap.
    pub beside: Option<String>,
}

/// The number of bytes that are removed in one step.
const PIECE: u64 = 256 << 20;

impl Cap {
    /// Returns the part of the cap that vamos fills: 95 %. The official command does not know the
    /// cap; the rest is for the files that it writes between two runs of vamos.
    fn limit(&self) -> u64 {
        self.bytes - self.bytes / 20
    }

    /// Removes the least recently used files of a cache that exceeds the limit, in steps. `used`
    /// are the actions and values that this process used. `may_go_on` is called before each step
    /// with the bytes left to remove; if it returns false, the next process removes the rest.
    /// Concurrent processes choose the same files.
    pub(crate) fn keep(
        &self,
        dir: &str,
        clock: &Clock,
        used: &HashSet<Digest>,
        may_go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<(), PathError> {
        let old = self.sizes.bytes().unwrap_or_default();
        let mut totals = Totals::read(old).unwrap_or_default();
        let (pool, limit) = (Pool::of_system(), self.limit());
        totals.refresh(dir, (clock)(), &pool)?;
        let others = others(dir) + self.beside().min(self.bytes / 2);
        let mut bytes = totals.bytes() + others;
        if bytes < totals.marked_at {
            totals.marked_at = 0;
        }
        // Files are marked before the limit is reached: only a file that was marked before a build
        // began can be removed during that build.
        let is_growing = bytes > limit / 10 * 7 && bytes > totals.marked_at + limit / 10;
        if bytes > limit || is_growing {
            let mut found = Inventory::take(dir, &pool)?;
            // A goal below the limit avoids a full listing after each command.
            let goal = limit / 10 * 9;
            let mut is_above = bytes > limit;
            while is_above && bytes > goal && may_go_on(bytes - goal) {
                let victims = choose(&found, Goal::Bytes((bytes - goal).min(PIECE)), used);
                // The rest may be needed by running builds.
                is_above = evict(&found, &victims, clock, &running_builds)?.files > 0;
                found = Inventory::take(dir, &pool)?;
                totals.refresh(dir, (clock)(), &pool)?;
                bytes = totals.bytes() + others;
            }
            let next = choose(&found, Goal::Bytes(limit / 3), used);
            mark(&found, &next, clock);
            totals.refresh(dir, (clock)(), &pool)?;
            totals.marked_at = totals.bytes() + others;
        }
        let new = totals.write();
        if new != old {
            self.sizes.store(new);
        }
        Ok(())
    }

    /// Returns the bytes of the files in the directory outside of the cache.
    fn beside(&self) -> u64 {
        self.beside.as_deref().map_or(0, bytes_below)
    }
}

/// Returns the bytes of all files below a directory, as far as it can be read.
fn bytes_below(dir: &str) -> u64 {
    let entries = maintenance::list(dir).unwrap_or_default().into_iter();
    let sizes = entries.map(|(name, meta)| {
        if meta.is_dir() {
            bytes_below(&format!("{dir}/{name}"))
        } else {
            meta.size
        }
    });
    sizes.sum()
}

/// Returns the bytes of vamos's own files outside the parts. The fuzzing corpus is not counted,
/// because a build cannot recreate it.
fn others(dir: &str) -> u64 {
    let dirs = [dir.to_owned(), format!("{dir}/vamos")];
    let files = dirs
        .iter()
        .flat_map(|dir| maintenance::list(dir).unwrap_or_default());
    let sizes = files.filter(|(_, meta)| meta.is_file());
    sizes.map(|(_, meta)| meta.size).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::OnceLock;

    use vamos_fsys::Metadata;

    use super::*;
    use crate::ActionId;
    use crate::LocalStore;
    use crate::Store;
    use crate::clock::RENEWAL_AGE_NS;
    use crate::system_clock;

    /// The stored form of the last run, and a cell for the form that this run stores.
    struct Sizes(Option<Vec<u8>>, Arc<OnceLock<Vec<u8>>>);

    impl IndexStorage for Sizes {
        fn bytes(&self) -> Option<&[u8]> {
            self.0.as_deref()
        }

        fn trusts(&self, _meta: &Metadata, _path: &str) -> bool {
            true
        }

        fn store(&self, bytes: Vec<u8>) {
            self.1.set(bytes).unwrap();
        }
    }

    #[test]
    fn the_least_recently_used_go_when_the_cap_is_exceeded() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let mut stored: Arc<OnceLock<Vec<u8>>> = Arc::default();
        let action = |number: u32| ActionId(Digest::of(&number.to_le_bytes()));
        let long_ago = system_clock()() - 100 * RENEWAL_AGE_NS;
        let mut most = 0;
        for number in 0..24 {
            let store = LocalStore::open(dir, system_clock()).unwrap();
            let old = stored.get().cloned();
            stored = Arc::default();
            let store = store.with_cap(Cap {
                bytes: 100_000,
                sizes: Box::new(Sizes(old, Arc::clone(&stored))),
                beside: None,
            });
            let id = action(number);
            store
                .put_bytes(&id, &vec![number.to_le_bytes()[0]; 12_000])
                .unwrap();
            // As if it had been done long ago, in this order.
            let found = Inventory::take(dir, &Pool::new(1)).unwrap();
            let value = store.get(&id).unwrap().output;
            for path in [found.entry_path(&id), found.value_path(&value)] {
                let time_ns = long_ago + i128::from(number);
                maintenance::set_modified(&path, time_ns).unwrap();
            }
            store.keep_cap(&mut |_| true);
            let found = Inventory::take(dir, &Pool::new(1)).unwrap();
            most = most.max(found.bytes() + others(dir));
        }
        // A twentieth of the cap is left to commands that ignore the cap.
        assert!(most <= 95_000 && most > 80_000, "{most}");
        let store = LocalStore::open(dir, system_clock()).unwrap();
        let is_there: Vec<bool> = (0..24)
            .map(|number| store.get_bytes(&action(number)).is_some())
            .collect();
        let first = is_there.iter().position(|is_there| *is_there).unwrap();
        assert!(
            is_there[first..].iter().all(|is_there| *is_there),
            "{is_there:?}"
        );
        assert!((14..=18).contains(&first), "{first}");
    }

    /// The size of values.
    const SIZE: u64 = 12_000;

    /// Stores ten values that were last used long ago, and applies the cap.
    fn kept(dir: &str, size: u64, cap: Cap, may_go_on: &mut dyn FnMut(u64) -> bool) -> u64 {
        let entries: u32 = 10;
        let store = LocalStore::open(dir, system_clock()).unwrap();
        for number in 0..entries {
            let id = ActionId(Digest::of(&number.to_le_bytes()));
            store.put_bytes(&id, &number.to_le_bytes()).unwrap();
            let value = store.get(&id).unwrap().output;
            let found = Inventory::take(dir, &Pool::new(1)).unwrap();
            // Large files have a hole.
            let end = (size - 1, &b"x"[..]);
            vamos_fsys::work::patch(&found.value_path(&value), &[end]).unwrap();
        }
        let long_ago = system_clock()() - 100 * RENEWAL_AGE_NS;
        let found = Inventory::take(dir, &Pool::new(1)).unwrap();
        for entry in 0..entries {
            let id = ActionId(Digest::of(&entry.to_le_bytes()));
            let value = store.get(&id).unwrap().output;
            for path in [found.entry_path(&id), found.value_path(&value)] {
                maintenance::set_modified(&path, long_ago + i128::from(entry)).unwrap();
            }
        }
        drop(store);
        let store = LocalStore::open(dir, system_clock()).unwrap().with_cap(cap);
        store.keep_cap(may_go_on);
        let found = Inventory::take(dir, &Pool::new(1)).unwrap();
        found.bytes()
    }

    fn cap(bytes: u64, beside: Option<String>) -> Cap {
        Cap {
            bytes,
            sizes: Box::new(Sizes(None, Arc::default())),
            beside,
        }
    }

    /// Files outside of the cache use up to half of the cap.
    #[test]
    fn files_beside_the_cache_count() {
        let own = tempfile::tempdir().unwrap();
        let below = own.path().join("compilers/of");
        let below = below.to_str().unwrap();
        vamos_fsys::uncached::make_dirs(below).unwrap();
        let write = |name: &str, size: usize| {
            let file = format!("{below}/{name}");
            vamos_fsys::work::write(&file, &vec![0; size]).unwrap();
        };
        let kept_with = |beside: Option<&std::path::Path>| {
            let temp = tempfile::tempdir().unwrap();
            let dir = temp.path().to_str().unwrap();
            let beside = beside.map(|beside| beside.to_str().unwrap().to_owned());
            kept(dir, SIZE, cap(150_000, beside), &mut |_| true)
        };
        let all = kept_with(None);
        assert!(all > 120_000, "{all}");
        assert_eq!(kept_with(Some(&own.path().join("none"))), all);
        write("a", 40_000);
        let less = kept_with(Some(own.path()));
        // 90 % of 95 % of the cap are left.
        assert!((70_000..=88_250).contains(&less), "{less}");
        write("b", 4_000_000);
        let half = kept_with(Some(own.path()));
        assert!((40_000..=53_250).contains(&half), "{half}");
    }

    /// Each step is allowed by the caller, and a refusal leaves the rest to the next process.
    #[test]
    fn removal_ends_when_it_may_not_go_on() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let mut left = Vec::new();
        let all = kept(dir, SIZE, cap(100_000, None), &mut |bytes| {
            left.push(bytes);
            false
        });
        // Down to 90 % of 95 % of the cap, the table of sizes included.
        let goal = 100_000 / 20 * 19 / 10 * 9;
        assert_eq!(left, [all + others(dir) - goal]);
        assert!(all > 120_000, "{all}");
        let store = LocalStore::open(dir, system_clock()).unwrap();
        let mut calls = 0;
        store.with_cap(cap(100_000, None)).keep_cap(&mut |_| {
            calls += 1;
            calls < 10
        });
        let after = Inventory::take(dir, &Pool::new(1)).unwrap().bytes();
        assert!(after + others(dir) <= goal, "{after}");
        // One step is enough for less than a piece.
        assert_eq!(calls, 1);
        // Below the limit no one is asked.
        let store = LocalStore::open(dir, system_clock()).unwrap();
        store
            .with_cap(cap(100_000, None))
            .keep_cap(&mut |_| unreachable!("the cache is below its cap"));
    }

    /// A large cache shrinks in steps, two values each here.
    #[test]
    fn removal_is_in_pieces() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let size = PIECE / 2 + 1;
        let mut left = Vec::new();
        let bytes = kept(dir, size, cap(size, None), &mut |bytes| {
            left.push(bytes);
            left.len() < 3
        });
        assert_eq!((left.len(), bytes / size), (3, 6), "{left:?}");
        for pair in left.windows(2) {
            let removed = pair[0] - pair[1];
            assert!((PIECE..PIECE + 100_000).contains(&removed), "{left:?}");
        }
    }
}
