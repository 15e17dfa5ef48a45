//! How many threads a compiler gets: one, where the other processors have work of their own.
//!
//! The compiler spreads its back end over threads and collects garbage beside them. Where
//! that fills processors which would be idle, it ends sooner; where they are not, it only
//! costs: with one thread it takes a twelfth less. So it gets one while what is ready to
//! run keeps all other workers busy for as long as it takes. What is ready is mostly cache
//! checks, of which nobody knows yet whether there is something to do: the last ones tell
//! how many to expect. The compiler writes the same bytes with any number of threads
//! (upstream's depends on the machine, and is in no action ID).
//! Counterpart: none; upstream's is cmd/go/internal/work/gc.go (`compilerConcurrency`).

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crate::action::ActionRef;
use crate::runner::Running;

/// What came of the last cache checks: a bit each, set where something was compiled.
pub(crate) struct Crowd(AtomicU64);

impl Default for Crowd {
    /// Until something is known, nothing is cached.
    fn default() -> Self {
        Self(AtomicU64::new(u64::MAX))
    }
}

impl Crowd {
    /// Notes what came of a cache check.
    pub(crate) fn note(&self, is_compiled: bool) {
        let shift = |bits: u64| Some(bits << 1 | u64::from(is_compiled));
        // It cannot fail: there is always a next value.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, shift);
    }

    /// Returns how much of `ready` is to be expected to be done.
    fn expected(&self, ready: u64) -> u64 {
        let compiled = self.0.load(Ordering::Relaxed).count_ones();
        ready / u64::from(u64::BITS) * u64::from(compiled)
    }

    /// Reports whether `ready` keeps `others` busy while something runs that costs so much.
    fn is_dense(&self, ready: u64, cost: u64, others: usize) -> bool {
        self.expected(ready) >= cost.saturating_mul(others as u64)
    }
}

/// What tells a program of Go's to use one thread.
pub(crate) fn one_thread() -> (String, String) {
    ("GOMAXPROCS".to_owned(), "1".to_owned())
}

impl Running<'_> {
    /// Notes that an action is compiled; reports whether one thread is enough for that.
    pub(crate) fn is_crowded(&self, action: ActionRef) -> bool {
        self.crowd.note(true);
        let workers = self.cx.workers();
        // Where somebody sees the command, or has said how many threads there shall be, or
        // wants fewer workers than there are processors, it stays upstream's.
        if !self.turns.is_urgent()
            || self.action_graph.is_some()
            || !self.os_env("GOMAXPROCS").is_empty()
            || workers < self.cx.max_procs
        {
            return false;
        }
        let ready = self.turns.order.ready_cost();
        self.crowd.is_dense(ready, self.cost(action), workers - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Crowd;

    #[test]
    fn a_cold_build_is_dense_while_there_is_work() {
        let crowd = Crowd::default();
        assert!(crowd.is_dense(6_400, 3_200, 2));
        assert!(crowd.is_dense(6_400, 6_400, 1));
        assert!(!crowd.is_dense(6_400, 6_401, 1));
        assert!(!crowd.is_dense(0, 1, 1), "nothing else is ready");
    }

    #[test]
    fn what_is_cached_keeps_nobody_busy() {
        let crowd = Crowd::default();
        for _ in 0..48 {
            crowd.note(false);
        }
        assert_eq!(crowd.expected(6_400), 1_600);
        for _ in 0..32 {
            crowd.note(true);
        }
        assert_eq!(crowd.expected(6_400), 3_200);
        for _ in 0..64 {
            crowd.note(false);
        }
        assert!(!crowd.is_dense(u64::MAX, 1, 1));
    }
}
