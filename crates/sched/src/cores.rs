//! The processors of this machine. An action that waits for another machine does not use one.
//!
//! Counterpart: none.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// The processor slots for local actions (`-p`).
pub struct Cores {
    state: Mutex<State>,
    /// Notified when a processor is free for an action that needs one.
    needed: Condvar,
    /// Notified when a processor may be free that no action needs.
    spare: Condvar,
}

struct State {
    free: isize,
    /// The number of actions that wait for a processor.
    waiting: usize,
}

/// A processor that an action uses until this is dropped.
pub struct Core<'c>(&'c Cores);

impl State {
    /// Reports whether a processor is free in addition to one for the next action that becomes
    /// ready.
    fn has_spare(&self) -> bool {
        self.free > 1 && self.waiting == 0
    }
}

impl Cores {
    /// Returns this many processors, all of them free.
    pub fn new(count: usize) -> Self {
        Self {
            state: Mutex::new(State {
                free: isize::try_from(count).unwrap_or(isize::MAX),
                waiting: 0,
            }),
            needed: Condvar::new(),
            spare: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a processor and takes it.
    pub fn take(&self) -> Core<'_> {
        let mut state = self.state();
        state.waiting += 1;
        while state.free <= 0 {
            let waited = self.needed.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting -= 1;
        state.free -= 1;
        self.offer(&state);
        Core(self)
    }

    /// Waits for a processor that no action needs and takes it; `None` as soon as `is_over` returns
    /// true, which is called again after [`Cores::wake`]. One more processor stays free: without it
    /// no action could be sent to another machine before a local one ends.
    pub fn take_spare(&self, is_over: impl Fn() -> bool) -> Option<Core<'_>> {
        let mut state = self.state();
        loop {
            if is_over() {
                return None;
            }
            if state.has_spare() {
                state.free -= 1;
                return Some(Core(self));
            }
            let waited = self.spare.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Makes the threads that wait for a spare processor call `is_over` again.
    pub fn wake(&self) {
        // A thread that has called `is_over` and does not wait yet holds the lock.
        drop(self.state());
        self.spare.notify_all();
    }

    /// Waits for another machine with `wait`. The caller has a processor, which others may use
    /// meanwhile. Afterwards the caller does not wait for a free one, because it may hold memory
    /// that others wait for.
    pub fn lend<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.give(1);
        let result = wait();
        self.give(-1);
        result
    }

    fn give(&self, count: isize) {
        let mut state = self.state();
        state.free += count;
        self.needed.notify_one();
        self.offer(&state);
    }

    fn offer(&self, state: &State) {
        if state.has_spare() {
            // A woken thread may find that its wait is over; the processor then goes to the next
            // one.
            self.spare.notify_all();
        }
    }
}

impl Drop for Core<'_> {
    fn drop(&mut self) {
        self.0.give(1);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;

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
        assert_eq!(cores.state().free, 0);
        drop(own);
        assert_eq!(cores.state().free, 1);
    }

    #[test]
    fn one_processor_is_left_for_actions() {
        let cores = Cores::new(2);
        let spare = cores.take_spare(|| false).expect("two are free");
        let is_over = AtomicBool::new(false);
        let second = || {
            cores
                .take_spare(|| is_over.load(Ordering::SeqCst))
                .is_some()
        };
        std::thread::scope(|scope| {
            let waits = scope.spawn(second);
            drop(cores.take());
            is_over.store(true, Ordering::SeqCst);
            cores.wake();
            assert!(!waits.join().unwrap());
            is_over.store(false, Ordering::SeqCst);
            let waits = scope.spawn(second);
            drop(spare);
            assert!(waits.join().unwrap());
        });
        assert_eq!(cores.state().free, 2);
    }
}
