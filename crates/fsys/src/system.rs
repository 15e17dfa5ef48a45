//! What the system allows this process, and what kind of file system a path is on.
//!
//! Counterpart: none; the official command does not ask.

pub use crate::file_system::bind_mount;
pub use crate::file_system::file_system;

/// Returns how many files may be open at once: now, and after the process asks for more.
/// `None` stands for any number.
pub fn open_file_limits() -> (Option<u64>, Option<u64>) {
    let limits = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    (limits.current, limits.maximum)
}

#[cfg(test)]
mod tests {
    use super::open_file_limits;

    #[test]
    fn this_process_may_open_files() {
        let (now, most) = open_file_limits();
        assert!(now.is_none_or(|now| now > 0 && most.is_none_or(|most| now <= most)));
    }
}
