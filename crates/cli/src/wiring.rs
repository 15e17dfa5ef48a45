//! Connects the process to the inputs of the environment.
//!
//! Counterpart: the `init` functions of cmd/go/internal/cfg.

use std::sync::Arc;

use vamos_fetch::TestServers;
use vamos_fsys::Disk;
use vamos_fsys::Files;
use vamos_goenv::EnvError;
use vamos_goenv::GoEnv;
use vamos_goenv::Inputs;
use vamos_goenv::goflags;

use crate::Hooks;
use crate::error::CliError;
use crate::flags;
use crate::output::Output;
use crate::policy::CommandPolicy;
use crate::process::Process;

/// Returns the inputs of resolving the environment.
pub(crate) fn inputs(process: &Process, disk: &Arc<Disk>) -> Inputs {
    let files: Arc<dyn Files> = disk.clone();
    Inputs {
        env: vamos_goenv::Environ::new(process.env.iter().cloned()),
        cwd: process.cwd.clone(),
        exe: process.exe.clone(),
        files,
        eval_symlinks: Arc::new(|path: &str| vamos_fsys::eval_symlinks(path).ok()),
        extracted_versions: vamos_modcache::extracted_versions,
        args: process.args.clone(),
        test_hooks: process.hooks == Hooks::Upstream,
    }
}

/// Returns the servers of upstream's tests; `var` returns a variable of the environment.
pub(crate) fn test_servers<'a>(hooks: Hooks, var: impl Fn(&str) -> &'a str) -> Option<TestServers> {
    match hooks {
        Hooks::Upstream => TestServers::new(var),
        Hooks::None => None,
    }
}

/// Prints an environment error as `main` does; returns the error with its exit code.
pub(crate) fn env_error(error: &EnvError, output: &Output) -> CliError {
    output.log(&format!("go: {error}"));
    CliError::Exit(i32::from(error.class().exit_status()))
}

/// Splits $GOFLAGS and checks that each word is a flag of some command (`base.InitGOFLAGS`),
/// unless the command ignores other words or checks them itself.
pub(crate) fn goflags(
    env: &GoEnv,
    policy: &CommandPolicy,
    is_known: fn(&str) -> bool,
) -> Result<Vec<String>, CliError> {
    let is_lenient = policy.accepts_bad_goflags;
    let words = match goflags::words(env) {
        Ok(words) => words,
        Err(_) if is_lenient => return Ok(Vec::new()),
        Err(error) => return Err(CliError::go(format_args!("parsing $GOFLAGS: {error}"))),
    };
    if !is_lenient && !policy.has_flags_of_tool {
        flags::check_goflags(&words, is_known).map_err(CliError::go)?;
    }
    Ok(words)
}
