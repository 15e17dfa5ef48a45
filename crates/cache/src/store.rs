//! The interface to where results are kept.
//!
//! A store looks results up and stores them. What only some can do is in [`Capabilities`]: a
//! directory on this machine remembers what it read, and other machines may have results, too.
//! Counterpart: cmd/go/internal/cache/cache.go (`Cache`).

use crate::ActionId;
use crate::CacheError;
use crate::Entry;
use crate::LocalStore;
use crate::OutputId;
use crate::Sharing;
use crate::Value;

/// Remembers results by the key of the action that made them.
pub trait Store: Send + Sync {
    /// Looks up an action. The value itself may be gone.
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

    /// Returns where a value is stored that was just found or stored.
    fn output_file(&self, output: &OutputId) -> String;

    /// Returns the directory on this machine that the cache belongs to.
    fn dir(&self) -> &str;

    /// Returns what else the store can do.
    fn capabilities(&self) -> Capabilities<'_>;

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
}

/// What only some stores can do.
#[derive(Clone, Copy, Default)]
pub struct Capabilities<'a> {
    /// The directory, if all entries are in one on this machine.
    pub local: Option<&'a LocalStore>,
    /// The other machines, if results are shared with any.
    pub sharing: Option<&'a dyn Sharing>,
}

/// Looks up an action, the file that holds its value, and the text that `read` finds in the file,
/// its build ID; `None` where it has none. The flag is true if the text came from an earlier run
/// and the file was not read.
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
