//! A cache directory that shares its entries with a remote cache.
//!
//! Every value is in the directory before it is used: a download is stored there first, and only
//! stored values are offered. Therefore all lookups and stores use the directory.
//! Counterpart: none.

use std::sync::Arc;

use crate::ActionId;
use crate::CacheError;
use crate::Capabilities;
use crate::Entry;
use crate::LocalStore;
use crate::OutputId;
use crate::Sharing;
use crate::Store;
use crate::Value;

/// A cache directory with a remote cache.
pub struct SharingStore {
    local: Arc<LocalStore>,
    sharing: Arc<dyn Sharing>,
}

impl SharingStore {
    /// Connects a directory with a remote cache.
    pub fn new(local: Arc<LocalStore>, sharing: Arc<dyn Sharing>) -> Self {
        Self { local, sharing }
    }
}

impl Store for SharingStore {
    fn get(&self, id: &ActionId) -> Option<Entry> {
        self.local.get(id)
    }

    fn get_file(&self, id: &ActionId) -> Option<(String, Entry)> {
        self.local.get_file(id)
    }

    fn get_bytes(&self, id: &ActionId) -> Option<(Vec<u8>, Entry)> {
        self.local.get_bytes(id)
    }

    fn put(&self, id: &ActionId, value: Value<'_>) -> Result<OutputId, CacheError> {
        self.local.put(id, value)
    }

    fn output_file(&self, output: &OutputId) -> String {
        self.local.output_file(output)
    }

    fn dir(&self) -> &str {
        self.local.dir()
    }

    fn capabilities(&self) -> Capabilities<'_> {
        Capabilities {
            local: Some(&self.local),
            sharing: Some(&*self.sharing),
        }
    }

    fn close(&self) -> Result<(), CacheError> {
        self.local.close()
    }
}
