//! Stored versions of modules at commits, in GOMODCACHE.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`readDiskStatByHash`, `writeDiskStat`).

use vamos_fsys::PathError;
use vamos_modcache::Layout;
use vamos_modcache::notes;
use vamos_modfile::RevInfo;
use vamos_vcs::VersionNotes;

/// The store for module versions of commits in the module cache with this layout.
#[derive(Debug)]
pub struct CommitNotes(pub Layout);

impl VersionNotes for CommitNotes {
    fn prepare(&self) -> bool {
        notes::make_cache(&self.0)
    }

    fn version_of(&self, module: &str, commit: &str) -> Option<String> {
        notes::version_of(&self.0, module, commit)
    }

    fn leave(&self, module: &str, found: &RevInfo) -> Result<(), PathError> {
        notes::leave(&self.0, module, found)
    }
}
