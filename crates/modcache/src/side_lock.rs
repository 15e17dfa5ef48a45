//! The lock that go commands before Go 1.13 took around every change.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`SideLock`).

use vamos_fsys::PathError;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;

/// Takes the lock in the module cache. Callers continue without it if it is not available.
pub fn side_lock(gomodcache: &str) -> Result<LockedFile, PathError> {
    if !gomodcache.starts_with('/') {
        return Err(PathError::not_exist("open", gomodcache));
    }
    let dir = format!("{gomodcache}/cache");
    uncached::make_dirs(&dir)?;
    LockedFile::edit(&format!("{dir}/lock"))
}
