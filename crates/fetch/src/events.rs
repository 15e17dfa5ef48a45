//! Events that fetching reports while it runs.
//!
//! Counterpart: the writes to os.Stderr in cmd/go/internal/modfetch and internal/web.

/// An event of fetching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A line of the official command for stderr, with its prefix, without a newline.
    Line(&'a str),
    /// A task began.
    Started {
        /// Identifies the task.
        id: u64,
        /// The kind of task.
        task: Task,
        /// Its subject, as shown to the user.
        what: &'a str,
        /// Its size in bytes, if known.
        total: Option<u64>,
    },
    /// More bytes of a task are done.
    Advanced {
        /// The task.
        id: u64,
        /// Their number.
        bytes: u64,
    },
    /// A task ended, with or without success.
    Ended {
        /// The task.
        id: u64,
    },
}

/// The kinds of tasks that take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A download.
    Fetch,
    /// The files of a zip are unpacked and hashed, in memory.
    Hash,
    /// The files of a zip are written.
    Unpack,
}

/// Receives events, from several threads.
pub trait Events: Send + Sync {
    /// Handles an event.
    fn event(&self, event: Event<'_>);
}

/// Ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Events for Silent {
    fn event(&self, _event: Event<'_>) {}
}
