//! The build flags as typed: what `go help build` lists.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`Build*`), cmd/go/internal/work/build.go
//! (`AddBuildFlags`).

use crate::FipsSnapshot;

/// One occurrence of a per-package flag such as `-gcflags=[pattern=]args`
/// (cmd/go/internal/load/flag.go).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerPackageFlag {
    /// The pattern before `=`; `None` means the packages named on the command line.
    pub pattern: Option<String>,
    /// The arguments, already split with cmd/internal/quoted.
    pub args: Vec<String>,
}

/// The build flags of one command, defaults filled in.
#[derive(Clone, Debug)]
pub struct BuildFlags {
    /// The command's name, for error texts only. What a command may do is in cli's table and
    /// is passed to other crates as named values.
    pub command: String,
    /// `-a`
    pub rebuild_all: bool,
    /// `-buildmode`, raw; `default` where not given.
    pub buildmode: String,
    /// `-buildvcs`: `auto`, `true` or `false`.
    pub buildvcs: String,
    /// `-mod`; empty if it is not given and loading has not set the default yet.
    pub mod_flag: String,
    /// `-modcacherw`
    pub modcacherw: bool,
    /// `-modfile`
    pub modfile: String,
    /// `-overlay`
    pub overlay: String,
    /// `-linkshared`
    pub linkshared: bool,
    /// `-msan`
    pub msan: bool,
    /// `-asan`
    pub asan: bool,
    /// `-race`
    pub race: bool,
    /// `-cover`
    pub cover: bool,
    /// `-covermode`
    pub covermode: String,
    /// `-coverpkg`
    pub coverpkg: Vec<String>,
    /// `-json` of build, install (build events)
    pub json: bool,
    /// `-n`
    pub n: bool,
    /// `-o`
    pub output: String,
    /// `-p` as typed; less than 1 is refused before anything is built.
    pub parallel: i64,
    /// `-pgo`: `auto`, `off` or a file.
    pub pgo: String,
    /// `-pkgdir`
    pub pkgdir: String,
    /// `-installsuffix`
    pub installsuffix: String,
    /// `-tags`, split at commas.
    pub tags: Vec<String>,
    /// `-toolexec`, split with cmd/internal/quoted.
    pub toolexec: Vec<String>,
    /// `-trimpath`
    pub trimpath: bool,
    /// `-v`
    pub v: bool,
    /// `-work`
    pub work: bool,
    /// `-x`
    pub x: bool,
    /// `-asmflags`
    pub asmflags: Vec<PerPackageFlag>,
    /// `-gcflags`
    pub gcflags: Vec<PerPackageFlag>,
    /// `-ldflags`
    pub ldflags: Vec<PerPackageFlag>,
    /// `-gccgoflags`
    pub gccgoflags: Vec<PerPackageFlag>,
    /// Raw text of each flag as recorded in build info, in the order typed:
    /// (`-ldflags`, `-s -w`). `BuildInfo` wants the text, not the split list.
    pub raw: Vec<(String, String)>,
    /// `-debug-actiongraph`
    pub debug_actiongraph: String,
    /// The snapshot that GOFIPS140 selects, once it is unpacked.
    pub fips: Option<FipsSnapshot>,
}

impl BuildFlags {
    /// Reports whether the user may look for the files that tools write to the work directory.
    pub fn shows_work_files(&self) -> bool {
        self.x
            || self.work
            || !self.toolexec.is_empty()
            // The action graph shows commands, too.
            || !self.debug_actiongraph.is_empty()
    }
}

impl Default for BuildFlags {
    fn default() -> Self {
        Self {
            command: String::new(),
            rebuild_all: false,
            buildmode: "default".to_owned(),
            buildvcs: "auto".to_owned(),
            mod_flag: String::new(),
            modcacherw: false,
            modfile: String::new(),
            overlay: String::new(),
            linkshared: false,
            msan: false,
            asan: false,
            race: false,
            cover: false,
            covermode: String::new(),
            coverpkg: Vec::new(),
            json: false,
            n: false,
            output: String::new(),
            parallel: 1,
            pgo: "auto".to_owned(),
            pkgdir: String::new(),
            installsuffix: String::new(),
            tags: Vec::new(),
            toolexec: Vec::new(),
            trimpath: false,
            v: false,
            work: false,
            x: false,
            asmflags: Vec::new(),
            gcflags: Vec::new(),
            ldflags: Vec::new(),
            gccgoflags: Vec::new(),
            raw: Vec::new(),
            debug_actiongraph: String::new(),
            fips: None,
        }
    }
}
