//! Settings of races.
//!
//! Counterpart: none.

use std::time::Duration;

/// Condition for starting a remote job also here, if a processor is free (`VAMOS_REMOTE_RACE`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RaceSetting {
    /// Never.
    Off,
    /// The job takes longer than estimated.
    #[default]
    On,
    /// After this time.
    After(Duration),
}
