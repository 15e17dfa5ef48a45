//! Watches directories with inotify.
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

use super::Changed;
use crate::os::os_path;
use crate::path_error::PathError;
use crate::uncached;

/// The buffer size for the events of one call.
const BUFFER: usize = 64 << 10;

/// The reported changes. A written file counts when it is closed.
const CHANGES: WatchFlags = WatchFlags::CLOSE_WRITE
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVED_FROM)
    .union(WatchFlags::MOVED_TO)
    .union(WatchFlags::ONLYDIR);

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
    /// Returns a watch without directories. `skips` returns true for names of directories to leave
    /// out.
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

    /// Returns the number of watched directories.
    pub fn count(&self) -> usize {
        self.dirs.len()
    }

    /// Adds a directory and all directories below it; links are not followed.
    ///
    /// # Errors
    /// The system's limit of watched directories is reached (`ENOSPC`), or the directory cannot be
    /// read. A directory that vanishes meanwhile is not an error.
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
            // Watched before it is read: a file created in between is found twice.
            let Ok(entries) = std::fs::read_dir(os_path(&dir)) else {
                continue;
            };
            for entry in entries.flatten() {
                let name = os_str::decode(entry.file_name().as_bytes());
                let path = format!("{dir}/{name}");
                if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    found(path);
                } else if !(self.skips)(&name) {
                    rest.push(path);
                }
            }
        }
        Ok(())
    }

    /// Waits for changes; empty without a change within the limit.
    ///
    /// # Errors
    /// As for [`Self::add`], for new directories.
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
            let is_dir = flags.contains(ReadFlags::ISDIR);
            if is_dir && (self.skips)(&name) {
                continue;
            }
            if is_dir && is_made {
                made.push(path);
            } else if !is_dir && flags.contains(ReadFlags::CREATE) && !is_link(&path) {
                // It counts when it is closed; a link is never opened for writing.
                changed.made.push(path);
            } else {
                changed.files.push(path);
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

/// Returns the system's limit of watched directories for a user, if there is one.
pub fn limit() -> Option<u64> {
    let text = uncached::read("/proc/sys/fs/inotify/max_user_watches").ok()?;
    String::from_utf8_lossy(&text).trim().parse().ok()
}
