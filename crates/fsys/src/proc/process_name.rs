//! The name of this process that ps and killall show.
//!
//! Counterpart: none.

/// Sets it if the system supports that.
#[cfg(all(target_os = "linux", not(portable)))]
pub(super) fn set_process_name(name: &str) {
    let _ = std::fs::write("/proc/self/comm", name);
}

/// Other systems show the name of the process's start.
#[cfg(not(all(target_os = "linux", not(portable))))]
pub(super) fn set_process_name(_name: &str) {}
