//! Notices changes of files below directories (inotify).
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::time::Duration;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::event::poll;
use rustix::fs::inotify;
use rustix::fs::inotify::CreateFlags;
use rustix::fs::inotify::ReadFlags;
use rustix::fs::inotify::WatchFlags;
use rustix::io::Errno;

use vamos_base::golang::os_str;

use crate::os::os_path;
use crate::path_error::PathError;

/// Room for the events of one call.
const BUFFER: usize = 64 << 10;

/// The changes that are noticed. A file that is written counts when it is closed.
const CHANGES: WatchFlags = WatchFlags::CLOSE_WRITE
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ONLYDIR);

/// What has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files that were written, or made, removed or renamed; absolute if the directories are.
    pub files: Vec<String>,
    /// Files that were made; they are among `files` when they are closed, or gone again.
    pub made: Vec<String>,
    /// There were more changes than the system keeps, so any other file may have changed.
    pub is_incomplete: bool,
}

/// Watches directories.
#[derive(Debug)]
pub struct Watch {
    inotify: OwnedFd,
    /// The directories, by the number of their watch.
    dirs: HashMap<i32, String>,
    /// Directories of these names are left out.
    skips: fn(&str) -> bool,
}

impl Watch {
    /// Starts with no directory. `skips` decides by name which directories are left out.
    ///
    /// # Errors
    /// The user has too many watchers, or the system has no inotify.
    pub fn new(skips: fn(&str) -> bool) -> Result<Self, PathError> {
        let inotify = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)
            .map_err(|error| PathError::new("watch", "inotify", &error.into()))?;
        Ok(Self {
            inotify,
            dirs: HashMap::new(),
            skips,
        })
    }

    /// Returns how many directories are watched.
    pub fn count(&self) -> usize {
        self.dirs.len()
    }

    /// Adds a directory and all below it; a link is not followed.
    ///
    /// # Errors
    /// The system's limit of watched directories is reached (`ENOSPC`), or the directory cannot
    /// be read. One that vanishes meanwhile is no error.
    pub fn add(&mut self, dir: &str) -> Result<(), PathError> {
        self.add_tree(dir, &mut |_| {})
    }

    /// Adds a directory, and calls `found` with the files in it.
    fn add_tree(&mut self, dir: &str, found: &mut dyn FnMut(String)) -> Result<(), PathError> {
        let mut rest = vec![dir.to_owned()];
        while let Some(dir) = rest.pop() {
            match inotify::add_watch(&self.inotify, &*os_path(&dir), CHANGES) {
                Ok(number) => self.dirs.insert(number, dir.clone()),
                Err(Errno::NOENT | Errno::NOTDIR) => continue,
                Err(error) => return Err(PathError::new("watch", &dir, &error.into())),
            };
            // Watched before it is read: what is made in between is found twice.
            let Ok(entries) = std::fs::read_dir(os_path(&dir)) else {
                continue;
            };
            for entry in entries.flatten() {
                let name = os_str::decode(entry.file_name().as_bytes());
                let path = format!("{dir}/{name}");
                match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    true if (self.skips)(&name) => {}
                    true => rest.push(path),
                    false => found(path),
                }
            }
        }
        Ok(())
    }

    /// Waits until something changes; nothing if it does not in this time.
    ///
    /// # Errors
    /// As for [`Self::add`], for directories that were made.
    pub fn wait(&mut self, limit: Duration) -> Result<Changed, PathError> {
        let limit = Timespec::try_from(limit).ok();
        let mut waiting = [PollFd::new(&self.inotify, PollFlags::IN)];
        match poll(&mut waiting, limit.as_ref()) {
            Ok(0) | Err(Errno::INTR) => return Ok(Changed::default()),
            Ok(_) => {}
            Err(error) => return Err(PathError::new("watch", "inotify", &error.into())),
        }
        let mut changed = Changed::default();
        let mut made = Vec::new();
        let mut buffer = [MaybeUninit::uninit(); BUFFER];
        let mut reader = inotify::Reader::new(&self.inotify, &mut buffer);
        while let Ok(event) = reader.next() {
            let flags = event.events();
            if flags.contains(ReadFlags::QUEUE_OVERFLOW) {
                changed.is_incomplete = true;
            }
            if flags.contains(ReadFlags::IGNORED) {
                self.dirs.remove(&event.wd());
                continue;
            }
            let (Some(dir), Some(name)) = (self.dirs.get(&event.wd()), event.file_name()) else {
                continue;
            };
            let name = os_str::decode(name.to_bytes());
            let path = format!("{dir}/{name}");
            let is_made = flags.intersects(ReadFlags::CREATE | ReadFlags::MOVED_TO);
            match flags.contains(ReadFlags::ISDIR) {
                true if (self.skips)(&name) => {}
                true if is_made => made.push(path),
                true => changed.files.push(path),
                // It counts when it is closed; a link is never opened for writing.
                false if flags.contains(ReadFlags::CREATE) && !is_link(&path) => {
                    changed.made.push(path);
                }
                false => changed.files.push(path),
            }
        }
        for dir in made {
            self.add_tree(&dir, &mut |file| changed.files.push(file))?;
        }
        changed.files.sort();
        changed.files.dedup();
        Ok(changed)
    }
}

