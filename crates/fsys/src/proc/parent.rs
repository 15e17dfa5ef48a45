//! A process that ends with the one that started it.
//!
//! Counterpart: none.

/// Has the system kill this process when the thread that started it ends. Reports whether `parent`
/// is still the process that started it: if not, it ended before, and this process has to end, too.
#[cfg(all(target_os = "linux", not(portable)))]
pub fn end_with_parent(parent: u32) -> bool {
    use rustix::process;
    // It cannot fail for a valid signal; a process without it is ended by its guard.
    let _ = process::set_parent_process_death_signal(Some(process::Signal::KILL));
    let own = process::getppid().map(|pid| pid.as_raw_nonzero().get());
    own.and_then(|pid| u32::try_from(pid).ok()) == Some(parent)
}

/// Other systems cannot do that; the guard of the parent ends this process.
#[cfg(not(all(target_os = "linux", not(portable))))]
pub fn end_with_parent(_parent: u32) -> bool {
    true
}
