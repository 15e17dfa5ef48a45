//! Ctrl-C: the first asks the run to end, the second ends it at once. A run that does not end in
//! time is ended ([`super::ending`]): a thread of it may be blocked in an operation that cannot be
//! interrupted, such as a write to a pipe that is not read. While a program that the user started
//! through us has the terminal, that program handles the signal. While a test runs, only the first
//! Ctrl-C is for us: we end when the test has ended.
//!
//! Counterpart: cmd/go/internal/base/signal.go, cmd/go/internal/tool/tool.go
//! (`runBuiltTool`).

use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::time::Duration;

use rustix::process::Pid;
use rustix::process::Signal;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::iterator::Handle;
use signal_hook::iterator::Signals;
use vamos_sched::Background;

use super::disposition;
use super::ending::Action;
use super::ending::Waiting;
use super::ending::end_after;
use super::ending::end_by;
use super::ending::set_before_death;
use super::forwarded::Forwarded;

/// The time limit of a run after an interrupt. Tools are killed, so only files must be removed.
const GRACE: Duration = Duration::from_secs(1);

/// Requests the end of the run, because of a signal.
struct Interrupt {
    ask: Action,
    /// The time limit of the run after that; `None` if the run determines it, and SIGTERM ends it.
    grace: Option<Duration>,
}

/// The actions for a signal to this process.
struct Actions {
    /// Taken by the first signal.
    interrupt: Option<Interrupt>,
    /// Waits for signals that are for us.
    listener: Option<Listener>,
}

/// One value per process, because signals are per process.
static ACTIONS: Mutex<Actions> = Mutex::new(Actions {
    interrupt: None,
    listener: None,
});

fn actions() -> MutexGuard<'static, Actions> {
    ACTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `first` on a separate thread when the process is interrupted. If it has not ended a second
/// later, it is ended with exit code 1; a second signal ends it at once. As in upstream, SIGQUIT is
/// an interrupt. SIGTERM and SIGHUP are treated in the same way. It must be called only once.
pub fn on_interrupt(first: impl FnOnce() + Send + 'static) -> io::Result<()> {
    on_interrupt_within(Some(GRACE), first)
}

/// Like [`on_interrupt`], with another time limit for the end of the process. Without a limit, the
/// process itself determines when it ends after the first Ctrl-C, and SIGTERM and SIGHUP end it.
pub fn on_interrupt_within(
    grace: Option<Duration>,
    first: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    actions().interrupt = Some(Interrupt {
        ask: Box::new(first),
        grace,
    });
    listen()
}

/// Calls `last` when a signal is about to end the process.
pub fn before_death(last: impl FnOnce() + Send + 'static) -> io::Result<()> {
    set_before_death(Box::new(last));
    listen()
}

/// Starts the thread that waits for signals, once.
pub(crate) fn listen() -> io::Result<()> {
    let mut held = actions();
    if held.listener.is_none() {
        let signals = [&[SIGINT, SIGQUIT], ending()].concat();
        held.listener = Some(Listener::start(&signals, for_us)?);
    }
    Ok(())
}

/// Returns the signals that request the end of this process alone. SIGHUP is not one of them if it
/// is ignored, as with nohup.
fn ending() -> &'static [i32] {
    static SIGNALS: OnceLock<&[i32]> = OnceLock::new();
    SIGNALS.get_or_init(|| {
        if disposition::is_ignored(SIGHUP) {
            &[SIGTERM]
        } else {
            &[SIGTERM, SIGHUP]
        }
    })
}

/// A thread that calls a function for each signal of a set.
///
/// Each owner of the signals has its own listener, which sees only the signals during its time. A
/// single thread that looked up the owner when it runs could take a signal for a tool as one for
/// us, if the system schedules it only after the tool's end.
struct Listener {
    handle: Handle,
    thread: Background,
}

impl Listener {
    fn start(signals: &[i32], on_signal: impl FnMut(i32) + Send + 'static) -> io::Result<Self> {
        Self::of(Signals::new(signals)?, on_signal)
    }

    /// Starts with signals that are already collected.
    fn of(
        mut signals: Signals,
        mut on_signal: impl FnMut(i32) + Send + 'static,
    ) -> io::Result<Self> {
        let handle = signals.handle();
        let wait = move || {
            signals.forever().for_each(&mut on_signal);
            // Signals before the end are not lost.
            signals.pending().for_each(&mut on_signal);
        };
        let thread = Background::start("signals", wait)?;
        Ok(Self { handle, thread })
    }

    /// Ends the thread after all signals until now.
    fn stop(self) {
        self.handle.close();
        self.thread.join();
    }
}

/// Handles a signal that arrived while no other program had our streams.
fn for_us(signal: i32) {
    let is_waiting = Waiting::is_on();
    // The lock is not held while the actions run.
    let interrupt = actions().interrupt.take();
    let must_decide = interrupt.as_ref().is_some_and(|held| held.grace.is_none());
    // SIGTERM is not sent by the terminal, so a child that we wait for does not get it. After
    // SIGHUP there is no terminal.
    let is_last = ending().contains(&signal) && (is_waiting || must_decide);
    match interrupt {
        Some(Interrupt { ask, grace }) if !is_last => {
            // First, because the call waits for the lock that is held while children start.
            if let Some(grace) = grace {
                end_after(grace);
            }
            ask();
        }
        _ if is_waiting && !is_last => {}
        _ => end_by(signal),
    }
}

/// The time in which a child has our streams.
pub(super) struct Foreground {
    /// Signals for a tool that have not been forwarded yet.
    signals: Option<Signals>,
    /// The listener for the child's signals.
    listener: Option<Listener>,
    /// True if signals are for us again afterwards.
    is_interrupting: bool,
    /// Prevents an interrupt just before from ending us before the child.
    _waiting: Waiting,
}

impl Foreground {
    /// Begins before a child starts: a program, or a tool, which takes signals from us. A program
    /// handles the signals of the keyboard itself; any other signal ends us.
    pub(super) fn begin(forwarded: Option<Forwarded>) -> io::Result<Self> {
        let is_interrupting = actions().listener.is_some();
        let mut foreground = Self {
            signals: None,
            listener: None,
            is_interrupting,
            _waiting: Waiting::begin(),
        };
        // The new listener starts first: a signal between the two is seen by both, not lost.
        if let Some(forwarded) = forwarded {
            foreground.signals = Some(Signals::new(forwarded.numbers())?);
        } else {
            // Also without a listener: Ctrl-C must not end us before the program.
            for signal in [SIGINT, SIGQUIT] {
                signal_hook::flag::register(signal, Arc::default())?;
            }
            if is_interrupting {
                foreground.listener = Some(Listener::start(ending(), end_by)?);
            }
        }
        let ours = actions().listener.take();
        if let Some(ours) = ours {
            ours.stop();
        }
        Ok(foreground)
    }

    /// Forwards to a tool the signals since the beginning, and all signals until the end.
    pub(super) fn forward_to(&mut self, tool: Pid) -> io::Result<()> {
        let Some(signals) = self.signals.take() else {
            return Ok(());
        };
        let forward = move |signal| {
            if let Some(signal) = Signal::from_named_raw(signal) {
                // A process that has just ended is not an error.
                let _ = rustix::process::kill_process(tool, signal);
            }
        };
        self.listener = Some(Listener::of(signals, forward)?);
        Ok(())
    }
}

impl Drop for Foreground {
    fn drop(&mut self) {
        if self.is_interrupting {
            // Without a thread signals are ignored for the rest of the command.
            let _ = listen();
        }
        if let Some(listener) = self.listener.take() {
            listener.stop();
        }
    }
}
