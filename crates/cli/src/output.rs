//! All printing to stdout and stderr.
//!
//! stdout is data and is buffered; stderr is messages and is not buffered.
//! Counterpart: fmt and log as cmd/go uses them.

use std::io;
use std::io::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_base::golang::os_str;
use vamos_build::EventSink;
use vamos_build::Progress;
use vamos_fetch::Event;
use vamos_fetch::Events;
use vamos_fsys::PathError;
use vamos_fsys::access_log::AccessRecorder;
use vamos_fsys::proc::end_by_broken_pipe;
use vamos_fsys::streams;
use vamos_fsys::terminal;
use vamos_release::Release;

use crate::error::CliError;
use crate::hints::Hints;
use crate::json;
use crate::live::Live;
use crate::process::Process;

/// Writes text to stdout and stderr of the process. It is locked, so that lines of several
/// threads do not mix, and erases the live line first.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) live: Live,
    /// The record of this run: a run record repeats the output.
    recorder: AccessRecorder,
    hints: Option<Hints>,
    has_ended: AtomicBool,
    /// The command that repairs the cause of the command's failure.
    repair: Mutex<Option<String>>,
    /// The line that is shown last.
    advice: Mutex<Option<String>>,
    /// The text written to stdout, while this run is recorded for a run record.
    printed: Mutex<Vec<u8>>,
    /// The text written to stderr, if a run record may repeat it.
    said: Mutex<Option<Vec<u8>>>,
}

/// The size of a `bufio.Writer`'s buffer.
const BUFFER: usize = 4096;

/// Puts the cursor at the first place of a screen without text, and without text above it.
const CLEAR: &[u8] = b"\x1b[H\x1b[2J\x1b[3J";

/// Larger output is not stored in run records.
const MAX_PRINTED: usize = 48 << 20;

impl Output {
    /// Returns the printer, with a live line if the environment permits one. Its output is stored
    /// while `recorder` records the run.
    pub(crate) fn for_process(process: &Process, recorder: AccessRecorder) -> Self {
        Self {
            live: Live::for_process(process),
            recorder,
            hints: Hints::for_process(process),
            has_ended: AtomicBool::new(false),
            repair: Mutex::default(),
            advice: Mutex::default(),
            printed: Mutex::default(),
            said: Mutex::default(),
        }
    }

    /// Reports whether hints may be shown in addition to an error's official text.
    pub(crate) fn gives_hints(&self) -> bool {
        self.hints.is_some() && terminal::stderr_columns().is_some()
    }

    /// Records the following output on stderr, while this run is recorded for a run record. Without
    /// it, a run that writes there has no run record.
    pub(crate) fn record_stderr(&self) {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }

