//! The interface to where results are kept.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`Cache`).

use vamos_base::Digest;
use vamos_fsys::fresh;

use crate::ActionId;
use crate::CacheError;
use crate::Entry;
use crate::Finished;
use crate::OutputId;

/// Remembers results by the key of the action that made them.
pub trait Store: Send + Sync {
    /// Looks up an action. The value itself may be gone.
    fn get(&self, id: &ActionId) -> Option<Entry>;

    /// Looks up an action and the file that holds its value, which has the right size.
    fn get_file(&self, id: &ActionId) -> Option<(String, Entry)>;

    /// Looks up an action and returns its value, verified.
    fn get_bytes(&self, id: &ActionId) -> Option<(Vec<u8>, Entry)>;

    /// Stores a value whose SHA-256 is known: nothing is hashed again.
    fn put_hashed(&self, id: &ActionId, data: &[u8], digest: Digest) -> Result<(), CacheError>;

    /// Returns where a value is stored that was just found or stored.
    fn output_file(&self, output: &OutputId) -> String;

    /// Stores a value.
    fn put_bytes(&self, id: &ActionId, data: &[u8]) -> Result<OutputId, CacheError> {
        let digest = Digest::of(data);
        self.put_hashed(id, data, digest)?;
        Ok(OutputId(digest))
    }

    /// Stores a value that may differ from the one that is there, such as the output of a test
    /// with its times: `GODEBUG=gocacheverify=1` does not compare them (`PutNoVerify`).
    fn put_unverified(&self, id: &ActionId, data: &[u8]) -> Result<(), CacheError> {
        self.put_bytes(id, data).map(drop)
    }

    /// Stores a file that is finished and hashed without hashing it again. It must not change
    /// before [`Store::flush`]; unless it is kept it may be gone afterwards.
    fn put_finished(&self, id: &ActionId, file: &Finished<'_>) -> Result<(), CacheError> {
        self.put_hashed(id, &fresh::read(file.path)?, file.digest)
    }

    /// Stores an executable under its name, if executables are kept here at all; returns its
    /// output.
    fn put_executable(
        &self,
        _id: &ActionId,
        _name: &str,
        _path: &str,
    ) -> Option<Result<OutputId, CacheError>> {
        None
    }

    /// Looks up an action, the file that holds its value, and the text that `read` finds in
    /// the file, its build ID; nothing where it has none. The flag is true if the text came
    /// from the stat cache and the file was not read.
    fn get_text(
        &self,
        id: &ActionId,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Option<(String, String, bool)> {
        let (path, _) = self.get_file(id)?;
        let text = read(&path)?;
        Some((path, text, false))
    }

    /// Returns why nothing is found, if all misses share one reason.
    fn miss_reason(&self) -> Option<&'static str> {
        None
    }

    /// Returns the directory on this machine that the cache belongs to.
    fn dir(&self) -> &str;

    /// Waits until a queued store of a key is done, and returns its result.
    fn settle(&self, _id: &ActionId) -> Result<(), CacheError> {
        Ok(())
    }

    /// Waits until everything is stored. Files that it was stored from may go then.
    fn flush(&self) -> Result<(), CacheError> {
        Ok(())
    }

    /// Ends a build that did real work: the time to clean up (`Cache.Close`).
    fn close(&self) -> Result<(), CacheError> {
        self.flush()
    }

    /// Returns the actions that this run found or stored on this machine.
    fn used(&self) -> Vec<ActionId> {
        Vec::new()
    }

    /// Keeps what this run read for later ones.
    fn save_recall(&self) {}

    /// Brings the entry of an action, and what is stored beside it, from another machine if it
    /// is not here. Then it is looked up as usual.
    fn fetch(&self, _id: &ActionId) {}

    /// Offers the entry of an action to other machines, with those of the entries beside it
    /// ([`subkey`](crate::subkey)) with these names that are stored already.
    fn share(&self, _id: &ActionId, _names: &[String]) {}

    /// Brings a file from another machine that is not in the build cache. `place` returns where
    /// a file of this size is written. Returns what was noted about the file.
    fn fetch_file(&self, _key: &Digest, _place: &dyn Fn(u64) -> Option<String>) -> Option<Vec<u8>> {
        None
    }

    /// Offers a file that is not in the build cache to other machines. It must stay as it is
    /// until [`Store::end_sharing`].
    fn share_file(&self, _key: &Digest, _path: &str, _note: &[u8]) {}

    /// Reports whether what is offered is sent.
    fn is_sharing(&self) -> bool {
        false
    }

    /// Waits a limited time until other machines have what was offered. `is_complete` means that
    /// the command did all that it was to do.
    fn end_sharing(&self, _is_complete: bool) {}
}
