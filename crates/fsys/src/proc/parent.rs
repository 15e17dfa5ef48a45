//! A process that ends with the one that started it.
//!
//! Counterpart: none.

use rustix::process::getppid;

/// Makes the system kill this process when the thread that started it ends; only Linux can do that,
/// elsewhere the parent's guard does. Reports whether `parent` is still the process that started
/// it: if not, it ended before, and this process must end as well.
pub fn end_with_parent(parent: u32) -> bool {
    #[cfg(all(target_os = "linux", not(portable)))]
    {
        use rustix::process::Signal;
        use rustix::process::set_parent_process_death_signal;
        // It cannot fail for a valid signal.
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
    }
    let own = getppid().map(|pid| pid.as_raw_nonzero().get());
    own.and_then(|pid| u32::try_from(pid).ok()) == Some(parent)
}
