//! The source of the executor of a build's jobs.
//!
//! A build runs jobs as children. Other executors (this process, another compiler, other machines)
//! are not part of this crate: `cli` passes them in.
//! Counterpart: none; upstream runs all tools as children.

use std::fmt::Debug;
use std::sync::Arc;

use vamos_fsys::HashedFiles;
use vamos_fsys::proc;
use vamos_goenv::GoEnv;
use vamos_jobs::Executor;
use vamos_jobs::RemoteRunner;
use vamos_sched::Cores;
use vamos_sched::Pool;

use crate::events::EventSink;

/// Resources of a build for the executors of its jobs.
#[derive(Clone)]
pub struct ToolHost<'a> {
    /// The environment.
    pub env: &'a GoEnv,
    /// The directory in which the command runs.
    pub cwd: &'a str,
    /// The view of source files.
    pub files: &'a dyn HashedFiles,
    /// Starts programs.
    pub spawner: &'a dyn proc::Executor,
    /// The threads of the command.
    pub pool: &'a Pool,
    /// True if a program of the user's runs all jobs (`VAMOS_JOB_RUNNER`).
    pub has_runner: bool,
    /// Runs jobs on other machines.
    pub remote: Option<&'a dyn RemoteRunner>,
    /// Takes data that is freed after the end of the command.
    pub leftovers: &'a proc::Leftovers,
    /// Receives messages.
    pub sink: &'a dyn EventSink,
    /// The processors for actions that do not wait for another machine.
    pub cores: Arc<Cores>,
    /// True if the build uses the reports of an instrumented compiler
    /// ([`vamos_jobs::Products::reads`]).
    pub uses_reads: bool,
    /// Runs jobs as children.
    pub children: Arc<dyn Executor + 'a>,
}

/// Makes the executor of a build, and answers queries of the schedule.
pub trait ToolStack: Debug + Send + Sync {
    /// Returns the executor for the jobs of one build.
    fn executor<'a>(&'a self, host: ToolHost<'a>) -> Arc<dyn Executor + 'a>;

    /// Reports whether an executor uses the expected duration of a job.
    fn uses_estimates(&self) -> bool;

    /// Reports whether compilations write early export data in this command, as far as that
    /// is known.
    fn writes_early(&self) -> bool;

    /// Reports whether compilations take packages that were checked before, as far as that is
    /// known ([`vamos_jobs::CompileJob::stub`]).
    fn takes_stubs(&self) -> bool;

    /// Returns the numbers of packages that were compiled in the state after their check (and from
    /// their sources, if that is compared), and from their sources alone.
    fn stub_counts(&self) -> [usize; 2];

    /// Reports whether early export data are to be compared with the final ones.
    fn verifies_early(&self) -> bool;
}
