//! The processors of this machine, which actions that wait for another machine do not use.
//!
//! Counterpart: none.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// As many actions as may run here at once (`-p`).
pub(crate) struct Cores {
    free: Mutex<isize>,
    changed: Condvar,
}

/// A processor that an action uses until this is dropped.
pub(crate) struct Core<'c>(&'c Cores);

impl Cores {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            free: Mutex::new(isize::try_from(count).unwrap_or(isize::MAX)),
            changed: Condvar::new(),
        }
    }

    fn free(&self) -> MutexGuard<'_, isize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a processor and takes it.
    pub(crate) fn take(&self) -> Core<'_> {
        let mut free = self.free();
        while *free <= 0 {
            let waited = self.changed.wait(free);
            free = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Core(self)
    }

    /// Waits for another machine with `wait`. The caller has a processor, which others may use
    /// meanwhile. It is not waited for afterwards: the caller may hold memory that others wait
    /// for.
    pub(crate) fn lend<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.give(1);
        let result = wait();
        self.give(-1);
        result
    }

    fn give(&self, count: isize) {
        *self.free() += count;
        self.changed.notify_one();
    }
}

impl Drop for Core<'_> {
    fn drop(&mut self) {
        self.0.give(1);
    }
}

#[cfg(test)]
mod tests {
    use super::Cores;

    #[test]
    fn a_processor_that_is_lent_is_used_by_another_action() {
        let cores = Cores::new(1);
        let own = cores.take();
        cores.lend(|| {
            std::thread::scope(|scope| {
                scope.spawn(|| drop(cores.take()));
            });
        });
        assert_eq!(*cores.free(), 0);
        drop(own);
        assert_eq!(*cores.free(), 1);
    }
}
