//! Sources for checks, from the command's view of files.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_checks::Sources;
use vamos_fsys::HashedFiles;

/// The files that an overlay replaces are those of the overlay.
pub(super) struct DiskSources<'f> {
    pub(super) files: &'f dyn HashedFiles,
    /// Generated files by path.
    pub(super) generated: &'f HashMap<String, Arc<[u8]>>,
}

impl Sources for DiskSources<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        if let Some(bytes) = self.generated.get(path) {
            return Ok(Arc::clone(bytes));
        }
        self.files.read(path).map_err(|error| error.to_string())
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        if let Some(bytes) = self.generated.get(path) {
            return Some(Digest::of(bytes));
        }
        self.files.hashed(path).ok().map(|hashed| hashed.digest)
    }
}
