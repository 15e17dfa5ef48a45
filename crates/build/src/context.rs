//! The values that a build works from.
//!
//! Counterpart: the package-level variables of cmd/go/internal/{cfg,work}.

use vamos_base::Cancel;
use vamos_cache::Hasher;
use vamos_cache::Store;
use vamos_fsys::HashedFiles;
use vamos_fsys::proc::Executor;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_localstore::Table;
use vamos_sched::Pool;

use crate::checks::Checks;
use crate::events::EventSink;
use crate::job_settings::JobSettings;
use crate::reuse::Reuse;

/// Needs of `list`; empty for all other commands.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListNeeds {
    /// Nothing is linked, installed or shown for its own sake (`IsCmdList`).
    pub is_list: bool,
    /// The outcome has each package's `export` and `build_id` (`NeedExport`).
    pub needs_export: bool,
    /// The outcome has each package's `compiled_go_files` (`NeedCompiledGoFiles`).
    pub needs_compiled_go_files: bool,
    /// Errors are reported with their package and do not end the command (`AllowErrors`).
    pub allows_errors: bool,
}

/// Properties of the command that a build runs for.
#[derive(Clone, Copy, Debug)]
pub struct CommandNeeds<'a> {
    /// The command's name, for error texts only. The policy of a command is in cli's table and is
    /// passed to other crates as named values.
    pub name: &'a str,
    /// Needs of `list`.
    pub list: ListNeeds,
    /// True if the result has a journal.
    pub journal: bool,
    /// True if the build only records what compilations have read, for packages whose archives are
    /// in the cache.
    pub only_reads: bool,
}

/// The values that a build works from.
#[derive(Clone)]
pub struct Context<'a> {
    /// The environment.
    pub env: &'a GoEnv,
    /// The parsed build flags.
    pub flags: &'a BuildOptions,
    /// The view of source files.
    pub files: &'a dyn HashedFiles,
    /// The directory in which the command runs.
    pub cwd: &'a str,
    /// Makes keys.
    pub hasher: &'a Hasher,
    /// The build cache.
    pub cache: &'a dyn Store,
    /// The costs of actions in earlier builds; `None` without a table.
    pub costs: Option<&'a Table>,
    /// The results of earlier runs that may be reused.
    pub reuse: Reuse,
    /// Runs tools.
    pub executor: &'a dyn Executor,
    /// Receives output, errors and progress.
    pub sink: &'a dyn EventSink,
    /// Asks the build to end.
    pub cancel: Cancel,
    /// The threads of this command: as many processors as Go would use threads
    /// (`runtime.GOMAXPROCS(0)`), and as many children as actions run at once.
    pub pool: Pool,
    /// The needs of the command.
    pub command: CommandNeeds<'a>,
    /// The checks of packages before they are compiled; `None` without checks.
    pub checks: Option<Checks<'a>>,
    /// The settings of jobs.
    pub jobs: JobSettings,
}

impl Context<'_> {
    /// Returns the number of actions that run at once (`-p`).
    pub(crate) fn workers(&self) -> usize {
        usize::try_from(self.flags.parallel).unwrap_or(1).max(1)
    }

    /// Reports whether actions may run in another order than the official one: the order is not
    /// observable as long as no action prints anything. It is observable if commands or names are
    /// printed (`-x`, `-n`, `-v`, `-json`), if a program of the user's runs the tools, and if
    /// hashes are logged. With one worker the official order remains, too.
    pub(crate) fn may_reorder(&self) -> bool {
        let flags = self.flags;
        let is_shown = flags.report.x
            || flags.report.n
            || flags.report.v
            || flags.report.json
            || flags.report.work;
        let is_watched = !flags.tools.toolexec.is_empty() || self.hasher.observer().is_some();
        self.workers() > 1 && !is_shown && !is_watched
    }
}
