//! A process that ends our children if we are killed and cannot do it ourselves.
//!
//! It is this program again, under another name, and reads the numbers of processes and
//! process groups from a pipe. When the pipe ends, we have ended: it kills those that still
//! run.
//! The kernel's own way, the parent-death signal, has to be set between fork and exec. That
//! takes unsafe code, and fork instead of posix_spawn: with 100 MB of memory a child then
//! costs 11 ms of processor time instead of 1 ms. It would not reach the children of
//! children, such as gcc's, either.
//! Counterpart: none; children of an official command that is killed go on.

use std::io;
use std::io::BufRead;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use rustix::process::Pid;
use rustix::process::Signal;

/// The name (`argv[0]`, at most 15 bytes) under which this program is the guard. It differs
/// from vamos' own: killing all processes of that name must leave the guard.
pub const GUARD: &str = "go-child-guard";

/// What is killed if we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guarded {
    /// The process group with this leader.
    Group(Pid),
    /// One process, which is in our group.
    Process(Pid),
}

/// The guard of one executor's children; it starts with the first child.
#[derive(Default)]
pub(super) struct Guard {
    /// The program that knows [`GUARD`]; empty for no guard.
    program: String,
    process: Mutex<State>,
}

#[derive(Default)]
enum State {
    #[default]
    Idle,
    Running(Child),
    /// It cannot be started: children are not guarded.
    Failed,
}

impl Guard {
    /// A guard that is started as `program`.
    pub(super) fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            process: Mutex::default(),
        }
    }

    /// Starts the guard, unless it runs; to be called before a child is started, so that the
    /// child is unknown to the guard for as short a time as possible.
    pub(super) fn prepare(&self) {
        let mut process = self.process();
        if matches!(*process, State::Idle) && !self.program.is_empty() {
            *process = start(&self.program).map_or(State::Failed, State::Running);
        }
    }

    /// Notes that a child began, after [`Guard::prepare`].
    pub(super) fn began(&self, child: Guarded) {
        note(&mut self.process(), '+', child);
    }

    /// Notes that a child ended; to be called before its number can be another's.
    pub(super) fn ended(&self, child: Guarded) {
        note(&mut self.process(), '-', child);
    }

    /// Ends the guard, and waits for it: in a container no init process may reap it.
    pub(super) fn end(&self) {
        let mut process = self.process();
        if let State::Running(child) = &mut *process {
            drop(child.stdin.take());
            let _ = child.wait();
            *process = State::Idle;
        }
    }

    fn process(&self) -> MutexGuard<'_, State> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn start(program: &str) -> io::Result<Child> {
    let mut command = Command::new(program);
    // Not in the terminal's foreground group, so that it gets no signals from there.
    command
        .arg0(GUARD)
        .env_clear()
        .current_dir("/")
        .process_group(0);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}

fn note(process: &mut State, sign: char, guarded: Guarded) {
    if let State::Running(child) = process
        && let Some(pipe) = &mut child.stdin
    {
        // In one write. It fails if the guard was killed.
        let (kind, pid) = match guarded {
            Guarded::Group(pid) => ('g', pid),
            Guarded::Process(pid) => ('p', pid),
        };
        let line = format!("{sign}{kind}{}\n", pid.as_raw_nonzero());
        let _ = pipe.write_all(line.as_bytes());
    }
}

/// Is the guard until the process that started it ends; then kills what still runs.
pub fn guard_children() {
    // What ps and killall show; else it would be the program's name.
    let _ = std::fs::write("/proc/self/comm", GUARD);
    for child in remaining(io::stdin().lock()) {
        // One that has just ended is no error.
        let _ = match child {
            Guarded::Group(leader) => rustix::process::kill_process_group(leader, Signal::KILL),
            Guarded::Process(pid) => rustix::process::kill_process(pid, Signal::KILL),
        };
    }
}

/// Returns the children that began and did not end.
fn remaining(lines: impl BufRead) -> Vec<Guarded> {
    let mut children = Vec::new();
    for line in lines.lines().map_while(Result::ok) {
        let Some((has_begun, child)) = parse(&line) else {
            continue;
        };
        children.retain(|other| *other != child);
        if has_begun {
            children.push(child);
        }
    }
    children
}

/// Reads a line of [`note`].
fn parse(line: &str) -> Option<(bool, Guarded)> {
    let (sign, rest) = line.split_at_checked(1)?;
    let (kind, number) = rest.split_at_checked(1)?;
    let pid = Pid::from_raw(number.parse().ok()?)?;
    let child = match kind {
        "g" => Guarded::Group(pid),
        "p" => Guarded::Process(pid),
        _ => return None,
    };
    Some((sign == "+", child))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_end_remains() {
        let group = |number| Guarded::Group(Pid::from_raw(number).unwrap());
        let process = |number| Guarded::Process(Pid::from_raw(number).unwrap());
        let remaining = |text: &str| remaining(text.as_bytes());
        assert_eq!(remaining(""), []);
        assert_eq!(
            remaining("+g11\n+g12\n-g11\n+p13\n-p13\n+p14"),
            [group(12), process(14)]
        );
        assert_eq!(remaining("+g11\n-g11\n+g11\n-p11\n"), [group(11)]);
        // Never our own group, nor everybody.
        assert_eq!(remaining("+g0\n+p0\n+x1\n+11\n\n+\n+g\n"), []);
    }

    #[test]
    fn a_guard_that_cannot_start_is_missed_by_no_child() {
        let child = Guarded::Group(Pid::from_raw(1 << 22).unwrap());
        for program in ["", "/no/such/program", "/bin/true"] {
            let guard = Guard::new(program);
            guard.prepare();
            guard.began(child);
            guard.ended(child);
            guard.end();
        }
    }
}
