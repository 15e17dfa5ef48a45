//! Analysis of a package by the vet tool, or by another tool with its protocol.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`vet`).

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// One run of the vet tool.
#[derive(Clone, Debug, Default)]
pub struct VetJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// Flags of the tool.
    pub flags: Vec<String>,
    /// The description of the package.
    pub config: Name,
}

impl VetJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.extend(&self.flags);
        words.add(&[self.config.as_str()]);
        self.io.command(words)
    }
}
