//! The only writer of go.mod, go.sum and go.work.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`),
//! cmd/go/internal/modfetch/fetch.go (`WriteGoSum`), modfetch/cache.go (`SideLock`).

use std::fmt;

use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_fsys::lock::LockedFile;
use vamos_modcache::side_lock;
use vamos_modload::ModuleUpdate;
use vamos_modload::UpdateError;

/// The right to change files of the main module, while go commands of Go 1.12 and before are
/// locked out.
pub(crate) struct Commit {
    /// The file lock; `None` if it cannot be taken. It only matters to those old commands.
    _lock: Option<LockedFile>,
}

impl Commit {
    /// Takes the lock that old go commands take in the module cache around every change.
    pub(crate) fn begin(gomodcache: &str) -> Self {
        Self {
            _lock: side_lock(gomodcache).ok(),
        }
    }

    /// Replaces the contents of a file by the result of `change`, unless that is `None`. The
    /// file is locked during the change.
    pub(crate) fn change<E: From<PathError>>(
        &self,
        file: &str,
        change: impl FnOnce(&[u8]) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<(), E> {
        lock::transform(file, change).map(|_| ())
    }
}

/// The reason why a file was not updated.
#[derive(Debug)]
pub struct CommitError {
    /// `go.mod` or `go.sum`.
    name: &'static str,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Path(PathError),
    Update(UpdateError),
}

impl From<PathError> for Cause {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "updating {}: ", self.name)?;
        match &self.cause {
            Cause::Path(error) => error.fmt(f),
            Cause::Update(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CommitError {}

/// Writes the go.mod and go.sum that loading under `-mod=mod` has changed, in this order;
/// go.mod only if it is unchanged since it was read.
pub fn commit(gomodcache: &str, updates: &[ModuleUpdate]) -> Result<(), CommitError> {
    if updates.is_empty() {
        return Ok(());
    }
    let files = Commit::begin(gomodcache);
    for update in updates {
        let name = if update.is_sum() { "go.sum" } else { "go.mod" };
        files
            .change(&update.path, |now| update.onto(now).map_err(Cause::Update))
            .map_err(|cause| CommitError { name, cause })?;
    }
    Ok(())
}
