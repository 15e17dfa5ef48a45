//! The queue of values for a cache program, which the build does not wait for.
//!
//! Counterpart: cmd/go/internal/cache/prog.go (`Put`), which waits for each.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::io;
use std::io::Read;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_fsys::uncached;

use crate::ActionId;
use crate::CacheError;
use crate::OutputId;

/// Maximum number of values sent without an answer. More would fill the pipe ahead of the build's
/// lookups.
const MAX_IN_FLIGHT: usize = 4;

/// Maximum number of bytes held in memory; a store above it waits.
const MAX_BYTES: usize = 256 << 20;

/// Polling interval for the cancellation of a build.
const TICK: Duration = Duration::from_millis(50);

/// The bytes of a value until they are sent.
pub(super) enum Body {
    /// In memory.
    Bytes(Arc<[u8]>),
    /// In a file of this size, which must not change until then.
    File(String, u64),
}

impl Body {
    pub(super) fn size(&self) -> u64 {
        match self {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File(_, size) => *size,
        }
    }

    /// Returns the number of bytes that it uses in memory.
    fn held(&self) -> usize {
        match self {
            Body::Bytes(bytes) => bytes.len(),
            Body::File(..) => 0,
        }
    }

    pub(super) fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match self {
            Body::Bytes(bytes) => Box::new(&**bytes),
            Body::File(path, _) => Box::new(uncached::open(path).map_err(io::Error::other)?),
        })
    }
}

/// A queued value.
pub(super) struct Put {
    pub(super) id: ActionId,
    pub(super) output: OutputId,
    pub(super) body: Body,
}

/// All values that are queued or being sent.
pub(super) struct Puts {
    state: Mutex<State>,
    changed: Condvar,
    cancel: Cancel,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Put>,
    held: usize,
    in_flight: usize,
    /// Number of values that are queued or being sent, by key and by value.
    ids: HashMap<ActionId, usize>,
    outputs: HashMap<OutputId, usize>,
    errors: HashMap<ActionId, CacheError>,
    /// Set when the program does not store, or no longer stores.
    is_refused: bool,
}

fn leave<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

impl State {
    pub(super) fn finish(
        &mut self,
        id: &ActionId,
        output: &OutputId,
        result: Result<(), CacheError>,
    ) {
        leave(&mut self.ids, id);
        leave(&mut self.outputs, output);
        if let Err(error) = result {
            self.errors.insert(*id, error);
        }
    }

    fn drop_queue(&mut self) {
        for put in std::mem::take(&mut self.queue) {
            self.finish(&put.id, &put.output, Err(CacheError::ProgClosed));
        }
        self.held = 0;
    }
}

impl Puts {
    pub(super) fn new(cancel: Cancel) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            cancel,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The counts are consistent after every method of `State`.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `is_done`; if the build is cancelled, its queue is dropped.
    fn wait_until(&self, is_done: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let mut state = self.state();
        while !is_done(&state) {
            let waited = self.changed.wait_timeout(state, TICK);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if self.cancel.is_cancelled() {
                state.drop_queue();
                self.changed.notify_all();
            }
        }
        state
    }

    /// Drops all later values.
    pub(super) fn refuse(&self) {
        let mut state = self.state();
        state.is_refused = true;
        state.drop_queue();
        self.changed.notify_all();
    }

    /// Queues a value.
    pub(super) fn push(&self, id: ActionId, output: OutputId, body: Body) {
        let mut state = self.wait_until(|state| state.held < MAX_BYTES);
        if state.is_refused {
            return;
        }
        state.held += body.held();
        *state.ids.entry(id).or_default() += 1;
        *state.outputs.entry(output).or_default() += 1;
        state.errors.remove(&id);
        state.queue.push_back(Put { id, output, body });
        self.changed.notify_all();
    }

    /// Returns the next value as soon as it may be sent; `None` when there will be none.
    pub(super) fn next(&self) -> Option<Put> {
        let mut state = self.state();
        loop {
            if state.is_refused {
                return None;
            }
            if state.in_flight < MAX_IN_FLIGHT
                && let Some(put) = state.queue.pop_front()
            {
                state.in_flight += 1;
                state.held -= put.body.held();
                self.changed.notify_all();
                return Some(put);
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(super) fn finish(&self, id: &ActionId, output: &OutputId, result: Result<(), CacheError>) {
        let mut state = self.state();
        state.in_flight -= 1;
        state.finish(id, output, result);
        self.changed.notify_all();
    }

    /// Waits until no value with this key is queued or being sent; returns the result of the last
    /// one.
    pub(super) fn wait(&self, id: &ActionId) -> Result<(), CacheError> {
        let state = self.wait_until(|state| !state.ids.contains_key(id));
        state.errors.get(id).cloned().map_or(Ok(()), Err)
    }

    /// Waits until this value is neither queued nor being sent.
    pub(super) fn wait_for_output(&self, output: &OutputId) {
        drop(self.wait_until(|state| !state.outputs.contains_key(output)));
    }

    /// Waits until the queue is empty and nothing is being sent.
    pub(super) fn wait_for_all(&self) {
        drop(self.wait_until(|state| state.queue.is_empty() && state.in_flight == 0));
    }
}
