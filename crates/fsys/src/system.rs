//! The system's limits for this process.
//!
//! Counterpart: none; the official command does not need it.

pub use crate::file_system::bind_mount;
pub use crate::file_system::file_system;

/// Returns the maximum number of open files: now, and after the process raises its limit. `None`
/// means unlimited.
pub fn open_file_limits() -> (Option<u64>, Option<u64>) {
    let limits = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    (limits.current, limits.maximum)
}

/// Returns the remaining bytes of address space of this process; `None` if it has no limit (`ulimit
/// -v`).
pub fn address_space_left() -> Option<u64> {
    let limit = rustix::process::getrlimit(rustix::process::Resource::As).current?;
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').next().and_then(|pages| pages.parse().ok());
    // If the system does not report the used part, all of it counts as free.
    let used = pages
        .unwrap_or(0_u64)
        .saturating_mul(rustix::param::page_size() as u64);
    Some(limit.saturating_sub(used))
}

#[cfg(test)]
mod tests {
    use super::address_space_left;
    use super::open_file_limits;

    #[test]
    fn this_process_has_addresses() {
        assert!(address_space_left().is_none_or(|left| left > 0));
    }

    #[test]
    fn this_process_may_open_files() {
        let (now, most) = open_file_limits();
        assert!(now.is_none_or(|now| now > 0 && most.is_none_or(|most| now <= most)));
    }
}
