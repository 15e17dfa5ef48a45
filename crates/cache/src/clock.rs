//! The time, and how exactly times of last use are kept.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`mtimeInterval`).

use std::sync::Arc;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// Returns the time in nanoseconds since the epoch.
pub type Clock = Arc<dyn Fn() -> i128 + Send + Sync>;

/// Returns the system's clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.as_nanos() as i128)
    })
}

/// How old a time of last use gets before it is renewed.
pub const RENEWAL_AGE_NS: i128 = 3600 * 1_000_000_000;
