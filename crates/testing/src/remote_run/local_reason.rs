//! Reasons to run a test on this machine.
//!
//! Counterpart: none.

use std::fmt;

use crate::results::NoKey;

/// Reason to run a test here, with the path or variable that causes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LocalReason {
    /// No other machine runs it. If one should, that was reported.
    NoWorker,
    /// Coverage is measured.
    Covered,
    /// It has no time limit.
    Endless,
    /// Its result has no key by content.
    NoKey(NoKey),
    /// Its program can start others.
    StartsPrograms,
    /// Its program reads variables that its log does not name.
    ReadsEnvironment,
    /// This path in its directories cannot be sent: it is neither a file nor a directory with
    /// files.
    Special(String),
    /// Its directories have too many files, or too large ones.
    TooLarge,
    /// The protocol has no such name.
    Name(String),
    /// This file cannot be read.
    Changed(String),
    /// It failed there, with this exit code.
    Failed(i32),
    /// It printed on stderr there.
    Stderr,
    /// It wrote no log there.
    NoLog,
    /// It accessed a file there that was not sent.
    Saw(String),
    /// It read a variable there that was not sent.
    Asked(String),
}

impl fmt::Display for LocalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWorker => f.write_str("no other machine runs it"),
            Self::Covered => f.write_str("coverage is measured"),
            Self::Endless => f.write_str("it has no time limit"),
            Self::NoKey(why) => why.fmt(f),
            Self::StartsPrograms => f.write_str("it may start programs"),
            Self::ReadsEnvironment => f.write_str("it may read all environment variables"),
            Self::Special(path) => write!(f, "{path} cannot be sent"),
            Self::TooLarge => f.write_str("its directory is too large"),
            Self::Name(path) => write!(f, "the name {path} cannot be sent"),
            Self::Changed(path) => write!(f, "{path} cannot be read"),
            Self::Failed(code) => write!(f, "it failed on a worker, exit code {code}"),
            Self::Stderr => f.write_str("it printed on stderr on a worker"),
            Self::NoLog => f.write_str("it wrote no log on a worker"),
            Self::Saw(path) => write!(f, "it looked at {path} on a worker"),
            Self::Asked(name) => write!(f, "it read the variable {name} on a worker"),
        }
    }
}
