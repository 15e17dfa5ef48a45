//! Go's assembler.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`asmArgs`, `asm`, `symabis`).

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// One run of Go's assembler.
#[derive(Clone, Debug, Default)]
pub struct AsmJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// The package's path for the linker (`-p`).
    pub package_path: String,
    /// Rewrites of directories in recorded paths (`-trimpath`).
    pub trimpath: String,
    /// Search directories of headers, in addition to the source's own directory.
    pub includes: Vec<String>,
    /// `GOOS_linux` and `GOARCH_amd64`: the names that come before the flags.
    pub target: [String; 2],
    /// Flags of the build mode and of the user.
    pub flags: Vec<String>,
    /// Names that come after the flags.
    pub defines: Vec<String>,
    /// `-D=GOBUILDMODE_shared=1`, in that spelling.
    pub is_shared_runtime: bool,
    /// The package is part of the standard library (`-std`, from Go 1.27 on).
    pub is_standard: bool,
    /// Kind of output.
    pub step: AsmStep,
    /// The file to write.
    pub output: Name,
    /// The sources; one unless symbols are listed.
    pub sources: Vec<Name>,
}

/// Kind of output of the assembler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AsmStep {
    /// An object file.
    #[default]
    Assemble,
    /// The list of symbols and their calling conventions, for the compiler.
    ListSymbols,
}

impl AsmJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.add(&["-p", &self.package_path, "-trimpath", &self.trimpath]);
        for include in &self.includes {
            words.add(&["-I", include]);
        }
        for name in &self.target {
            words.add(&["-D", name]);
        }
        words.extend(&self.flags);
        if self.is_shared_runtime {
            words.add(&["-D=GOBUILDMODE_shared=1"]);
        }
        if self.is_standard {
            words.add(&["-std"]);
        }
        for name in &self.defines {
            words.add(&["-D", name]);
        }
        if self.step == AsmStep::ListSymbols {
            words.add(&["-gensymabis"]);
        }
        words.add(&["-o", self.output.as_str()]);
        for source in &self.sources {
            words.add(&[source.as_str()]);
        }
        self.io.command(words)
    }
}
