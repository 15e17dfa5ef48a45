//! Compiling the Go files of a package.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`gcToolchain.gc`).

use std::sync::Arc;

use crate::command::Command;
use crate::io::Io;
use crate::name::Name;
use crate::stub::Stub;

/// The results that are wanted of a compilation. Only the instrumented compiler makes more than the
/// archive; another one makes that in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompileExtent {
    /// The archive.
    #[default]
    Archive,
    /// The export data too, in [`early_exports`] as soon as they are final.
    WithEarlyExports,
    /// Only the report of reads, and early export data: the compiler ends when it has read its
    /// imports. Where this compiler may run but is missing, the job fails.
    OnlyReads,
}

/// Returns the path of an archive's early export data.
pub fn early_exports(archive: &str) -> String {
    format!("{archive}.early")
}

/// One run of the Go compiler.
#[derive(Clone, Debug, Default)]
pub struct CompileJob {
    /// Tool, directory, inputs and outputs.
    pub io: Io,
    /// The archive to write.
    pub output: Name,
    /// Rewrites of directories in recorded paths (`-trimpath`).
    pub trimpath: String,
    /// The package's path for the linker (`-p`).
    pub package_path: String,
    /// The language version, `go1.21`.
    pub language: String,
    /// The package is part of the standard library.
    pub is_standard: bool,
    /// The package has no functions that are defined outside of Go.
    pub is_complete: bool,
    /// `-installsuffix`; empty for none.
    pub install_suffix: String,
    /// `-buildid`; empty for none.
    pub build_id: String,
    /// No debug information is written.
    pub omits_dwarf: bool,
    /// `-goversion`; empty for none.
    pub go_version: String,
    /// The configuration of a package instrumented for coverage.
    pub coverage: Option<Name>,
    /// The preprocessed profile.
    pub profile: Option<Name>,
    /// The list of symbols that assembly defines. With it, the compiler writes `header`.
    pub symabis: Option<Name>,
    /// The header for assembly that the compiler writes.
    pub header: Name,
    /// Threads of the compiler's back end; not passed unless above one.
    pub concurrency: usize,
    /// Flags of the build mode and of the user.
    pub flags: Vec<String>,
    /// `-D`: base of relative imports; empty forbids them.
    pub local_prefix: String,
    /// File with the paths of the imported packages' archives.
    pub importcfg: Name,
    /// File with the paths of embedded files.
    pub embedcfg: Option<Name>,
    /// The Go files.
    pub sources: Vec<Name>,
    /// The package after its check, if it was checked: no argument, and only the instrumented
    /// compiler can use it.
    pub stub: Option<Arc<Stub>>,
}

impl CompileJob {
    /// Renders the command line.
    pub(crate) fn command(&self) -> Command {
        let mut words = self.io.words();
        words.add(&["-o", self.output.as_str(), "-trimpath", &self.trimpath]);
        words.add(&["-p", &self.package_path]);
        words.push(format!("-lang={}", self.language));
        if self.is_standard {
            words.add(&["-std"]);
        }
        if self.is_complete {
            words.add(&["-complete"]);
        }
        if !self.install_suffix.is_empty() {
            words.add(&["-installsuffix", &self.install_suffix]);
        }
        if !self.build_id.is_empty() {
            words.add(&["-buildid", &self.build_id]);
        }
        if self.omits_dwarf {
            words.add(&["-dwarf=false"]);
        }
        if !self.go_version.is_empty() {
            words.add(&["-goversion", &self.go_version]);
        }
        if let Some(config) = &self.coverage {
            words.push(format!("-coveragecfg={}", config.as_str()));
        }
        if let Some(profile) = &self.profile {
            words.push(format!("-pgoprofile={}", profile.as_str()));
        }
        if let Some(symabis) = &self.symabis {
            words.add(&["-symabis", symabis.as_str()]);
        }
        if self.concurrency > 1 {
            words.push(format!("-c={}", self.concurrency));
        }
        words.extend(&self.flags);
        if self.local_prefix.is_empty() {
            words.add(&["-nolocalimports"]);
        } else {
            words.add(&["-D", &self.local_prefix]);
        }
        words.add(&["-importcfg", self.importcfg.as_str()]);
        if let Some(embedcfg) = &self.embedcfg {
            words.add(&["-embedcfg", embedcfg.as_str()]);
        }
        words.add(&["-pack"]);
        if self.symabis.is_some() {
            words.add(&["-asmhdr", self.header.as_str()]);
        }
        for source in &self.sources {
            words.add(&[source.as_str()]);
        }
        self.io.command(words)
    }
}

#[cfg(test)]
mod tests {
    use super::CompileJob;
    use crate::Job;
    use crate::WorkDir;

    #[test]
    fn options_stand_in_the_official_order() {
        let work = WorkDir::new("/w");
        let mut job = CompileJob {
            output: work.name("/w/b001/_pkg_.a"),
            trimpath: work.text("/w/b001=>"),
            package_path: "p".to_owned(),
            language: "go1.21".to_owned(),
            is_complete: true,
            concurrency: 2,
            importcfg: work.name("/w/b001/importcfg"),
            sources: vec![work.name("/src/p.go")],
            ..CompileJob::default()
        };
        job.io.tool.program = "/t/compile".to_owned();
        let command = Job::Compile(Box::new(job)).command("$WORK");
        assert_eq!(
            command.words.join(" "),
            "/t/compile -o $WORK/b001/_pkg_.a -trimpath $WORK/b001=> -p p -lang=go1.21 \
             -complete -c=2 -nolocalimports -importcfg $WORK/b001/importcfg -pack /src/p.go"
        );
    }
}
