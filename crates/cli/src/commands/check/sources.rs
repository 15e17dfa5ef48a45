//! Sources for checks, from the command's view of files.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_checks::Sources;
use vamos_fsys::HashedFiles;

/// The files that an overlay replaces are those of the overlay.
pub(in crate::commands) struct DiskSources<'f> {
    files: &'f dyn HashedFiles,
    /// Generated files by path.
    generated: Option<&'f HashMap<String, Arc<[u8]>>>,
}

impl<'p> DiskSources<'p> {
    /// Returns these files.
    pub(in crate::commands) fn new(files: &'p dyn HashedFiles) -> Self {
        Self {
            files,
            generated: None,
        }
    }

    /// Returns these files and generated ones, by path.
    pub(super) fn with_generated(
        files: &'p dyn HashedFiles,
        generated: &'p HashMap<String, Arc<[u8]>>,
    ) -> Self {
        Self {
            files,
            generated: Some(generated),
        }
    }
}

impl DiskSources<'_> {
    fn generated(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.generated?.get(path)
    }
}

impl Sources for DiskSources<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        if let Some(bytes) = self.generated(path) {
            return Ok(Arc::clone(bytes));
        }
        self.files.read(path).map_err(|error| error.to_string())
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        if let Some(bytes) = self.generated(path) {
            return Some(Digest::of(bytes));
        }
        self.files.hashed(path).ok().map(|hashed| hashed.digest)
    }
}
