//! The expiry time of test results (`go clean -testcache`).
//!
//! Counterpart: cmd/go/internal/clean/clean.go, cmd/go/internal/test/test.go
//! (`testCacheExpire`).

use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_fsys::uncached;

use crate::LocalStore;

const NAME: &str = "testexpire.txt";

/// Returns the time of the cache in `dir` in nanoseconds since the epoch, if one was ever set.
pub fn test_expire(dir: &str) -> Option<i64> {
    let data = lock::read(&format!("{dir}/{NAME}")).ok()?;
    let text = data.strip_suffix(b"\n")?;
    std::str::from_utf8(text).ok()?.parse().ok()
}

impl LocalStore {
    /// Expires the test results of the cache in `dir` that are older than `now_ns`. The time never
    /// decreases; a missing cache is not an error.
    pub fn expire_tests(dir: &str, now_ns: i64) -> Result<(), PathError> {
        let path = format!("{dir}/{NAME}");
        let done = lock::transform::<PathError>(&path, |old| {
            let text = std::str::from_utf8(old).unwrap_or_default();
            let old: i64 = text.trim().parse().unwrap_or(0);
            Ok((now_ns > old).then(|| format!("{now_ns}\n").into_bytes()))
        });
        match done {
            Err(error) if !uncached::stat(dir).is_err_and(|error| error.is_not_exist()) => {
                Err(error)
            }
            _ => Ok(()),
        }
    }
}
