//! The interfaces of a checksum database's client: the server, and values that are computed once.
//!
//! Counterpart: golang.org/x/mod/sumdb/client.go (`ClientOps`, `parCache`).

use std::collections::HashMap;
use std::hash::Hash as KeyHash;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_modfile::ModuleError;

/// A connection to the database.
pub trait Remote: Send + Sync {
    /// Reads a path of the database, which begins with `/lookup/` or `/tile/`. Any other status
    /// than success is an error.
    fn read(&self, path: &str) -> Result<Vec<u8>, ModuleError>;
}

/// Results that are computed once for each key, by the first thread; the others wait.
pub(crate) struct Once<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: KeyHash + Eq, V: Clone> Once<K, V> {
    pub(crate) fn get(&self, key: K, compute: impl FnOnce() -> V) -> V {
        let slot = Arc::clone(locked(&self.0).entry(key).or_default());
        slot.get_or_init(compute).clone()
    }

    pub(crate) fn has(&self, key: &K) -> bool {
        let slots = locked(&self.0);
        slots.get(key).is_some_and(|slot| slot.get().is_some())
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The data is consistent after every statement, so a panic of another thread does no
    // harm.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
