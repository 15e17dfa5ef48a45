//! The time of this moment.
//!
//! Counterpart: time.Now.

use std::time::SystemTime;

/// Returns the time in nanoseconds since the epoch.
pub(crate) fn now_ns() -> i128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| {
        i128::try_from(since.as_nanos()).unwrap_or(i128::MAX)
    })
}
