//! Why a test runs on this machine.
//!
//! Counterpart: none.

use std::fmt;

use crate::results::NoKey;

/// Why a test runs here; with the path or variable that is the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LocalReason {
    /// No other machine runs it. If one should, that was reported.
    NoWorker,
    /// Coverage is measured.
    Covered,
    /// It may run for any time.
    Endless,
    /// Its result is not kept by content.
    NoKey(NoKey),
    /// Its program can start others.
    StartsPrograms,
    /// Its program reads variables that its log does not name.
    ReadsEnvironment,
    /// What is in its directories cannot be sent: this is neither a file nor a directory with
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
    /// It looked at a file there that was not sent.
    Saw(String),
    /// It asked for a variable there that was not sent.
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
            Self::Asked(name) => write!(f, "it asked for {name} on a worker"),
        }
    }
}