    /// Returns the recorded stderr, before hints were added to it.
    pub(crate) fn take_stderr(&self) -> Vec<u8> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.take().unwrap_or_default()
    }

    /// Begins with an empty screen, if stderr is a terminal that has one, because the command runs
    /// again.
    pub(crate) fn start_again(&self) {
        if let Some(hints) = &self.hints {
            hints.forget();
        }
        if self.live.start_again() {
            // An error of writing to stderr cannot be reported.
            let _ = streams::write_stderr(CLEAR);
        }
    }

    /// Removes the live line permanently: the command ends, or another program prints.
    pub(crate) fn finish(&self) {
        self.live.finish();
    }

    /// Stores the command that repairs an error whose text names none, for the end.
    pub(crate) fn suggest(&self, repair: Option<String>) {
        *self.repair.lock().unwrap_or_else(PoisonError::into_inner) = repair;
    }

    /// Writes that command as the last line, if a person reads it: on a terminal.
    pub(crate) fn show_repair(&self) {
        let mut repair = self.repair.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(command) = repair.take()
            && self.live.is_shown()
        {
            self.log(&format!("to repair it:\n\t{command}"));
        }
    }

    /// Stores a line that is shown after all output of the command.
    pub(crate) fn advise(&self, line: String) {
        *self.advice.lock().unwrap_or_else(PoisonError::into_inner) = Some(line);
    }

    /// Writes that line, if a person reads it: on a terminal.
    pub(crate) fn show_advice(&self) {
        let mut advice = self.advice.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = advice.take()
            && self.gives_hints()
        {
            self.log(&line);
        }
    }

    /// Writes a line to stderr, after which nothing else is written. For errors that end the
    /// command from another thread, while it still cleans up (`base.Fatalf`).
    pub(crate) fn last_words(&self, line: &str) {
        self.log(line);
        self.has_ended.store(true, Ordering::SeqCst);
    }

    /// Reports whether [`Self::last_words`] was called.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::SeqCst)
    }

    /// Writes to stdout. If the reader has closed the pipe, SIGPIPE ends the command; other errors
    /// are ignored, as most of upstream's commands do. Where upstream reports them,
    /// [`Self::try_stdout`] is used.
    pub(crate) fn stdout(&self, text: &str) {
        self.stdout_bytes(&os_str::encode(text));
    }

    /// Writes bytes to stdout in the same way.
    pub(crate) fn stdout_bytes(&self, bytes: &[u8]) {
        let _ = self.try_stdout(bytes);
    }

    /// Writes bytes to stdout. If the reader has closed the pipe, SIGPIPE ends the command; other
    /// errors are returned.
    pub(crate) fn try_stdout(&self, bytes: &[u8]) -> Result<(), PathError> {
        end_if_broken(self.write_stdout(bytes))
    }

    /// Writes bytes to stdout as a `bufio.Writer` of the usual size would that is flushed at the
    /// end: only the error of filling the buffer is returned. `last` bytes at the end are written
    /// without a check.
    pub(crate) fn try_buffered(&self, bytes: &[u8], last: usize) -> Result<(), PathError> {
        let written = self.try_stdout(bytes);
        match bytes.len().saturating_sub(last) > BUFFER {
            true => written,
            false => Ok(()),
        }
    }

    /// Writes a report of one of vamos's own commands to stdout; its last step.
    pub(crate) fn report(&self, text: &str) -> Result<(), CliError> {
        let written = self.try_stdout(&os_str::encode(text));
        written.map_err(|error| CliError::Fatal(format!("vamos: {error}")))
    }

    /// Writes the output of a tool that upstream runs as a child: SIGPIPE ends only the tool.
    pub(crate) fn tool_stdout(&self, tool: &str, bytes: &[u8]) {
        match self.write_stdout(bytes) {
            Err(error) if error.is_broken_pipe() => {
                self.log(&format!("go tool {tool}: signal: broken pipe"));
                // Such a child has the exit code -1, and upstream exits with the highest code.
                std::process::exit(0);
            }
            _ => {}
        }
    }

    fn write_stdout(&self, bytes: &[u8]) -> Result<(), PathError> {
        let mut screen = self.live.screen();
        if self.has_ended() {
            return Ok(());
        }
        screen.before_stdout(bytes);
        self.note(bytes);
        streams::write_stdout(bytes).inspect_err(|error| self.recorder.void(|| error.to_string()))
    }

    fn note(&self, bytes: &[u8]) {
        if self.recorder.is_kept() {
            let mut printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
            printed.extend_from_slice(bytes);
            if printed.len() > MAX_PRINTED {
                *printed = Vec::new();
                self.recorder.void(|| "too much was printed".to_owned());
            }
        }
    }

    /// Returns the recorded stdout.
    pub(crate) fn take_printed(&self) -> Vec<u8> {
        let mut printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *printed)
    }

    /// Writes to stderr as it is.
    pub(crate) fn stderr(&self, text: &str) {
        // Errors other than a closed pipe cannot be reported.
        let _ = end_if_broken(self.write_stderr(&os_str::encode(text)));
    }

    fn write_stderr(&self, bytes: &[u8]) -> Result<(), PathError> {
        let mut screen = self.live.screen();
        if self.has_ended() {
            return Ok(());
        }
        screen.before_stderr(bytes);
        self.note_stderr(bytes);
        let explained = self.hints.as_ref().and_then(|hints| {
            let text = std::str::from_utf8(bytes).ok()?;
            hints.explain(text)
        });
        let bytes = explained.as_ref().map_or(bytes, String::as_bytes);
        streams::write_stderr(bytes)
    }

    fn note_stderr(&self, bytes: &[u8]) {
        if !self.recorder.is_kept() {
            return;
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match said.as_mut() {
            Some(said) if said.len() + bytes.len() <= MAX_PRINTED => said.extend_from_slice(bytes),
            _ => self
                .recorder
                .void(|| "something was said on stderr".to_owned()),
        }
    }

    /// Writes a line about the run itself to stderr, which is not part of its output.
    pub(crate) fn remark(&self, line: &str) {
        self.live.screen().before_stderr(line.as_bytes());
        // An error of writing to stderr cannot be reported.
        let _ = streams::write_stderr(format!("{line}\n").as_bytes());
    }

    /// Writes a line to stderr, as Go's log package without flags: a newline is added if it
    /// is missing.
    pub(crate) fn log(&self, line: &str) {
        if line.ends_with('\n') {
            self.stderr(line);
        } else {
            self.stderr(&format!("{line}\n"));
        }
    }
}

/// Ends the command by SIGPIPE if the reader of a stream has gone; the caller holds no lock.
fn end_if_broken(written: Result<(), PathError>) -> Result<(), PathError> {
    if written.as_ref().is_err_and(PathError::is_broken_pipe) {
        end_by_broken_pipe();
    }
    written
}

impl Events for Output {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Line(line) => self.log(line),
            event => self.live.fetch(event),
        }
    }
}

/// The destination of a build's output and progress.
#[derive(Clone, Debug)]
pub(crate) enum BuildOutput {
    /// As text.
    Stderr(Arc<Output>),
    /// As JSON of a release.
    Stdout(Arc<Output>, Release),
}

impl Write for BuildOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self {
            Self::Stderr(output) => output.write_stderr(bytes),
            Self::Stdout(output, release) => {
                output.write_stdout(&json::for_release(bytes, *release))
            }
        };
        end_if_broken(written).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A build's event sink that also updates the live line.
pub(crate) struct SinkWithLiveLine<S> {
    pub(crate) sink: S,
    pub(crate) output: Arc<Output>,
}

impl<S: EventSink> EventSink for SinkWithLiveLine<S> {
    fn output(&self, package: Option<&str>, text: &str) {
        self.sink.output(package, text);
    }

    fn failure(&self, package: Option<&str>, text: &str) {
        self.sink.failure(package, text);
    }

    fn report_error(&self, text: &str) {
        self.output.stderr(text);
    }

    fn stdout(&self, text: &str) -> Result<(), PathError> {
        self.output.try_stdout(&os_str::encode(text))
    }

    fn progress(&self, progress: Progress<'_>) {
        self.output.live.build(progress);
    }

    fn estimates(&self) -> bool {
        self.output.live.is_shown()
    }
}