fn is_link(path: &str) -> bool {
    std::fs::symlink_metadata(os_path(path)).is_ok_and(|meta| !meta.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::Changed;
    use super::Watch;

    const SOON: Duration = Duration::from_secs(10);

    /// Returns the files that change, relative to a directory.
    fn changed(watch: &mut Watch, top: &str) -> Vec<String> {
        let Changed { files, .. } = watch.wait(SOON).unwrap();
        let relative = |file: String| file.strip_prefix(top).unwrap().to_owned();
        files.into_iter().map(relative).collect()
    }

    #[test]
    fn changes_are_noticed() {
        let dir = tempfile::TempDir::new().unwrap();
        let top = dir.path().to_str().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::create_dir_all(at(".git")).unwrap();
        let mut watch = Watch::new(|name| name.starts_with('.')).unwrap();
        watch.add(top).unwrap();
        assert_eq!(watch.count(), 3);
        fs::write(at("a/b/x.go"), "x").unwrap();
        fs::write(at(".git/index"), "x").unwrap();
        assert_eq!(changed(&mut watch, top), ["/a/b/x.go"]);
        fs::rename(at("a/b/x.go"), at("y.go")).unwrap();
        assert_eq!(changed(&mut watch, top), ["/a/b/x.go", "/y.go"]);
        fs::remove_file(at("y.go")).unwrap();
        assert_eq!(changed(&mut watch, top), ["/y.go"]);
        let nothing = watch.wait(Duration::from_millis(1)).unwrap();
        assert_eq!(nothing, Changed::default());
    }

    #[test]
    fn new_directories_are_watched() {
        let dir = tempfile::TempDir::new().unwrap();
        let other = tempfile::TempDir::new().unwrap();
        let top = dir.path().to_str().unwrap();
        let mut watch = Watch::new(|_| false).unwrap();
        watch.add(top).unwrap();
        fs::create_dir_all(other.path().join("new/deep")).unwrap();
        fs::write(other.path().join("new/deep/x.go"), "x").unwrap();
        fs::rename(other.path().join("new"), dir.path().join("new")).unwrap();
        assert_eq!(changed(&mut watch, top), ["/new/deep/x.go"]);
        fs::write(dir.path().join("new/deep/y.go"), "x").unwrap();
        assert_eq!(changed(&mut watch, top), ["/new/deep/y.go"]);
        fs::remove_dir_all(dir.path().join("new")).unwrap();
        let mut gone = Vec::new();
        while watch.count() > 1 {
            gone.extend(changed(&mut watch, top));
        }
        assert!(gone.contains(&"/new/deep/x.go".to_owned()), "{gone:?}");
    }
}
