//! Outputs that got their final build ID before they were written.
//!
//! The SDK's linker writes a file with a build ID that lacks the content ID; it is read
//! again, hashed and patched. In this process the bytes are still in memory.
//! Counterpart: cmd/go/internal/work/buildid.go (`updateBuildID`).

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;

/// The digests of outputs with their final build ID, by path.
#[derive(Debug, Default)]
pub(crate) struct FinishedLinks(Mutex<HashMap<String, Found>>);

impl FinishedLinks {
    /// Sets the final build ID in `bytes`, which become the file `path`. Leaves them as
    /// they are if they do not contain `id`: then the user has set another one.
    pub(super) fn finish(&self, path: &str, bytes: &mut [u8], id: &str) {
        let Ok(found) = build_id::find_and_hash(bytes, id.as_bytes()) else {
            return;
        };
        let Some(new) = build_id::with_content(id, &found.digest) else {
            return;
        };
        if build_id::rewrite(bytes, &found.matches, new.as_bytes()).is_ok() {
            let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            links.insert(path.to_owned(), found);
        }
    }

    /// Returns the digests of an output that was finished.
    pub(crate) fn take(&self, path: &str) -> Option<Found> {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.remove(path)
    }
}
