//! Conversion of paths and metadata between the forms of the operating system and of vamos.
//!
//! Counterpart: os (`fillFileStatFromSys`).

use std::borrow::Cow;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::Mode;
use rustix::fs::RawMode;
use vamos_base::golang::os_str;

use crate::FileKind;
use crate::Metadata;

/// Returns the path in the system's form.
pub(crate) fn os_path(path: &str) -> Cow<'_, Path> {
    match os_str::encode(path) {
        Cow::Borrowed(bytes) => Cow::Borrowed(Path::new(std::ffi::OsStr::from_bytes(bytes))),
        Cow::Owned(bytes) => Cow::Owned(Path::new(std::ffi::OsStr::from_bytes(&bytes)).to_owned()),
    }
}

/// Returns permission bits in the system's form, which has 16 or 32 bits.
pub(crate) fn raw_mode(mode: impl TryInto<RawMode>) -> Mode {
    Mode::from_raw_mode(mode.try_into().unwrap_or_default())
}

/// Returns permission bits of the system's form.
pub(crate) fn mode_bits(mode: Mode) -> u32 {
    fn widened(bits: impl Into<u32>) -> u32 {
        bits.into()
    }
    widened(mode.bits())
}

pub(crate) fn kind_of(file_type: fs::FileType) -> FileKind {
    if file_type.is_file() {
        FileKind::File
    } else if file_type.is_dir() {
        FileKind::Dir
    } else if file_type.is_symlink() {
        FileKind::Symlink
    } else {
        FileKind::Other
    }
}

impl From<&fs::Metadata> for Metadata {
    fn from(meta: &fs::Metadata) -> Self {
        let nanos = |sec: i64, nsec: i64| i128::from(sec) * 1_000_000_000 + i128::from(nsec);
        Self {
            kind: kind_of(meta.file_type()),
            dev: meta.dev(),
            ino: meta.ino(),
            mode: meta.mode(),
            uid: meta.uid(),
            gid: meta.gid(),
            size: meta.size(),
            mtime_ns: nanos(meta.mtime(), meta.mtime_nsec()),
            ctime_ns: nanos(meta.ctime(), meta.ctime_nsec()),
        }
    }
}

#[cfg(all(target_os = "linux", not(portable)))]
impl From<&rustix::fs::Stat> for Metadata {
    fn from(stat: &rustix::fs::Stat) -> Self {
        let nanos = |sec: i64, nsec: u64| i128::from(sec) * 1_000_000_000 + i128::from(nsec);
        Self {
            kind: match rustix::fs::FileType::from_raw_mode(stat.st_mode) {
                rustix::fs::FileType::RegularFile => FileKind::File,
                rustix::fs::FileType::Directory => FileKind::Dir,
                rustix::fs::FileType::Symlink => FileKind::Symlink,
                _ => FileKind::Other,
            },
            dev: stat.st_dev,
            ino: stat.st_ino,
            mode: stat.st_mode,
            uid: stat.st_uid,
            gid: stat.st_gid,
            size: u64::try_from(stat.st_size).unwrap_or(0),
            mtime_ns: nanos(stat.st_mtime, stat.st_mtime_nsec),
            ctime_ns: nanos(stat.st_ctime, stat.st_ctime_nsec),
        }
    }
}
