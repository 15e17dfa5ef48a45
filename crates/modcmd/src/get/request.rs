//! The arguments of `get`, and the receivers of its output and errors.
//!
//! Counterpart: cmd/go/internal/modget/get.go (flags of `CmdGet`).

use std::fmt;

use vamos_modload::LoadError;
use vamos_modload::ModuleUpdate;

use crate::commit::CommitError;

/// The arguments of `go get`.
#[derive(Clone, Copy, Debug)]
pub struct GetRequest<'a> {
    /// The packages and modules.
    pub args: &'a [String],
    /// `-u`: the version to which dependencies are upgraded; empty without it.
    pub upgrade: &'a str,
    /// `-t`: tests of packages count.
    pub tests: bool,
    /// `-tool`: the packages become tools.
    pub tool: bool,
    /// `-v`: conflicts are shown in full.
    pub verbose: bool,
}

/// Receives the output of the command.
pub trait GetSink: Sync {
    /// Shows a line on stderr, complete with its prefix.
    fn say(&mut self, line: &str);

    /// Switches to a newer Go if one of the errors requires it and switching is allowed; in this
    /// case it does not return. Returns true if the switch failed and all errors were printed.
    fn switch(&mut self, error: &LoadError) -> bool;

    /// Writes go.mod and go.sum.
    fn write(&mut self, updates: &[ModuleUpdate]) -> Result<(), GetError>;
}

/// The reason why the command fails.
#[derive(Debug)]
pub enum GetError {
    /// An error that may be resolved by a newer Go.
    Load(LoadError),
    /// `-tool` for a pattern that is not a package.
    Tool {
        /// The pattern.
        pattern: String,
    },
    /// go.mod or go.sum cannot be written.
    Write(CommitError),
    /// All errors were printed.
    Printed,
}

impl fmt::Display for GetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Load(error) => error.fmt(f),
            Self::Tool { pattern } => {
                write!(f, "go get -tool does not work with \"{pattern}\".")
            }
            Self::Write(error) => error.fmt(f),
            Self::Printed => f.write_str("errors were printed"),
        }
    }
}

impl From<LoadError> for GetError {
    fn from(error: LoadError) -> Self {
        Self::Load(error)
    }
}
