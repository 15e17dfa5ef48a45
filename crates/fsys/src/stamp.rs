//! The result of one `stat` in compact form, with the fewest system calls.
//!
//! An [`OpenDir`] is a directory that is open for lookups below it: the kernel then resolves only
//! the rest of a path.
//! Counterpart: none.

use std::fs;
use std::io;

use crate::Metadata;
use crate::os::os_path;

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "stamp/linux.rs"]
mod open_dir;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "stamp/portable.rs"]
mod open_dir;

pub use open_dir::OpenDir;
pub use open_dir::stat_at;

/// Bits of `st_mode` with the kind.
const KIND: u32 = 0o170_000;

/// The fields of `stat` that show whether a file changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Device number.
    pub dev: u64,
    /// Inode number.
    pub ino: u64,
    /// `st_mode`.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Size in bytes.
    pub size: u64,
    /// Time of last change of contents.
    pub mtime_ns: i64,
    /// Time of last change of the inode.
    pub ctime_ns: i64,
}

/// The result of a `stat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatResult {
    /// It exists.
    There(Stamp),
    /// It certainly does not exist.
    Absent,
    /// The call failed in another way.
    Unknown,
}

impl Stamp {
    /// Reports whether it belongs to a directory.
    pub fn is_dir(&self) -> bool {
        self.mode & KIND == 0o040_000
    }

    /// Reports whether it belongs to a regular file.
    pub fn is_file(&self) -> bool {
        self.mode & KIND == 0o100_000
    }

    /// Reports whether it belongs to a symbolic link.
    pub fn is_link(&self) -> bool {
        self.mode & KIND == 0o120_000
    }

    /// Reports whether both belong to the same regular file with the same size, regardless of its
    /// times.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.is_file() && self.is_same_node(other) && self.size == other.size
    }

    /// Reports whether both belong to the same inode with the same owner and permissions,
    /// regardless of its contents.
    pub fn is_same_node(&self, other: &Self) -> bool {
        let node = |stamp: &Self| (stamp.dev, stamp.ino, stamp.mode, stamp.uid, stamp.gid);
        node(self) == node(other)
    }
}

impl From<&Metadata> for Stamp {
    fn from(meta: &Metadata) -> Self {
        let nanos = |time: i128| i64::try_from(time).unwrap_or(i64::MAX);
        Self {
            dev: meta.dev,
            ino: meta.ino,
            mode: meta.mode,
            uid: meta.uid,
            gid: meta.gid,
            size: meta.size,
            mtime_ns: nanos(meta.mtime_ns),
            ctime_ns: nanos(meta.ctime_ns),
        }
    }
}

/// Reports whether an error means that there is no such file.
pub(crate) fn is_absence(error: &io::Error) -> bool {
    const NO_ENTRY: i32 = 2;
    const NO_DIRECTORY: i32 = 20;
    matches!(error.raw_os_error(), Some(NO_ENTRY | NO_DIRECTORY))
}

/// Returns the `stat` of a path; links are followed or not.
pub fn stat(path: &str, follow: bool) -> StatResult {
    let path = os_path(path);
    let meta = if follow {
        fs::metadata(&*path)
    } else {
        fs::symlink_metadata(&*path)
    };
    match meta {
        Ok(meta) => StatResult::There(Stamp::from(&Metadata::from(&meta))),
        Err(error) if is_absence(&error) => StatResult::Absent,
        Err(_) => StatResult::Unknown,
    }
}
