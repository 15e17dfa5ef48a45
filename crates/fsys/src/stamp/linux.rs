//! Directories that are open for lookups only (`O_PATH`).
//!
//! Counterpart: none.

use std::os::fd::AsFd;
use std::os::fd::BorrowedFd;
use std::os::fd::OwnedFd;

use rustix::fs::AtFlags;
use rustix::fs::CWD;
use rustix::fs::Mode;
use rustix::fs::OFlags;
use rustix::io::Errno;

use super::Metadata;
use super::Stamp;
use super::StatResult;

/// A directory as the base of lookups.
#[derive(Debug)]
pub struct OpenDir(OwnedFd);

impl OpenDir {
    /// Opens a directory by its path, in arbitrary bytes; links are followed.
    pub fn open(path: &[u8]) -> Option<Self> {
        Self::open_at(CWD, path)
    }

    /// Opens a directory by its path below this one.
    pub fn open_below(&self, path: &[u8]) -> Option<Self> {
        Self::open_at(self.0.as_fd(), path)
    }

    fn open_at(at: BorrowedFd<'_>, path: &[u8]) -> Option<Self> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        rustix::fs::openat(at, path, flags, Mode::empty())
            .ok()
            .map(Self)
    }

    /// Returns the `stat` of the directory itself.
    pub fn stat_here(&self) -> StatResult {
        result(rustix::fs::fstat(&self.0))
    }

    /// Returns the `stat` of a path below it; a link as the last element is followed or not.
    pub fn stat(&self, path: &[u8], follow: bool) -> StatResult {
        result(rustix::fs::statat(&self.0, path, flags(follow)))
    }
}

/// Returns the `stat` of a path in arbitrary bytes.
pub fn stat_at(path: &[u8], follow: bool) -> StatResult {
    result(rustix::fs::statat(CWD, path, flags(follow)))
}

fn flags(follow: bool) -> AtFlags {
    if follow {
        AtFlags::empty()
    } else {
        AtFlags::SYMLINK_NOFOLLOW
    }
}

fn result(stat: Result<rustix::fs::Stat, Errno>) -> StatResult {
    match stat {
        Ok(stat) => StatResult::There(Stamp::from(&Metadata::from(&stat))),
        Err(Errno::NOENT | Errno::NOTDIR) => StatResult::Absent,
        Err(_) => StatResult::Unknown,
    }
}
