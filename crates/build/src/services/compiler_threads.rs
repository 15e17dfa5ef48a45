//! The number of threads of a compiler: one, if the other processors are busy.
//!
//! The compiler spreads its back end over threads and collects garbage in parallel. That ends
//! sooner on idle processors; on busy ones it only adds overhead: with one thread the compiler
//! takes a twelfth less processor time. So it gets one thread while the ready actions occupy all
//! other workers for as long as it runs. Most ready actions are cache checks whose results are
//! unknown; the last results predict how many will lead to work. The compiler writes the same bytes
//! with any number of threads (the official number depends on the machine and is part of no action
//! ID).
//! Counterpart: none; the official rule is cmd/go/internal/work/gc.go
//! (`compilerConcurrency`).

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Results of the last 64 cache checks: one bit each, set if the package was compiled.
pub(crate) struct CompilerThreads(AtomicU64);

impl Default for CompilerThreads {
    /// Before the first result, nothing is expected to be cached.
    fn default() -> Self {
        Self(AtomicU64::new(u64::MAX))
    }
}

impl CompilerThreads {
    /// Records the result of a cache check.
    pub(crate) fn note(&self, is_compiled: bool) {
        let shift = |bits: u64| Some(bits << 1 | u64::from(is_compiled));
        // It cannot fail: the closure always returns a value.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, shift);
    }

    /// Returns the part of the cost `ready` that is expected to be real work.
    pub(crate) fn expected(&self, ready: u64) -> u64 {
        let compiled = self.0.load(Ordering::Relaxed).count_ones();
        ready / u64::from(u64::BITS) * u64::from(compiled)
    }

    /// Reports whether the work that is ready keeps `others` workers busy during an action of
    /// this cost. All costs are in microseconds.
    pub(crate) fn is_dense(&self, ready: u64, cost: u64, others: usize) -> bool {
        self.expected(ready) >= cost.saturating_mul(others as u64)
    }
}

/// Returns the variable that limits a Go program to one thread.
pub(crate) fn one_thread() -> (String, String) {
    ("GOMAXPROCS".to_owned(), "1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::CompilerThreads;

    #[test]
    fn a_cold_build_is_dense_while_there_is_work() {
        let threads = CompilerThreads::default();
        assert!(threads.is_dense(6_400, 3_200, 2));
        assert!(threads.is_dense(6_400, 6_400, 1));
        assert!(!threads.is_dense(6_400, 6_401, 1));
        assert!(!threads.is_dense(0, 1, 1), "nothing else is ready");
    }

    #[test]
    fn cached_packages_keep_no_worker_busy() {
        let threads = CompilerThreads::default();
        for _ in 0..48 {
            threads.note(false);
        }
        assert_eq!(threads.expected(6_400), 1_600);
        for _ in 0..32 {
            threads.note(true);
        }
        assert_eq!(threads.expected(6_400), 3_200);
        for _ in 0..64 {
            threads.note(false);
        }
        assert!(!threads.is_dense(u64::MAX, 1, 1));
    }
}
