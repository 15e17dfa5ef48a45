//! Parts of this machine and of the command that executors use.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_fsys::HashedFiles;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Leftovers;
use vamos_goenv::GoEnv;
use vamos_jobs::Command;
use vamos_jobs::Job;
use vamos_sched::Pool;

/// Resources of the executors of one build.
#[derive(Clone)]
pub struct Host<'a> {
    /// The environment.
    pub env: &'a GoEnv,
    /// The directory in which the command runs.
    pub cwd: &'a str,
    /// The view of source files.
    pub files: &'a dyn HashedFiles,
    /// Starts programs.
    pub spawner: &'a dyn Executor,
    /// The threads of the command.
    pub pool: &'a Pool,
    /// True if a program of the user's runs all jobs (`VAMOS_JOB_RUNNER`).
    pub has_runner: bool,
    /// Receives values that are freed after the end of the command.
    pub leftovers: &'a Leftovers,
    /// Prints a line, which has its line break.
    pub report: Arc<dyn Fn(&str) + Send + Sync + 'a>,
    /// Called when a link in this process has begun. A test may make it panic.
    pub link_begun: fn(),
    /// Called when assembling in this process has begun. A test may make it panic.
    pub assembly_begun: fn(),
}

impl Host<'_> {
    /// Reports whether a program of the user's watches a job.
    pub(crate) fn is_watched(&self, job: &Job) -> bool {
        self.has_runner || !job.io().tool.wrapper.is_empty()
    }

    /// Returns the directory in which a command runs.
    pub(crate) fn dir_of<'c>(&'c self, command: &'c Command) -> &'c str {
        match command.dir.as_str() {
            "." | "" => self.cwd,
            dir => dir,
        }
    }

    /// Returns `GOROOT` in the environment of a command.
    pub(crate) fn goroot_of<'c>(&'c self, command: &'c Command) -> &'c str {
        let goroot = command.env.iter().rev().find(|(name, _)| name == "GOROOT");
        goroot.map_or(&self.env.sdk.goroot, |(_, value)| value)
    }
}
