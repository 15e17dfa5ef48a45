//! The interface to other machines that have results, too.
//!
//! Counterpart: none.

use std::time::Duration;

use vamos_base::Digest;

use crate::ActionId;

/// What came from other machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedUse {
    /// Results that they had.
    pub found: u64,
    /// Results that they did not have.
    pub missing: u64,
    /// The bytes of the values that came.
    pub bytes: u64,
    /// How long threads waited for them, in sum.
    pub waited: Duration,
}

/// Other machines that have results, too. A method that is not implemented does nothing.
pub trait Sharing: Send + Sync {
    /// Brings the entry of an action, and what is stored beside it, from another machine if it
    /// is not here. Then it is looked up as usual. Reports whether something came.
    fn fetch(&self, _id: &ActionId) -> bool {
        false
    }

    /// Offers the entry of an action to other machines, with those of the entries beside it
    /// ([`subkey`](crate::subkey)) with these names that are stored already.
    fn share(&self, _id: &ActionId, _names: &[String]) {}

    /// Brings a file from another machine that is not in the build cache. `place` returns where
    /// a file of this size is written. Returns what was noted about the file.
    fn fetch_file(&self, _key: &Digest, _place: &dyn Fn(u64) -> Option<String>) -> Option<Vec<u8>> {
        None
    }

    /// Offers a file that is not in the build cache to other machines. It must stay as it is
    /// until [`Sharing::end_sharing`].
    fn share_file(&self, _key: &Digest, _path: &str, _note: &[u8]) {}

    /// Reports whether what is offered is sent.
    fn is_sharing(&self) -> bool {
        false
    }

    /// Returns what came until now; `None` if nothing was asked for.
    fn used(&self) -> Option<SharedUse> {
        None
    }

    /// Waits a limited time until other machines have what was offered. `is_complete` means that
    /// the command did all that it was to do.
    fn end_sharing(&self, _is_complete: bool) {}
}
