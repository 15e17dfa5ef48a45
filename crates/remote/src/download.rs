//! Downloads results: results in the manifest in large batches, others one by one.
//!
//! The first result that is not in the local cache starts the download. Then an action waits only
//! for its own result. Separate threads verify and store the values as they arrive. The entries
//! that refer to them are stored when an action requests the result: a listed result that is not
//! requested leaves only values, which the official command ignores and trims.
//! Counterpart: none.

mod state;
mod values;

pub(crate) use state::Downloads;
pub(crate) use state::LARGEST;
pub(crate) use state::MEMORY;

use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::mpsc;

use tokio::sync::Semaphore;
use vamos_base::Digest;
use vamos_cache::LocalStore;
use vamos_cache::OutputId;
use vamos_cache::Store;
use vamos_sched::detached;

use crate::RemoteError;
use crate::blob::Blob;
use crate::client::Client;
use crate::health::Health;
use crate::result_locations::Phase;
use crate::result_locations::ResultLocation;
use crate::result_locations::State;
use crate::row::Key;
use crate::row::Row;
use crate::row::read_manifest;
use crate::runtime::Runtime;
use crate::runtime::TICK;
use crate::trust::Trust;
use values::SMALL;

/// The maximum number of bytes that are downloaded because of a manifest. Otherwise the writer of a
/// manifest could fill the disk with values that no build needs; half of the free space is also a
/// limit. Results listed beyond the limit are requested by their keys.
pub(crate) const LISTED: u64 = 4 << 30;

/// The number of threads that verify and store values.
const WORKERS: usize = 2;

/// The number of consecutive misses after which the server gets no more requests for results that
/// are not in the manifest: it has nothing of this build.
pub(crate) const MAX_MISSES: usize = 24;

