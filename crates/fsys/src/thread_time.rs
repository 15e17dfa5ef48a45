//! The processor time of a thread.
//!
//! Counterpart: none.

use std::time::Duration;

use rustix::time::ClockId;

/// Returns the processor time that the calling thread has used since it started.
pub fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        time.tv_nsec.unsigned_abs() as u32,
    )
}

#[cfg(test)]
mod tests {
    use super::thread_time;

    #[test]
    fn work_takes_time() {
        let before = thread_time();
        while thread_time() == before {}
        assert!(thread_time() > before);
    }
}
