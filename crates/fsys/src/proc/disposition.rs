//! The effect of signals on this process.
//!
//! Counterpart: os/signal (`Ignored`).

use std::mem::MaybeUninit;
use std::ptr;

/// Reports whether a signal is ignored: the program that started this one may have set that, as
/// nohup does.
#[expect(
    unsafe_code,
    reason = "no safe function returns the action of a signal"
)]
pub(super) fn is_ignored(signal: i32) -> bool {
    let mut action = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: without a new action `sigaction` changes nothing. If it succeeds, it has filled
    // `action`, which is read only then.
    unsafe {
        libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) == 0
            && action.assume_init().sa_sigaction == libc::SIG_IGN
    }
}

#[cfg(test)]
mod tests {
    use signal_hook::consts::SIGKILL;
    use signal_hook::consts::SIGPIPE;

    use super::is_ignored;

    #[test]
    fn dispositions_are_known() {
        // The runtime of Rust ignores it.
        assert!(is_ignored(SIGPIPE));
        assert!(!is_ignored(SIGKILL));
        assert!(!is_ignored(-1));
    }
}