impl Downloads {
    /// Starts the threads.
    pub(crate) fn start(
        client: Arc<Client>,
        runtime: Runtime,
        health: Arc<Health>,
        local: Arc<LocalStore>,
        manifests: Vec<Key>,
        trust: Arc<Trust>,
    ) -> Result<Arc<Self>, RemoteError> {
        let (jobs, receiver) = mpsc::channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let downloads = Arc::new(Self {
            client,
            runtime,
            health,
            local,
            manifests,
            trust,
            memory: Arc::new(Semaphore::new(MEMORY)),
            jobs,
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        for _ in 0..WORKERS {
            let (own, receiver) = (Arc::clone(&downloads), Arc::clone(&receiver));
            let work = move || {
                loop {
                    let next = receiver
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv();
                    let Ok(job) = next else { return };
                    own.work(job);
                    // A server is not stalled while this machine is busy with its answers.
                    own.health.progress(0);
                }
            };
            detached("remote-store", work).map_err(|error| RemoteError::no_thread(&error))?;
        }
        Ok(downloads)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every method call.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a result is in the local cache or is known to be a file on the server;
    /// returns it, `None` if the server does not have it or is given up.
    pub(crate) fn fetch(self: &Arc<Self>, key: Key) -> Option<Arc<Row>> {
        if self.health.is_broken() {
            return None;
        }
        let _waiting = self.health.wait();
        let mut state = self.state();
        loop {
            match (state.phase, state.places.get(&key)) {
                (Phase::Idle, _) => {
                    state.phase = Phase::Asking;
                    let own = Arc::clone(self);
                    self.runtime.spawn(async move { own.list().await });
                }
                (Phase::Listed, None) => {
                    if state.misses >= MAX_MISSES {
                        return None;
                    }
                    state.places.insert(key, ResultLocation::Asked);
                    let own = Arc::clone(self);
                    self.runtime.spawn(async move { own.ask(key).await });
                }
                (_, Some(ResultLocation::Here(row) | ResultLocation::There(row))) => {
                    return Some(Arc::clone(row));
                }
                (_, Some(ResultLocation::Complete(row))) => {
                    let row = Arc::clone(row);
                    drop(state);
                    return self.store_entries(row);
                }
                (_, Some(ResultLocation::Absent)) => return None,
                (Phase::Asking, None)
                | (_, Some(ResultLocation::Asked | ResultLocation::Coming(..))) => {}
            }
            let waited = self.changed.wait_timeout(state, TICK);
            let (guard, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = guard;
            if timeout.timed_out() {
                drop(state);
                self.health.check();
                if self.health.is_broken() {
                    return None;
                }
                state = self.state();
            }
        }
    }

    /// Stores the entries of a result whose values are in the local cache. An existing entry stays.
    fn store_entries(&self, row: Arc<Row>) -> Option<Arc<Row>> {
        let stored = row.entries().try_for_each(|(id, blob)| {
            if self.local.get(&id).is_some() {
                return Ok(());
            }
            self.local
                .put_reference(&id, OutputId(blob.digest), blob.size)
        });
        let place = match stored {
            Ok(()) => ResultLocation::Here(Arc::clone(&row)),
            // As for other results that cannot be stored, this only costs time.
            Err(_) => ResultLocation::Absent,
        };
        self.state().places.insert(row.key, place);
        stored.ok().map(|()| row)
    }

    /// Returns a result that this run requested and the server returned.
    pub(crate) fn came(&self, key: Key) -> Option<Arc<Row>> {
        match self.state().places.get(&key)? {
            ResultLocation::Here(row) | ResultLocation::There(row) => Some(Arc::clone(row)),
            _ => None,
        }
    }

    /// Reports whether the manifest lists these results and few others. A manifest with many others
    /// may belong to a command that does more.
    pub(crate) fn lists(&self, rows: &[Row]) -> bool {
        let state = self.state();
        state.listed.len() <= 2 * rows.len()
            && rows.iter().all(|row| state.listed.contains(&row.key))
    }

    /// Reads the manifest, and all values that it lists.
    async fn list(self: Arc<Self>) {
        // In parallel with the first request, this costs no extra round trip.
        let client = Arc::clone(&self.client);
        let learning = tokio::spawn(async move { client.learn().await });
        let rows = match self.manifest().await {
            Ok(rows) => rows,
            Err(error) => {
                self.health.fail(&error);
                Vec::new()
            }
        };
        // It only fails if it panicked.
        let _ = learning.await;
        let free = vamos_fsys::work::free_space(self.local.dir());
        let budget = free.map_or(LISTED, |free| LISTED.min(free / 2));
        let blobs = {
            let mut state = self.state();
            state.listed = rows.iter().map(|row| row.key).collect();
            state.phase = Phase::Listed;
            state.expect_within(budget, rows)
        };
        self.changed.notify_all();
        self.read(blobs).await;
    }

    async fn manifest(&self) -> Result<Vec<Row>, RemoteError> {
        for key in &self.manifests {
            let Some(row) = self.row(*key).await? else {
                continue;
            };
            let Some(value) = row.values.last() else {
                continue;
            };
            if let Some(bytes) = self.bytes(value.blob).await? {
                if Digest::of(&bytes) != value.blob.digest {
                    return Err(RemoteError::WrongBytes(value.blob.digest));
                }
                return Ok(read_manifest(&bytes, &self.trust));
            }
        }
        Ok(Vec::new())
    }

    async fn row(&self, key: Key) -> Result<Option<Row>, RemoteError> {
        let Some(mut result) = self.client.action(key.action()).await? else {
            return Ok(None);
        };
        // A server may store stdout as a separate value although the request is for an inline one.
        let extra = Blob::from_wire(result.stdout_digest.as_ref());
        if let Some(extra) = extra.filter(|_| result.stdout_raw.is_empty())
            && extra.size <= SMALL
            && let Some(bytes) = self.bytes(extra).await?
        {
            if Digest::of(&bytes) != extra.digest {
                return Err(RemoteError::WrongBytes(extra.digest));
            }
            result.stdout_raw = bytes.to_vec();
        }
        Ok(Row::from_result(key, &result, &self.trust))
    }

    /// Requests one result.
    async fn ask(self: Arc<Self>, key: Key) {
        let found = self.row(key).await;
        let blobs = self.note_answer(key, found);
        self.changed.notify_all();
        self.read(blobs).await;
    }

    /// Records the answer for one result; returns the values to read.
    fn note_answer(&self, key: Key, found: Result<Option<Row>, RemoteError>) -> Vec<Blob> {
        let mut state = self.state();
        match found {
            Ok(Some(row)) => {
                state.misses = 0;
                state.places.remove(&key);
                return state.expect(row);
            }
            Ok(None) => state.misses += 1,
            Err(error) => self.health.fail(&error),
        }
        state.places.insert(key, ResultLocation::Absent);
        Vec::new()
    }
}
