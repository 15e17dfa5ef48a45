//! Writes the go.mod and go.sum that loading under `-mod=mod` asks for.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`),
//! cmd/go/internal/modfetch/fetch.go (`WriteGoSum`).

use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_load::modload::ModuleUpdate;
use vamos_load::modload::UpdateError;
use vamos_modcache::side_lock;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Writes the files in order; go.mod only if it still is what was read.
pub(crate) fn write(invocation: &Invocation, updates: &[ModuleUpdate]) -> Result<(), CliError> {
    if updates.is_empty() {
        return Ok(());
    }
    // Only to keep out go commands of Go 1.12 and before, so it may fail.
    let _lock = side_lock(&invocation.env.gomodcache);
    for update in updates {
        let name = if update.is_sum() { "go.sum" } else { "go.mod" };
        let failed = |error: &dyn std::fmt::Display| {
            Err(CliError::go(format_args!("updating {name}: {error}")))
        };
        let changed = lock::transform(&update.path, |now| {
            update.onto(now).map_err(Failure::Update)
        });
        match changed {
            Ok(_) => {}
            Err(Failure::Path(error)) => return failed(&error),
            Err(Failure::Update(error)) => return failed(&error),
        }
    }
    Ok(())
}

/// Why a file was not written.
enum Failure {
    Path(PathError),
    Update(UpdateError),
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}
