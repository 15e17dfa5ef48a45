//! The processor time of work that several threads do.
//!
//! A system reports the time of one thread or of the whole process, and other actions run in this
//! process at the same time. Threads that this crate starts and waits for add their time to the
//! work of the thread that started them, but for [`spread`](crate::spread).
//! Counterpart: none; upstream runs its tools as child processes, whose time the system reports.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Returns the processor time of the calling thread.
pub type ThreadClock = fn() -> Duration;

/// The time of the threads that have helped with some work.
struct Meter {
    clock: ThreadClock,
    nanoseconds: AtomicU64,
}

impl Meter {
    fn add(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    fn helpers(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }
}

thread_local! {
    /// The measured work of this thread.
    static CURRENT: RefCell<Option<Arc<Meter>>> = const { RefCell::new(None) };
}

/// Measured work that a thread has begun; when this is dropped, the thread returns to its previous
/// work.
struct Begun(Option<Arc<Meter>>);

impl Begun {
    fn new(meter: Option<Arc<Meter>>) -> Self {
        Self(CURRENT.replace(meter))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// A thread that helps; its time is added when this is dropped, also after a panic.
struct Helping {
    meter: Arc<Meter>,
    start: Duration,
}

impl Drop for Helping {
    fn drop(&mut self) {
        let time = (self.meter.clock)().saturating_sub(self.start);
        self.meter.add(time);
    }
}

/// Runs `work` and returns the processor time of this thread and of all threads that this crate has
/// started for the work and waited for.
pub fn metered<T>(clock: ThreadClock, work: impl FnOnce() -> T) -> (T, Duration) {
    let meter = Arc::new(Meter {
        clock,
        nanoseconds: AtomicU64::new(0),
    });
    let start = clock();
    let result = {
        let _begun = Begun::new(Some(Arc::clone(&meter)));
        work()
    };
    let own = clock().saturating_sub(start);
    let helpers = meter.helpers();
    // This work is a part of the work around it.
    CURRENT.with_borrow(|outer| {
        if let Some(outer) = outer {
            outer.add(helpers);
        }
    });
    (result, own + helpers)
}

/// Returns `task` for another thread, which the calling thread will wait for.
pub(crate) fn inherit_meter<R>(task: impl FnOnce() -> R) -> impl FnOnce() -> R {
    let current = CURRENT.with_borrow(Clone::clone);
    move || {
        let _helping = current.as_ref().map(|meter| Helping {
            meter: Arc::clone(meter),
            start: (meter.clock)(),
        });
        let _begun = Begun::new(current.clone());
        task()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Barrier;
    use std::time::Duration;

    use super::metered;
    use crate::Class;
    use crate::Pool;

    thread_local! {
        static WORKED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    fn clock() -> Duration {
        WORKED.get()
    }

    fn work(seconds: u64) {
        WORKED.set(WORKED.get() + Duration::from_secs(seconds));
    }

    #[test]
    fn helpers_count() {
        let pool = Pool::new(4);
        let both_at_once = Barrier::new(2);
        work(100);
        let ((), time) = metered(clock, || {
            work(1);
            pool.map(Class::Cpu, &[10, 20], |seconds| {
                both_at_once.wait();
                work(*seconds);
            });
        });
        assert_eq!(time, Duration::from_secs(31));
    }

    #[test]
    fn inner_work_is_a_part_of_outer_work() {
        let pool = Pool::new(4);
        let (inner, outer) = metered(clock, || {
            work(1);
            let ((), inner) = metered(clock, || pool.both(|| work(2), || work(4)));
            inner
        });
        assert_eq!(inner, Duration::from_secs(6));
        assert_eq!(outer, Duration::from_secs(7));
        let ((), next) = metered(clock, || ());
        assert_eq!(next, Duration::ZERO);
    }
}
