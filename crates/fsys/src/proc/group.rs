//! A child in its own process group, which can be ended with all its descendants.
//!
//! Counterpart: none.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Child;
use std::time::Duration;
use std::time::Instant;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::WaitId;
use rustix::process::WaitIdOptions;
use rustix::process::kill_process_group;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;

use super::Spawn;
use super::SpawnError;
use super::local::LocalExecutor;
use super::local::command_of;
use super::local::exit_of;
use super::local::start_error;
use super::local::wait_unreaped;
use super::no_input::no_input;
use super::orphans::Guarded;

/// The polling interval for the end of a child.
const CHECK: Duration = Duration::from_millis(5);

/// A running child with empty stdin, whose stdout and stderr are ours. If this process is killed,
/// the guard of the executor kills the whole group.
pub struct Group<'a> {
    executor: &'a LocalExecutor,
    child: Child,
    pid: Pid,
}

impl<'a> Group<'a> {
    /// Starts a child.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(executor: &'a LocalExecutor, spawn: &Spawn) -> Result<Self, SpawnError> {
        let mut command = command_of(spawn);
        command.stdin(no_input()?).process_group(0);
        executor.announce(None);
        let started = command.spawn();
        let pid = started.as_ref().ok().map(Pid::from_child);
        executor.count_start(None, pid.map(Guarded::Group));
        let child = started.map_err(|error| start_error(spawn, &error))?;
        let pid = Pid::from_child(&child);
        Ok(Self {
            executor,
            child,
            pid,
        })
    }

    /// Returns the exit of the child, if it has ended. It must not be called again then.
    ///
    /// # Errors
    /// The system cannot wait for the child.
    pub fn ended(&mut self) -> io::Result<Option<Exit>> {
        if self.has_ended()? {
            self.reap().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Waits for the end of the child. If `cancel` is set, the group is ended first, like in
    /// [`Self::end`].
    ///
    /// # Errors
    /// The system cannot wait for the child.
    pub fn wait(mut self, cancel: &Cancel, patience: Duration) -> io::Result<Exit> {
        while !self.has_ended()? {
            if cancel.is_cancelled() {
                return self.end(patience);
            }
            std::thread::sleep(CHECK);
        }
        self.reap()
    }

    /// Ends the child and its descendants: with an interrupt, and the ones that remain after
    /// `patience` with a kill. Returns the exit of the child.
    ///
    /// # Errors
    /// The system cannot wait for the child.
    pub fn end(mut self, patience: Duration) -> io::Result<Exit> {
        self.signal(Signal::INT);
        let begin = Instant::now();
        while begin.elapsed() < patience && matches!(self.has_ended(), Ok(false)) {
            std::thread::sleep(CHECK);
        }
        self.signal(Signal::KILL);
        self.reap()
    }

    /// Reports whether the child has ended; its number stays reserved.
    fn has_ended(&self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        let ended = rustix::process::waitid(WaitId::Pid(self.pid), options)?;
        Ok(ended.is_some())
    }

    /// Waits for the child, and releases its number.
    fn reap(&mut self) -> io::Result<Exit> {
        wait_unreaped(self.pid);
        self.executor.count_end(Guarded::Group(self.pid));
        Ok(exit_of(self.child.wait()?))
    }

    /// Sends a signal to the whole group.
    fn signal(&self, signal: Signal) {
        // The group is gone if none of its processes is left.
        let _ = kill_process_group(self.pid, signal);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;
    use std::time::Instant;

    use vamos_base::Cancel;

    use super::Group;
    use crate::proc::LocalExecutor;
    use crate::proc::Spawn;
    use crate::proc::Streams;

    fn start<'a>(executor: &'a LocalExecutor, script: &str) -> Group<'a> {
        let spawn = Spawn {
            argv: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            env: Arc::new([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
            extra_env: Vec::new(),
            dir: "/".to_owned(),
            streams: Streams::Inherit,
        };
        Group::start(executor, &spawn).unwrap()
    }

    #[test]
    fn children_end_by_themselves() {
        let executor = LocalExecutor::new();
        let mut group = start(&executor, "exit 3");
        let exit = loop {
            if let Some(exit) = group.ended().unwrap() {
                break exit;
            }
            std::thread::yield_now();
        };
        assert_eq!(exit.to_string(), "exit status 3");
        let group = start(&executor, "exit 4");
        let exit = group.wait(&Cancel::new(), Duration::ZERO).unwrap();
        assert_eq!(exit.to_string(), "exit status 4");
    }

    #[test]
    fn a_cancelled_group_is_ended() {
        // As in the command: a signal that has a handler has its default effect in children, even
        // if the tests were started with the signal ignored.
        let seen = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGINT, seen).unwrap();
        let executor = LocalExecutor::new();
        let cancel = Cancel::new();
        let group = start(&executor, "exec sleep 600");
        cancel.cancel();
        let exit = group.wait(&cancel, Duration::from_secs(60)).unwrap();
        // The interrupt may arrive before the shell's exec.
        assert_eq!(exit.to_string(), "signal: interrupt");
    }

    #[test]
    fn all_of_a_group_ends() {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("pid");
        let path = file.display();
        // The shell ignores the interrupt, and so do its children.
        let executor = LocalExecutor::new();
        let group = start(
            &executor,
            &format!("trap '' INT; sleep 600 & echo $! >{path}; wait"),
        );
        let begin = Instant::now();
        let pid = loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some(pid) = text.strip_suffix('\n') {
                break pid.to_owned();
            }
            assert!(begin.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(1));
        };
        let exit = group.end(Duration::from_millis(20)).unwrap();
        assert_eq!(exit.to_string(), "signal: killed");
        let state = || std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        while !state().is_empty() && !state().contains(") Z ") {
            assert!(begin.elapsed() < Duration::from_secs(60), "{}", state());
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
