//! Preprocessing of profiles.
//!
//! Counterpart: cmd/go/internal/work/action.go (`pgoActor`).

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// One run of the preprofile tool.
#[derive(Clone, Debug, Default)]
pub struct PreprofileJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// The file to write.
    pub output: Name,
    /// The profile.
    pub profile: Name,
}

impl PreprofileJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.add(&["-o", self.output.as_str(), "-i", self.profile.as_str()]);
        self.io.command(words)
    }
}
