//! Children on this machine.
//!
//! Each captured child leads its own process group, so that an interrupt ends it with all its
//! descendants, and none outlives the command.
//! Counterpart: os/exec; cmd/go/internal/base/signal_unix.go.

use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::WaitId;
use rustix::process::WaitIdOptions;
use vamos_base::Cancel;
use vamos_base::golang::os_str;

use super::Executor;
use super::Outcome;
use super::Spawn;
use super::SpawnError;
use super::Streams;
use super::forwarded::Forwarded;
use super::guard::Guard;
use super::interrupt::Foreground;
use super::no_input::no_input;
use super::orphans::Guarded;
use super::orphans::number_of;
use super::usage;
use crate::access_log;
use crate::os::os_path;
use crate::path_error::errno_text;
use vamos_base::golang::process::Exit;
use vamos_base::golang::process::Usage;
use vamos_sched::join;

/// Runs children on this machine, and can end all running ones.
#[derive(Default)]
pub struct LocalExecutor {
    /// Leaders of the running process groups, and their cancel tokens.
    running: Mutex<Vec<(Pid, Cancel)>>,
    spawned: AtomicU64,
    guard: Guard,
}

impl LocalExecutor {
    /// Returns an executor with no children.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns an executor whose captured children end when this process is killed. `program` is
    /// this program: started with the name [`super::GUARD`], it must call
    /// [`super::guard_children`].
    pub fn guarded(program: &str) -> Self {
        Self {
            guard: Guard::new(program),
            ..Self::default()
        }
    }

    /// Ends the process that guards children, when no further child will start.
    pub fn end_guard(&self) {
        self.guard.end();
    }

    /// Returns the number of started children.
    pub fn spawned(&self) -> u64 {
        self.spawned.load(Ordering::Relaxed)
    }

    /// Kills every running child and all of its process group.
    pub fn kill_all(&self) {
        for (pid, _) in self.running().iter() {
            // A group that has just ended is not an error.
            let _ = rustix::process::kill_process_group(*pid, Signal::KILL);
        }
    }

    fn running(&self) -> MutexGuard<'_, Vec<(Pid, Cancel)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the child and registers it; the lock is held across both, so that no child can start
    /// between an interrupt's flag and its kill. `stdout` is the number of the child's own pipe.
    fn start(
        &self,
        command: &mut Command,
        stdout: Option<u64>,
        cancel: &Cancel,
    ) -> io::Result<Option<(Child, Pid)>> {
        let mut running = self.running();
        if cancel.is_cancelled() {
            return Ok(None);
        }
        self.announce(stdout);
        let started = command.spawn();
        let pid = started.as_ref().map(Pid::from_child);
        running.extend(pid.as_ref().ok().map(|pid| (*pid, cancel.clone())));
        self.count_start(stdout, pid.as_ref().ok().map(|pid| Guarded::Group(*pid)));
        let child = started?;
        let pid = Pid::from_child(&child);
        Ok(Some((child, pid)))
    }

    /// Waits without reaping, unregisters, then reaps: the number cannot be another
    /// process's while it is registered.
    fn finish(&self, child: &mut Child, pid: Pid) -> io::Result<(Exit, Usage)> {
        wait_unreaped(pid);
        self.running().retain(|(other, _)| *other != pid);
        self.count_end(Guarded::Group(pid));
        let usage = usage::of_ended(pid.as_raw_nonzero().get());
        Ok((exit_of(child.wait()?), usage))
    }

    /// Announces a child that is about to be started to the guard, with its stdout if that is a
    /// separate pipe.
    pub(super) fn announce(&self, stdout: Option<u64>) {
        self.guard.announce(stdout);
    }

    /// Counts an announced child, and guards it; `None` for a child that could not be started.
    pub(super) fn count_start(&self, stdout: Option<u64>, child: Option<Guarded>) {
        self.spawned
            .fetch_add(u64::from(child.is_some()), Ordering::Relaxed);
        self.guard.began(stdout, child);
    }

    /// Ends the guard of a child that is not reaped yet.
    pub(super) fn count_end(&self, child: Guarded) {
        self.guard.ended(child);
    }

    /// Runs `spawn` to its end as [`Executor::run`] does with separate streams, but with
    /// these bytes on stdin.
    pub fn run_fed(
        &self,
        spawn: &Spawn,
        input: &[u8],
        cancel: &Cancel,
    ) -> Result<Outcome, SpawnError> {
        let mut command = command_of(spawn);
        command.stdin(Stdio::piped()).process_group(0);
        match self.run_piped(command, input, cancel) {
            Ok(Some(outcome)) => Ok(outcome),
            Ok(None) => Err(SpawnError::Cancelled),
            Err(error) => Err(start_error(spawn, &error)),
        }
    }

    /// Runs a program under the name `name` with empty stdin, in our process group, and with our
    /// stdout and stderr; the streams in `spawn` are ignored. An interrupt ends both.
    pub fn run_attached(&self, spawn: &Spawn, name: &str) -> Result<Outcome, SpawnError> {
        let mut command = command_of(spawn);
        command.arg0(os(name)).stdin(no_input()?);
        self.spawned.fetch_add(1, Ordering::Relaxed);
        match command.status() {
            Ok(status) => Ok(Outcome {
                exit: exit_of(status),
                usage: Usage::default(),
                stdout: Vec::new(),
                stderr: Vec::new(),
            }),
            Err(error) => Err(start_error(spawn, &error)),
        }
    }

