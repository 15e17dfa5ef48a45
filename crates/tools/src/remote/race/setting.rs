//! When jobs race.
//!
//! Counterpart: none.

use std::time::Duration;

/// When a job that runs on another machine is also started here, if a processor is free
/// (`VAMOS_REMOTE_RACE`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RaceSetting {
    /// Never.
    Off,
    /// When it takes longer than estimated.
    #[default]
    On,
    /// After this time.
    After(Duration),
}
