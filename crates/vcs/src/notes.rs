//! Stores module versions of commits for other commands.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`readDiskStatByHash`, `writeDiskStat`).

use vamos_fsys::PathError;
use vamos_modfile::RevInfo;

/// A store for the version that a module has at a commit, shared with other commands.
pub trait VersionNotes: std::fmt::Debug + Send + Sync {
    /// Creates the directory; reports whether versions can be stored.
    fn prepare(&self) -> bool;
    /// Returns the stored version of a module at a commit.
    fn version_of(&self, module: &str, commit: &str) -> Option<String>;
    /// Stores a version. The error is shown to the user.
    fn leave(&self, module: &str, found: &RevInfo) -> Result<(), PathError>;
}

/// Returns the line for a file of the module cache that was not written; `None` for a read-only
/// file system if the release `ignores_read_only` caches.
pub fn unwritten_line(kind: &str, error: &PathError, ignores_read_only: bool) -> Option<String> {
    let is_silent = ignores_read_only && error.is_read_only();
    (!is_silent).then(|| format!("go: writing {kind} cache: {error}"))
}
