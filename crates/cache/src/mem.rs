//! A store in memory, for tests of its users.
//!
//! Counterpart: none; upstream has no such thing.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::Digest;

use crate::ActionId;
use crate::CacheError;
use crate::Entry;
use crate::OutputId;
use crate::Store;

/// Keeps values in memory. Files that it names do not exist.
#[derive(Default)]
pub struct MemStore(Mutex<HashMap<ActionId, (Vec<u8>, Entry)>>);

impl MemStore {
    /// Returns an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ActionId, (Vec<u8>, Entry)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemStore {
    fn get(&self, id: &ActionId) -> Option<Entry> {
        self.lock().get(id).map(|(_, entry)| *entry)
    }

    fn get_file(&self, id: &ActionId) -> Option<(String, Entry)> {
        let entry = self.get(id)?;
        Some((self.output_file(&entry.output), entry))
    }

    fn get_bytes(&self, id: &ActionId) -> Option<(Vec<u8>, Entry)> {
        self.lock().get(id).cloned()
    }

    fn put_hashed(&self, id: &ActionId, data: &[u8], digest: Digest) -> Result<(), CacheError> {
        let entry = Entry {
            output: OutputId(digest),
            size: data.len() as u64,
            time_ns: 0,
        };
        self.lock().insert(*id, (data.to_vec(), entry));
        Ok(())
    }

    fn output_file(&self, output: &OutputId) -> String {
        format!("/memory/{}-d", output.0)
    }

    fn dir(&self) -> &'static str {
        "/memory"
    }
}
