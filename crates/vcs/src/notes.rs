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
