//! Exit states of processes, in Go's words.
//!
//! Counterpart: os.ProcessState, and the table of signals in package syscall on Linux.

use std::fmt;
use std::time::Duration;

/// Exit state of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It returned this code.
    Code(i32),
    /// It was ended by this signal; true if it left a core dump.
    Signal(i32, bool),
}

impl Exit {
    /// Reports whether the child returned 0.
    pub fn is_success(self) -> bool {
        self == Self::Code(0)
    }
}

/// Go's text of `os.ProcessState`: `exit status 2`, `signal: killed`.
impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Code(code) => write!(f, "exit status {code}"),
            Self::Signal(signal, core) => {
                match signal_name(signal) {
                    Some(name) => write!(f, "signal: {name}")?,
                    None => write!(f, "signal: signal {signal}")?,
                }
                f.write_str(if core { " (core dumped)" } else { "" })
            }
        }
    }
}

/// Go's names of the signals that end processes (syscall's signal table on Linux).
fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => return None,
    })
}

/// The processor time of a child and of the children that it waited for; zero where the
/// system does not report it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Time outside the kernel.
    pub user: Duration,
    /// Time inside the kernel.
    pub system: Duration,
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn ends_are_described_as_in_go() {
        assert_eq!(Exit::Code(2).to_string(), "exit status 2");
        assert_eq!(Exit::Signal(9, false).to_string(), "signal: killed");
        assert_eq!(
            Exit::Signal(6, true).to_string(),
            "signal: aborted (core dumped)"
        );
        assert_eq!(Exit::Signal(64, false).to_string(), "signal: signal 64");
        assert!(Exit::Code(0).is_success() && !Exit::Signal(1, false).is_success());
    }
}
