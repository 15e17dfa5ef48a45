//! How jobs run. Nothing here changes what they write.
//!
//! The values come from `cli`, which reads the environment.
//! Counterpart: none.

use std::sync::Arc;
use std::time::Duration;

use vamos_jobs::RemoteRunner;

use crate::own_compiler::OwnCompiler;

/// How jobs run.
#[derive(Clone, Debug)]
pub struct JobSettings {
    /// The program that runs jobs instead of this process, with arguments
    /// (`VAMOS_JOB_RUNNER`); empty for none.
    pub runner: Vec<String>,
    /// What links.
    pub linker: Linker,
    /// What compiles.
    pub compiler: Arc<OwnCompiler>,
    /// What runs jobs on other machines (`VAMOS_REMOTE_EXEC`).
    pub remote: Option<Arc<dyn RemoteRunner>>,
    /// Whether jobs also run here that take long on other machines (`VAMOS_REMOTE_RACE`).
    pub race: Race,
}

/// When a job that runs on another machine is also started here, if a processor is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Race {
    /// Never.
    Off,
    /// When it takes longer than estimated.
    #[default]
    On,
    /// After this time.
    After(Duration),
}

/// What links executables (`VAMOS_LINK`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linker {
    /// The SDK's linker, as a child.
    Stock,
    /// This process, where it can; else the SDK's linker.
    Native,
    /// As `Native`; each link by the SDK's linker is reported with its reason.
    Explain,
    /// Both; exit code, messages and bytes have to be the same.
    Verify,
}
