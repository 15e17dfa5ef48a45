//! Reports tasks that take time as events: start, bytes done, end.
//!
//! Counterpart: none; the official command shows no progress.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crate::Event;
use crate::Events;
use crate::Task;

/// Assigns numbers to tasks, and reports them.
pub(crate) struct Progress {
    events: Arc<dyn Events>,
    next_id: AtomicU64,
}

/// A running task; it ends when this is dropped.
pub(crate) struct Running<'a> {
    progress: &'a Progress,
    id: u64,
}

impl Progress {
    pub(crate) fn new(events: Arc<dyn Events>) -> Self {
        Self {
            events,
            next_id: AtomicU64::new(0),
        }
    }

    /// Returns the receiver of events.
    pub(crate) fn events(&self) -> &dyn Events {
        &*self.events
    }

    /// Reports that a task begins.
    pub(crate) fn begin(&self, task: Task, what: &str, total: Option<u64>) -> Running<'_> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.events.event(Event::Started {
            id,
            task,
            what,
            total,
        });
        Running { progress: self, id }
    }
}

impl Running<'_> {
    /// Reports that more bytes are done.
    pub(crate) fn advance(&self, bytes: u64) {
        let id = self.id;
        self.progress.events.event(Event::Advanced { id, bytes });
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.progress.events.event(Event::Ended { id: self.id });
    }
}
