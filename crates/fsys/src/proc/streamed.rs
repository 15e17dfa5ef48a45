//! Children whose output is passed on as it arrives, with a time limit.
//!
//! They stay in our process group: an interrupt from the terminal reaches them directly, and they
//! handle it. We wait for their end.
//! Counterpart: os/exec (`Cmd.Wait`, `watchCtx`, `awaitGoroutines`) as
//! cmd/go/internal/test/test.go uses it.

use std::io;
use std::io::PipeReader;
use std::io::Read;
use std::os::fd::AsFd;
use std::process::Child;
use std::time::Duration;
use std::time::Instant;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::process::Pid;
use rustix::process::Signal;
use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_sched::join;

use super::Spawn;
use super::SpawnError;
use super::ending::Waiting;
use super::local::LocalExecutor;
use super::local::command_of;
use super::local::exit_of;
use super::local::start_error;
use super::local::wait_unreaped;
use super::no_input::no_input;
use super::orphans::Guarded;
use crate::PathError;

/// The number of bytes per read.
const PIECE: usize = 32 << 10;

/// A child to run. The streams of its `spawn` are ignored: stdin is empty.
pub struct StreamedRun<'a> {
    /// The command.
    pub spawn: &'a Spawn,
    /// The destination of its stdout and stderr.
    pub output: StreamedOutput<'a>,
    /// The time after which it gets SIGQUIT.
    pub limit: Option<Duration>,
    /// The time limit for its end after SIGQUIT, and for its own children to hold its output open
    /// after its end.
    pub wait_delay: Duration,
}

/// The destination of a child's stdout and stderr.
pub enum StreamedOutput<'a> {
    /// Both are our own stdout, which may be a terminal.
    Stdout,
    /// Both are one pipe; each piece read from it is passed on.
    Pipe(&'a mut PassOn<'a>),
}

/// Passes on a piece of output. After an error no more output is read, and the pipe is closed, so
/// that the child cannot write to it.
pub type PassOn<'a> = dyn FnMut(&[u8]) -> Result<(), PathError> + Send + 'a;

/// The end of a started child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamedEnd {
    /// Its exit.
    pub exit: Exit,
    /// True if it exceeded its time and got SIGQUIT.
    pub was_quit: bool,
    /// True if its output was still open when we stopped reading.
    pub is_incomplete: bool,
    /// The error of passing on its output, if any.
    pub unwritten: Option<PathError>,
    /// The time from its start to its end.
    pub elapsed: Duration,
}

impl StreamedEnd {
    /// Returns the reason of a failed run, in Go's words: `exit status 2`. The other fields are
    /// irrelevant for a failed child.
    pub fn error(&self) -> Option<String> {
        if !self.exit.is_success() {
            Some(self.exit.to_string())
        } else if self.was_quit {
            Some("context deadline exceeded".to_owned())
        } else if let Some(error) = &self.unwritten {
            Some(error.to_string())
        } else if self.is_incomplete {
            Some("exec: WaitDelay expired before I/O complete".to_owned())
        } else {
            None
        }
    }
}

impl LocalExecutor {
    /// Runs a child to its end, despite interrupts; does not start it after `cancel`.
    pub fn run_streamed(
        &self,
        run: StreamedRun<'_>,
        cancel: &Cancel,
    ) -> Result<StreamedEnd, SpawnError> {
        let StreamedRun {
            spawn,
            output,
            limit,
            wait_delay,
        } = run;
        let fail = |error: io::Error| start_error(spawn, &error);
        // A signal that arrives now must find us waiting.
        let _waiting = Waiting::begin();
        if cancel.is_cancelled() {
            return Err(SpawnError::Cancelled);
        }
        let is_piped = matches!(output, StreamedOutput::Pipe(_));
        // It is in our group; its output may go where our output goes.
        self.announce(None);
        let start = Instant::now();
        let started = start_child(spawn, is_piped);
        let process = |(child, _): &(Child, _)| Guarded::Process(Pid::from_child(child));
        self.count_start(None, started.as_ref().ok().map(process));
        let (mut child, pipe) = started?;
        let pid = Pid::from_child(&child);
        let mut ignore = |_: &[u8]| Ok(());
        let mut service = Service {
            pid,
            wait_delay,
            output: pipe,
            sink: match output {
                StreamedOutput::Pipe(sink) => sink,
                StreamedOutput::Stdout => &mut ignore,
            },
            quit_at: limit.map(|limit| start + limit),
            give_up_at: None,
            was_quit: false,
            was_killed: false,
            is_incomplete: false,
            unwritten: None,
        };
        let served = io::pipe().and_then(|(ended, end)| {
            let wait = move || {
                wait_unreaped(pid);
                drop(end);
            };
            join(wait, || service.run(&ended)).1
        });
        if served.is_err() {
            wait_unreaped(pid);
        }
        let elapsed = start.elapsed();
        self.count_end(Guarded::Process(pid));
        let status = child.wait().map_err(fail)?;
        served.map_err(fail)?;
        Ok(StreamedEnd {
            exit: exit_of(status),
            was_quit: service.was_quit,
            is_incomplete: service.is_incomplete,
            unwritten: service.unwritten,
            elapsed,
        })
    }
}

