//! Runs the tools of version-control systems, and collects the lines that upstream prints.
//!
//! Upstream has two ways to run them, which differ in the output of `-x` and `-v`: one for a
//! repository's state, one for a module's versions.
//! Counterpart: cmd/go/internal/vcs/vcs.go.

use std::fmt::Write as _;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc::Executor;

use crate::error::RunError;
use crate::error::VcsError;
use crate::notes::VersionNotes;
use crate::programs::ProgramConfig;
use crate::programs::Programs;
use crate::system::System;

/// Settings for stamping from environment and flags.
#[derive(Clone, Debug)]
pub struct Config {
    /// The settings for tools.
    pub programs: ProgramConfig,
    /// The store for versions of commits; `None` to store nothing.
    pub notes: Option<Arc<dyn VersionNotes>>,
    /// True if GOPROXY is `off`.
    pub is_proxy_off: bool,
    /// A module cache on a read-only file system has no messages.
    pub ignores_read_only_cache: bool,
    /// True if GODEBUG has `allowmultiplevcs=1`.
    pub allows_multiple: bool,
}

/// Runs tools; lines for stderr are added to the `messages` of each call.
pub(crate) struct Tools {
    pub(crate) config: Config,
    programs: Programs,
}

impl Tools {
    /// Returns the runner of tools for stamps.
    pub(crate) fn new(config: Config, executor: Arc<dyn Executor>, cancel: Cancel) -> Self {
        let programs = Programs {
            config: config.programs.clone(),
            executor,
            cancel,
        };
        Self { config, programs }
    }

    /// Runs a system's tool in a repository for its state.
    pub(crate) fn state(
        &self,
        system: System,
        dir: &str,
        args: &[&str],
        messages: &mut String,
    ) -> Result<Vec<u8>, VcsError> {
        self.programs.ask(system, dir, args, messages)
    }

    /// Runs a command in a repository for a module's versions.
    pub(crate) fn versions(
        &self,
        dir: &str,
        argv: &[&str],
        messages: &mut String,
    ) -> Result<Vec<u8>, RunError> {
        let say = &mut |line: &str| {
            _ = writeln!(messages, "{line}");
        };
        self.programs.run(dir, argv, &[], say)
    }
}
