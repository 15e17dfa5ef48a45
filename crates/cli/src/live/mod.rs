//! The live line: on a terminal, and only there, one line at the bottom of stderr that says
//! what goes on, and that is gone before anything else is printed and at the end.
//!
//! [`Screen`] is what all printing goes through: it knows whether the line stands there.
//! A thread redraws it ten times a second, but not before something took half a second.
//! Counterpart: none; the official command is silent.

mod board;

use std::io::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::TryLockError;
use std::time::Duration;
use std::time::Instant;

use vamos_build::Progress;
use vamos_fetch::Event;
use vamos_fetch::Task;
use vamos_fsys::proc::before_death;
use vamos_fsys::terminal;
use vamos_sched::Ticker;

use crate::process::Process;
use board::Board;
use board::JobId;
use board::Kind;

/// How long a drawn line stands at least.
const PERIOD: Duration = Duration::from_millis(100);

/// How often a signal's handler tries to get hold of the screen, within one period.
const ATTEMPTS: u32 = 10;

/// Goes back to the first column and clears the line.
const ERASE: &[u8] = b"\r\x1b[K";

/// What is known of the terminal.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    /// The live line as it stands there.
    drawn: Option<String>,
    /// Whether the last text did not end its line.
    is_mid_line: bool,
    is_stdout_shown: bool,
    is_over: bool,
}

/// The live line; nothing happens until it is [`Live::allow`]ed.
#[derive(Debug, Default)]
pub(crate) struct Live {
    screen: Arc<Mutex<Screen>>,
    board: Option<Arc<Mutex<Board>>>,
    ticker: Mutex<Option<Ticker>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A line that a panicking thread left half drawn is erased like any other.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Screen {
    fn erase(&mut self) {
        if self.drawn.take().is_some() {
            // There is nowhere to report that stderr cannot be written to.
            let _ = std::io::stderr().lock().write_all(ERASE);
        }
    }

    fn draw(&mut self, line: Option<String>) {
        if self.is_over || self.is_mid_line || self.drawn == line {
            return;
        }
        let Some(line) = line else {
            return self.erase();
        };
        let mut bytes = ERASE.to_vec();
        bytes.extend(line.as_bytes());
        let _ = std::io::stderr().lock().write_all(&bytes);
        self.drawn = Some(line);
    }

    /// Makes way for text on stderr.
    pub(crate) fn before_stderr(&mut self, bytes: &[u8]) {
        self.erase();
        self.note(bytes);
    }

    /// Makes way for text on stdout.
    pub(crate) fn before_stdout(&mut self, bytes: &[u8]) {
        if self.is_stdout_shown {
            self.erase();
            self.note(bytes);
        }
    }

    fn note(&mut self, bytes: &[u8]) {
        if let Some(last) = bytes.last() {
            self.is_mid_line = *last != b'\n';
        }
    }
}

impl Live {
    /// A live line, if stderr goes to a terminal that can do it and the environment does
    /// not object.
    pub(crate) fn for_process(process: &Process) -> Self {
        let is_wanted = !matches!(process.var("TERM"), "" | "dumb")
            && matches!(process.var("CI"), "" | "false" | "0")
            && process.settings.shows_progress
            && terminal::stderr_columns().is_some();
        if !is_wanted {
            return Self::default();
        }
        Self {
            screen: Arc::new(Mutex::new(Screen {
                is_stdout_shown: terminal::is_stdout(),
                ..Screen::default()
            })),
            board: Some(Arc::default()),
            ticker: Mutex::default(),
        }
    }

    /// Returns what printing has to go through.
    pub(crate) fn screen(&self) -> MutexGuard<'_, Screen> {
        locked(&self.screen)
    }

    /// Has the line erased before a signal ends the process.
    fn erase_before_death(&self) {
        let screen = Arc::clone(&self.screen);
        let erase = move || {
            // A thread may print at this moment, and wait for a reader for ever: a line
            // that stays is better than a process that does.
            for _ in 0..ATTEMPTS {
                let mut screen = match screen.try_lock() {
                    Ok(screen) => screen,
                    Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                    Err(TryLockError::WouldBlock) => {
                        std::thread::sleep(PERIOD / ATTEMPTS);
                        continue;
                    }
                };
                screen.is_over = true;
                return screen.erase();
            }
        };
        // Without a handler the line stays; the command ends all the same.
        let _ = before_death(erase);
    }

    /// Takes the line away for good.
    pub(crate) fn finish(&self) {
        if self.board.is_none() {
            return;
        }
        let mut screen = self.screen();
        screen.is_over = true;
        screen.erase();
        drop(screen);
        // Its last round may still wait for the screen.
        let ticker = locked(&self.ticker).take();
        drop(ticker);
    }

    /// Something happened while modules are fetched.
    pub(crate) fn fetch(&self, event: Event<'_>) {
        let Some(board) = &self.board else { return };
        match event {
            Event::Line(_) => {}
            Event::Started {
                id,
                task,
                what,
                total,
            } => {
                let (kind, what) = match task {
                    Task::Fetch => (Kind::Transfer, what.to_owned()),
                    Task::Hash => (Kind::Unpack, format!("hash {what}")),
                    Task::Unpack => (Kind::Unpack, format!("unpack {what}")),
                };
                locked(board).begin(JobId::Task(id), kind, what, total, Instant::now());
                self.start();
            }
            Event::Advanced { id, bytes } => locked(board).advance(JobId::Task(id), bytes),
            Event::Ended { id } => locked(board).end(JobId::Task(id)),
        }
    }

    /// Something happened in a build.
    pub(crate) fn build(&self, progress: Progress<'_>) {
        let Some(board) = &self.board else { return };
        match progress {
            Progress::Planned { steps } => locked(board).plan(steps),
            Progress::Began { id, verb, package } => {
                let what = format!("{verb} {package}");
                locked(board).begin(JobId::Step(id), Kind::Step, what, None, Instant::now());
                self.start();
            }
            Progress::Ended { id } => locked(board).end(JobId::Step(id)),
        }
    }

    /// Starts the thread that draws, once.
    fn start(&self) {
        let Some(board) = &self.board else { return };
        let mut ticker = locked(&self.ticker);
        if ticker.is_some() || self.screen().is_over {
            return;
        }
        let (board, screen) = (Arc::clone(board), Arc::clone(&self.screen));
        self.erase_before_death();
        *ticker = Some(Ticker::start(PERIOD, move || {
            let columns = terminal::stderr_columns().unwrap_or(0);
            let line = locked(&board).line(Instant::now(), columns);
            locked(&screen).draw(line);
        }));
    }
}
