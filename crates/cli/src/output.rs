//! The one place that prints.
//!
//! stdout is data and is written in large pieces; stderr is talk and is written at once.
//! Counterpart: fmt and log as cmd/go uses them.

use std::io::Write;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::golang::os_str;
use vamos_fetch::Event;
use vamos_fetch::Events;

/// Writes text to stdout and stderr of the process; locked, so that lines of several
/// threads do not mix.
#[derive(Debug, Default)]
pub(crate) struct Output {
    lock: Mutex<()>,
    has_ended: AtomicBool,
}

impl Output {
    /// Writes a line to stderr, after which nothing is written any more: for what ends the
    /// command from another thread, while it still tidies up (`base.Fatalf`).
    pub(crate) fn last_words(&self, line: &str) {
        self.log(line);
        self.has_ended.store(true, Ordering::SeqCst);
    }

    /// Reports whether the last words were said.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::SeqCst)
    }

    /// Writes to stdout. A reader that went away ends the command quietly, as SIGPIPE
    /// ends upstream's.
    pub(crate) fn stdout(&self, text: &str) {
        self.stdout_bytes(&os_str::encode(text));
    }

    /// Writes bytes to stdout in the same way.
    pub(crate) fn stdout_bytes(&self, bytes: &[u8]) {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if self.has_ended() {
            return;
        }
        let mut stdout = std::io::stdout().lock();
        if stdout
            .write_all(bytes)
            .and_then(|()| stdout.flush())
            .is_err()
        {
            // Nobody is left to read what would follow.
            std::process::exit(141);
        }
    }

    /// Writes to stderr as it is.
    pub(crate) fn stderr(&self, text: &str) {
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if self.has_ended() {
            return;
        }
        // There is nowhere to report that stderr cannot be written to.
        let _ = std::io::stderr().lock().write_all(&os_str::encode(text));
    }

    /// Writes a line to stderr, as Go's log package without flags: a newline is added
    /// only where there is none.
    pub(crate) fn log(&self, line: &str) {
        if line.ends_with('\n') {
            self.stderr(line);
        } else {
            self.stderr(&format!("{line}\n"));
        }
    }
}

impl Events for Output {
    fn event(&self, event: Event<'_>) {
        if let Event::Line(line) = event {
            self.log(line);
        }
    }
}
