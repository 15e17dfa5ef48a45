//! The cgo tool.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, `dynimport`).

use vamos_base::golang::quote::quote;

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// One run of the cgo tool over the files of a package.
#[derive(Clone, Debug, Default)]
pub struct CgoJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// Directory of the generated files.
    pub objdir: String,
    /// The package's import path.
    pub import_path: String,
    /// The generated files do not import runtime/cgo.
    pub omits_runtime_cgo: bool,
    /// The generated files do not import syscall.
    pub omits_syscall: bool,
    /// The header with the exported functions.
    pub export_header: Option<Name>,
    /// Names in positions of files that an overlay replaces, `from=>to`.
    pub rewrites: Vec<String>,
    /// Flags of the linker, recorded in the generated files.
    pub ldflags: Vec<String>,
    /// Flags of the C compiler.
    pub compiler_flags: Vec<String>,
    /// The Go files.
    pub sources: Vec<Name>,
}

impl CgoJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.add(&["-objdir", &self.objdir, "-importpath", &self.import_path]);
        if self.omits_runtime_cgo {
            words.add(&["-import_runtime_cgo=false"]);
        }
        if self.omits_syscall {
            words.add(&["-import_syscall=false"]);
        }
        if let Some(header) = &self.export_header {
            words.push(format!("-exportheader={}", header.as_str()));
        }
        if !self.rewrites.is_empty() {
            words.add(&["-trimpath", &self.rewrites.join(";")]);
        }
        if !self.ldflags.is_empty() {
            let quoted: Vec<String> = self.ldflags.iter().map(|flag| quote(flag)).collect();
            words.push(format!("-ldflags={}", quoted.join(" ")));
        }
        words.add(&["--"]);
        words.extend(&self.compiler_flags);
        for source in &self.sources {
            words.add(&[source.as_str()]);
        }
        self.io.command(words)
    }
}

/// One run of the cgo tool that writes the dynamic imports of an executable as Go.
#[derive(Clone, Debug, Default)]
pub struct DynamicImportJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// The name of the package.
    pub package: String,
    /// The executable.
    pub object: Name,
    /// The Go file to write.
    pub output: Name,
    /// The program's own loader is recorded too.
    pub records_loader: bool,
}

impl DynamicImportJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.add(&["-dynpackage", &self.package]);
        words.add(&["-dynimport", self.object.as_str()]);
        words.add(&["-dynout", self.output.as_str()]);
        if self.records_loader {
            words.add(&["-dynlinker"]);
        }
        self.io.command(words)
    }
}
