//! Outputs that get their final build ID while they are written.
//!
//! The SDK's linker writes a file with a build ID that lacks the content ID; it is read
//! again, hashed and patched. In this process the bytes are still in memory.
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;
use vamos_objfile::build_id::Patch;

/// The digests of outputs with their final build ID, by path.
#[derive(Debug, Default)]
pub(crate) struct FinishedLinks(Mutex<HashMap<String, Found>>);

impl FinishedLinks {
    /// Returns what sets the final build ID in `bytes`, which become the file `path`. Nothing
    /// if they do not contain `id`: then the user has set another one.
    pub(super) fn patches(&self, path: &str, bytes: &[u8], id: &str) -> Vec<Patch> {
        let Ok(found) = build_id::find_and_hash(bytes, id.as_bytes()) else {
            return Vec::new();
        };
        let Some(new) = build_id::with_content(id, &found.digest) else {
            return Vec::new();
        };
        let Ok(patches) = build_id::patches(path, &bytes, &found.matches, new.as_bytes()) else {
            return Vec::new();
        };
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.insert(path.to_owned(), found);
        patches
    }

    /// Returns the digests of an output that was finished.
    pub(crate) fn take(&self, path: &str) -> Option<Found> {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.remove(path)
    }
}
