//! The object that this linker writes if the system's linker makes the executable.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`hostlinksetup`).

use vamos_fsys::PathError;
use vamos_link::Stop;

use super::super::partial::Partial;
use super::scratch::Scratch;
use super::scratch::ScratchPlace;

/// The name of the object in its directory.
pub(super) const NAME: &str = "go.o";

/// An object under construction, in a directory of its own.
pub(in super::super) struct Object {
    // Is dropped before its directory.
    file: Partial,
    scratch: Scratch,
}

impl Object {
    /// Makes the directory and the file.
    ///
    /// # Errors
    /// They cannot be made.
    pub(in super::super) fn create(place: &ScratchPlace<'_>) -> Result<Self, Stop> {
        let scratch = Scratch::create(place)?;
        let file =
            Partial::create(scratch.dir()).map_err(|error| cannot_create(&scratch, error))?;
        Ok(Self { file, scratch })
    }

    /// Returns the file that the linker writes to.
    pub(in super::super) fn file(&self) -> &Partial {
        &self.file
    }

    /// Gives the file its name; returns the directory.
    ///
    /// # Errors
    /// The file could not be written.
    pub(in super::super) fn finish(&self) -> Result<&Scratch, Stop> {
        // The linker reserves the file's space when it has opened it.
        let mapping = |error: PathError| {
            let text = format!("mapping output file failed: {}", error.message);
            Stop::Exit(text)
        };
        self.file.check().map_err(mapping)?;
        let renamed = self.file.rename(&self.scratch.path(NAME));
        renamed.map_err(|error| cannot_create(&self.scratch, error))?;
        Ok(&self.scratch)
    }
}

fn cannot_create(scratch: &Scratch, mut error: PathError) -> Stop {
    error.op = "open";
    error.path = scratch.name(NAME);
    Stop::Exit(format!("cannot create {}: {error}", error.path))
}
