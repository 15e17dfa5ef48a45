//! Runs the tools of version-control systems, and collects what upstream would print.
//!
//! Upstream has two ways to run them, which differ in what `-x` and `-v` show: one for a
//! repository's state, one for a module's versions.
//! Counterpart: cmd/go/internal/vcs/vcs.go.

use std::fmt::Write as _;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc::Executor;

use crate::error::RunError;
use crate::error::VcsError;
use crate::notes::VersionNotes;
use crate::programs::Programs;
use crate::system::System;

/// What stamping needs from environment and flags.
#[derive(Clone, Debug)]
pub struct Config {
    /// The environment of the tools.
    pub env: Arc<[(String, String)]>,
    /// `$PATH`.
    pub path: String,
    /// GOROOT, which holds an extension for Mercurial.
    pub goroot: String,
    /// The store for versions of commits; `None` to store nothing.
    pub notes: Option<Arc<dyn VersionNotes>>,
    /// Whether GOPROXY is `off`.
    pub is_proxy_off: bool,
    /// Whether GODEBUG has `allowmultiplevcs=1`.
    pub allows_multiple: bool,
    /// The rules of Go 1.27: Bazaar is not supported, and a `.git` file that names a
    /// directory makes a root.
    pub is_modern: bool,
    /// Whether Mercurial is asked as since Go 1.26.
    pub has_hg_sums: bool,
    /// Whether commands are shown (`-x`).
    pub shows_commands: bool,
    /// Whether the output of failing tools is shown (`-v`).
    pub is_verbose: bool,
}

/// Runs tools; lines for stderr are added to the `messages` of each call.
pub(crate) struct Tools {
    pub(crate) config: Config,
    programs: Programs,
}

impl Tools {
    /// Makes the runner of tools for stamps.
    pub(crate) fn new(config: Config, executor: Arc<dyn Executor>, cancel: Cancel) -> Self {
        let programs = Programs {
            env: Arc::clone(&config.env),
            path: config.path.clone(),
            shows_commands: config.shows_commands,
            is_verbose: config.is_verbose,
            is_modern: config.is_modern,
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
