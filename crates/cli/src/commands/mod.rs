//! The commands, one file each.
//!
//! Counterpart: cmd/go/internal/{work,clean,envcmd,list,run,tool,version}.

use crate::error::CliError;
use crate::invocation::Invocation;

/// Reports whether vamos runs this command itself.
pub(crate) fn is_built(name: &str) -> bool {
    matches!(
        name,
        "build" | "clean" | "env" | "install" | "list" | "run" | "tool" | "version"
    )
}

/// Runs the invocation's command; returns its exit code.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let name = invocation.spec.name;
    Err(CliError::NotBuilt(format!("go {name}")))
}
