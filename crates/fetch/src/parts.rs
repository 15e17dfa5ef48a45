//! What fetching is connected to.
//!
//! Counterpart: none; upstream prints and runs programs where it wants to.

use std::sync::Arc;

use vamos_base::Cancel;
use vamos_fsys::proc::LocalExecutor;

use crate::Events;

/// What a fetcher is made from, besides its configuration.
pub struct Parts {
    /// Receives what happens.
    pub events: Arc<dyn Events>,
    /// Set when the user interrupts.
    pub cancel: Cancel,
    /// Runs programs that know credentials.
    pub executor: Arc<LocalExecutor>,
}
