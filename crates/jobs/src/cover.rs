//! Instrumenting sources for coverage.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`cover`).

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// One run of the cover tool.
#[derive(Clone, Debug, Default)]
pub struct CoverJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// File with the tool's configuration for the package.
    pub config: Name,
    /// `set`, `count` or `atomic`.
    pub mode: String,
    /// The prefix of the names that are added.
    pub variable: String,
    /// The list of files to write.
    pub output_list: Name,
    /// The Go files.
    pub sources: Vec<Name>,
}

impl CoverJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.add(&["-pkgcfg", self.config.as_str()]);
        words.add(&["-mode", &self.mode]);
        words.add(&["-var", &self.variable]);
        words.add(&["-outfilelist", self.output_list.as_str()]);
        for source in &self.sources {
            words.add(&[source.as_str()]);
        }
        self.io.command(words)
    }
}
