//! The files of a checksum database: the latest tree head below GOPATH, so that it outlives
//! caches, and responses and tiles below GOMODCACHE.
//!
//! Files are read and written in place under their locks, like in the official command. A file that
//! another process is about to write may be empty, which counts as missing.
//! Counterpart: cmd/go/internal/modfetch/sumdb.go (`dbClient`).

use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;

use super::SumDbError;

/// The directories of a database's files.
#[derive(Clone, Debug)]
pub struct Store {
    /// `GOMODCACHE/cache/download/sumdb`.
    pub cache: String,
    /// `GOPATH[0]/pkg/sumdb`, or the error if GOPATH is not known (`cfg.GoPathError`).
    pub config: Result<String, String>,
}

/// The result of writing a new tree head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It was written.
    Done,
    /// Another process wrote a different one in the meantime.
    Conflict,
}

impl Store {
    /// Reads a cached response or tile (`ReadCache`).
    pub(crate) fn read_cache(&self, file: &str) -> Option<Vec<u8>> {
        let data = lock::read(&format!("{}/{file}", self.cache)).ok()?;
        (!data.is_empty()).then_some(data)
    }

    /// Stores a verified response or tile (`WriteCache`). Failures are ignored: the next run
    /// requests it again.
    pub(crate) fn write_cache(&self, file: &str, data: &[u8]) {
        let path = format!("{}/{file}", self.cache);
        let _ = make_parent(&path);
        let _ = lock::write(&path, data, 0o666);
    }

    /// Reads the latest tree head (`ReadConfig`); empty if the file does not exist.
    pub(crate) fn read_config(&self, file: &str) -> Result<Vec<u8>, SumDbError> {
        match lock::read(&self.config_path(file)?) {
            Err(error) if error.is_not_exist() => Ok(Vec::new()),
            read => Ok(read?),
        }
    }

    /// Replaces the latest tree head, if it still is `old` (`WriteConfig`).
    pub(crate) fn write_config(
        &self,
        file: &str,
        old: &[u8],
        new: &[u8],
    ) -> Result<Written, SumDbError> {
        let path = self.config_path(file)?;
        let _ = make_parent(&path);
        let locked = LockedFile::edit(&path)?;
        let data = locked.contents()?;
        if !data.is_empty() && data != old {
            return Ok(Written::Conflict);
        }
        // The file is truncated first: a process killed here leaves no mixture of two tree
        // heads.
        locked.overwrite(new)?;
        Ok(Written::Done)
    }

    fn config_path(&self, file: &str) -> Result<String, SumDbError> {
        match &self.config {
            Ok(dir) => Ok(format!("{dir}/{file}")),
            Err(reason) => Err(SumDbError::NoDirectory {
                reason: reason.clone(),
            }),
        }
    }
}

fn make_parent(path: &str) -> Result<(), PathError> {
    match path.rsplit_once('/') {
        Some((dir, _)) => uncached::make_dirs(dir),
        None => Ok(()),
    }
}
