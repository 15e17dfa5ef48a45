//! Watches directories by polling all their files.
//!
//! The BSDs' kqueue needs an open file for each file that is watched, of which a process may
//! have 256 on macOS, and its calls are unsafe. A look at ten thousand files takes some 20 ms;
//! the pauses between two are long enough that the processor is mostly idle.
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::time::Duration;
use std::time::Instant;

use vamos_base::golang::os_str;

use super::Changed;
use crate::Metadata;
use crate::os::os_path;
use crate::path_error::PathError;
use crate::stamp::Stamp;

/// The shortest pause between two polls.
const LEAST_PAUSE: Duration = Duration::from_millis(20);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The maximum number of repeated checks of changed files, with the shortest pause, until they stay
/// the same.
const LOOKS_AGAIN: u32 = 10;

/// The ratio of a pause to the duration of the poll before it.
const PAUSES: u32 = 20;

/// Names in a directory, with their stamps; stamps of directories contain no times, because their
/// contents are polled directly.
type Names = BTreeMap<String, Stamp>;

/// Watches directories.
#[derive(Debug)]
pub struct Watch {
    dirs: BTreeMap<String, Names>,
    /// Directories of these names are left out.
    skips: fn(&str) -> bool,
    /// The time of the next poll.
    next_look: Instant,
}

impl Watch {
    /// Returns a watch without directories. `skips` returns true for names of directories to leave
    /// out.
    ///
    /// # Errors
    /// None; other systems limit the number of watchers.
    pub fn new(skips: fn(&str) -> bool) -> Result<Self, PathError> {
        Ok(Self {
            dirs: BTreeMap::new(),
            skips,
            next_look: Instant::now(),
        })
    }

    /// Returns the number of watched directories.
    pub fn count(&self) -> usize {
        self.dirs.len()
    }

    /// Adds a directory and all directories below it; links are not followed.
    ///
    /// # Errors
    /// None; other systems limit the number of directories.
    pub fn add(&mut self, dir: &str) -> Result<(), PathError> {
        self.add_tree(dir, &mut |_| {});
        Ok(())
    }

    /// Adds a directory, and calls `found` with the files in it.
    fn add_tree(&mut self, dir: &str, found: &mut dyn FnMut(String)) {
        let mut rest = vec![dir.to_owned()];
        while let Some(dir) = rest.pop() {
            let Some(names) = self.names(&dir) else {
                continue;
            };
            for (name, stamp) in &names {
                let path = format!("{dir}/{name}");
                if stamp.is_dir() {
                    rest.push(path);
                } else {
                    found(path);
                }
            }
            self.dirs.insert(dir, names);
        }
    }

    /// Returns the names in a directory; `None` for anything else.
    fn names(&self, dir: &str) -> Option<Names> {
        let is_dir = fs::symlink_metadata(os_path(dir)).is_ok_and(|meta| meta.is_dir());
        let entries = is_dir.then(|| fs::read_dir(os_path(dir)).ok())??;
        let mut names = Names::new();
        for entry in entries.flatten() {
            let name = os_str::decode(entry.file_name().as_bytes());
            // A file that vanishes meanwhile is left out.
            let Ok(meta) = entry.metadata() else { continue };
            let stamp = Stamp::from(&Metadata::from(&meta));
            if !stamp.is_dir() {
                names.insert(name, stamp);
            } else if !(self.skips)(&name) {
                let mode = stamp.mode;
                names.insert(
                    name,
                    Stamp {
                        mode,
                        ..Stamp::default()
                    },
                );
            }
        }
        Some(names)
    }

    /// Waits for changes; empty without a change within the limit.
    ///
    /// # Errors
    /// None; other systems limit the number of directories.
    pub fn wait(&mut self, limit: Duration) -> Result<Changed, PathError> {
        let end = Instant::now() + limit;
        loop {
            let pause = self.next_look.min(end);
            std::thread::sleep(pause.saturating_duration_since(Instant::now()));
            let begin = Instant::now();
            if begin >= self.next_look {
                let changed = self.look();
                let pause = begin.elapsed() * PAUSES;
                self.next_look = Instant::now() + pause.clamp(LEAST_PAUSE, LONGEST_PAUSE);
                if changed != Changed::default() {
                    self.settle(&changed);
                    return Ok(changed);
                }
            }
            if Instant::now() >= end {
                return Ok(Changed::default());
            }
        }
    }

