//! Threads for work that may wait for another machine.
//!
//! A thread is started when no other is free: a lookup that waits must not delay the next one.
//! Counterpart: none; a program in Go has goroutines.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_sched::detached;

/// Maximum number of threads. The go command has about as many requests in flight as it has
/// processors.
const MAX_THREADS: usize = 256;

/// Does one job.
type Work<J> = Box<dyn Fn(J) + Send + Sync>;

/// The threads.
pub(super) struct Workers<J: Send + 'static>(Arc<Shared<J>>);

struct Shared<J> {
    work: Work<J>,
    state: Mutex<State<J>>,
    changed: Condvar,
}

struct State<J> {
    queue: VecDeque<J>,
    threads: usize,
    busy: usize,
}

impl<J: Send + 'static> Workers<J> {
    pub(super) fn new(work: Work<J>) -> Self {
        Self(Arc::new(Shared {
            work,
            state: Mutex::new(State {
                queue: VecDeque::new(),
                threads: 0,
                busy: 0,
            }),
            changed: Condvar::new(),
        }))
    }

    /// Queues a job.
    pub(super) fn push(&self, job: J) {
        let mut state = self.0.state();
        state.queue.push_back(job);
        let is_busy = state.busy + state.queue.len() > state.threads;
        if is_busy && state.threads < MAX_THREADS {
            let own = Arc::clone(&self.0);
            match detached("cache-serve", move || own.run()) {
                Ok(()) => state.threads += 1,
                // If no thread could be started, the job runs here.
                Err(_) if state.threads == 0 => {
                    let job = state.queue.pop_front();
                    drop(state);
                    job.into_iter().for_each(&self.0.work);
                    return;
                }
                Err(_) => {}
            }
        }
        drop(state);
        self.0.changed.notify_all();
    }

    /// Waits until all jobs are done.
    pub(super) fn finish(&self) {
        let mut state = self.0.state();
        while !state.queue.is_empty() || state.busy > 0 {
            state = self.0.wait(state);
        }
    }
}

impl<J> Shared<J> {
    fn state(&self) -> MutexGuard<'_, State<J>> {
        // The state is consistent after every statement.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<J>>) -> MutexGuard<'a, State<J>> {
        let waited = self.changed.wait(state);
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs jobs until the end of the process.
    fn run(&self) {
        let mut state = self.state();
        loop {
            match state.queue.pop_front() {
                None => state = self.wait(state),
                Some(job) => {
                    state.busy += 1;
                    drop(state);
                    (self.work)(job);
                    state = self.state();
                    state.busy -= 1;
                    if state.busy == 0 {
                        self.changed.notify_all();
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::Barrier;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;

    use super::Workers;

    #[test]
    fn jobs_that_wait_do_not_delay_others() {
        // All of them must run at once to pass the barrier.
        let barrier = Arc::new(Barrier::new(20));
        let done = Arc::new(AtomicUsize::new(0));
        let (own, count) = (Arc::clone(&barrier), Arc::clone(&done));
        let workers = Workers::new(Box::new(move |job: usize| {
            own.wait();
            count.fetch_add(job, Ordering::Relaxed);
        }));
        for _ in 0..20 {
            workers.push(1);
        }
        workers.finish();
        assert_eq!(done.load(Ordering::Relaxed), 20);
    }
}
