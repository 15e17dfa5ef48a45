//! Writes the go.mod and go.sum that loading under `-mod=mod` asks for.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`),
//! cmd/go/internal/modfetch/fetch.go (`WriteGoSum`).

use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_load::modload::ModuleUpdate;
use vamos_modcmd::side_lock;

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
        let is_go_sum = update.path.ends_with(".sum");
        let name = if is_go_sum { "go.sum" } else { "go.mod" };
        let failed = |error: String| CliError::go(format_args!("updating {name}: {error}"));
        let changed = lock::transform(&update.path, |now| {
            if now == update.new {
                return Ok(None);
            }
            let was_read = update.old.as_deref().unwrap_or_default();
            if !is_go_sum && now != was_read {
                return Err(Failure::Changed);
            }
            Ok(Some(update.new.clone()))
        });
        match changed {
            Ok(_) => {}
            Err(Failure::Path(error)) => return Err(failed(error.to_string())),
            Err(Failure::Changed) => {
                return Err(failed(
                    "existing contents have changed since last read".to_owned(),
                ));
            }
        }
    }
    Ok(())
}

/// Why a file was not written.
enum Failure {
    Path(PathError),
    /// Somebody else wrote it since.
    Changed,
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}
