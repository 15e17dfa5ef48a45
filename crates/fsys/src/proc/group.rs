//! A child in a process group of its own, which can be ended with all that it started.
//!
//! Counterpart: none.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Child;
use std::time::Duration;
use std::time::Instant;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::kill_process_group;

use vamos_base::golang::process::Exit;

use super::Spawn;
use super::SpawnError;
use super::local::command_of;
use super::local::exit_of;
use super::local::start_error;
use super::no_input::no_input;

/// How often it is checked whether a child that was asked to end has ended.
const CHECK: Duration = Duration::from_millis(5);

/// A running child with nothing on stdin, whose stdout and stderr are ours.
#[derive(Debug)]
pub struct Group {
    child: Child,
    pid: Option<Pid>,
}

impl Group {
    /// Starts a child.
    pub fn start(spawn: &Spawn) -> Result<Self, SpawnError> {
        let mut command = command_of(spawn);
        let child = command.stdin(no_input()?).process_group(0).spawn();
        let child = child.map_err(|error| start_error(spawn, &error))?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        Ok(Self { child, pid })
    }

    /// Returns how the child ended, if it has.
    pub fn ended(&mut self) -> io::Result<Option<Exit>> {
        Ok(self.child.try_wait()?.map(exit_of))
    }

    /// Ends the child and all that it started: by an interrupt and, for what is left after
    /// `patience`, by a kill.
    pub fn end(mut self, patience: Duration) {
        self.signal(Signal::INT);
        let begin = Instant::now();
        while begin.elapsed() < patience && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(CHECK);
        }
        self.signal(Signal::KILL);
        // It is over now, or it cannot be waited for at all.
        let _ = self.child.wait();
    }

    /// Sends a signal to the whole group.
    fn signal(&self, signal: Signal) {
        if let Some(pid) = self.pid {
            // The group is gone, if no process of it is left.
            let _ = kill_process_group(pid, signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;
    use std::time::Instant;

    use super::Group;
    use crate::proc::Spawn;
    use crate::proc::Streams;

    fn start(script: &str) -> Group {
        let spawn = Spawn {
            argv: ["/bin/sh", "-c", script].map(str::to_owned).to_vec(),
            env: Arc::new([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
            extra_env: Vec::new(),
            dir: "/".to_owned(),
            streams: Streams::Inherit,
        };
        Group::start(&spawn).unwrap()
    }

    #[test]
    fn children_end_by_themselves() {
        let mut group = start("exit 3");
        let begin = Instant::now();
        let exit = loop {
            if let Some(exit) = group.ended().unwrap() {
                break exit;
            }
            assert!(begin.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(1));
        };
        assert_eq!(exit.to_string(), "exit status 3");
    }

    #[test]
    fn all_of_a_group_ends() {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("pid");
        let path = file.display();
        // The shell ignores the interrupt, and so does what it starts.
        let group = start(&format!("trap '' INT; sleep 600 & echo $! >{path}; wait"));
        let begin = Instant::now();
        let pid = loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some(pid) = text.strip_suffix('\n') {
                break pid.to_owned();
            }
            assert!(begin.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(1));
        };
        group.end(Duration::from_millis(20));
        let state = || std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        while !state().is_empty() && !state().contains(") Z ") {
            assert!(begin.elapsed() < Duration::from_secs(60), "{}", state());
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
