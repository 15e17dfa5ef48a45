//! The system time, and the resolution of times of last use.
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

/// Age in nanoseconds at which a time of last use is renewed.
pub const RENEWAL_AGE_NS: i128 = 3600 * 1_000_000_000;

/// Nanoseconds that are subtracted from the present time when a time of last use is renewed.
///
/// Writing to a file sets its mtime to the present, so an mtime that is clearly older than the
/// ctime proves that the last change was not a write. The time of last use has a resolution of one
/// hour, so a few seconds do not matter.
const RENEWAL_LAG_NS: i128 = 3_000_000_000;

/// Returns the time of last use that a file gets when it is renewed now.
pub fn renewed_time_ns(now_ns: i128) -> i128 {
    now_ns - RENEWAL_LAG_NS
}
