//! Directories as paths: the whole path is looked up each time.
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

/// A directory below which paths are looked up.
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

    /// Asks about the directory itself.
    pub fn stat_here(&self) -> StatResult {
        stat_at(self.0.as_os_str().as_bytes(), true)
    }

    /// Asks about a path below it; a link as the last name is followed or not.
    pub fn stat(&self, path: &[u8], follow: bool) -> StatResult {
        let path = self.0.join(OsStr::from_bytes(path));
        stat_at(path.as_os_str().as_bytes(), follow)
    }
}

/// Asks about a path that may be any bytes.
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
