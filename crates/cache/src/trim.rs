//! Removes files that were not used for five days, once a day.
//!
//! `trim.txt` contains the time of the last trim. It is written first, so that of several processes
//! only one trims.
//! Counterpart: cmd/go/internal/cache/cache.go (`Trim`, `trimSubdir`).

use vamos_fsys::lock;
use vamos_fsys::uncached;

use crate::CacheError;
use crate::LocalStore;
use crate::clock::RENEWAL_AGE_NS;

const SECOND_NS: i128 = 1_000_000_000;
const TRIM_INTERVAL_NS: i128 = 24 * 3600 * SECOND_NS;
const TRIM_LIMIT_NS: i128 = 5 * TRIM_INTERVAL_NS;

/// Errors of the operating system that mean that locks are not supported.
const UNSUPPORTED: [i32; 3] = [38, 95, 22];

impl LocalStore {
    /// Trims the cache if a day has passed; reports whether it did.
    pub fn trim(&self) -> Result<bool, CacheError> {
        let now = (self.clock)();
        let path = format!("{}/trim.txt", self.dir);
        // Reads under a shared lock first: usually there is nothing to do.
        if lock::read(&path).is_ok_and(|stamp| is_recent(&stamp, now)) {
            return Ok(false);
        }
        let stamped = lock::transform::<vamos_fsys::PathError>(&path, |stamp| {
            let seconds = now.div_euclid(SECOND_NS);
            Ok((!is_recent(stamp, now)).then(|| seconds.to_string().into_bytes()))
        });
        match stamped {
            Ok(false) => return Ok(false),
            Err(error) if error.errno.is_some_and(|n| UNSUPPORTED.contains(&n)) => {
                return Err(CacheError::Unsupported(error));
            }
            // Trimming continues without a stamp, else a full disk would stay full.
            Ok(true) | Err(_) => {}
        }
        // Times of last use may be an hour too old.
        let cutoff = now - TRIM_LIMIT_NS - RENEWAL_AGE_NS;
        for part in 0..=255 {
            trim_part(&format!("{}/{part:02x}", self.dir), cutoff);
        }
        Ok(true)
    }
}

/// Reports whether the cache in `dir` is to be trimmed, or has no record of its last trim.
pub fn is_trim_due(dir: &str, now: i128) -> bool {
    !lock::read(&format!("{dir}/trim.txt")).is_ok_and(|stamp| is_recent(&stamp, now))
}

/// Reports whether the stamp is younger than a day and not far in the future; a
/// damaged one is not.
fn is_recent(stamp: &[u8], now: i128) -> bool {
    let seconds = std::str::from_utf8(stamp)
        .ok()
        .and_then(|text| text.trim().parse::<i64>().ok());
    seconds.is_some_and(|seconds| {
        let age = now - i128::from(seconds) * SECOND_NS;
        age < TRIM_INTERVAL_NS && age > -RENEWAL_AGE_NS
    })
}

/// Removes old entries and values of one part; errors are ignored.
fn trim_part(dir: &str, cutoff: i128) {
    for name in uncached::names(dir).unwrap_or_default() {
        if !name.ends_with("-a") && !name.ends_with("-d") {
            continue;
        }
        let path = format!("{dir}/{name}");
        let Ok(meta) = uncached::stat(&path) else {
            continue;
        };
        if meta.mtime_ns < cutoff {
            let _ = if meta.is_dir() {
                uncached::remove_dir_all(&path)
            } else {
                uncached::remove_file(&path)
            };
        }
    }
}
