//! Settings for running jobs. Nothing here changes the output of jobs.
//!
//! The values come from `cli`, which reads the environment.
//! Counterpart: none.

use std::sync::Arc;

use vamos_fsys::proc::Leftovers;
use vamos_jobs::RemoteRunner;

use crate::tool_stack::ToolStack;

/// Settings for running jobs.
#[derive(Clone, Debug)]
pub struct JobSettings {
    /// The program that runs jobs instead of this process, with arguments
    /// (`VAMOS_JOB_RUNNER`); empty for none.
    pub runner: Vec<String>,
    /// Runs jobs on other machines (`VAMOS_REMOTE_EXEC`).
    pub remote: Option<Arc<dyn RemoteRunner>>,
    /// Runs jobs otherwise than as children.
    pub tools: Arc<dyn ToolStack>,
    /// Takes data that is freed after the end of the command.
    pub leftovers: Arc<Leftovers>,
}