/// Starts the child; returns the end of its pipe that we read.
fn start_child(spawn: &Spawn, is_piped: bool) -> Result<(Child, Option<PipeReader>), SpawnError> {
    let fail = |error: io::Error| start_error(spawn, &error);
    loop {
        let mut command = command_of(spawn);
        command.stdin(no_input()?);
        let pipe = if is_piped {
            let (reader, writer) = io::pipe().map_err(fail)?;
            command.stdout(writer.try_clone().map_err(fail)?);
            command.stderr(writer);
            Some(reader)
        } else {
            let stdout = io::stdout().as_fd().try_clone_to_owned().map_err(fail)?;
            command.stderr(stdout);
            None
        };
        match command.spawn() {
            // The program was just written, and a child that starts at the same time still has it
            // open: until its exec (go.dev/issue/22315).
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                std::thread::yield_now();
            }
            started => return Ok((started.map_err(fail)?, pipe)),
        }
    }
}

/// The state of serving a running child.
struct Service<'a> {
    pid: Pid,
    wait_delay: Duration,
    /// Its output, until all of it is read.
    output: Option<PipeReader>,
    sink: &'a mut PassOn<'a>,
    /// The time of SIGQUIT.
    quit_at: Option<Instant>,
    /// The time of the kill, or of closing the output if the child has ended.
    give_up_at: Option<Instant>,
    was_quit: bool,
    was_killed: bool,
    is_incomplete: bool,
    unwritten: Option<PathError>,
}

