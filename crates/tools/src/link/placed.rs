//! An output that the system's linker writes where it belongs.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`mayberemoveoutfile`, `libinit`).

use vamos_fsys::PathError;
use vamos_fsys::Unfinished;
use vamos_fsys::work;
use vamos_objfile::ReadAt;
use vamos_objfile::build_id::Patch;

use super::regular::is_regular;

/// A file that another program writes. If it is dropped before it is finished, or if a signal ends
/// the process before that, the file is removed; a device stays.
#[derive(Debug)]
pub(super) struct Placed {
    path: String,
    is_done: bool,
    _unfinished: Option<Unfinished>,
}

impl Placed {
    /// Removes an older file, and reports an error if there cannot be a new one.
    pub(super) fn prepare(path: &str) -> Result<Self, PathError> {
        let is_regular = is_regular(path);
        let placed = Self {
            path: path.to_owned(),
            is_done: false,
            _unfinished: is_regular.then(|| work::unfinished_file(path)),
        };
        placed.remove();
        work::write_mode(path, &[], 0o775)?;
        placed.remove();
        Ok(placed)
    }

    /// Returns the path.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Calls `ask` for changes of the bytes. Returns none if there is no such file: the next step
    /// that needs it reports that.
    pub(super) fn patches(&self, ask: impl FnOnce(&dyn ReadAt) -> Vec<Patch>) -> Vec<Patch> {
        work::open_any(&self.path).map_or_else(|_| Vec::new(), |file| ask(&file))
    }

    /// Changes bytes; the file stays.
    pub(super) fn finish(mut self, patches: &[Patch]) -> Result<(), PathError> {
        if !patches.is_empty() {
            let places = patches.iter().map(|patch| (patch.offset, &*patch.bytes));
            work::patch(&self.path, &places.collect::<Vec<_>>())?;
        }
        self.is_done = true;
        Ok(())
    }

    /// Removes the file, if it is one. A file that cannot be removed is overwritten, as upstream
    /// does.
    fn remove(&self) {
        if is_regular(&self.path) {
            let _ = work::remove(&self.path);
        }
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if !self.is_done {
            self.remove();
        }
    }
}
