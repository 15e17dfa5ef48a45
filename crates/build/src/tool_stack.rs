//! How a build gets the executor of its jobs.
//!
//! A build runs jobs as children. What else may run them (this process, another compiler,
//! other machines) is not known here: `cli` passes it in.
//! Counterpart: none; upstream runs all tools as children.

use std::fmt::Debug;
use std::sync::Arc;

use vamos_jobs::Executor;
use vamos_sched::Cores;

use crate::context::Context;

/// What a build gives to the executors of its jobs.
#[derive(Clone)]
pub struct ToolHost<'a> {
    /// The values that the build works from.
    pub cx: &'a Context<'a>,
    /// What actions use that do not wait for another machine.
    pub cores: Arc<Cores>,
    /// Whether the build uses what an instrumented compiler reports
    /// ([`vamos_jobs::Products::reads`]).
    pub uses_reads: bool,
    /// Runs jobs as children.
    pub children: Arc<dyn Executor + 'a>,
}

/// Makes the executor of a build, and answers what the schedule depends on.
pub trait ToolStack: Debug + Send + Sync {
    /// Returns what runs the jobs of one build.
    fn executor<'a>(&'a self, host: ToolHost<'a>) -> Arc<dyn Executor + 'a>;

    /// Reports whether an executor makes use of how long a job is expected to take.
    fn uses_estimates(&self) -> bool;

    /// Reports whether compilations write early export data in this command, as far as that
    /// is known.
    fn writes_early(&self) -> bool;

    /// Reports whether early export data are to be compared with the final ones.
    fn verifies_early(&self) -> bool;
}
