//! Flags that are only valid in module mode.
//!
//! Counterpart: cmd/go/internal/work/init.go (the end of `buildModeInit`).

use vamos_goenv::BuildOptions;
use vamos_goenv::module_flags;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Refuses an unknown GO111MODULE, and module flags in GOPATH mode.
pub(super) fn check(invocation: &Invocation, flags: &BuildOptions) -> Result<(), CliError> {
    let (env, disk, cwd) = (&invocation.env, &*invocation.disk, &invocation.process.cwd);
    module_flags::check(env, disk, cwd, flags).map_err(CliError::Fatal)
}

/// Refuses `pkg@version` in GOPATH mode.
pub(super) fn require(invocation: &Invocation) -> Result<(), CliError> {
    if invocation.env.go111module == "off" {
        return Err(CliError::go(
            "modules disabled by GO111MODULE=off; see 'go help modules'",
        ));
    }
    Ok(())
}
