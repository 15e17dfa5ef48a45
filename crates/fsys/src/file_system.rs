//! The kind of a path's file system, and the reliability of its times.
//!
//! Counterpart: none; the official command does not need it.

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "file_system/linux.rs"]
mod native;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "file_system/portable.rs"]
mod native;

pub use native::bind_mount;
pub(crate) use native::exchange;
pub use native::file_system;
pub use native::keeps_honest_times;

#[cfg(test)]
mod tests {
    use super::file_system;
    use super::keeps_honest_times;

    #[test]
    fn a_missing_path_has_no_kind() {
        assert_eq!(file_system("/nowhere/at/all"), None);
        assert!(!keeps_honest_times("/nowhere/at/all"));
    }

    #[test]
    fn memory_keeps_no_times() {
        assert!(!keeps_honest_times("/dev/shm"));
        let found = file_system("/dev/shm");
        assert!(found.is_none_or(|found| found == ("tmpfs", false)));
    }
}
