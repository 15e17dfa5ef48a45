//! The end of the process because of a signal: what must not stay is removed, and the terminal is
//! left as it was.
//!
//! Counterpart: cmd/go/internal/base/base.go (`Exit`); os/file_unix.go (`epipecheck`). A signal
//! ends the official command without that.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use signal_hook::consts::SIGPIPE;
use vamos_sched::detached;

use crate::unfinished;

/// The exit code of a command that is interrupted (`base.SetExitStatus(1)`).
const INTERRUPTED: i32 = 1;

/// How many children run that we wait for even if we are interrupted.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// How many of them have ended.
static WAITED: AtomicUsize = AtomicUsize::new(0);

/// The time in which we wait for a child that gets the terminal's signals as we do.
pub(super) struct Waiting(());

impl Waiting {
    /// Begins before the child starts.
    pub(super) fn begin() -> Self {
        WAITING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }

    /// Reports whether there is such a child.
    pub(super) fn is_on() -> bool {
        WAITING.load(Ordering::SeqCst) > 0
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITED.fetch_add(1, Ordering::SeqCst);
        WAITING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Something that is done once, on any thread.
pub(super) type Action = Box<dyn FnOnce() + Send>;

/// What else is done before the process ends.
static BEFORE_DEATH: Mutex<Option<Action>> = Mutex::new(None);

/// Sets what else is done.
pub(super) fn set_before_death(last: Action) {
    *BEFORE_DEATH.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
}

/// Leaves the terminal and the disk as they are to stay.
fn tidy_up() {
    let before_death = BEFORE_DEATH
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(before_death) = before_death {
        before_death();
    }
    unfinished::remove_all();
}

/// Ends the process as the signal does without a handler.
pub fn end_by(signal: i32) {
    tidy_up();
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Ends the process as SIGPIPE does: a reader of its output has gone. In Go programs writing to
/// stdout and stderr does that, and to no other file.
pub fn end_by_broken_pipe() {
    end_by(SIGPIPE);
}

/// Ends the process if it still runs after `grace`, not counting the time in which it waits for
/// children that decide themselves when they end.
pub(super) fn end_after(grace: Duration) {
    let end = move || {
        loop {
            let waited = WAITED.load(Ordering::SeqCst);
            std::thread::sleep(grace);
            if !Waiting::is_on() && WAITED.load(Ordering::SeqCst) == waited {
                break;
            }
        }
        tidy_up();
        signal_hook::low_level::exit(INTERRUPTED);
    };
    // If the system gives no thread, the process still ends when all its threads can.
    let _ = detached("deadline", end);
}
