//! The state of downloads, and the work of their threads.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::mpsc;

use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;
use vamos_cache::LocalStore;

use crate::blob::Blob;
use crate::client::Client;
use crate::health::Health;
use crate::payload::Payload;
use crate::result_locations::State;
use crate::row::Key;
use crate::runtime::Runtime;
use crate::trust::Trust;

/// Larger values are not shared as entries.
pub(crate) const LARGEST: u64 = 64 << 20;

/// The maximum amount of values in memory before they are stored, in KiB.
pub(crate) const MEMORY: usize = 48 << 10;

/// The work for a value.
pub(super) enum Job {
    /// Verify and store a received value.
    Verify(Blob, Payload, Arc<OwnedSemaphorePermit>),
    /// Check a value of this size in the local cache.
    Check(Blob),
}

/// Downloads into a local cache.
pub(crate) struct Downloads {
    pub(super) client: Arc<Client>,
    pub(super) runtime: Runtime,
    pub(crate) health: Arc<Health>,
    pub(super) local: Arc<LocalStore>,
    pub(super) manifests: Vec<Key>,
    pub(super) trust: Arc<Trust>,
    pub(super) memory: Arc<Semaphore>,
    pub(super) jobs: mpsc::Sender<Job>,
    pub(super) state: Mutex<State>,
    pub(super) changed: Condvar,
}
