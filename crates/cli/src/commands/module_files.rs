//! Writes the go.mod and go.sum that loading with `-mod=mod` changed.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`).

use vamos_modload::ModuleUpdate;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Writes the files in order; go.mod only if it has not changed since it was read.
pub(crate) fn write(invocation: &Invocation, updates: &[ModuleUpdate]) -> Result<(), CliError> {
    vamos_modcmd::commit(&invocation.env.dirs.gomodcache, updates).map_err(CliError::go)
}
