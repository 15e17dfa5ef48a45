//! The interface of build caches.
//!
//! A store looks results up and stores them. Optional operations are in [`Capabilities`]: a local
//! directory caches the contents of its files, and a store may have a remote cache.
//! Counterpart: cmd/go/internal/cache/cache.go (`Cache`).

use crate::ActionId;
use crate::CacheError;
use crate::Entry;
use crate::LocalStore;
use crate::OutputId;
use crate::Sharing;
use crate::Value;

/// Stores results by the key of the action that made them.
pub trait Store: Send + Sync {
    /// Looks up an action. The value itself may be missing.
    fn get(&self, id: &ActionId) -> Option<Entry>;

    /// Looks up an action and the file that holds its value, which has the right size.
    fn get_file(&self, id: &ActionId) -> Option<(String, Entry)>;

    /// Looks up an action and returns its value, verified.
    fn get_bytes(&self, id: &ActionId) -> Option<(Vec<u8>, Entry)>;

    /// Stores a value.
    fn put(&self, id: &ActionId, value: Value<'_>) -> Result<OutputId, CacheError>;

    /// Stores bytes.
    fn put_bytes(&self, id: &ActionId, data: &[u8]) -> Result<OutputId, CacheError> {
        self.put(id, Value::Bytes(data))
    }

    /// Returns the path of a value that was just found or stored.
    fn output_file(&self, output: &OutputId) -> String;

    /// Returns the directory on this machine that the cache belongs to.
    fn dir(&self) -> &str;

    /// Returns the optional operations of the store.
    fn capabilities(&self) -> Capabilities<'_>;

    /// Waits until a queued store of a key is done, and returns its result.
    fn settle(&self, _id: &ActionId) -> Result<(), CacheError> {
        Ok(())
    }

    /// Waits until everything is stored. Afterwards the source files may be removed.
    fn flush(&self) -> Result<(), CacheError> {
        Ok(())
    }

    /// Ends a build that did real work: the time to clean up (`Cache.Close`).
    fn close(&self) -> Result<(), CacheError> {
        self.flush()
    }
}

/// Optional operations of a store.
#[derive(Clone, Copy, Default)]
pub struct Capabilities<'a> {
    /// The directory, if all entries are in one local directory.
    pub local: Option<&'a LocalStore>,
    /// The remote cache, if there is one.
    pub sharing: Option<&'a dyn Sharing>,
}

/// Looks up an action, the file that holds its value, and the text that `read` finds in the file,
/// its build ID; `None` without one. The flag is true if the text came from an earlier run and
/// the file was not read.
pub fn find_text(
    store: &dyn Store,
    id: &ActionId,
    read: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String, bool)> {
    if let Some(local) = store.capabilities().local {
        return local.get_text(id, read);
    }
    let (path, _) = store.get_file(id)?;
    let text = read(&path)?;
    Some((path, text, false))
}
