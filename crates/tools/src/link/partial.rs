//! A file that the linker writes in parts, under a temporary name.
//!
//! Counterpart: cmd/link/internal/ld/outbuf.go.

use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_fsys::PathError;
use vamos_fsys::atomic::TempFile;
use vamos_fsys::proc::Leftovers;
use vamos_link::OutputFile;
use vamos_objfile::ReadAt;
use vamos_objfile::build_id::Patch;

/// A file that the linker writes.
pub(super) struct Partial {
    file: TempFile,
    /// The first error.
    error: Mutex<Option<PathError>>,
}

impl Partial {
    /// Makes an empty file in a directory.
    pub(super) fn create(dir: &str) -> Result<Self, PathError> {
        Ok(Self {
            file: TempFile::create(dir, "", 0o775)?,
            error: Mutex::default(),
        })
    }

    fn note(&self, result: Result<(), PathError>) {
        if let Err(error) = result {
            let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
        }
    }

    /// Reports the first error.
    pub(super) fn check(&self) -> Result<(), PathError> {
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        first.take().map_or(Ok(()), Err)
    }

    /// Gives the file a name, under which it stays.
    pub(super) fn rename(&self, path: &str) -> Result<(), PathError> {
        self.file.rename(path)
    }

    /// Changes bytes, and gives the file its name.
    pub(super) fn finish(
        self,
        patches: &[Patch],
        path: &str,
        leftovers: &Leftovers,
    ) -> Result<(), PathError> {
        for patch in patches {
            self.file.write_at(patch.offset, &patch.bytes)?;
        }
        leftovers.keep_file(path);
        self.file.replace(path)
    }
}

impl OutputFile for Partial {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        self.note(self.file.write_at(offset, bytes));
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        let read = self.file.read_at(offset, bytes);
        let len = *read.as_ref().unwrap_or(&0);
        bytes[len..].fill(0);
        self.note(read.map(drop));
    }
}

impl ReadAt for Partial {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let read = self.file.read_at(offset, bytes);
        read.map_err(|error| io::Error::other(error.to_string()))
    }
}

impl std::fmt::Debug for Partial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Partial")
    }
}
