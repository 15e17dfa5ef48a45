//! Removes files from a cache while builds use it.
//!
//! Counterpart: none; upstream's `Trim` leaves files that were used in the last five days.

use std::collections::HashSet;

use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_fsys::proc::Running;
use vamos_fsys::proc::running;

use super::Inventory;
use super::Victims;
use super::inventory::part_dir;
use crate::Clock;
use crate::clock::RENEWAL_AGE_NS;

/// Returns the start times of a cache's running builds, in nanoseconds since the epoch; `None` if
/// unknown.
pub type Builds<'a> = dyn Fn(&str) -> Option<Vec<i128>> + 'a;

/// The names of programs that use build caches.
const PROGRAMS: [&str; 2] = ["go", "vamos"];

/// Limits the time for which a build may need a file that it looked up, for builds that run longer
/// and where running builds are unknown. A `go run` runs as long as its program.
const LONGEST_NS: i128 = RENEWAL_AGE_NS;

/// Tolerance for the start time of a process, which may seem later than its first lookups.
const SLACK_NS: i128 = 30_000_000;

/// Time allowed for setting a file's mtime, which must lie before the end of that operation.
const MARGIN_NS: i128 = 20_000_000;

/// Statistics about removed files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evicted {
    /// Number of files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Size in bytes of the files that stay because a running build may need them.
    pub busy_bytes: u64,
}

/// Returns the start times of the builds on this machine, in nanoseconds since the epoch. Builds
/// whose GOCACHE is another directory are left out.
pub fn running_builds(dir: &str) -> Option<Vec<i128>> {
    let builds = running(&PROGRAMS)?.into_iter();
    let uses_dir = |build: &Running| match build.var("GOCACHE") {
        Some(other) if other.starts_with('/') => is_same(&other, dir),
        // The user's setting, which is unknown here, decides.
        _ => true,
    };
    let builds = builds.filter(uses_dir);
    Some(builds.map(|build| build.began_ns).collect())
}

/// Reports whether a cache is `dir` or has it inside.
fn is_same(cache: &str, dir: &str) -> bool {
    let id = |path: &str| {
        maintenance::stat(path)
            .map(|meta| (meta.dev, meta.ino))
            .ok()
    };
    let cache = cache.trim_end_matches('/');
    id(cache) == id(dir) || dir.starts_with(&format!("{cache}/"))
}

/// Sets the times of files so far back that every later lookup renews them. A build that begins
/// after this keeps a file from being removed only if it uses the file.
pub(super) fn mark(inventory: &Inventory, victims: &Victims, clock: &Clock) {
    for file in files(inventory, victims) {
        let _ = marked(&file, clock);
    }
}

/// Removes files, unless a running build may need them. Other files that are used meanwhile
/// stay as well.
pub fn evict(
    inventory: &Inventory,
    victims: &Victims,
    clock: &Clock,
    builds: &Builds<'_>,
) -> Result<Evicted, PathError> {
    let mut marked_files = Vec::new();
    for file in files(inventory, victims) {
        match marked(&file, clock) {
            Ok(time_ns) => marked_files.push((file, time_ns)),
            Err(error) if error.is_not_exist() => {}
            Err(error) => return Err(error),
        }
    }
    // Computed after the marks: a build that began since then looks up the marked files.
    let limit = limit((clock)(), builds(&inventory.dir));
    let mut evictor = Evictor {
        limit,
        kept: HashSet::new(),
        evicted: Evicted::default(),
    };
    for (file, time_ns) in &marked_files {
        evictor.remove(inventory, file, *time_ns)?;
    }
    Ok(evictor.evicted)
}

/// Returns the latest time of last use that proves that no running build needs a file.
fn limit(now: i128, builds: Option<Vec<i128>>) -> i128 {
    let long_ago = now - RENEWAL_AGE_NS - LONGEST_NS;
    match builds {
        None => long_ago,
        Some(began) => match began.into_iter().min() {
            None => now,
            Some(first) => long_ago.max(first - RENEWAL_AGE_NS - SLACK_NS),
        },
    }
}

/// A file to remove.
struct File {
    path: String,
    size: u64,
    used_ns: i128,
    kind: Kind,
}

