//! The interface to remote caches.
//!
//! Counterpart: none.

use std::time::Duration;

use vamos_base::Digest;

use crate::ActionId;

/// Statistics about results from remote caches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedUse {
    /// Number of results that were found.
    pub found: u64,
    /// Number of results that were missing.
    pub missing: u64,
    /// Number of bytes of the values that were received.
    pub bytes: u64,
    /// Total time that threads waited for them.
    pub waited: Duration,
}

/// A remote cache. A method that is not implemented does nothing.
pub trait Sharing: Send + Sync {
    /// Downloads the entry of an action, and the entries of its subkeys, if they are not in the
    /// local cache. The caller then looks the action up as usual. Reports whether anything was
    /// downloaded.
    fn fetch(&self, _id: &ActionId) -> bool {
        false
    }

    /// Offers the entry of an action to the remote cache, with the stored entries of its subkeys
    /// ([`subkey`](crate::subkey)) that have these names.
    fn share(&self, _id: &ActionId, _names: &[String]) {}

    /// Downloads a file that is not in the build cache. `place` returns the path to which a file of
    /// this size is written. Returns the note that was shared with the file.
    fn fetch_file(&self, _key: &Digest, _place: &dyn Fn(u64) -> Option<String>) -> Option<Vec<u8>> {
        None
    }

    /// Offers a file that is not in the build cache to the remote cache. It must not change until
    /// [`Sharing::end_sharing`].
    fn share_file(&self, _key: &Digest, _path: &str, _note: &[u8]) {}

    /// Reports whether offered results are uploaded.
    fn is_sharing(&self) -> bool {
        false
    }

    /// Returns the statistics until now; `None` if no lookup was made.
    fn used(&self) -> Option<SharedUse> {
        None
    }

    /// Waits a limited time until all offers are uploaded. `is_complete` means that the command
    /// completed all its work.
    fn end_sharing(&self, _is_complete: bool) {}
}