impl Service<'_> {
    /// Serves the child until it has ended and its output is complete, or no longer read. `ended`
    /// is a pipe that is closed at its end.
    fn run(&mut self, ended: &PipeReader) -> io::Result<()> {
        let mut has_ended = false;
        let mut piece = vec![0; PIECE];
        while !has_ended || self.output.is_some() {
            let (is_readable, is_end) = self.wait((!has_ended).then_some(ended))?;
            if is_readable && let Some(output) = &mut self.output {
                match output.read(&mut piece) {
                    Ok(0) => self.output = None,
                    Ok(length) => {
                        if let Err(error) = (self.sink)(&piece[..length]) {
                            self.unwritten = Some(error);
                            self.output = None;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            if is_end && !has_ended {
                has_ended = true;
                // A delay that has begun continues.
                self.give_up_at
                    .get_or_insert_with(|| Instant::now() + self.wait_delay);
            }
            self.check_time(has_ended);
        }
        Ok(())
    }

    /// Waits for output, for the end, or for the next deadline; reports the first two.
    fn wait(&self, ended: Option<&PipeReader>) -> io::Result<(bool, bool)> {
        let mut fds = Vec::with_capacity(2);
        fds.extend(
            self.output
                .as_ref()
                .map(|pipe| PollFd::new(pipe, PollFlags::IN)),
        );
        fds.extend(ended.map(|pipe| PollFd::new(pipe, PollFlags::IN)));
        let next = if self.was_killed {
            // Only the wait is left.
            None
        } else {
            self.give_up_at.or(self.quit_at)
        };
        let left = next.map(|next| next.saturating_duration_since(Instant::now()));
        // Rounded up, so as not to be early by less than the system's unit.
        let left = left.map(|left| left + Duration::from_millis(1));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match rustix::event::poll(&mut fds, left.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut happened = fds.iter().map(|fd| !fd.revents().is_empty());
        let is_readable = self.output.is_some() && happened.next() == Some(true);
        Ok((is_readable, happened.next() == Some(true)))
    }

    /// Performs the actions of passed deadlines.
    fn check_time(&mut self, has_ended: bool) {
        let now = Instant::now();
        let is_past = |time: Option<Instant>| time.is_some_and(|time| time <= now);
        if has_ended {
            if self.output.is_some() && is_past(self.give_up_at) {
                self.output = None;
                self.is_incomplete = true;
            }
        } else if self.was_quit {
            if !self.was_killed && is_past(self.give_up_at) {
                // A process that has just ended is not an error.
                let _ = rustix::process::kill_process(self.pid, Signal::KILL);
                self.was_killed = true;
                self.output = None;
            }
        } else if is_past(self.quit_at) {
            self.was_quit = rustix::process::kill_process(self.pid, Signal::QUIT).is_ok();
            self.quit_at = None;
            self.give_up_at = Some(now + self.wait_delay);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    use vamos_base::Cancel;
    use vamos_base::golang::process::Exit;

    use super::StreamedEnd;
    use super::StreamedOutput;
    use super::StreamedRun;
    use crate::PathError;
    use crate::proc::LocalExecutor;
    use crate::proc::Spawn;
    use crate::proc::SpawnError;
    use crate::proc::Streams;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(300);

    fn spawn(script: &str) -> Spawn {
        Spawn {
            argv: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            env: Arc::new([]),
            extra_env: Vec::new(),
            dir: "/".to_owned(),
            streams: crate::proc::Streams::Merged,
        }
    }

    fn run(script: &str, limit: Option<Duration>, delay: Duration) -> (StreamedEnd, Vec<Vec<u8>>) {
        let mut pieces = Vec::new();
        let mut sink = |piece: &[u8]| {
            pieces.push(piece.to_vec());
            Ok(())
        };
        let run = StreamedRun {
            spawn: &spawn(script),
            output: StreamedOutput::Pipe(&mut sink),
            limit,
            wait_delay: delay,
        };
        let end = LocalExecutor::new().run_streamed(run, &Cancel::new());
        (end.unwrap(), pieces)
    }

    #[test]
    fn output_is_merged_and_comes_in_pieces() {
        let script = "echo a; sleep 0.2; echo b >&2; cat; exit 3";
        let (end, pieces) = run(script, None, LONG);
        assert_eq!(pieces, [b"a\n", b"b\n"]);
        assert_eq!(end.exit, Exit::Code(3));
        assert_eq!(end.error().unwrap(), "exit status 3");
        assert!(!end.was_quit && !end.is_incomplete);
        let (end, pieces) = run("head -c 3000000 /dev/zero", Some(LONG), LONG);
        assert_eq!(pieces.concat().len(), 3_000_000);
        assert_eq!(end.error(), None);
    }

    #[test]
    fn a_child_that_takes_too_long_is_asked_to_end() {
        // As in the command: a signal that has a handler has its default effect in children, even
        // if the tests were started with the signal ignored.
        let seen = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGQUIT, seen).unwrap();
        let script = "trap 'echo quit; exit 0' QUIT; while :; do sleep 0.05; done";
        let (end, pieces) = run(script, Some(SHORT), LONG);
        assert_eq!(pieces.concat(), b"quit\n");
        assert!(end.was_quit && !end.is_incomplete && end.elapsed >= SHORT);
        assert_eq!(end.error().unwrap(), "context deadline exceeded");
        let (end, _) = run("kill -STOP $$", Some(SHORT), SHORT);
        assert_eq!(end.exit, Exit::Signal(9, false));
        assert!(end.was_quit);
        assert_eq!(end.error().unwrap(), "signal: killed");
    }

    #[test]
    fn output_that_stays_open_is_given_up() {
        let script = "sleep 5 & echo a";
        let (end, pieces) = run(script, None, SHORT);
        assert_eq!(pieces.concat(), b"a\n");
        assert_eq!(end.exit, Exit::Code(0));
        assert!(end.is_incomplete && end.elapsed < Duration::from_secs(4));
        assert_eq!(
            end.error().unwrap(),
            "exec: WaitDelay expired before I/O complete"
        );
        // The run waits for a grandchild that writes nothing and ends in time.
        let (end, pieces) = run("(sleep 0.2; echo b) & echo a", None, LONG);
        assert_eq!(pieces.concat(), b"a\nb\n");
        assert_eq!(end.error(), None);
    }

    #[test]
    fn output_that_cannot_be_passed_on_is_a_failure() {
        let mut pieces = 0;
        let mut sink = |_: &[u8]| {
            pieces += 1;
            let error = std::io::Error::from_raw_os_error(28);
            Err(PathError::new("write", "/dev/stdout", &error))
        };
        let run = StreamedRun {
            // It writes until it cannot.
            spawn: &spawn("trap '' PIPE; while echo a; do :; done 2>/dev/null; exit 0"),
            output: StreamedOutput::Pipe(&mut sink),
            limit: None,
            wait_delay: LONG,
        };
        let end = LocalExecutor::new().run_streamed(run, &Cancel::new());
        let end = end.unwrap();
        assert_eq!(end.exit, Exit::Code(0));
        let text = "write /dev/stdout: no space left on device";
        assert_eq!(end.error().unwrap(), text);
        assert_eq!(pieces, 1);
    }

    #[test]
    fn our_stdout_is_the_child_s() {
        let executor = LocalExecutor::new();
        let start = |script: &str, cancel: &Cancel| {
            let mut spawn = spawn(script);
            spawn.streams = Streams::Inherit;
            let run = StreamedRun {
                spawn: &spawn,
                output: StreamedOutput::Stdout,
                limit: Some(LONG),
                wait_delay: LONG,
            };
            executor.run_streamed(run, cancel)
        };
        let cancel = Cancel::new();
        let script = "test /dev/fd/1 -ef /dev/fd/2";
        assert_eq!(start(script, &cancel).unwrap().error(), None);
        cancel.cancel();
        assert_eq!(start("true", &cancel), Err(SpawnError::Cancelled));
        assert_eq!(executor.spawned(), 1);
    }

    #[test]
    fn start_errors_speak_as_go() {
        let mut spawn = spawn("");
        spawn.argv[0] = "/no/such/program".to_owned();
        let run = StreamedRun {
            spawn: &spawn,
            output: StreamedOutput::Stdout,
            limit: None,
            wait_delay: LONG,
        };
        let error = LocalExecutor::new().run_streamed(run, &Cancel::new());
        assert_eq!(
            error.unwrap_err().to_string(),
            "fork/exec /no/such/program: no such file or directory"
        );
    }
}
