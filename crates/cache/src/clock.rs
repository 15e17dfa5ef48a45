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

/// How long before its renewal a renewed time of last use lies.
///
/// A file that is written gets the time of that moment, so a time of modification that is clearly
/// older than the time of the last change proves that the change was no write. The time of last
/// use is kept to the hour, so a few seconds do not matter.
const RENEWAL_LAG_NS: i128 = 3_000_000_000;

/// Returns the time of last use that a file gets when it is renewed now.
pub fn renewed_time_ns(now_ns: i128) -> i128 {
    now_ns - RENEWAL_LAG_NS
}
