//! The seam between who computes and where results are kept.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`Cache`).

use vamos_base::Digest;

use crate::ActionId;
use crate::CacheError;
use crate::Entry;
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
}
