//! The identity of this process for the file system.
//!
//! Counterpart: none; the official command does not need it.

use rustix::fs::Mode;

use crate::os::mode_bits;

/// Returns user, group, both effective ones, the umask, and all other groups: the inputs of
/// permission checks. It must be called while there is one thread: the umask can only be read by
/// setting it.
pub fn identity() -> Vec<u32> {
    use rustix::process;
    let umask = process::umask(Mode::empty());
    process::umask(umask);
    let mut all = vec![
        process::getuid().as_raw(),
        process::geteuid().as_raw(),
        process::getgid().as_raw(),
        process::getegid().as_raw(),
        mode_bits(umask),
    ];
    let groups = process::getgroups().unwrap_or_default();
    all.extend(groups.iter().map(|group| group.as_raw()));
    all
}
