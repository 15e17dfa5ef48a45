//! Files and directories that must not stay if a signal ends the process: the work directory of a
//! build, and files that are not written completely yet.
//!
//! The code that ends the process ([`crate::proc`]) removes them first. No path is registered after
//! that: [`remove_all`] holds the lock, so a thread that is about to create another one waits until
//! the process has ended.
//! Counterpart: cmd/go/internal/base/base.go (`AtExit`), which signals do not run.

use std::fs;
use std::io;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::TryLockError;
use std::time::Duration;
use std::time::Instant;

use crate::os::os_path;

/// The time limit of the removal. Other threads and ending tools may still write to a directory.
const LIMIT: Duration = Duration::from_millis(500);

/// The delay before the removal is repeated within that time.
const PAUSE: Duration = Duration::from_millis(5);

/// One table per process, because signals are per process.
static PATHS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn paths() -> MutexGuard<'static, Vec<String>> {
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A path that is removed if a signal ends the process before this value is dropped.
#[derive(Debug)]
pub struct Unfinished(String);

impl Unfinished {
    /// Registers a path that is absolute or relative to the directory in which the process stays.
    pub(crate) fn new(path: &str) -> Self {
        paths().push(path.to_owned());
        Self(path.to_owned())
    }

    /// Runs `make`, and registers `path` if it succeeds. No signal ends the process between the
    /// two. `make` must not block.
    pub(crate) fn make<T, E>(
        path: &str,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<(T, Self), E> {
        let mut paths = paths();
        let made = make()?;
        paths.push(path.to_owned());
        Ok((made, Self(path.to_owned())))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut paths = paths();
        if let Some(at) = paths.iter().rposition(|path| *path == self.0) {
            paths.swap_remove(at);
        }
    }
}

/// Removes the registered paths, before the process ends. Errors are ignored, because they cannot
/// be reported.
pub(crate) fn remove_all() {
    let end = Instant::now() + LIMIT;
    let pause = || std::thread::sleep(PAUSE);
    let paths = loop {
        match PATHS.try_lock() {
            Ok(paths) => break paths,
            Err(TryLockError::Poisoned(poisoned)) => break poisoned.into_inner(),
            // A thread may be blocked in a system call while it holds the lock.
            Err(TryLockError::WouldBlock) if Instant::now() >= end => return,
            Err(TryLockError::WouldBlock) => pause(),
        }
    };
    for path in &*paths {
        while remove(path).is_err() && Instant::now() < end {
            pause();
        }
    }
    std::mem::forget(paths);
}

/// Removes a file, or a directory and all below it.
fn remove(path: &str) -> io::Result<()> {
    let path = &*os_path(path);
    let is_dir = |meta: fs::Metadata| meta.is_dir();
    let removed = match fs::symlink_metadata(path).map(is_dir) {
        Ok(true) => fs::remove_dir_all(path),
        Ok(false) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::Unfinished;
    use super::paths;

    #[test]
    fn paths_are_registered_until_they_are_finished() {
        let is_registered = |path: &str| paths().iter().any(|other| other == path);
        let first = Unfinished::new("/none/a");
        let failed = Unfinished::make("/none/b", || Err::<(), ()>(()));
        assert!(failed.is_err() && !is_registered("/none/b"));
        let (made, second) = Unfinished::make("/none/b", || Ok::<_, ()>(7)).unwrap();
        assert_eq!(made, 7);
        drop(first);
        assert!(!is_registered("/none/a") && is_registered("/none/b"));
        drop(second);
        assert!(!is_registered("/none/b"));
    }
}
