//! Memory and files of a command that are freed after its end.
//!
//! A large link ends with hundreds of thousands of mapped pages, and often replaces an older file
//! of the same size. The kernel frees both before it reports the end of the process, which takes a
//! tenth of the link's time. Therefore the command starts a last process that shares its memory and
//! the replaced files, and only ends after it. The linkers mold and wild do the same.
//! Counterpart: none; the official command waits for its linker, which waits for the kernel.

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "leftovers/linux.rs"]
mod last_process;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "leftovers/portable.rs"]
mod last_process;
#[cfg(all(target_os = "linux", not(portable)))]
mod reaper;

use std::fs::File;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;

use crate::work;

/// The minimum number of bytes: freeing fewer takes less time than starting a process.
const LEAST: u64 = 32 << 20;

/// The maximum number of replaced files that stay open.
const MOST_FILES: usize = 16;

/// The memory and files that a command leaves.
///
/// Nothing is taken before [`open`](Self::open). The default value never takes anything: it is for
/// a command inside a process that continues.
#[derive(Debug, Default)]
pub struct Leftovers {
    ends_with_process: bool,
    state: Mutex<State>,
    is_possible: OnceLock<bool>,
}

#[derive(Debug, Default)]
struct State {
    is_open: bool,
    /// The bytes of the taken memory and files.
    bytes: u64,
    files: Vec<File>,
}

impl Leftovers {
    /// Returns the value for a command at whose end the process ends.
    pub fn of_process() -> Self {
        Self {
            ends_with_process: true,
            ..Self::default()
        }
    }

    /// Takes values from now on: little work follows before the end of the command.
    pub fn open(&self) {
        self.state().is_open = self.ends_with_process;
    }

    /// Takes a value with this many bytes of memory, which are freed at the end of the process;
    /// returns it if the caller must drop it.
    pub fn take<T: Send + 'static>(&self, value: T, bytes: u64) -> Option<T> {
        if bytes < LEAST || !self.is_taking() {
            return Some(value);
        }
        self.state().bytes += bytes;
        std::mem::forget(value);
        None
    }

    /// Keeps the file at `path`, which is about to be replaced or removed: it takes up memory until the end
    /// of the process.
    pub fn keep_file(&self, path: &str) {
        let may_take = {
            let state = self.state();
            state.is_open && state.files.len() < MOST_FILES
        };
        // Commands that take nothing need no `stat` for this.
        if !may_take {
            return;
        }
        let found = work::lstat(path).ok().filter(|meta| meta.is_file());
        let size = found.map_or(0, |meta| meta.size);
        if size < LEAST || !self.is_taking() {
            return;
        }
        if let Some(file) = last_process::hold(path) {
            let mut state = self.state();
            state.bytes += size;
            state.files.push(file);
        }
    }

    /// Lets another process free the taken memory and files. It must be called by the main thread,
    /// just before the process ends.
    pub fn hand_over(&self) {
        let state = self.state();
        if state.bytes >= LEAST {
            last_process::start(&state.files);
        }
    }

    fn is_taking(&self) -> bool {
        self.state().is_open && *self.is_possible.get_or_init(last_process::is_possible)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Leftovers;

    const LARGE: u64 = 1 << 30;

    #[test]
    fn a_continuing_process_drops_leftovers() {
        let inner = Leftovers::default();
        inner.open();
        assert_eq!(inner.take("memory", LARGE), Some("memory"));
        inner.hand_over();
    }

    #[test]
    fn only_large_leftovers_are_taken() {
        let leftovers = Leftovers::of_process();
        assert_eq!(leftovers.take("early", LARGE), Some("early"));
        leftovers.open();
        assert_eq!(leftovers.take("small", 1 << 20), Some("small"));
        leftovers.keep_file("/no/such/file");
        leftovers.keep_file("/");
        // Nothing was taken, so no process is started.
        leftovers.hand_over();
    }
}
