//! What fetching tells while it goes on.
//!
//! Counterpart: the writes to os.Stderr in cmd/go/internal/modfetch and internal/web.

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A line for stderr, prefix included, newline not: what the official command prints.
    Line(&'a str),
    /// A task began; `id` is its own.
    Started {
        /// Tells tasks apart.
        id: u64,
        /// What is done.
        task: Task,
        /// With what, for people.
        what: &'a str,
        /// How many bytes it has, where that is known.
        total: Option<u64>,
    },
    /// More bytes of a task are done.
    Advanced {
        /// The task.
        id: u64,
        /// How many.
        bytes: u64,
    },
    /// A task ended, well or not.
    Ended {
        /// The task.
        id: u64,
    },
}

/// What takes time while modules are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Bytes come over the network.
    Fetch,
    /// The files of a zip are unpacked and hashed, in memory.
    Hash,
    /// The files of a zip are written.
    Unpack,
}

/// Is told what happens, from many threads.
pub trait Events: Send + Sync {
    /// Something happened.
    fn event(&self, event: Event<'_>);
}

/// Ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Events for Silent {
    fn event(&self, _event: Event<'_>) {}
}
