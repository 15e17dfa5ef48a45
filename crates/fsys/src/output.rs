//! New files that are written piece by piece.
//!
//! Counterpart: os (`OpenFile` with `O_EXCL`), cmd/go/internal/modfetch/cache.go
//! (`tempFile`).

use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Seek;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use crate::PathError;
use crate::access_log;
use crate::os::os_path;
use crate::work;

/// A file that did not exist before, or is overwritten.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    path: String,
}

impl NewFile {
    /// Creates a file with `mode`, less the umask.
    pub fn create(path: &str, mode: u32) -> Result<Self, PathError> {
        Self::open(path, OpenOptions::new().create_new(true).mode(mode))
    }

    /// Creates a file, or truncates an existing one (`os.Create`): for output that people read
    /// while it grows.
    pub fn replace(path: &str) -> Result<Self, PathError> {
        Self::open(path, OpenOptions::new().create(true).truncate(true))
    }

    fn open(path: &str, options: &mut OpenOptions) -> Result<Self, PathError> {
        access_log::wrote(path);
        match options.write(true).open(os_path(path)) {
            Ok(file) => Ok(Self {
                file,
                path: path.to_owned(),
            }),
            Err(error) => Err(PathError::new("open", path, &error)),
        }
    }

    /// Creates a file `parent/prefix<number>.tmp`.
    pub fn create_temp(parent: &str, prefix: &str, mode: u32) -> Result<Self, PathError> {
        work::fresh(parent, prefix, ".tmp", |path| Self::create(path, mode))
    }

    /// Returns its path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| self.failed("write", &error))
    }

    /// Truncates the file.
    pub fn restart(&mut self) -> Result<(), PathError> {
        self.file
            .rewind()
            .map_err(|error| self.failed("seek", &error))?;
        self.file
            .set_len(0)
            .map_err(|error| self.failed("truncate", &error))
    }

    fn failed(&self, op: &'static str, error: &io::Error) -> PathError {
        PathError::new(op, &self.path, error)
    }
}
