//! Reads values from the server, in batches or alone, verifies them and stores them.
//!
//! Counterpart: none.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use vamos_base::Digest;
use vamos_cache::OutputId;

use super::state::Downloads;
use super::state::Job;
use super::state::LARGEST;
use super::state::MEMORY;
use crate::RemoteError;
use crate::blob::Blob;
use crate::result_locations::ResultLocation;

/// Values up to this size are read in batches, larger ones alone.
pub(super) const SMALL: u64 = 1 << 20;

/// The maximum number of values in a batch.
const BATCH_VALUES: usize = 500;

impl Downloads {
    /// Reads values, in this order.
    pub(super) async fn read(self: &Arc<Self>, blobs: Vec<Blob>) {
        let most = self.client.learned().batch();
        let mut batch = Vec::new();
        let mut size = 0;
        for blob in blobs {
            if self.health.is_broken() {
                return;
            }
            if blob.size > LARGEST {
                self.is_absent(blob);
            } else if blob.size == 0 || self.local.has_value(&OutputId(blob.digest), blob.size) {
                let _ = self.jobs.send(Job::Check(blob));
            } else if blob.size > SMALL.min(most) {
                self.read_one(blob).await;
            } else {
                if size + blob.size > most || batch.len() == BATCH_VALUES {
                    self.read_batch(std::mem::take(&mut batch), size).await;
                    size = 0;
                }
                size += blob.size;
                batch.push(blob);
            }
        }
        if !batch.is_empty() {
            self.read_batch(batch, size).await;
        }
    }

    /// Waits until this many bytes of memory are available.
    async fn room(&self, size: u64) -> Option<Arc<OwnedSemaphorePermit>> {
        let units = usize::try_from(size >> 10).unwrap_or(MEMORY) + 1;
        let units = u32::try_from(units.min(MEMORY)).unwrap_or(1);
        let room = Arc::clone(&self.memory).acquire_many_owned(units).await;
        room.ok().map(Arc::new)
    }

    /// Begins to read small values.
    async fn read_batch(self: &Arc<Self>, batch: Vec<Blob>, size: u64) {
        let Some(room) = self.room(size).await else {
            return;
        };
        let own = Arc::clone(self);
        tokio::spawn(async move {
            let mut missing: HashSet<Blob> = batch.iter().copied().collect();
            match own.client.read_batch(&batch).await {
                Ok(values) => {
                    for (blob, payload) in values {
                        if missing.remove(&blob) {
                            let _ = own.jobs.send(Job::Verify(blob, payload, Arc::clone(&room)));
                        }
                    }
                }
                Err(error) => own.health.fail(&error),
            }
            for blob in missing {
                own.is_absent(blob);
            }
        });
    }

    /// Begins to read a large value.
    async fn read_one(self: &Arc<Self>, blob: Blob) {
        let Some(room) = self.room(blob.size).await else {
            return;
        };
        let own = Arc::clone(self);
        tokio::spawn(async move {
            match own.client.read_value(blob).await {
                Ok(Some(payload)) => drop(own.jobs.send(Job::Verify(blob, payload, room))),
                Ok(None) => own.is_absent(blob),
                Err(error) => {
                    own.health.fail(&error);
                    own.is_absent(blob);
                }
            }
        });
    }

    /// Reads a value; it is not verified.
    pub(super) async fn bytes(&self, blob: Blob) -> Result<Option<Bytes>, RemoteError> {
        if blob.size > LARGEST {
            return Ok(None);
        }
        let payload = self.client.read_value(blob).await?;
        payload.map(|payload| payload.decode(blob)).transpose()
    }

    pub(super) fn work(self: &Arc<Self>, job: Job) {
        match job {
            Job::Verify(blob, payload, _room) => {
                let is_right = |bytes: &Bytes| {
                    bytes.len() as u64 == blob.size && Digest::of(bytes) == blob.digest
                };
                let Some(bytes) = payload.decode(blob).ok().filter(is_right) else {
                    self.health.fail(&RemoteError::WrongBytes(blob.digest));
                    self.is_absent(blob);
                    return;
                };
                match self.local.put_unreferenced(&bytes, blob.digest) {
                    Ok(()) => self.is_here(blob),
                    // As for other results that cannot be stored, this only costs time.
                    Err(_) => self.is_absent(blob),
                }
            }
            Job::Check(blob) if blob.size == 0 => {
                if blob == Blob::of(b"") && self.local.put_unreferenced(b"", blob.digest).is_ok() {
                    self.is_here(blob);
                } else {
                    self.is_absent(blob);
                }
            }
            Job::Check(blob) => {
                let file = self.local.value_file(&OutputId(blob.digest));
                let found = vamos_fsys::uncached::hash_file(&file);
                if found.is_ok_and(|found| found == (blob.digest, blob.size)) {
                    self.is_here(blob);
                } else {
                    let own = Arc::clone(self);
                    self.runtime.spawn(async move { own.read_one(blob).await });
                }
            }
        }
    }

    /// Records that a value is in the local cache.
    fn is_here(&self, blob: Blob) {
        for _ in 0..self.state().arrived(blob) {
            self.health.found();
        }
        self.changed.notify_all();
    }

    /// Records that a value is not available.
    fn is_absent(&self, blob: Blob) {
        let mut state = self.state();
        for key in state.wanted.remove(&blob).unwrap_or_default() {
            state.places.insert(key, ResultLocation::Absent);
        }
        drop(state);
        self.changed.notify_all();
    }
}
