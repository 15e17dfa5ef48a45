//! The meaning of the build flags, grouped by reader.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`Build*`), cmd/go/internal/work/build.go
//! (`AddBuildFlags`).

use crate::FipsSnapshot;
use crate::TypedFlags;

/// One occurrence of a per-package flag such as `-gcflags=[pattern=]args`
/// (cmd/go/internal/load/flag.go).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerPackageFlag {
    /// The pattern before `=`; `None` means the packages named on the command line.
    pub pattern: Option<String>,
    /// The arguments, already split with cmd/internal/quoted.
    pub args: Vec<String>,
}

/// The build flags of one command with their meanings, defaults filled in.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The output kind, and the path of the result.
    pub mode: Mode,
    /// Additions to the code.
    pub instrument: Instrument,
    /// Records of the result's origin.
    pub reproducibility: Reproducibility,
    /// Finding and storing modules.
    pub modules: ModuleOptions,
    /// Which sources are used.
    pub sources: Sources,
    /// Options of tools.
    pub tools: ToolOptions,
    /// Output and files in addition to the result.
    pub report: Report,
    /// `-a`
    pub rebuild_all: bool,
    /// `-p`; less than 1 is refused before anything is built.
    pub parallel: i64,
    /// The texts that build info records.
    pub typed: TypedFlags,
}

/// The output kind, and the path of the result.
#[derive(Clone, Debug)]
pub struct Mode {
    /// `-buildmode`; `default` if not given.
    pub buildmode: String,
    /// `-linkshared`
    pub linkshared: bool,
    /// `-o`
    pub output: String,
    /// `-pkgdir`
    pub pkgdir: String,
    /// `-installsuffix`
    pub installsuffix: String,
}

/// Additions to the code.
#[derive(Clone, Debug, Default)]
pub struct Instrument {
    /// `-race`
    pub race: bool,
    /// `-msan`
    pub msan: bool,
    /// `-asan`
    pub asan: bool,
    /// `-cover`
    pub cover: bool,
    /// `-covermode`
    pub covermode: String,
    /// `-coverpkg`
    pub coverpkg: Vec<String>,
}

/// Records of the result's origin.
#[derive(Clone, Debug)]
pub struct Reproducibility {
    /// `-trimpath`
    pub trimpath: bool,
    /// `-buildvcs`: `auto`, `true` or `false`.
    pub buildvcs: String,
}

/// Finding and storing modules.
#[derive(Clone, Debug, Default)]
pub struct ModuleOptions {
    /// `-mod`; empty if not given: loading then decides, and does not report its decision.
    pub mod_flag: String,
    /// `-modfile`
    pub modfile: String,
    /// `-modcacherw`
    pub modcacherw: bool,
}

/// Which sources are used.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `-tags`, split at commas, and the tag of the snapshot.
    pub tags: Vec<String>,
    /// `-overlay`
    pub overlay: String,
    /// The snapshot that GOFIPS140 selects, once it is unpacked.
    pub fips: Option<FipsSnapshot>,
}

/// Options of tools.
#[derive(Clone, Debug)]
pub struct ToolOptions {
    /// `-asmflags`
    pub asmflags: Vec<PerPackageFlag>,
    /// `-gcflags`
    pub gcflags: Vec<PerPackageFlag>,
    /// `-ldflags`
    pub ldflags: Vec<PerPackageFlag>,
    /// `-gccgoflags`
    pub gccgoflags: Vec<PerPackageFlag>,
    /// `-toolexec`, split with cmd/internal/quoted.
    pub toolexec: Vec<String>,
    /// `-pgo`: `auto`, `off` or a file.
    pub pgo: String,
}

/// Output and files in addition to the result.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// `-json` of build, install (build events)
    pub json: bool,
    /// `-n`
    pub n: bool,
    /// `-v`
    pub v: bool,
    /// `-x`
    pub x: bool,
    /// `-work`
    pub work: bool,
    /// `-debug-actiongraph`
    pub debug_actiongraph: String,
}

impl BuildOptions {
    /// Reports whether the user may open the files that tools write to the work directory.
    pub fn shows_work_files(&self) -> bool {
        self.report.x
            || self.report.work
            || !self.tools.toolexec.is_empty()
            // The action graph shows commands, too.
            || !self.report.debug_actiongraph.is_empty()
    }
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            instrument: Instrument::default(),
            reproducibility: Reproducibility::default(),
            modules: ModuleOptions::default(),
            sources: Sources::default(),
            tools: ToolOptions::default(),
            report: Report::default(),
            rebuild_all: false,
            parallel: 1,
            typed: TypedFlags::default(),
        }
    }
}

impl Default for Mode {
    fn default() -> Self {
        Self {
            buildmode: "default".to_owned(),
            linkshared: false,
            output: String::new(),
            pkgdir: String::new(),
            installsuffix: String::new(),
        }
    }
}

impl Default for Reproducibility {
    fn default() -> Self {
        Self {
            trimpath: false,
            buildvcs: "auto".to_owned(),
        }
    }
}

impl Default for ToolOptions {
    fn default() -> Self {
        Self {
            asmflags: Vec::new(),
            gcflags: Vec::new(),
            ldflags: Vec::new(),
            gccgoflags: Vec::new(),
            toolexec: Vec::new(),
            pgo: "auto".to_owned(),
        }
    }
}