enum Kind {
    /// An entry, and the value that it refers to.
    Entry(Option<Digest>),
    Value(Digest),
    Stray,
}

/// Returns the files, entries first.
fn files<'a>(inventory: &'a Inventory, victims: &'a Victims) -> impl Iterator<Item = File> + 'a {
    let entries = victims.entries.iter().map(|at| {
        let entry = &inventory.entries[*at];
        File {
            path: inventory.entry_path(&entry.id),
            size: entry.size,
            used_ns: entry.used_ns,
            kind: Kind::Entry(entry.entry.map(|entry| entry.output.0)),
        }
    });
    let values = victims.values.iter().map(|at| {
        let value = &inventory.values[*at];
        File {
            path: inventory.value_path(&value.id),
            size: value.size,
            used_ns: value.used_ns,
            kind: Kind::Value(value.id.0),
        }
    });
    let strays = victims.strays.iter().map(|at| {
        let stray = &inventory.strays[*at];
        File {
            path: stray.path.clone(),
            size: stray.size,
            used_ns: stray.used_ns,
            kind: Kind::Stray,
        }
    });
    entries.chain(values).chain(strays)
}

/// Sets a file's time so that every later lookup renews it; returns the time.
fn marked(file: &File, clock: &Clock) -> Result<i128, PathError> {
    if file.used_ns <= (clock)() - RENEWAL_AGE_NS {
        return Ok(file.used_ns);
    }
    loop {
        // A time in the future, because a lookup before the time is set would not show.
        let until = (clock)() + MARGIN_NS;
        maintenance::set_modified(&file.path, until - RENEWAL_AGE_NS)?;
        if (clock)() < until {
            break;
        }
    }
    // The file system may store times with a lower resolution.
    Ok(maintenance::lstat(&file.path)?.mtime_ns)
}

struct Evictor {
    limit: i128,
    /// Values of entries that stay.
    kept: HashSet<Digest>,
    evicted: Evicted,
}

