//! State shared by the threads of a cache program.
//!
//! Counterpart: cmd/go/internal/cache/prog.go (`ProgCache`).

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use super::link::Link;
use super::puts::Put;
use super::puts::Puts;
use super::wire::Command;
use super::wire::Response;
use crate::CacheError;
use crate::OutputId;

/// The state that all threads share.
pub(super) struct Shared {
    pub(super) link: Link,
    pub(super) puts: Puts,
    pub(super) files: Mutex<HashMap<OutputId, String>>,
}

impl Shared {
    pub(super) fn files(&self) -> MutexGuard<'_, HashMap<OutputId, String>> {
        // The table is consistent after every statement.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends queued values until the queue is closed.
pub(super) fn send_all(shared: &Arc<Shared>) {
    while let Some(Put { id, output, body }) = shared.puts.next() {
        let mut bytes = match body.open() {
            Ok(bytes) => bytes,
            Err(_) => {
                shared
                    .puts
                    .finish(&id, &output, Err(CacheError::ContentChanged));
                continue;
            }
        };
        let hearer = Arc::clone(shared);
        let answer = Box::new(move |response: Option<Response>| {
            let result = stored_at(response).map(|path| {
                hearer.files().insert(output, path);
            });
            hearer.puts.finish(&id, &output, result);
        });
        let command = Command::Put(id, output, body.size());
        shared.link.send(command, &mut *bytes, answer);
    }
}

/// Returns the file with a value, as the program named it.
fn stored_at(response: Option<Response>) -> Result<String, CacheError> {
    let response = response.ok_or(CacheError::ProgClosed)?;
    if !response.err.is_empty() {
        let message = response.err;
        return Err(CacheError::Prog { message });
    }
    if response.disk_path.is_empty() {
        return Err(CacheError::NoDiskPath);
    }
    Ok(response.disk_path)
}