    fn run_merged(&self, mut command: Command, cancel: &Cancel) -> io::Result<Option<Outcome>> {
        let (mut reader, writer) = io::pipe()?;
        let pipe = number_of(&writer);
        command.stdout(writer.try_clone()?).stderr(writer);
        let started = self.start(&mut command, pipe, cancel)?;
        // The command holds the parent's copies of the writing end.
        drop(command);
        let Some((mut child, pid)) = started else {
            return Ok(None);
        };
        let mut stdout = Vec::new();
        let read = reader.read_to_end(&mut stdout);
        let (exit, usage) = self.finish(&mut child, pid)?;
        read?;
        Ok(Some(Outcome {
            exit,
            usage,
            stdout,
            stderr: Vec::new(),
        }))
    }

    fn run_separate(&self, command: Command, cancel: &Cancel) -> io::Result<Option<Outcome>> {
        self.run_piped(command, &[], cancel)
    }

    /// Runs a child with both outputs captured apart, and `input` on stdin if that is a pipe.
    fn run_piped(
        &self,
        mut command: Command,
        input: &[u8],
        cancel: &Cancel,
    ) -> io::Result<Option<Outcome>> {
        let (mut stdout_pipe, writer) = io::pipe()?;
        let pipe = number_of(&writer);
        command.stdout(writer).stderr(Stdio::piped());
        let started = self.start(&mut command, pipe, cancel)?;
        // The command holds our copy of the writing end.
        drop(command);
        let Some((mut child, pid)) = started else {
            return Ok(None);
        };
        let mut stderr_pipe = child.stderr.take().expect("stderr was piped");
        let stdin_pipe = child.stdin.take();
        let mut stdout = Vec::new();
        let mut stderr = Vec::new();
        // All pipes are served at once: a child that waits for one would block forever.
        let mut read = || {
            let other = || stderr_pipe.read_to_end(&mut stderr);
            join(other, || stdout_pipe.read_to_end(&mut stdout))
        };
        let (second, first) = match stdin_pipe {
            // A child may leave its input unread.
            Some(mut pipe) => join(move || pipe.write_all(input).is_ok(), read).1,
            None => read(),
        };
        let (exit, usage) = self.finish(&mut child, pid)?;
        first?;
        second?;
        Ok(Some(Outcome {
            exit,
            usage,
            stdout,
            stderr,
        }))
    }

    fn run_inherit(
        &self,
        mut command: Command,
        forwarded: Option<Forwarded>,
    ) -> io::Result<Option<Outcome>> {
        // The user's program is not ended when we are killed, as with the official command.
        self.guard.end();
        let mut foreground = Foreground::begin(forwarded)?;
        let mut child = command.spawn()?;
        self.spawned.fetch_add(1, Ordering::Relaxed);
        let pid = Pid::from_child(&child);
        // Without it, a signal ends neither process, and a tool still receives the terminal's
        // signals.
        let _ = foreground.forward_to(pid);
        wait_unreaped(pid);
        drop(foreground);
        Ok(Some(Outcome {
            exit: exit_of(child.wait()?),
            usage: Usage::default(),
            stdout: Vec::new(),
            stderr: Vec::new(),
        }))
    }
}

/// Waits for a child's end; its number stays reserved.
pub(super) fn wait_unreaped(pid: Pid) {
    while let Err(rustix::io::Errno::INTR) = rustix::process::waitid(
        WaitId::Pid(pid),
        WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
    ) {}
}

pub(super) fn exit_of(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal, status.core_dumped()),
        (None, None) => Exit::Code(-1),
    }
}

fn os(text: &str) -> std::ffi::OsString {
    std::ffi::OsStr::from_bytes(&os_str::encode(text)).to_owned()
}

pub(super) fn command_of(spawn: &Spawn) -> Command {
    access_log::spawned(&spawn.argv[0]);
    let mut command = Command::new(os(&spawn.argv[0]));
    command.args(spawn.argv[1..].iter().map(|arg| os(arg)));
    command.env_clear();
    for (name, value) in spawn.env.iter().chain(&spawn.extra_env) {
        command.env(os(name), os(value));
    }
    if !spawn.dir.is_empty() {
        command.current_dir(os_path(&spawn.dir));
    }
    command
}

pub(super) fn start_error(spawn: &Spawn, error: &io::Error) -> SpawnError {
    SpawnError::Start {
        program: spawn.argv[0].clone(),
        message: error
            .raw_os_error()
            .map_or_else(|| error.to_string(), errno_text),
        errno: error.raw_os_error(),
    }
}

/// Replaces this process by `spawn` (execve); returns only if that failed.
pub fn exec_replace(spawn: &Spawn) -> SpawnError {
    let error = command_of(spawn).exec();
    start_error(spawn, &error)
}

