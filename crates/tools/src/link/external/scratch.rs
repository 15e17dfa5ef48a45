//! The directory of files that only the system's linker reads.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`hostlinksetup`), os (`MkdirTemp`).

use vamos_base::golang::path;
use vamos_fsys::Unfinished;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_link::Stop;

use super::super::host::LinkHost;

/// Parent of the directory.
#[derive(Clone, Copy)]
pub(in super::super) struct ScratchPlace<'a> {
    /// Locates names, and has the environment.
    pub(in super::super) host: &'a LinkHost<'a>,
    /// `-tmpdir`, a directory that is not removed; empty for a temporary one.
    pub(in super::super) dir: &'a str,
}

/// A directory of files that only the system's linker reads. It is removed when this is dropped,
/// unless it is the user's (`-tmpdir`).
pub(in super::super) struct Scratch {
    /// The name that commands and errors have; it may be relative to the link's directory.
    name: String,
    /// The path.
    path: String,
    /// Removes the directory if a signal ends the process; `None` for the user's.
    unfinished: Option<Unfinished>,
}

impl Scratch {
    /// Makes the directory.
    ///
    /// # Errors
    /// It cannot be made.
    pub(super) fn create(place: &ScratchPlace<'_>) -> Result<Self, Stop> {
        let host = place.host;
        if !place.dir.is_empty() {
            return Ok(Self {
                name: place.dir.to_owned(),
                path: host.locate(place.dir),
                unfinished: None,
            });
        }
        let set = host.env.vars.tool("TMPDIR").filter(|dir| !dir.is_empty());
        let parent = set.unwrap_or("/tmp");
        let at = host.locate(parent);
        let made = work::make_unfinished_dir(&at, "go-link-").map_err(|mut error| {
            // Upstream determines the reason.
            match uncached::stat(&at) {
                Err(missing) if missing.is_not_exist() => {
                    error = missing;
                    parent.clone_into(&mut error.path);
                }
                _ => error.path = path::join(&[parent, path::base(&error.path)]),
            }
            Stop::Fatal(error.to_string())
        });
        let (path, unfinished) = made?;
        Ok(Self {
            name: path::join(&[parent, path::base(&path)]),
            path,
            unfinished: Some(unfinished),
        })
    }

    /// Returns the name that commands and errors have for a file in the directory.
    pub(super) fn name(&self, file: &str) -> String {
        path::join(&[&self.name, file])
    }

    /// Returns the path of a file in the directory.
    pub(super) fn path(&self, file: &str) -> String {
        path::join(&[&self.path, file])
    }

    /// Returns the path of the directory.
    pub(super) fn dir(&self) -> &str {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.unfinished.is_some() {
            // A drop cannot return the error, and the name marks the directory as temporary.
            let _ = work::remove_all(&self.path);
        }
    }
}
