//! A process that ends our children if we are killed.
//!
//! It is this program again, under another name, and reads the numbers of processes and process
//! groups from a pipe. When the pipe ends, we have ended: it kills the ones that still run. The
//! kernel's mechanism, the parent-death signal, must be set between fork and exec. That takes
//! unsafe code, and fork instead of posix_spawn: with 100 MB of memory a child then costs 11 ms of
//! processor time instead of 1 ms. It would also not reach the children of children, such as gcc's.
//! Counterpart: none; children of a killed official command continue.

use std::io;
use std::io::BufRead;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use rustix::process::Pid;
use rustix::process::Signal;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGTERM;

use super::orphans;
use super::orphans::Announced;
use super::orphans::Guarded;
use super::process_name::set_process_name;

/// The name (`argv[0]`, at most 15 bytes) under which this program is the guard. It differs from
/// vamos' own: killing all processes with the name of vamos must not kill the guard.
pub const GUARD: &str = "vamos-guard";

/// The guard of one executor's children; it starts with the first child.
#[derive(Default)]
pub(super) struct Guard {
    /// The program that implements [`GUARD`]; empty for no guard.
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
    /// Returns a guard that is started as `program`.
    pub(super) fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            process: Mutex::default(),
        }
    }

    /// Starts the guard, unless it runs, and announces a child that is about to be started with
    /// this pipe as stdout: we may be killed before the child's number is known.
    pub(super) fn announce(&self, stdout: Option<u64>) {
        let mut process = self.process();
        if matches!(*process, State::Idle) && !self.program.is_empty() {
            *process = start(&self.program).map_or(State::Failed, State::Running);
        }
        if let Some(pipe) = stdout {
            write(&mut process, &format!("?{pipe}\n"));
        }
    }

    /// Records that an announced child began, or could not be started.
    pub(super) fn began(&self, stdout: Option<u64>, child: Option<Guarded>) {
        let mut lines = child.map_or_else(String::new, |child| line('+', child));
        if let Some(pipe) = stdout {
            lines.push_str(&format!("!{pipe}\n"));
        }
        write(&mut self.process(), &lines);
    }

    /// Records that a child ended; it must be called before another process can get its number.
    pub(super) fn ended(&self, child: Guarded) {
        write(&mut self.process(), &line('-', child));
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
    // It is not in the terminal's foreground group, so that it gets no signals from the terminal.
    command
        .arg0(GUARD)
        .env_clear()
        .current_dir("/")
        .process_group(0);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}

/// Sends lines to the guard, in one write. It fails if the guard was killed.
fn write(process: &mut State, lines: &str) {
    if let State::Running(child) = process
        && let Some(pipe) = &mut child.stdin
    {
        let _ = pipe.write_all(lines.as_bytes());
    }
}

fn line(sign: char, child: Guarded) -> String {
    let (kind, pid) = match child {
        Guarded::Group(pid) => ('g', pid),
        Guarded::Process(pid) => ('p', pid),
    };
    format!("{sign}{kind}{}\n", pid.as_raw_nonzero())
}

/// Runs the guard until the process that started it ends; then kills the remaining children.
pub fn guard_children() {
    // The name in ps and killall; else it would be the program's name.
    set_process_name(GUARD);
    // It ends after the process that it belongs to, even if all processes whose names begin with
    // vamos get a signal. If the handlers cannot be set, it still ends with that process.
    for signal in [SIGHUP, SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::default());
    }
    let mut left = remaining(io::stdin().lock());
    // The pipe ended, so each of them has completed its exec.
    left.children.extend(orphans::find(&left.announced));
    for child in left.children {
        // A process that has just ended is not an error.
        let _ = match child {
            Guarded::Group(leader) => rustix::process::kill_process_group(leader, Signal::KILL),
            Guarded::Process(pid) => rustix::process::kill_process(pid, Signal::KILL),
        };
    }
}

/// The remaining children at the end of the process that started us.
#[derive(Debug, Default, PartialEq, Eq)]
struct RemainingChildren {
    /// The children that began and have not ended.
    children: Vec<Guarded>,
    /// The children that may have begun.
    announced: Vec<Announced>,
}

/// Returns the remaining children after these lines.
fn remaining(lines: impl BufRead) -> RemainingChildren {
    let mut left = RemainingChildren::default();
    for line in lines.lines().map_while(Result::ok) {
        if let Some(Ok(pipe)) = line.strip_prefix('?').map(str::parse) {
            left.announced.push(Announced::now(pipe));
        } else if let Some(Ok(pipe)) = line.strip_prefix('!').map(str::parse::<u64>) {
            left.announced.retain(|other| other.pipe != pipe);
        } else if let Some((has_begun, child)) = parse(&line) {
            left.children.retain(|other| *other != child);
            if has_begun {
                left.children.push(child);
            }
        }
    }
    left
}

/// Parses a line from [`line`].
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
    fn running_children_remain() {
        let group = |number| Guarded::Group(Pid::from_raw(number).unwrap());
        let process = |number| Guarded::Process(Pid::from_raw(number).unwrap());
        let left = |text: &str| super::remaining(text.as_bytes());
        let remaining = |text: &str| left(text).children;
        assert_eq!(remaining(""), []);
        assert_eq!(
            remaining("+g11\n+g12\n-g11\n+p13\n-p13\n+p14"),
            [group(12), process(14)]
        );
        assert_eq!(remaining("+g11\n-g11\n+g11\n-p11\n"), [group(11)]);
        let announced = left("?1\n?2\n+g11\n!1\n?x\n").announced;
        let pipes: Vec<u64> = announced.iter().map(|child| child.pipe).collect();
        assert_eq!(pipes, [2]);
        // Never our own group, nor all processes.
        assert_eq!(remaining("+g0\n+p0\n+x1\n+11\n\n+\n+g\n"), []);
    }

    #[test]
    fn a_guard_that_cannot_start_is_missed_by_no_child() {
        let child = Guarded::Group(Pid::from_raw(1 << 22).unwrap());
        for program in ["", "/no/such/program", "/bin/true"] {
            let guard = Guard::new(program);
            guard.announce(Some(1));
            guard.began(Some(1), Some(child));
            guard.ended(child);
            guard.end();
        }
    }
}