    /// Waits until changed files stay the same, so that a file counts when its writer is done, as
    /// far as this can be detected.
    fn settle(&mut self, changed: &Changed) {
        for _ in 0..LOOKS_AGAIN {
            std::thread::sleep(LEAST_PAUSE);
            let is_changing = |file: &&String| !self.is_settled(file);
            // All files are checked: a change found here is not reported again by the next poll.
            if changed.files.iter().filter(is_changing).count() == 0 {
                return;
            }
        }
    }

    /// Checks a file again; reports whether it is unchanged. An empty file is probably about to be
    /// written.
    fn is_settled(&mut self, file: &str) -> bool {
        let meta = fs::symlink_metadata(os_path(file));
        let now = meta.ok().map(|meta| Stamp::from(&Metadata::from(&meta)));
        let names = file
            .rsplit_once('/')
            .and_then(|(dir, name)| Some((self.dirs.get_mut(dir)?, name)));
        let Some((names, name)) = names.filter(|_| now.is_none_or(|now| !now.is_dir())) else {
            return true;
        };
        let before = match now {
            Some(now) => names.insert(name.to_owned(), now),
            None => names.remove(name),
        };
        before == now && now.is_none_or(|now| now.size > 0)
    }

    /// Returns the changes since the last poll.
    fn look(&mut self) -> Changed {
        let mut changed = Changed::default();
        let mut new_dirs = Vec::new();
        let dirs: Vec<String> = self.dirs.keys().cloned().collect();
        for dir in dirs {
            let names = self.names(&dir);
            let is_gone = names.is_none();
            let now = names.unwrap_or_default();
            let before = if is_gone {
                self.dirs.remove(&dir)
            } else {
                self.dirs.insert(dir.clone(), now.clone())
            };
            let before = before.unwrap_or_default();
            for (name, stamp) in &now {
                if before.get(name) == Some(stamp) {
                    continue;
                }
                let path = format!("{dir}/{name}");
                if stamp.is_dir() {
                    new_dirs.push(path);
                    continue;
                }
                if !before.contains_key(name) {
                    changed.made.push(path.clone());
                }
                changed.files.push(path);
            }
            let gone = before.keys().filter(|name| !now.contains_key(*name));
            changed
                .files
                .extend(gone.map(|name| format!("{dir}/{name}")));
        }
        for dir in new_dirs {
            self.add_tree(&dir, &mut |file| changed.files.push(file));
        }
        changed.files.sort();
        changed.files.dedup();
        changed
    }
}

/// Returns the limit of watched directories for a user: none.
pub fn limit() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_settles_when_it_is_written() {
        let dir = tempfile::TempDir::new().unwrap();
        let top = dir.path().to_str().unwrap();
        let mut watch = Watch::new(|_| false).unwrap();
        watch.add(top).unwrap();
        let file = format!("{top}/x.go");
        fs::write(&file, "").unwrap();
        assert_eq!(watch.look().files, [file.as_str()]);
        assert!(!watch.is_settled(&file), "it is empty");
        fs::write(&file, "x").unwrap();
        assert!(!watch.is_settled(&file), "it has changed");
        assert!(watch.is_settled(&file));
        assert_eq!(watch.look(), Changed::default());
        fs::remove_file(&file).unwrap();
        assert!(!watch.is_settled(&file), "it is gone");
        assert!(watch.is_settled(&file));
        assert_eq!(watch.look(), Changed::default());
        // A path that became a directory is found by the next poll.
        fs::create_dir(&file).unwrap();
        assert!(watch.is_settled(&file));
        watch.look();
        assert_eq!(watch.count(), 2);
    }
}
