//! The end of the process because of a signal: unfinished files are removed, and the terminal is
//! restored.
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

/// The number of children that we wait for even if we are interrupted.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// The number of them that have ended.
static WAITED: AtomicUsize = AtomicUsize::new(0);

/// The time in which we wait for a child that receives the terminal's signals, as we do.
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

/// An action that runs once, on any thread.
pub(super) type Action = Box<dyn FnOnce() + Send>;

/// An additional action before the process ends.
static BEFORE_DEATH: Mutex<Option<Action>> = Mutex::new(None);

/// Sets the additional action.
pub(super) fn set_before_death(last: Action) {
    *BEFORE_DEATH.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
}

/// Restores the terminal and removes unfinished files.
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

/// Ends the process with the signal's default action.
pub fn end_by(signal: i32) {
    tidy_up();
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Ends the process like SIGPIPE: a reader of its output is gone. In Go programs only writing to
/// stdout and stderr has this effect.
pub fn end_by_broken_pipe() {
    end_by(SIGPIPE);
}

/// Ends the process if it still runs after `grace`, not counting the time in which it waits for
/// children that handle signals themselves.
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
    // If the system refuses a thread, the process still ends when all its threads can.
    let _ = detached("deadline", end);
}
