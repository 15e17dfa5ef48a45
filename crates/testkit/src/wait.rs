//! Waiting for a condition of a test, and no longer.
//!
//! Counterpart: none.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::thread;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// Interval of checks.
const PAUSE: Duration = Duration::from_millis(1);

/// Longer than any expected wait.
const LIMIT: Duration = Duration::from_secs(300);

/// Age below which a change is ambiguous to either command: 2 s, and the granularity of the file
/// system's times.
const YOUNG: Duration = Duration::from_millis(2050);

/// Waits until a condition is met.
///
/// # Panics
///
/// If that takes longer than five minutes.
#[track_caller]
pub fn wait_until(mut is_met: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_met() {
        assert!(start.elapsed() < LIMIT, "it did not happen in {LIMIT:?}");
        thread::sleep(PAUSE);
    }
}

/// Waits until each file in these directories is so old that commands trust its times. Times
/// of change cannot be set.
///
/// # Panics
///
/// If a directory cannot be read.
#[track_caller]
pub fn wait_until_old(dirs: &[&Path]) {
    let newest = dirs.iter().map(|dir| newest(dir).expect("it can be read"));
    let newest = newest.max().unwrap_or_default();
    wait_until(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.is_ok_and(|now| now > newest + YOUNG)
    });
}

/// Returns the last time of change below a directory.
fn newest(dir: &Path) -> io::Result<Duration> {
    let metadata = fs::symlink_metadata(dir)?;
    let seconds = u64::try_from(metadata.ctime()).unwrap_or_default();
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).unwrap_or_default();
    let mut newest_time = Duration::new(seconds, nanoseconds);
    if metadata.is_dir() {
        for entry in fs::read_dir(dir)? {
            newest_time = newest_time.max(newest(&entry?.path())?);
        }
    }
    Ok(newest_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_grow_old() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("a")).unwrap();
        fs::write(dir.path().join("a/b"), "").unwrap();
        let changed = newest(dir.path()).unwrap();
        wait_until_old(&[dir.path()]);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(now - changed > Duration::from_secs(2));
        // An old file already costs nothing.
        let start = Instant::now();
        wait_until_old(&[dir.path()]);
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
