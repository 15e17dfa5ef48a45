//! Compilers of other languages: C, C++, Objective-C, Fortran and their assembler.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`ccompile`, `gccld`).

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// Compiles one foreign source.
#[derive(Clone, Debug, Default)]
pub struct ForeignCompileJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// Arguments of the compiler that the target decides, and those that the user gave
    /// with its name.
    pub arguments: Vec<String>,
    /// Flags of the package and of the user.
    pub flags: Vec<String>,
    /// The object to write.
    pub object: Name,
    /// The source, as the command line names it: relative to the job's directory.
    pub source: String,
}

impl ForeignCompileJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.extend(&self.arguments);
        words.extend(&self.flags);
        words.add(&["-o", self.object.as_str(), "-c", &self.source]);
        self.io.command(words)
    }
}

/// Links foreign objects with a stand-in for the rest of the program.
#[derive(Clone, Debug, Default)]
pub struct TrialLinkJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// Arguments of the compiler, as in [`ForeignCompileJob`].
    pub arguments: Vec<String>,
    /// The executable to write.
    pub output: Name,
    /// The objects, the stand-in first.
    pub objects: Vec<Name>,
    /// Flags of the linker.
    pub flags: Vec<String>,
}

impl TrialLinkJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.extend(&self.arguments);
        words.add(&["-o", self.output.as_str()]);
        for object in &self.objects {
            words.add(&[object.as_str()]);
        }
        words.extend(&self.flags);
        self.io.command(words)
    }
}