impl Evictor {
    fn remove(
        &mut self,
        inventory: &Inventory,
        file: &File,
        time_ns: i128,
    ) -> Result<(), PathError> {
        if let Kind::Value(id) = file.kind
            && self.kept.contains(&id)
        {
            self.evicted.busy_bytes += file.size;
            return Ok(());
        }
        if time_ns > self.limit {
            self.keep(file);
            return Ok(());
        }
        let is_removed = match file.kind {
            Kind::Entry(_) | Kind::Stray => remove_unused(&file.path, time_ns),
            Kind::Value(id) => remove_value(&inventory.dir, &id, &file.path, time_ns),
        };
        match is_removed {
            Ok(true) => {
                self.evicted.files += 1;
                self.evicted.bytes += file.size;
            }
            Ok(false) => self.keep(file),
            Err(error) if error.is_not_exist() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn keep(&mut self, file: &File) {
        self.evicted.busy_bytes += file.size;
        if let Kind::Entry(Some(value)) = file.kind {
            self.kept.insert(value);
        }
    }
}

/// Removes a file unless it was used since it got this time. A reader that has just read an entry
/// then looks up its value, which renews the value's time.
fn remove_unused(path: &str, time_ns: i128) -> Result<bool, PathError> {
    if maintenance::lstat(path)?.mtime_ns != time_ns {
        return Ok(false);
    }
    maintenance::remove(path)?;
    Ok(true)
}

/// Returns the path of a value during its removal. If the process is killed, trimming removes files
/// with such names.
pub(super) fn aside_path(dir: &str, id: &Digest) -> String {
    format!("{}/vamos-{}-d", part_dir(dir, id.0[0]), id.short())
}

/// Removes a value unless it was used since it got this time. It is renamed first: a later lookup
/// misses it, and an earlier one has renewed its time.
fn remove_value(dir: &str, id: &Digest, path: &str, time_ns: i128) -> Result<bool, PathError> {
    if maintenance::lstat(path)?.mtime_ns != time_ns {
        return Ok(false);
    }
    let aside = aside_path(dir, id);
    maintenance::rename(path, &aside)?;
    if maintenance::lstat(&aside)?.mtime_ns != time_ns && maintenance::rename(&aside, path).is_ok()
    {
        return Ok(false);
    }
    maintenance::remove(&aside)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_sched::Pool;

    use super::*;
    use crate::ActionId;
    use crate::LocalStore;
    use crate::Store;
    use crate::eviction::Goal;
    use crate::eviction::choose;
    use crate::system_clock;

    const HOUR: i128 = RENEWAL_AGE_NS;

    struct Fixture {
        _temp: tempfile::TempDir,
        dir: String,
        store: LocalStore,
    }

    fn action(number: u8) -> ActionId {
        ActionId(Digest::of(&[number]))
    }

    impl Fixture {
        /// Creates a cache with three values.
        fn new() -> Self {
            let temp = tempfile::tempdir().unwrap();
            let dir = temp.path().to_str().unwrap().to_owned();
            let store = LocalStore::open(&dir, system_clock()).unwrap();
            for number in 0..3 {
                store.put_bytes(&action(number), &[number; 99]).unwrap();
            }
            Self {
                _temp: temp,
                dir,
                store,
            }
        }

        fn inventory(&self) -> Inventory {
            Inventory::take(&self.dir, &Pool::new(2)).unwrap()
        }

        /// Removes everything while builds run that began at these times.
        fn evict(&self, clock: &Clock, builds: Option<&[i128]>) -> Evicted {
            let found = self.inventory();
            let all = choose(&found, Goal::Bytes(u64::MAX), &HashSet::new());
            evict(&found, &all, clock, &|_| builds.map(<[i128]>::to_vec)).unwrap()
        }
    }

    #[test]
    fn everything_goes_if_no_build_runs() {
        let place = Fixture::new();
        let evicted = place.evict(&system_clock(), Some(&[]));
        assert_eq!((evicted.files, evicted.busy_bytes), (6, 0));
        assert_eq!(place.inventory().bytes(), 0);
    }

    #[test]
    fn files_that_a_running_build_may_need_stay() {
        let place = Fixture::new();
        let clock = system_clock();
        let before = clock();
        let evicted = place.evict(&clock, Some(&[before]));
        assert_eq!((evicted.files, evicted.busy_bytes), (0, 3 * (175 + 99)));
        // The same if the running builds are unknown.
        assert_eq!(place.evict(&clock, None).files, 0);
        // A build began after the marks, and used a value.
        const SECOND: i128 = 1_000_000_000;
        let began = clock() + SECOND;
        let store = LocalStore::open(&place.dir, Arc::new(move || began + SECOND)).unwrap();
        store.get_file(&action(1)).unwrap();
        let later: Clock = Arc::new(move || began + 2 * SECOND);
        assert_eq!(place.evict(&later, Some(&[began])).files, 4);
        assert!(place.store.get_bytes(&action(1)).is_some());
        // This build keeps running, like a server.
        let much_later: Clock = Arc::new(move || began + 3 * HOUR);
        assert_eq!(place.evict(&much_later, Some(&[began])).files, 2);
    }

    #[test]
    fn a_value_used_during_the_removal_comes_back() {
        let place = Fixture::new();
        let found = place.inventory();
        let file = files(
            &found,
            &choose(&found, Goal::Bytes(u64::MAX), &HashSet::new()),
        )
        .find(|file| matches!(file.kind, Kind::Value(_)))
        .unwrap();
        let Kind::Value(id) = file.kind else {
            unreachable!()
        };
        let clock = system_clock();
        let time_ns = marked(&file, &clock).unwrap();
        assert!(time_ns <= clock() - HOUR + 2 * MARGIN_NS);
        maintenance::set_modified(&file.path, clock()).unwrap();
        assert!(!remove_value(&place.dir, &id, &file.path, time_ns).unwrap());
        assert!(maintenance::lstat(&file.path).is_ok());
        let time_ns = marked(
            &File {
                used_ns: clock(),
                ..file
            },
            &clock,
        )
        .unwrap();
        let path = found.value_path(&crate::OutputId(id));
        assert!(remove_value(&place.dir, &id, &path, time_ns).unwrap());
        assert!(maintenance::lstat(&path).unwrap_err().is_not_exist());
    }
}
