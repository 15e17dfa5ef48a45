//! A cache for commands without one: GOCACHE is off, or its directory cannot be determined.
//!
//! Upstream opens its cache when the first action runs, so errors of flags and packages come first.
//! Until then a command uses this store.
//! Counterpart: cmd/go/internal/cache/default.go (`initDefaultCache`, before it is called).

use crate::ActionId;
use crate::CacheError;
use crate::Capabilities;
use crate::Entry;
use crate::OutputId;
use crate::Store;
use crate::Value;

/// A store in which every lookup is a miss and every store an error.
#[derive(Clone, Copy, Debug, Default)]
pub struct AbsentStore;

impl Store for AbsentStore {
    fn get(&self, _id: &ActionId) -> Option<Entry> {
        None
    }

    fn get_file(&self, _id: &ActionId) -> Option<(String, Entry)> {
        None
    }

    fn get_bytes(&self, _id: &ActionId) -> Option<(Vec<u8>, Entry)> {
        None
    }

    fn put(&self, _id: &ActionId, _value: Value<'_>) -> Result<OutputId, CacheError> {
        Err(CacheError::Absent)
    }

    fn output_file(&self, _output: &OutputId) -> String {
        String::new()
    }

    fn dir(&self) -> &str {
        ""
    }

    fn capabilities(&self) -> Capabilities<'_> {
        Capabilities::default()
    }
}
