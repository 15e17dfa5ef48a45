//! Ctrl-C: the first asks the run to end, the second ends it at once. While a program that
//! the user started through us has the terminal, that program handles the signal. While a
//! test runs, only the first Ctrl-C is for us: we end when the test has ended.
//!
//! Counterpart: cmd/go/internal/base/signal.go, cmd/go/internal/tool/tool.go
//! (`runBuiltTool`).

use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use rustix::process::Pid;
use rustix::process::Signal;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGXFSZ;
use signal_hook::iterator::Handle;
use signal_hook::iterator::Signals;
use vamos_sched::Background;

/// What a tool gets of the signals that reach us.
const FORWARDED: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

/// Whose signals are: one of the three below.
static FOREGROUND: AtomicU8 = AtomicU8::new(OURS);

/// Signals are for us.
const OURS: u8 = 0;
/// A program runs: signals of the keyboard are its own, any other ends us.
const PROGRAM: u8 = 1;
/// A tool runs: it gets all of them.
const TOOL: u8 = 2;

/// How many children run that we wait for even if we are interrupted.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// The time in which we wait for a child that gets the terminal's signals as we do.
pub(super) struct Waiting(());

impl Waiting {
    /// Begins before the child starts.
    pub(super) fn begin() -> Self {
        WAITING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Makes writing beyond a limit of the file size an error, as it is for Go programs,
/// instead of the process's end. Children have the default again.
pub fn survive_size_limit() -> io::Result<()> {
    let was_hit = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGXFSZ, was_hit).map(drop)
}

/// What is done when a signal reaches us.
#[derive(Default)]
struct Actions {
    /// Asks the run to end; the first signal takes it.
    interrupt: Option<Box<dyn FnOnce() + Send>>,
    /// Tidies up before a signal ends the process.
    before_death: Option<Box<dyn FnOnce() + Send>>,
    /// Whether a thread waits for signals.
    is_listening: bool,
}

/// One for the process, as its signals are.
static ACTIONS: Mutex<Actions> = Mutex::new(Actions {
    interrupt: None,
    before_death: None,
    is_listening: false,
});

fn actions() -> MutexGuard<'static, Actions> {
    ACTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `first` on a thread of its own when the process is interrupted; a second
/// signal has its default effect. SIGQUIT is treated as upstream treats it: an
/// interrupt. Call once.
pub fn on_interrupt(first: impl FnOnce() + Send + 'static) -> io::Result<()> {
    actions().interrupt = Some(Box::new(first));
    listen()
}

/// Calls `last` when a signal is about to end the process. The signal then ends it as
/// without a handler.
pub fn before_death(last: impl FnOnce() + Send + 'static) -> io::Result<()> {
    actions().before_death = Some(Box::new(last));
    listen()
}

/// Starts the thread that waits for signals, once.
fn listen() -> io::Result<()> {
    let mut held = actions();
    if held.is_listening {
        return Ok(());
    }
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM])?;
    let wait = move || {
        for signal in signals.forever() {
            let is_waiting = WAITING.load(Ordering::SeqCst) > 0;
            let is_last = match FOREGROUND.load(Ordering::SeqCst) {
                TOOL => continue,
                PROGRAM if signal != SIGTERM => continue,
                PROGRAM => true,
                // It does not come from the terminal, so the child does not get it.
                _ => is_waiting && signal == SIGTERM,
            };
            // The lock is not held while the actions run.
            let interrupt = actions().interrupt.take();
            if let (Some(interrupt), false) = (interrupt, is_last) {
                interrupt();
                continue;
            }
            if is_waiting && !is_last {
                continue;
            }
            let before_death = actions().before_death.take();
            if let Some(before_death) = before_death {
                before_death();
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    };
    vamos_sched::detached("interrupt", wait)?;
    held.is_listening = true;
    Ok(())
}

/// The time in which a child has our streams.
pub(super) struct Foreground {
    /// What came for a tool, and has yet to be sent on.
    signals: Option<Signals>,
    forwarder: Option<(Handle, Background)>,
}

impl Foreground {
    /// Begins before a child starts: a program, or a tool, which takes signals from us.
    pub(super) fn begin(is_tool: bool) -> io::Result<Self> {
        FOREGROUND.store(if is_tool { TOOL } else { PROGRAM }, Ordering::SeqCst);
        let mut foreground = Self {
            signals: None,
            forwarder: None,
        };
        if is_tool {
            foreground.signals = Some(Signals::new(FORWARDED)?);
            return Ok(foreground);
        }
        // Also without a listener: Ctrl-C must not end us before the program.
        for signal in [SIGINT, SIGQUIT] {
            signal_hook::flag::register(signal, Arc::default())?;
        }
        Ok(foreground)
    }

    /// Sends a tool what came since the beginning, and what comes until the end.
    pub(super) fn forward_to(&mut self, tool: Pid) -> io::Result<()> {
        let Some(mut signals) = self.signals.take() else {
            return Ok(());
        };
        let handle = signals.handle();
        let forward = move || {
            for signal in signals.forever() {
                if let Some(signal) = Signal::from_named_raw(signal) {
                    // One that has just ended is no error.
                    let _ = rustix::process::kill_process(tool, signal);
                }
            }
        };
        let thread = Background::start("forward", forward)?;
        self.forwarder = Some((handle, thread));
        Ok(())
    }
}

impl Drop for Foreground {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.forwarder.take() {
            handle.close();
            thread.join();
        }
        FOREGROUND.store(OURS, Ordering::SeqCst);
    }
}
