//! What the system allows this process, and what kind of file system a path is on.
//!
//! Counterpart: none; the official command does not ask.

use crate::os::os_path;

/// Returns how many files may be open at once: now, and after the process asks for more.
/// `None` stands for any number.
pub fn open_file_limits() -> (Option<u64>, Option<u64>) {
    let limits = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    (limits.current, limits.maximum)
}

/// Kinds of file systems by the number that Linux gives them, and whether their files are on
/// another machine.
#[cfg(target_os = "linux")]
const KINDS: &[(u32, &str, bool)] = &[
    (0xef53, "ext4", false),
    (0x5846_5342, "XFS", false),
    (0x9123_683e, "Btrfs", false),
    (0x794c_7630, "overlayfs", false),
    (0xf2f5_2010, "F2FS", false),
    (0x2fc1_2fc1, "ZFS", false),
    (0x0102_1994, "tmpfs", false),
    (0x8584_58f6, "ramfs", false),
    (0x6969, "NFS", true),
    (0xff53_4d42, "CIFS", true),
    (0xfe53_4d42, "SMB", true),
    (0x0102_1997, "9P", true),
    (0x6573_5546, "FUSE", true),
    (0x00c3_6400, "Ceph", true),
];

/// Returns the kind of file system that a path is on, and whether its files are, or may be, on
/// another machine; `None` where it is not known.
#[cfg(target_os = "linux")]
pub fn file_system(path: &str) -> Option<(&'static str, bool)> {
    let found = rustix::fs::statfs(&*os_path(path)).ok()?;
    // The type is a signed word on some architectures; its bits are what counts.
    let kind = KINDS.iter().find(|kind| kind.0 == found.f_type as u32)?;
    Some((kind.1, kind.2))
}

/// As above: on other systems the kinds have no common numbers.
#[cfg(not(target_os = "linux"))]
pub fn file_system(_path: &str) -> Option<(&'static str, bool)> {
    None
}

#[cfg(test)]
mod tests {
    use super::file_system;
    use super::open_file_limits;

    #[test]
    fn this_process_may_open_files() {
        let (now, most) = open_file_limits();
        assert!(now.is_none_or(|now| now > 0 && most.is_none_or(|most| now <= most)));
        assert_eq!(file_system("/nowhere/at/all"), None);
    }
}
