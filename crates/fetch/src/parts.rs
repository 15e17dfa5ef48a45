//! The services that fetching uses.
//!
//! Counterpart: none; upstream prints and runs programs directly.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc::LocalExecutor;

use crate::Events;

/// The services that a fetcher uses.
#[derive(Clone)]
pub struct Parts {
    /// Receives events.
    pub events: Arc<dyn Events>,
    /// Set when the user interrupts.
    pub cancel: Cancel,
    /// Runs credential helpers.
    pub executor: Arc<LocalExecutor>,
}
