//! The live line: on a terminal, one line at the bottom of stderr that shows the running jobs. It
//! is erased before anything else is printed, and at the end.
//!
//! All printing goes through [`Screen`], which knows whether the line is drawn. A thread
//! redraws it ten times a second, but not in the first half second of a job.
//! Counterpart: none; the official command is silent.

mod board;
mod erasure;
mod rest;

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
pub(crate) use board::amount;
use erasure::ERASE;
use erasure::erasure;
use erasure::wraps_again;

/// The interval between redraws.
const PERIOD: Duration = Duration::from_millis(100);

/// The number of a signal handler's attempts to lock the screen, within one period.
const ATTEMPTS: u32 = 10;

/// The state of the terminal.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    /// The live line as drawn; `None` if it is erased.
    drawn: Option<String>,
    /// True if the terminal wraps lines again when it becomes narrower.
    wraps_again: bool,
    /// True if the last text did not end with a newline.
    is_mid_line: bool,
    is_stdout_shown: bool,
    is_over: bool,
}

/// The live line; it is not drawn before [`Live::allow`] is called.
#[derive(Debug, Default)]
pub(crate) struct Live {
    screen: Arc<Mutex<Screen>>,
    board: Option<Arc<Mutex<Board>>>,
    ticker: Mutex<Option<Ticker>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A line that a panicking thread drew partially is erased like any other.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Screen {
    fn erase(&mut self) {
        if let Some(erasure) = self.erasure() {
            self.drawn = None;
            // An error of writing to stderr cannot be reported.
            let _ = std::io::stderr().lock().write_all(erasure.as_bytes());
        }
    }

    /// Returns the escape sequence that erases the line if it is drawn, also if the terminal was
    /// resized meanwhile.
    fn erasure(&self) -> Option<String> {
        let drawn = self.drawn.as_ref()?;
        let columns = terminal::stderr_columns().unwrap_or(usize::MAX);
        Some(erasure(drawn, columns, self.wraps_again))
    }

    fn draw(&mut self, line: Option<String>) {
        if self.is_over || self.is_mid_line || self.drawn == line {
            return;
        }
        let Some(line) = line else {
            return self.erase();
        };
        let erasure = self.erasure().unwrap_or_else(|| ERASE.to_owned());
        let text = erasure + &line;
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        self.drawn = Some(line);
    }

    /// Erases the line for text on stderr.
    pub(crate) fn before_stderr(&mut self, bytes: &[u8]) {
        self.erase();
        self.note(bytes);
    }

    /// Erases the line for text on stdout.
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
    /// Returns a live line, if stderr is a suitable terminal and the environment permits it.
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
                wraps_again: wraps_again(process),
                ..Screen::default()
            })),
            board: Some(Arc::default()),
            ticker: Mutex::default(),
        }
    }

    /// Returns the screen, through which all output must go.
    pub(crate) fn screen(&self) -> MutexGuard<'_, Screen> {
        locked(&self.screen)
    }

    /// Erases the line before a signal ends the process.
    fn erase_before_death(&self) {
        let screen = Arc::clone(&self.screen);
        let erase = move || {
            // Another thread may hold the screen and be blocked by a reader for ever.
            // Leaving the line is better than a process that does not end.
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
        // Without a handler the line stays on the terminal; the command still ends.
        let _ = before_death(erase);
    }

    /// Removes the line permanently.
    pub(crate) fn finish(&self) {
        if self.board.is_none() {
            return;
        }
        let mut screen = self.screen();
        screen.is_over = true;
        screen.erase();
        drop(screen);
        // The thread may still be waiting for the screen.
        let ticker = locked(&self.ticker).take();
        drop(ticker);
    }

    /// Updates the line with an event of fetching.
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
            Event::Ended { id } => locked(board).end(JobId::Task(id), Instant::now()),
        }
    }

    /// Updates the line with an event of a build.
    pub(crate) fn build(&self, progress: Progress<'_>) {
        let Some(board) = &self.board else { return };
        match progress {
            Progress::Planned { steps } => locked(board).plan(steps),
            Progress::Expected { steps, workers } => locked(board).expect(steps, workers),
            Progress::Began { id, verb, package } => {
                let (kind, what) = match verb {
                    vamos_testing::VERB => (Kind::Test, package.to_owned()),
                    _ => (Kind::Step, format!("{verb} {package}")),
                };
                locked(board).begin(JobId::Step(id), kind, what, None, Instant::now());
                self.start();
            }
            Progress::Ended { id } => locked(board).end(JobId::Step(id), Instant::now()),
        }
    }

    /// Begins again with no jobs; reports whether there is a terminal.
    pub(crate) fn start_again(&self) -> bool {
        let Some(board) = &self.board else {
            return false;
        };
        self.screen().erase();
        *locked(board) = Board::default();
        true
    }

    /// Reports whether stderr is a terminal on which more than the official text may be shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.board.is_some()
    }

    /// Reports whether the line may be drawn, and stdout is a terminal, too.
    pub(crate) fn is_watched(&self) -> bool {
        let screen = self.screen();
        self.board.is_some() && screen.is_stdout_shown && !screen.is_over
    }

    /// Adds tests that will be run.
    pub(crate) fn plan_tests(&self, tests: usize) {
        if let Some(board) = &self.board {
            locked(board).plan_tests(tests);
        }
    }

    /// Counts a test that failed.
    pub(crate) fn fail_test(&self) {
        if let Some(board) = &self.board {
            locked(board).fail_test();
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
