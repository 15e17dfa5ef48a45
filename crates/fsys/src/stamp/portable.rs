//! Directories as paths: each lookup resolves the whole path.
//!
//! Counterpart: none.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::path::PathBuf;

use super::Stamp;
use super::StatResult;
use super::is_absence;
use crate::Metadata;

/// A directory as the base of lookups.
#[derive(Debug)]
pub struct OpenDir(PathBuf);

impl OpenDir {
    /// Opens a directory by its path; links are followed.
    pub fn open(path: &[u8]) -> Option<Self> {
        let StatResult::There(stamp) = stat_at(path, true) else {
            return None;
        };
        stamp
            .is_dir()
            .then(|| Self(Path::new(OsStr::from_bytes(path)).to_owned()))
    }

    /// Opens a directory by its path below this one.
    pub fn open_below(&self, path: &[u8]) -> Option<Self> {
        let path = self.0.join(OsStr::from_bytes(path));
        Self::open(path.as_os_str().as_bytes())
    }

    /// Returns the `stat` of the directory itself.
    pub fn stat_here(&self) -> StatResult {
        stat_at(self.0.as_os_str().as_bytes(), true)
    }

    /// Returns the `stat` of a path below it; a link as the last element is followed or not.
    pub fn stat(&self, path: &[u8], follow: bool) -> StatResult {
        let path = self.0.join(OsStr::from_bytes(path));
        stat_at(path.as_os_str().as_bytes(), follow)
    }
}

/// Returns the `stat` of a path in arbitrary bytes.
pub fn stat_at(path: &[u8], follow: bool) -> StatResult {
    let path = Path::new(OsStr::from_bytes(path));
    let meta = if follow {
        fs::metadata(path)
    } else {
        fs::symlink_metadata(path)
    };
    match meta {
        Ok(meta) => StatResult::There(Stamp::from(&Metadata::from(&meta))),
        Err(error) if is_absence(&error) => StatResult::Absent,
        Err(_) => StatResult::Unknown,
    }
}
