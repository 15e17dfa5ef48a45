//! The result of one `stat`, compactly, with the fewest system calls.
//!
//! A [`OpenDir`] is a directory that is open for asking about names below it: the kernel then
//! walks the rest of a path instead of all of it.
//! Counterpart: none.

use std::fs;
use std::io;

use crate::Metadata;
use crate::os::os_path;

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

/// The result of a `stat` of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatResult {
    /// It is there.
    There(Stamp),
    /// It is certainly not there.
    Absent,
    /// The call failed in another way.
    Unknown,
}

impl Stamp {
    /// Reports whether it is a directory's.
    pub fn is_dir(&self) -> bool {
        self.mode & KIND == 0o040_000
    }

    /// Reports whether it is a regular file's.
    pub fn is_file(&self) -> bool {
        self.mode & KIND == 0o100_000
    }

    /// Reports whether it is a symbolic link's.
    pub fn is_link(&self) -> bool {
        self.mode & KIND == 0o120_000
    }

    /// Reports whether both are of the same regular file with the same size, whatever its times
    /// are.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.is_file() && self.is_same_node(other) && self.size == other.size
    }

    /// Reports whether both are of the same thing with the same owner and permissions,
    /// whatever is in it.
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

/// Reports whether an error means that there is nothing of that name.
pub(crate) fn is_absence(error: &io::Error) -> bool {
    const NO_ENTRY: i32 = 2;
    const NO_DIRECTORY: i32 = 20;
    matches!(error.raw_os_error(), Some(NO_ENTRY | NO_DIRECTORY))
}

/// Asks about a path; links are followed or not.
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

pub use place::OpenDir;

#[cfg(target_os = "linux")]
mod place {
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

    /// A directory below which paths are looked up.
    #[derive(Debug)]
    pub struct OpenDir(OwnedFd);

    impl OpenDir {
        /// Opens a directory by its path, which may be any bytes; links are followed.
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

        /// Asks about the directory itself.
        pub fn stat_here(&self) -> StatResult {
            result(rustix::fs::fstat(&self.0))
        }

        /// Asks about a path below it; a link as the last name is followed or not.
        pub fn stat(&self, path: &[u8], follow: bool) -> StatResult {
            result(rustix::fs::statat(&self.0, path, flags(follow)))
        }
    }

    /// Asks about a path that may be any bytes.
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
}

#[cfg(not(target_os = "linux"))]
mod place {
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
}

pub use place::stat_at;
