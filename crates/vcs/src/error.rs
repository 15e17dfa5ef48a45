//! Errors of repositories and their tools, with upstream's texts.
//!
//! Counterpart: cmd/go/internal/vcs/vcs.go.

use std::fmt;
use std::sync::Arc;

use vamos_base::golang::process::Exit;
use vamos_base::golang::quote::quote;
use vamos_fsys::proc::LookPathError;
use vamos_fsys::proc::SpawnError;
use vamos_modfile::ModuleError;

use crate::system::System;

/// The reason why no usable repository was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindError {
    /// No directory above is a repository's root.
    NotFound {
        /// The directory of the search.
        dir: String,
    },
    /// One repository inside another.
    Multiple {
        /// The inner one's system.
        inner: System,
        /// The inner one's root.
        inner_dir: String,
        /// The outer one's system.
        outer: System,
        /// The outer one's root.
        outer_dir: String,
    },
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { dir } => write!(
                f,
                "directory {} is not using a known version control system",
                quote(dir)
            ),
            Self::Multiple {
                inner,
                inner_dir,
                outer,
                outer_dir,
            } => write!(
                f,
                "multiple VCS detected: {} in {}, and {} in {}",
                inner.command(),
                quote(inner_dir),
                outer.command(),
                quote(outer_dir)
            ),
        }
    }
}

impl std::error::Error for FindError {}

/// The reason why a repository's state could not be determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VcsError {
    /// The tool is not installed.
    Missing(LookPathError),
    /// The tool failed.
    Failed(Exit),
    /// The tool could not be started.
    Start(SpawnError),
    /// The tool's output cannot be parsed.
    Output(OutputError),
}

/// The error of parsing a tool's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputError {
    /// It is not `revision:seconds`.
    Unrecognized,
    /// The seconds are not a number.
    Seconds {
        /// The reason, in Go's words.
        reason: String,
    },
    /// A command's output is incomplete.
    Incomplete {
        /// The command.
        command: &'static str,
    },
    /// The time in a command's output does not have Go's layout.
    Time {
        /// The command.
        command: &'static str,
        /// The time.
        time: String,
        /// Go's layout.
        layout: &'static str,
    },
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrecognized => f.write_str("unrecognized VCS tool output"),
            Self::Seconds { reason } => write!(f, "unrecognized VCS tool output: {reason}"),
            Self::Incomplete { command } => {
                write!(f, "unable to parse output of {command}")
            }
            Self::Time {
                command,
                time,
                layout,
            } => {
                let time = quote(time);
                write!(
                    f,
                    "unable to parse output of {command}: parsing time {time} as \"{layout}\": cannot parse {time} as \"2006\""
                )
            }
        }
    }
}

impl fmt::Display for VcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(error) => error.fmt(f),
            Self::Failed(exit) => exit.fmt(f),
            Self::Start(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for VcsError {}

/// A command on a repository that failed (`codehost.RunError`). Passwords in addresses are
/// replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// The command, and the directory.
    pub(crate) command: String,
    /// Its end, or the reason why it did not start.
    pub(crate) failure: String,
    /// The exit code, if it has one.
    pub(crate) code: Option<i32>,
    /// Its stderr.
    pub(crate) stderr: String,
    /// An advice for the user.
    pub(crate) help: &'static str,
}

impl RunError {
    /// Adds an advice.
    pub(crate) fn with_help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.command, self.failure)?;
        let stderr = self.stderr.trim_end_matches('\n');
        if !stderr.is_empty() {
            write!(f, ":\n\t{}", stderr.replace('\n', "\n\t"))?;
        }
        if !self.help.is_empty() {
            write!(f, "\n{}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for RunError {}

impl From<RunError> for ModuleError {
    fn from(error: RunError) -> Self {
        Self::Other(Arc::new(error))
    }
}
