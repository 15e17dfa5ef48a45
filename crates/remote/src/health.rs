//! Decides when the remote cache is given up for the rest of a run.
//!
//! A cache that fails or is slower than building must not cost more than a few seconds. Two things
//! are watched while at least one action waits for an answer: that anything arrives at all, and
//! that the results that arrive would have taken longer to make. The time spent waiting without
//! such a gain is the loss; at [`Timeouts::loss`] the cache is given up. On a machine that is busy
//! with other work, making the results would also take longer, so a second there counts as less:
//! otherwise twenty builds that start at once would all give the cache up, and compile everything.
//! Counterpart: none.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use vamos_fsys::contention;

use crate::RemoteError;
use crate::Timeouts;
use crate::runtime::TICK;

/// The minimum time in which one processor makes a result.
pub(crate) const PER_RESULT: Duration = Duration::from_millis(40);

/// The number of bytes of results that one processor makes per second.
pub(crate) const BYTES_PER_SECOND: f64 = 3e6;

/// Receives the reason when the cache is given up.
pub type OnFailure = Box<dyn Fn(&RemoteError) + Send + Sync>;

/// The state of the remote cache in this run.
pub(crate) struct Health {
    is_broken: AtomicBool,
    state: Mutex<State>,
    on_failure: OnFailure,
    pub(crate) timeouts: Timeouts,
    /// The number of results that are made in parallel without the cache.
    processors: f64,
}

#[derive(Default)]
struct State {
    waiting: usize,
    /// The time of the last update; `None` while no action waits.
    since: Option<Instant>,
    progress_at: Option<Instant>,
    /// The factor by which this machine is slower than an idle one, and the time of its
    /// measurement.
    contention: Option<(f64, Instant)>,
    lost: f64,
    /// Seconds of work saved by answers, minus the time spent waiting.
    gained: f64,
}

/// Exists while an action waits for the cache.
pub(crate) struct Waiting<'a>(&'a Health);

impl Health {
    pub(crate) fn new(processors: usize, timeouts: Timeouts, on_failure: OnFailure) -> Self {
        Self {
            is_broken: AtomicBool::new(false),
            state: Mutex::default(),
            on_failure,
            timeouts,
            processors: processors.max(1) as f64,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every statement.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports whether the cache was given up.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Relaxed)
    }

    /// Gives the cache up; the first reason is passed on.
    pub(crate) fn fail(&self, error: &RemoteError) {
        if !self.is_broken.swap(true, Ordering::Relaxed) {
            (self.on_failure)(error);
        }
    }

    /// Records that bytes arrived or were accepted.
    pub(crate) fn progress(&self, bytes: usize) {
        let mut state = self.state();
        state.progress_at = Some(Instant::now());
        state.gained += bytes as f64 / BYTES_PER_SECOND / self.processors;
    }

    /// Records that a result was found.
    pub(crate) fn found(&self) {
        self.state().gained += PER_RESULT.as_secs_f64() / self.processors;
    }

    /// Begins to wait.
    pub(crate) fn wait(&self) -> Waiting<'_> {
        let mut state = self.state();
        let now = Instant::now();
        state.waiting += 1;
        if state.since.is_none() {
            state.since = Some(now);
            state.progress_at = Some(now);
        }
        Waiting(self)
    }

    /// Adds the time spent waiting; gives the cache up if it is too much.
    pub(crate) fn check(&self) {
        let mut state = self.state();
        let now = Instant::now();
        state.measure(now);
        state.add_up(now);
        let is_stalled = |at: Instant| now.duration_since(at) > self.timeouts.answer();
        let is_stalled = state.since.is_some() && state.progress_at.is_some_and(is_stalled);
        let is_lossy = state.lost > self.timeouts.loss().as_secs_f64();
        drop(state);
        if is_stalled {
            self.fail(&RemoteError::TimedOut {
                method: "download",
                after: self.timeouts.answer(),
            });
        } else if is_lossy {
            self.fail(&RemoteError::TooSlow);
        }
    }
}

impl State {
    /// Measures the contention again if the last measurement is too old.
    fn measure(&mut self, now: Instant) {
        let is_recent = |(_, at): (f64, Instant)| now.duration_since(at) < TICK;
        if !self.contention.is_some_and(is_recent) {
            self.contention = Some((contention().unwrap_or(1.0), now));
        }
    }

    /// Adds the time since the last call to the loss, minus the gain.
    fn add_up(&mut self, now: Instant) {
        if let Some(since) = self.since.replace(now) {
            let contention = self.contention.map_or(1.0, |(times, _)| times);
            let waited = now.duration_since(since).as_secs_f64() / contention;
            self.lost = (self.lost + waited - self.gained).max(0.0);
            self.gained = 0.0;
        } else {
            self.since = None;
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.add_up(Instant::now());
        state.waiting -= 1;
        if state.waiting == 0 {
            state.since = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;
    use std::time::Duration;
    use std::time::Instant;

    use super::Health;
    use super::State;
    use crate::RemoteError;
    use crate::Timeouts;

    #[test]
    fn gains_offset_waiting() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut state = State {
            since: Some(start),
            ..State::default()
        };
        state.add_up(after(2));
        assert!((state.lost - 2.0).abs() < 1e-6);
        state.gained = 1.5;
        state.add_up(after(3));
        assert!((state.lost - 1.5).abs() < 1e-6);
        // A gain is limited: it does not offset later losses.
        state.gained = 100.0;
        state.add_up(after(4));
        state.add_up(after(6));
        assert!((state.lost - 2.0).abs() < 1e-6);
    }

    #[test]
    fn waiting_counts_less_where_other_work_runs() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut state = State {
            since: Some(start),
            contention: Some((4.0, after(8))),
            ..State::default()
        };
        state.add_up(after(8));
        assert!((state.lost - 2.0).abs() < 1e-6);
        // A recent measurement is used again.
        state.measure(after(8) + Duration::from_millis(10));
        assert_eq!(state.contention, Some((4.0, after(8))));
        state.measure(after(9));
        assert_eq!(state.contention.unwrap().1, after(9));
    }

    #[test]
    fn the_first_failure_is_reported_once() {
        let count = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&count);
        let on_failure = move |error: &RemoteError| {
            assert_eq!(*error, RemoteError::TooSlow);
            seen.fetch_add(1, Ordering::Relaxed);
        };
        let health = Health::new(2, Timeouts::default(), Box::new(on_failure));
        health.check();
        assert!(!health.is_broken());
        health.fail(&RemoteError::TooSlow);
        health.fail(&RemoteError::Connect(String::new()));
        assert!(health.is_broken());
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }
}
