//! Common parts of every job: its tool, its directory, and its input and output files.
//!
//! A declared input is the only file besides the tool that a job may depend on. An executor that
//! runs a job elsewhere provides these files and no others; `cargo xtask hermetic` proves that they
//! are enough.
//! Counterpart: none; upstream's tools see the whole file system.

use std::sync::Arc;

use vamos_base::Digest;

use crate::command::Command;
use crate::command::Words;
use crate::name::Name;

/// The parts that all jobs have in common.
#[derive(Clone, Debug, Default)]
pub struct Io {
    /// The tool that runs.
    pub tool: Tool,
    /// The directory it runs in; `.` or empty is the directory of the whole command.
    pub dir: String,
    /// Variables set over the environment of tools.
    pub env: Vec<(String, String)>,
    /// The package's description (`TOOLEXEC_IMPORTPATH`); empty without a package.
    pub description: String,
    /// The files that the job reads.
    pub inputs: Vec<Input>,
    /// The files that the job writes. A job may fail to write one of them only if it
    /// fails.
    pub outputs: Vec<Name>,
}

impl Io {
    /// Returns the start of the command line: the user's wrapper (`-toolexec`), if any,
    /// and the tool.
    pub(crate) fn words(&self) -> Words {
        let mut start = self.tool.wrapper.clone();
        start.push(self.tool.program.clone());
        Words::starting_with(start)
    }

    /// Returns the command with these words.
    pub(crate) fn command(&self, words: Words) -> Command {
        Command {
            words: words.0,
            dir: self.dir.clone(),
            env: self.env.clone(),
        }
    }
}

/// The program of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tool {
    /// Words that stand before the program (`-toolexec`).
    pub wrapper: Vec<String>,
    /// The program: a path, or a name that is looked up on PATH.
    pub program: String,
    /// Source of the program and its files.
    pub source: ToolSource,
}

/// Source of a tool, which determines the files that it needs to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToolSource {
    /// One static executable of the Go SDK.
    #[default]
    Sdk,
    /// An executable of the SDK that runs the host's C toolchain.
    SdkWithHost,
    /// The host's C toolchain: compilers, headers and libraries where the system keeps
    /// them.
    Host,
}

/// A file that a job reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The file's name inside the job.
    pub name: Name,
    /// Kind of content.
    pub content: Content,
}

/// The content of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The bytes are in the file of that name on this machine.
    File,
    /// Like `Sdk`, with their digest.
    Digest(Digest),
    /// This text, with the placeholder of the work directory in it. It is also in the file
    /// of that name once the build has written it.
    Text(Arc<str>),
    /// The directory of that name and everything below it.
    Tree,
}

impl Input {
    /// Returns an input whose bytes are on this machine.
    pub fn file(name: Name) -> Self {
        Self {
            name,
            content: Content::File,
        }
    }

    /// Returns an input that the build generates.
    pub fn text(name: Name, text: &str) -> Self {
        Self {
            name,
            content: Content::Text(text.into()),
        }
    }

    /// Returns a directory with everything below it.
    pub fn tree(name: Name) -> Self {
        Self {
            name,
            content: Content::Tree,
        }
    }
}
