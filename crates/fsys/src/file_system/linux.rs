//! File systems by their magic numbers in Linux.
//!
//! Counterpart: none.

use std::io;
use std::path::Path;

use crate::os::os_path;

/// A kind of file system.
struct Kind {
    number: u32,
    name: &'static str,
    /// Its files are, or may be, on another machine.
    is_remote: bool,
    /// The first store to a clean page of a shared mapping sets the change time
    /// (`file_update_time`), as every write does.
    has_honest_times: bool,
}

const fn local(number: u32, name: &'static str) -> Kind {
    Kind {
        number,
        name,
        is_remote: false,
        has_honest_times: true,
    }
}

const fn memory(number: u32, name: &'static str) -> Kind {
    Kind {
        has_honest_times: false,
        ..local(number, name)
    }
}

const fn remote(number: u32, name: &'static str) -> Kind {
    Kind {
        is_remote: true,
        has_honest_times: false,
        ..local(number, name)
    }
}

const KINDS: &[Kind] = &[
    // ext2 to ext4.
    local(0xef53, "ext4"),
    local(0x5846_5342, "XFS"),
    local(0x9123_683e, "Btrfs"),
    local(0x794c_7630, "overlayfs"),
    local(0xf2f5_2010, "F2FS"),
    local(0x2fc1_2fc1, "ZFS"),
    memory(0x0102_1994, "tmpfs"),
    memory(0x8584_58f6, "ramfs"),
    remote(0x6969, "NFS"),
    remote(0xff53_4d42, "CIFS"),
    remote(0xfe53_4d42, "SMB"),
    remote(0x0102_1997, "9P"),
    remote(0x6573_5546, "FUSE"),
    remote(0x00c3_6400, "Ceph"),
];

fn kind(path: &str) -> Option<&'static Kind> {
    let found = rustix::fs::statfs(&*os_path(path)).ok()?;
    // The type is a signed word on some architectures; only its bits are relevant.
    KINDS.iter().find(|kind| kind.number == found.f_type as u32)
}

/// Returns the kind of a path's file system, and whether its files are, or may be, on another
/// machine; `None` if unknown.
pub fn file_system(path: &str) -> Option<(&'static str, bool)> {
    kind(path).map(|kind| (kind.name, kind.is_remote))
}

/// Reports whether a file is on a file system known to set the change time with every change of
/// contents, including changes through a shared mapping (mmap): a local one of the common kinds.
/// tmpfs does not qualify: there a store to a mapped page does not change the time.
pub fn keeps_honest_times(path: &str) -> bool {
    kind(path).is_some_and(|kind| kind.has_honest_times)
}

/// Makes a file or a directory, with the mounts below it, visible at another path as well.
///
/// # Errors
/// The process may not mount, or one of the paths is missing.
pub fn bind_mount(from: &Path, to: &Path) -> io::Result<()> {
    Ok(rustix::mount::mount_bind_recursive(from, to)?)
}

/// Exchanges the names of two files atomically.
///
/// # Errors
/// One of them is missing, or the file system cannot do that.
pub(crate) fn exchange(one: &str, other: &str) -> io::Result<()> {
    use rustix::fs::CWD;
    let (one, other) = (os_path(one), os_path(other));
    let flags = rustix::fs::RenameFlags::EXCHANGE;
    rustix::fs::renameat_with(CWD, &*one, CWD, &*other, flags)?;
    Ok(())
}
