//! Sources for checks, from the command's view of files.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Digest;
use vamos_checks::Sources;
use vamos_fsys::HashedFiles;

/// The files that an overlay replaces are those of the overlay.
pub(in crate::commands) struct DiskSources<'f> {
    pub(in crate::commands) files: &'f dyn HashedFiles,
}

impl Sources for DiskSources<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        self.files.read(path).map_err(|error| error.to_string())
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        self.files.hashed(path).ok().map(|hashed| hashed.digest)
    }
}
