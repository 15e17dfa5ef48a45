//! Linking executables and shared libraries.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`gcToolchain.ld`, `ldShared`).

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;

/// One run of the linker.
#[derive(Clone, Debug, Default)]
pub struct LinkJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// The file to write, as the command line names it: some systems record the name in
    /// a library, so it may be relative to the job's directory.
    pub output: String,
    /// File with the paths of all packages' archives.
    pub importcfg: Name,
    /// `-installsuffix`; empty for none, unless a library is linked.
    pub install_suffix: String,
    /// No symbol table and no debug information (`-s -w`).
    pub strips: bool,
    /// `-pluginpath`.
    pub plugin_path: Option<String>,
    /// The object that the FIPS module is checked with (`-fipso`).
    pub fips_object: Option<Name>,
    /// Values of string variables (`-X`), `name=value`.
    pub values: Vec<String>,
    /// `-buildmode`.
    pub build_mode: String,
    /// `-buildid`; empty for none.
    pub build_id: String,
    /// Flags of the build mode and of the user.
    pub flags: Vec<String>,
    /// The compiler that links where C is involved (`-extld`).
    pub external_linker: Option<String>,
    /// Packages with objects of other compilers.
    pub foreign: ForeignObjects,
    /// Main archive of the link.
    pub main: LinkMain,
}

/// The packages of a link that may have objects of other compilers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForeignObjects {
    /// No package has any.
    #[default]
    None,
    /// Packages of GOROOT that use cgo. The linker may look for a library of the C compiler.
    Standard,
    /// Others have, too. The linker may run the host's.
    Any,
}

/// Main archive or shared library of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkMain {
    /// The archive of package main.
    Archive(String),
    /// Packages with their installed archives, for a shared library.
    Packages(Vec<(String, String)>),
}

impl Default for LinkMain {
    fn default() -> Self {
        Self::Packages(Vec::new())
    }
}

impl LinkJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let is_library = matches!(self.main, LinkMain::Packages(_));
        let mut words = self.io.words();
        words.add(&["-o", &self.output, "-importcfg", self.importcfg.as_str()]);
        if is_library || !self.install_suffix.is_empty() {
            words.add(&["-installsuffix", &self.install_suffix]);
        }
        if self.strips {
            words.add(&["-s", "-w"]);
        }
        if let Some(path) = &self.plugin_path {
            words.add(&["-pluginpath", path]);
        }
        if let Some(object) = &self.fips_object {
            words.add(&["-fipso", object.as_str()]);
        }
        for value in &self.values {
            words.push(format!("-X={value}"));
        }
        words.push(format!("-buildmode={}", self.build_mode));
        if !self.build_id.is_empty() {
            words.push(format!("-buildid={}", self.build_id));
        }
        words.extend(&self.flags);
        if let Some(linker) = &self.external_linker {
            words.push(format!("-extld={linker}"));
        }
        match &self.main {
            LinkMain::Archive(archive) => words.add(&[archive]),
            LinkMain::Packages(packages) => {
                for (path, archive) in packages {
                    words.push(format!("{path}={archive}"));
                }
            }
        }
        self.io.command(words)
    }
}
