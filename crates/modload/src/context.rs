//! The inputs of loading: environment, flags, files, and a cancel token.
//!
//! This replaces all of upstream's package-level variables, so that a program can load from memory,
//! and twice in one process.
//! Counterpart: cmd/go/internal/cfg (the variables that loading reads).

use std::error::Error;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::golang::gover::Local;
use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_fsys::HashedFiles;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_modules::source::ModuleFetcher;
use vamos_sched::Pool;
use vamos_vcs::Stamper;

use crate::dirpkg::BuildContext;
use crate::dirpkg::DirCache;
use crate::module_update::ModuleUpdate;
use crate::policy::LoadPolicy;

/// Prints a line.
pub type Say = Arc<dyn Fn(&str) + Send + Sync>;

/// The error of writing changes of module files.
pub type CommitFailure = Arc<dyn Error + Send + Sync>;

/// Writes changes of module files, and returns a reader of repositories that sees them.
pub type Commit<'a> =
    Arc<dyn Fn(&[ModuleUpdate]) -> Result<Arc<Stamper>, CommitFailure> + Send + Sync + 'a>;

/// The inputs of one load. Immutable; shared by all threads of it.
#[derive(Clone)]
pub struct LoadContext<'a> {
    /// The resolved environment.
    pub env: &'a GoEnv,
    /// The build flags; `mod_flag` is empty without `-mod`.
    pub flags: &'a BuildOptions,
    /// The permissions of the command.
    pub policy: LoadPolicy,
    /// The only view of files that loading has.
    pub files: Arc<dyn HashedFiles>,
    /// The contents of directories, read once and shared by all parts of loading.
    pub dirs: Arc<DirCache>,
    /// The target for which files are selected.
    pub build_context: BuildContext,
    /// The working directory (`base.Cwd`), absolute and clean.
    pub cwd: String,
    /// Set when the run should end.
    pub cancel: Cancel,
    /// Reads the state of repositories. Without one, no version control stamp is made.
    pub stamper: Option<Arc<Stamper>>,
    /// Writes the module files that the load changed, if a version-control stamp depends on them.
    /// Without it, the stamp is computed from the files before the load.
    pub commit: Option<Commit<'a>>,
    /// Gets modules that are not on disk; without one, they count as missing.
    pub fetcher: Option<Arc<dyn ModuleFetcher>>,
    /// Prints a line to stderr at once, so that lines from before a request to the network
    /// are printed before the fetcher's own lines. Without it, lines are returned at the
    /// end of the load.
    pub say: Option<Say>,
    /// The threads that loading may use.
    pub pool: Pool,
}

impl LoadContext<'_> {
    /// Returns GOROOT/src (`cfg.GOROOTsrc`).
    pub fn goroot_src(&self) -> String {
        path::join(&[&self.env.sdk.goroot, "src"])
    }

    /// Returns the running Go, in the form for errors about newer ones.
    pub(crate) fn local_go(&self) -> Local {
        self.env.sdk.local.clone()
    }

    /// Returns the path and directory of an import from the snapshot of GOFIPS140.
    pub fn fips_import(&self, import: &str) -> Option<(ImportPath, Dir)> {
        self.flags.sources.fips.as_ref()?.resolve_import(import)
    }

    /// Reports whether patterns of `//go:embed` may name links (GODEBUG=embedfollowsymlinks=1).
    pub fn follows_embedded_links(&self) -> bool {
        self.has_godebug("embedfollowsymlinks=1")
    }

    /// Reports whether GODEBUG has this setting.
    pub fn has_godebug(&self, setting: &str) -> bool {
        let settings = self.env.get("GODEBUG");
        settings.split(',').any(|have| have == setting)
    }

    /// Returns the first entry of GOPATH, or empty.
    pub(crate) fn first_gopath(&self) -> &str {
        self.env.dirs.gopath.split(':').next().unwrap_or_default()
    }

    /// Returns GOBIN or the first GOPATH entry's `bin` (`BinDir`).
    pub fn bin_dir(&self) -> String {
        if !self.env.dirs.gobin.is_empty() {
            return self.env.dirs.gobin.clone();
        }
        match self.first_gopath() {
            "" => String::new(),
            gopath => path::join(&[gopath, "bin"]),
        }
    }

    /// Returns the local Go version without the `go` prefix (`gover.Local`).
    pub fn local_go_version(&self) -> &str {
        &self.env.sdk.local.version
    }
}