impl Executor for LocalExecutor {
    fn run(&self, spawn: &Spawn, cancel: &Cancel) -> Result<Outcome, SpawnError> {
        let mut command = command_of(spawn);
        if matches!(spawn.streams, Streams::Merged | Streams::Separate) {
            command.stdin(no_input()?);
            command.process_group(0);
        }
        let outcome = match spawn.streams {
            Streams::Merged => self.run_merged(command, cancel),
            Streams::Separate => self.run_separate(command, cancel),
            Streams::Inherit => self.run_inherit(command, None),
            Streams::InheritWithSignals(forwarded) => self.run_inherit(command, Some(forwarded)),
        };
        match outcome {
            Ok(Some(outcome)) => Ok(outcome),
            Ok(None) => Err(SpawnError::Cancelled),
            Err(error) => Err(start_error(spawn, &error)),
        }
    }

    fn end(&self, cancel: &Cancel) {
        cancel.cancel();
        for (pid, token) in self.running().iter() {
            if token.is_part_of(cancel) {
                // Not SIGKILL: C compilers remove their temporary files. A group that has just
                // ended is not an error.
                let _ = rustix::process::kill_process_group(*pid, Signal::TERM);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_base::Cancel;

    use super::LocalExecutor;
    use crate::proc::Executor;
    use crate::proc::Outcome;
    use crate::proc::Spawn;
    use crate::proc::SpawnError;
    use crate::proc::Streams;
    use vamos_base::golang::process::Exit;

    fn sh(script: &str, streams: Streams) -> Spawn {
        Spawn {
            argv: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            env: Arc::new([]),
            extra_env: vec![("X".to_owned(), "y".to_owned())],
            dir: "/".to_owned(),
            streams,
        }
    }

    #[test]
    fn captures_merged_and_separate() {
        let executor = LocalExecutor::new();
        let cancel = Cancel::new();
        let script = "echo out; echo $X >&2; exit 3";
        let merged = executor.run(&sh(script, Streams::Merged), &cancel).unwrap();
        assert_eq!(merged.stdout, b"out\ny\n");
        assert_eq!(merged.exit.to_string(), "exit status 3");
        let apart = executor
            .run(&sh(script, Streams::Separate), &cancel)
            .unwrap();
        assert_eq!(
            (&*apart.stdout, &*apart.stderr),
            (&b"out\n"[..], &b"y\n"[..])
        );
        assert_eq!(executor.spawned(), 2);
    }

    #[test]
    fn kill_all_ends_the_whole_group() {
        let executor = LocalExecutor::new();
        let cancel = Cancel::new();
        std::thread::scope(|scope| {
            // The grandchild holds the pipe open: only a group kill ends the read.
            let script = "sleep 100 & echo started; wait";
            let run = scope.spawn(|| executor.run(&sh(script, Streams::Merged), &cancel));
            while executor.spawned() == 0 {
                std::thread::yield_now();
            }
            cancel.cancel();
            executor.kill_all();
            let outcome = run.join().unwrap().unwrap();
            assert_eq!(outcome.exit, Exit::Signal(9, false));
            assert_eq!(outcome.exit.to_string(), "signal: killed");
        });
        let refused = executor.run(&sh("true", Streams::Merged), &cancel);
        assert_eq!(refused.unwrap_err(), SpawnError::Cancelled);
    }

    #[test]
    fn the_children_of_one_token_end_alone() {
        let executor = LocalExecutor::new();
        let whole = Cancel::new();
        let (one, other) = (whole.child(), whole.child());
        std::thread::scope(|scope| {
            let run = |token| executor.run(&sh("sleep 100", Streams::Merged), token);
            let [first, second] = [&one, &other].map(|token| scope.spawn(move || run(token)));
            while executor.spawned() < 2 {
                std::thread::yield_now();
            }
            executor.end(&one);
            let exit = |end: Result<Outcome, SpawnError>| end.unwrap().exit;
            assert_eq!(exit(first.join().unwrap()), Exit::Signal(15, false));
            assert!(!second.is_finished());
            executor.end(&whole);
            assert_eq!(exit(second.join().unwrap()), Exit::Signal(15, false));
        });
        let refused = executor.run(&sh("true", Streams::Merged), &other);
        assert_eq!(refused.unwrap_err(), SpawnError::Cancelled);
    }

    #[test]
    fn attached_programs_have_a_name_and_no_input() {
        let script = "test $0 = me && ! read line && exit 4";
        let spawn = Spawn {
            argv: ["/bin/sh", "-c", script, "me"].map(str::to_owned).to_vec(),
            ..sh("", Streams::Inherit)
        };
        let outcome = LocalExecutor::new().run_attached(&spawn, "other").unwrap();
        assert_eq!(outcome.exit, Exit::Code(4));
    }

    #[test]
    fn start_errors_speak_as_go() {
        let mut spawn = sh("", Streams::Merged);
        spawn.argv[0] = "/no/such/program".to_owned();
        let error = LocalExecutor::new()
            .run(&spawn, &Cancel::new())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "fork/exec /no/such/program: no such file or directory"
        );
    }
}
