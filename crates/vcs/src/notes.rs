//! Where versions of commits are noted for other commands.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`readDiskStatByHash`, `writeDiskStat`).

use vamos_fsys::PathError;
use vamos_modfile::RevInfo;

/// Notes which version of a module a commit has, where other commands find it.
pub trait VersionNotes: std::fmt::Debug + Send + Sync {
    /// Prepares the place of the notes; reports whether notes can be left.
    fn prepare(&self) -> bool;
    /// Returns the noted version of a module at a commit.
    fn version_of(&self, module: &str, commit: &str) -> Option<String>;
    /// Leaves a note. The error is one to be shown.
    fn leave(&self, module: &str, found: &RevInfo) -> Result<(), PathError>;
}
