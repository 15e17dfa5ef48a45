//! The commands, one file each.
//!
//! Counterpart: cmd/go/internal/{work,clean,envcmd,list,run,tool,version}.

mod env;
mod env_cgo;
mod tool;
mod version;

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
    match invocation.spec.name {
        "env" => env::run(invocation),
        "tool" => tool::run(invocation),
        "version" => version::run(invocation),
        name => Err(CliError::NotBuilt(format!("go {name}"))),
    }
}
