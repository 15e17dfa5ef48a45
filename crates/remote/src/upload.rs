//! Sends results to the server while the build continues.
//!
//! A thread takes the offered results in groups: it finds the values that the server lacks, sends
//! them, and then sends the action results, so that no result refers to a missing value. The end of
//! the command waits for the thread, for at most [`crate::Timeouts::end`].
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Instant;

use bytes::Bytes;
use tokio::task::JoinSet;
use vamos_base::Digest;
use vamos_cache::ActionId;
use vamos_cache::LocalStore;
use vamos_cache::Store;
use vamos_cache::subkey;
use vamos_fsys::uncached;
use vamos_sched::detached;

use crate::RemoteError;
use crate::blob::Blob;
use crate::client::BATCH;
use crate::client::Client;
use crate::download::Downloads;
use crate::download::LARGEST;
use crate::row::Key;
use crate::row::Kind;
use crate::row::Row;
use crate::row::Value;
use crate::row::write_manifest;
use crate::runtime::Runtime;
use crate::runtime::TICK;
use crate::trust::Trust;

/// The maximum number of results in a group.
const GROUP: usize = 64;

/// The maximum number of requests in flight.
const AT_ONCE: usize = 16;

/// A result that the build offers.
pub(crate) enum Offer {
    /// An entry of the local cache, with the names of its subkeys' entries.
    Entry(ActionId, Vec<String>),
    /// A file of vamos outside GOCACHE.
    File(Digest, String, Vec<u8>),
}

#[derive(Default)]
struct State {
    queue: VecDeque<Offer>,
    is_busy: bool,
    /// The offered results that the server has.
    sent: Vec<Row>,
}

/// Uploads from a local cache.
pub(crate) struct Uploads {
    client: Arc<Client>,
    runtime: Runtime,
    local: Arc<LocalStore>,
    downloads: Arc<Downloads>,
    trust: Arc<Trust>,
    state: Mutex<State>,
    changed: Condvar,
}

/// A value to be sent, and its file.
type Source = (Blob, String);

