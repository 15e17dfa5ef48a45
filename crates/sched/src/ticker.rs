//! A task that is repeated periodically on a separate thread.
//!
//! Counterpart: time.Ticker.

use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::context::inherit;

/// Runs its task on a separate thread until it is dropped; dropping waits for a round in progress.
#[derive(Debug)]
pub struct Ticker {
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Starts; the first round is after one `period`. Nothing happens if the system refuses a
    /// thread.
    pub fn start(period: Duration, mut task: impl FnMut() + Send + 'static) -> Self {
        let stop = Arc::new((Mutex::new(false), Condvar::new()));
        let shared = Arc::clone(&stop);
        let run = move || {
            let (is_stopped, wake) = &*shared;
            let mut guard = is_stopped.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                let waited = wake.wait_timeout(guard, period);
                guard = waited.unwrap_or_else(PoisonError::into_inner).0;
                if *guard {
                    return;
                }
                drop(guard);
                task();
                guard = is_stopped.lock().unwrap_or_else(PoisonError::into_inner);
            }
        };
        let thread = std::thread::Builder::new().spawn(inherit(run)).ok();
        Self { stop, thread }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        let (is_stopped, wake) = &*self.stop;
        *is_stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        wake.notify_all();
        if let Some(thread) = self.thread.take() {
            // A task that panicked has reported it already.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    use super::Ticker;

    #[test]
    fn it_ends_when_it_is_dropped() {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let ticker = Ticker::start(Duration::from_millis(1), move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        while count.load(Ordering::Relaxed) < 3 {
            std::thread::yield_now();
        }
        drop(ticker);
        let last = count.load(Ordering::Relaxed);
        assert_eq!(Arc::strong_count(&count), 1);
        assert_eq!(count.load(Ordering::Relaxed), last);
    }
}