impl Uploads {
    /// Starts the thread.
    pub(crate) fn start(
        client: Arc<Client>,
        runtime: Runtime,
        local: Arc<LocalStore>,
        downloads: Arc<Downloads>,
        trust: Arc<Trust>,
    ) -> Result<Arc<Self>, RemoteError> {
        let uploads = Arc::new(Self {
            client,
            runtime,
            local,
            downloads,
            trust,
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&uploads);
        detached("remote-send", move || own.send_all())
            .map_err(|error| RemoteError::no_thread(&error))?;
        Ok(uploads)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every statement.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_broken(&self) -> bool {
        self.downloads.health.is_broken()
    }

    /// Queues a result.
    pub(crate) fn offer(&self, offer: Offer) {
        if !self.is_broken() {
            self.state().queue.push_back(offer);
            self.changed.notify_all();
        }
    }

    /// Waits until all uploads are done, and then stores the manifest under these keys.
    pub(crate) fn end(&self, manifests: &[Key], is_complete: bool) {
        let end = Instant::now() + self.downloads.health.timeouts.end();
        let mut state = self.state();
        while !state.queue.is_empty() || state.is_busy {
            let waited = self.changed.wait_timeout(state, TICK);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if self.is_broken() {
                return;
            }
            if Instant::now() > end {
                let count = state.queue.len().max(1);
                drop(state);
                self.downloads.health.fail(&RemoteError::NotSent(count));
                return;
            }
        }
        let mut rows = std::mem::take(&mut state.sent);
        drop(state);
        // A module index has no subkeys. The official command looks it up before any archive, but
        // may be the last to store it.
        rows.sort_by_key(|row| row.values.len() > 1);
        if is_complete
            && !rows.is_empty()
            && !self.is_broken()
            && !self.downloads.lists(&rows)
            && let Err(error) = self.send_manifest(&rows, manifests, end)
        {
            self.downloads.health.fail(&error);
        }
    }

    /// Sends offered results until the process ends.
    fn send_all(&self) {
        let mut known = HashSet::new();
        loop {
            let group = self.next_group();
            let sent = if self.is_broken() {
                Ok(Vec::new())
            } else {
                self.send_group(group, &mut known)
            };
            let mut state = self.state();
            match sent {
                Ok(rows) => state.sent.extend(rows),
                Err(error) => self.downloads.health.fail(&error),
            }
            state.is_busy = false;
            drop(state);
            self.changed.notify_all();
        }
    }

    fn next_group(&self) -> Vec<Offer> {
        let mut state = self.state();
        while state.queue.is_empty() {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.is_busy = true;
        let count = state.queue.len().min(GROUP);
        state.queue.drain(..count).collect()
    }

    /// Sends results; returns the ones that the server has now.
    fn send_group(
        &self,
        group: Vec<Offer>,
        known: &mut HashSet<Blob>,
    ) -> Result<Vec<Row>, RemoteError> {
        let mut sources = HashMap::new();
        let mut there = Vec::new();
        let mut rows = Vec::new();
        for offer in group {
            let Some((row, files)) = self.row(offer) else {
                continue;
            };
            match self.downloads.came(row.key) {
                // The downloaded row is sent with the signature of the machine that made it. It may
                // have more values than this build looked up.
                Some(came) if row.values.iter().all(|value| came.values.contains(value)) => {
                    there.push(Row::clone(&came));
                }
                _ => {
                    sources.extend(files);
                    rows.push(row);
                }
            }
        }
        sources.retain(|blob, _| blob.size > 0 && !known.contains(blob));
        let blobs: Vec<Blob> = sources.keys().copied().collect();
        if !blobs.is_empty() {
            let client = Arc::clone(&self.client);
            let asked = blobs.clone();
            let missing = self.run(async move {
                client.learn().await;
                client.missing(&asked).await
            })?;
            sources.retain(|blob, _| missing.contains(blob));
            self.send_values(sources.into_iter().collect())?;
        }
        known.extend(blobs);
        self.send_results(&rows)?;
        there.extend(rows);
        Ok(there)
    }

    /// Runs a task; returns an error if the server was given up meanwhile.
    fn run<T: Send + 'static>(
        &self,
        task: impl Future<Output = Result<T, RemoteError>> + Send + 'static,
    ) -> Result<T, RemoteError> {
        let done = self.runtime.run(|| self.is_broken(), task);
        done.unwrap_or(Err(RemoteError::TooSlow))
    }

    /// Returns the row and the values of an offer; `None` if they are not in the cache, or no
    /// longer.
    fn row(&self, offer: Offer) -> Option<(Row, Vec<Source>)> {
        match offer {
            Offer::File(key, path, note) => {
                let (digest, size) = uncached::hash_file(&path).ok()?;
                let blob = Blob { digest, size };
                let values = vec![Value::result(blob)];
                let row = Row::signed(Key::file(&key), values, note, &self.trust);
                Some((row, vec![(blob, path)]))
            }
            Offer::Entry(id, beside) => {
                let value = |id: &ActionId, name: String| {
                    let entry = self.local.get(id)?;
                    let blob = Blob {
                        digest: entry.output.0,
                        size: entry.size,
                    };
                    let source = (blob, self.local.value_file(&entry.output));
                    (entry.size <= LARGEST).then_some((Value { name, blob }, source))
                };
                let beside = beside.into_iter();
                let beside = beside.filter_map(|name| value(&subkey(&id, &name), name));
                let own = value(&id, String::new())?;
                let (values, sources) = beside.chain([own]).unzip();
                let row = Row::signed(Key::entry(&id), values, Vec::new(), &self.trust);
                Some((row, sources))
            }
        }
    }

    fn send_values(&self, sources: Vec<Source>) -> Result<(), RemoteError> {
        let (small, large): (Vec<_>, Vec<_>) =
            sources.into_iter().partition(|(blob, _)| blob.size < BATCH);
        let mut batch = Vec::new();
        let mut size = 0;
        for (blob, path) in small {
            if size + blob.size > BATCH {
                self.send_batch(std::mem::take(&mut batch))?;
                size = 0;
            }
            let bytes = uncached::read(&path).map_err(RemoteError::file)?;
            size += blob.size;
            batch.push((blob, Bytes::from(bytes)));
        }
        if !batch.is_empty() {
            self.send_batch(batch)?;
        }
        for source in large {
            self.send_one(source)?;
        }
        Ok(())
    }

    fn send_batch(&self, batch: Vec<(Blob, Bytes)>) -> Result<(), RemoteError> {
        self.run(self.client.write_batch(batch))
    }

    fn send_one(&self, (blob, path): Source) -> Result<(), RemoteError> {
        let client = Arc::clone(&self.client);
        let file = uncached::open(&path).map_err(RemoteError::file)?;
        self.run(async move { client.write_from(blob, file).await })
    }

    fn send_results(&self, rows: &[Row]) -> Result<(), RemoteError> {
        for group in rows.chunks(AT_ONCE) {
            let client = Arc::clone(&self.client);
            let results: Vec<_> = group
                .iter()
                .map(|row| (row.key.action(), row.to_result()))
                .collect();
            self.run(async move {
                let mut calls = JoinSet::new();
                for (key, result) in results {
                    let client = Arc::clone(&client);
                    calls.spawn(async move { client.put_action(key, result).await });
                }
                while let Some(done) = calls.join_next().await {
                    done.unwrap_or(Err(RemoteError::TooSlow))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn send_manifest(&self, rows: &[Row], keys: &[Key], end: Instant) -> Result<(), RemoteError> {
        let bytes = Bytes::from(write_manifest(rows));
        let blob = Blob::of(&bytes);
        let row = |key: &Key| {
            let values = vec![Value::result(blob)];
            Row::signed(*key, values, Vec::new(), &self.trust)
        };
        debug_assert!(keys.iter().all(|key| key.kind == Kind::Manifest));
        let rows: Vec<Row> = keys.iter().map(row).collect();
        let client = Arc::clone(&self.client);
        let is_over = || self.is_broken() || Instant::now() > end + TICK;
        let sent = self.runtime.run(is_over, async move {
            if blob.size < BATCH {
                client.write_batch(vec![(blob, bytes)]).await?;
            } else {
                client.write_value(blob, bytes).await?;
            }
            for row in rows {
                client.put_action(row.key.action(), row.to_result()).await?;
            }
            Ok(())
        });
        sent.unwrap_or(Err(RemoteError::NotSent(1)))
    }
}
