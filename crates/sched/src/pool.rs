//! The threads that one command may use, in classes by the resource that they use.
//!
//! A pool is a budget, not a set of running threads: a call takes threads from it while it has work
//! for them and returns them when it ends. The calling thread always works too and is not counted,
//! so a call never waits for a thread. Nested calls take from the same budget: a parallel map
//! inside a parallel map does not multiply threads.
//! Counterpart: cmd/internal/par; Go's runtime multiplexes goroutines itself.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicIsize;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::Scope;

use crate::context::inherit_all;

/// The resource that a thread of the pool mostly uses or waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The processor, or files.
    Cpu,
    /// Children: the workers of a build.
    Child,
    /// Servers. Such threads are cheap, and more of them hide latency.
    Network,
}

/// The maximum number of requests to servers in flight.
const NETWORK: usize = 32;

/// The threads that one command may use. Clones share one budget.
#[derive(Clone, Debug)]
pub struct Pool(Arc<Budget>);

#[derive(Debug)]
struct Budget {
    cpus: usize,
    /// Free threads of each class; negative if more are taken than exist.
    free: [AtomicIsize; 3],
    /// The number of threads that do long work ([`Pool::begin_long_work`]).
    long: AtomicUsize,
}

impl Budget {
    fn free(&self, class: Class) -> &AtomicIsize {
        match class {
            Class::Cpu => &self.free[0],
            Class::Child => &self.free[1],
            Class::Network => &self.free[2],
        }
    }
}

/// A thread taken from the pool; dropping this returns it.
#[derive(Debug)]
pub(crate) struct Taken<'p> {
    free: &'p AtomicIsize,
}

/// The calling thread does long work until this is dropped.
#[derive(Debug)]
pub struct LongWork<'p>(&'p Budget);

impl Drop for LongWork<'_> {
    fn drop(&mut self) {
        if self.0.long.fetch_sub(1, Ordering::AcqRel) > 1 {
            self.0.free(Class::Cpu).fetch_add(1, Ordering::Release);
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.free.fetch_add(1, Ordering::Release);
    }
}

impl Pool {
    /// Returns a pool for work on `cpus` processors and as many children; at least one.
    pub fn new(cpus: usize) -> Self {
        Self::with_children(cpus, cpus)
    }

    /// Returns a pool for work on `cpus` processors and at most `children` children at
    /// once (`-p`); at least one each.
    pub fn with_children(cpus: usize, children: usize) -> Self {
        let cpus = cpus.max(1);
        // The calling thread is one of each class.
        let others = [cpus, children.max(1), NETWORK.max(cpus)].map(|count| count - 1);
        let free = others.map(|count| AtomicIsize::new(count.cast_signed()));
        let long = AtomicUsize::new(0);
        Self(Arc::new(Budget { cpus, free, long }))
    }

    /// Returns a pool for the processors that this process may use.
    pub fn of_system() -> Self {
        Self::new(thread::available_parallelism().map_or(1, NonZero::get))
    }

    /// Returns the number of processors that the pool was made for.
    pub fn cpus(&self) -> usize {
        self.0.cpus
    }

    /// Takes a thread of `class` if one is free.
    pub(crate) fn take(&self, class: Class) -> Option<Taken<'_>> {
        let free = self.0.free(class);
        let less = |count: isize| (count > 0).then_some(count - 1);
        free.fetch_update(Ordering::Acquire, Ordering::Relaxed, less)
            .ok()
            .map(|_| Taken { free })
    }

    /// Declares that the calling thread will use a processor for long. The budget has room for one
    /// such thread; each further one takes a thread of [`Class::Cpu`], even if none is free. This
    /// way, several threads with long work share the processors: if there are as many as
    /// processors, they start no threads, and the last one uses all processors.
    pub fn begin_long_work(&self) -> LongWork<'_> {
        if self.0.long.fetch_add(1, Ordering::AcqRel) > 0 {
            self.0.free(Class::Cpu).fetch_sub(1, Ordering::Acquire);
        }
        LongWork(&self.0)
    }

    /// Runs `work` on the calling thread and on up to `limit - 1` free threads of `class`,
    /// from the beginning. Returns when all have ended.
    pub(crate) fn crew(&self, class: Class, limit: usize, work: impl Fn() + Sync) {
        thread::scope(|scope| {
            for _ in 1..limit {
                let Some(taken) = self.take(class) else { break };
                let work = &work;
                let member = inherit_all(move || {
                    let _taken = taken;
                    work();
                });
                // If the system refuses a thread, the others do the work.
                let _ = thread::Builder::new().spawn_scoped(scope, member);
            }
            work();
        });
    }

    /// Applies `task` to every item on the threads that `class` has free and returns the results in
    /// the order of the items. Threads that become free during the call join.
    pub fn map<T, R, F>(&self, class: Class, items: &[T], task: F) -> Vec<R>
    where
        T: Sync,
        R: Send,
        F: Fn(&T) -> R + Sync,
    {
        if items.len() <= 1 {
            return items.iter().map(task).collect();
        }
        let map = Map {
            next: AtomicUsize::new(0),
            is_starting: AtomicBool::new(false),
            items,
            task,
        };
        let mut results = thread::scope(|scope| map.work(scope, self, class));
        results.sort_unstable_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Runs `task` on the calling thread and `other` on another one; `other` does not run if no
    /// processor is free, so it may only prepare work that `task` can do by itself. Returns when
    /// both have ended.
    pub fn join<R>(&self, other: impl FnOnce() + Send, task: impl FnOnce() -> R) -> R {
        match self.take(Class::Cpu) {
            Some(taken) => run_both(taken, other, task),
            None => task(),
        }
    }

    /// Runs `other` and `task`, in parallel if a processor is free, else one after the other. If
    /// the system refuses a thread, `other` does not run.
    pub fn both<R>(&self, other: impl FnOnce() + Send, task: impl FnOnce() -> R) -> R {
        match self.take(Class::Cpu) {
            Some(taken) => run_both(taken, other, task),
            None => {
                other();
                task()
            }
        }
    }
}

fn run_both<R>(taken: Taken<'_>, other: impl FnOnce() + Send, task: impl FnOnce() -> R) -> R {
    thread::scope(|scope| {
        let other = inherit_all(move || {
            let _taken = taken;
            other();
        });
        let _ = thread::Builder::new().spawn_scoped(scope, other);
        task()
    })
}

/// A running parallel map.
struct Map<'m, T, F> {
    next: AtomicUsize,
    /// True while a thread was started that does not run yet. The next start waits for it: with
    /// short tasks, all may be done before that, and a thread costs as much as many of them.
    is_starting: AtomicBool,
    items: &'m [T],
    task: F,
}

impl<T: Sync, F> Map<'_, T, F> {
    /// Works until no item is left; returns results with their indices, including the results of
    /// the threads that it started.
    fn work<'scope, R>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        pool: &'scope Pool,
        class: Class,
    ) -> Vec<(usize, R)>
    where
        R: Send + 'scope,
        F: Fn(&T) -> R + Sync,
    {
        let mut helpers = Vec::new();
        let mut results = Vec::new();
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = self.items.get(index) else {
                break;
            };
            if index + 1 < self.items.len() && !self.is_starting.swap(true, Ordering::AcqRel) {
                let helper = pool.take(class).and_then(|taken| {
                    let work = inherit_all(move || {
                        let _taken = taken;
                        self.is_starting.store(false, Ordering::Release);
                        self.work(scope, pool, class)
                    });
                    // If the system refuses a thread, the others do the work.
                    thread::Builder::new().spawn_scoped(scope, work).ok()
                });
                if helper.is_none() {
                    self.is_starting.store(false, Ordering::Release);
                }
                helpers.extend(helper);
            }
            results.push((index, (self.task)(item)));
        }
        for helper in helpers {
            match helper.join() {
                Ok(found) => results.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn keeps_the_order_of_items() {
        let items: Vec<usize> = (0..1000).collect();
        for cpus in [0, 1, 2, 7] {
            let doubled = Pool::new(cpus).map(Class::Cpu, &items, |item| item * 2);
            assert!(doubled.iter().enumerate().all(|(i, d)| *d == i * 2));
        }
    }

    /// Counts the threads that are in a task at the same time.
    #[derive(Default)]
    struct Gauge {
        now: AtomicUsize,
        most: AtomicUsize,
    }

    impl Gauge {
        fn during<R>(&self, task: impl FnOnce() -> R) -> R {
            let now = 1 + self.now.fetch_add(1, Ordering::SeqCst);
            self.most.fetch_max(now, Ordering::SeqCst);
            let result = task();
            self.now.fetch_sub(1, Ordering::SeqCst);
            result
        }
    }

    #[test]
    fn nested_maps_share_the_threads() {
        let pool = Pool::new(4);
        let gauge = Gauge::default();
        let items: Vec<usize> = (0..40).collect();
        let sums = pool.map(Class::Cpu, &items, |outer| {
            let inner = pool.map(Class::Cpu, &items, |inner| {
                gauge.during(|| {
                    thread::yield_now();
                    outer * inner
                })
            });
            inner.into_iter().sum::<usize>()
        });
        let expected: Vec<usize> = items.iter().map(|item| item * 780).collect();
        assert_eq!(sums, expected);
        assert!(gauge.most.into_inner() <= 4);
        let all = std::iter::from_fn(|| pool.take(Class::Cpu)).take(9);
        assert_eq!(all.collect::<Vec<_>>().len(), 3, "all were given back");
    }

    #[test]
    fn threads_that_become_free_join_in() {
        let pool = Pool::new(2);
        let taken = pool.take(Class::Cpu);
        let held = std::sync::Mutex::new(taken);
        // Two items can only meet if the thread is taken after it has been given back.
        let barrier = Barrier::new(2);
        let items = [0, 1, 2];
        pool.map(Class::Cpu, &items, |item| match item {
            0 => drop(held.lock().unwrap().take()),
            _ => {
                barrier.wait();
            }
        });
    }

    /// The first task ends when the last one runs: all threads must start one another.
    #[test]
    fn threads_start_one_another() {
        let pool = Pool::new(1);
        let barrier = Barrier::new(20);
        let items = vec![(); 20];
        let met = pool.map(Class::Network, &items, |()| barrier.wait().is_leader());
        assert_eq!(met.len(), 20);
        let all = std::iter::from_fn(|| pool.take(Class::Network)).take(99);
        assert_eq!(
            all.collect::<Vec<_>>().len(),
            NETWORK - 1,
            "all were given back"
        );
    }

    #[test]
    fn classes_have_threads_of_their_own() {
        let pool = Pool::new(1);
        assert!(pool.take(Class::Cpu).is_none());
        let threads = 8;
        let barrier = Barrier::new(threads);
        let items = vec![(); threads];
        let met = pool.map(Class::Network, &items, |()| barrier.wait().is_leader());
        assert_eq!(met.iter().filter(|is_leader| **is_leader).count(), 1);
    }

    #[test]
    fn long_works_share_the_threads() {
        let pool = Pool::new(3);
        let free = || {
            let taken = std::iter::from_fn(|| pool.take(Class::Cpu)).take(9);
            taken.collect::<Vec<_>>().len()
        };
        let first = pool.begin_long_work();
        assert_eq!(free(), 2);
        let helper = pool.take(Class::Cpu);
        let others = [(); 3].map(|()| pool.begin_long_work());
        assert_eq!(free(), 0);
        // A returned thread is not free: one of the long works has taken it.
        drop(helper);
        assert_eq!(free(), 0);
        drop(first);
        assert_eq!(free(), 0);
        drop(others);
        assert_eq!(free(), 2);
    }

    #[test]
    fn beside_runs_both_or_the_task_alone() {
        for (cpus, ran) in [(1, 0), (2, 1)] {
            let count = AtomicUsize::new(0);
            let other = || {
                count.fetch_add(1, Ordering::Relaxed);
            };
            assert_eq!(Pool::new(cpus).join(other, || 7), 7);
            assert_eq!(count.load(Ordering::Relaxed), ran);
            assert_eq!(Pool::new(cpus).both(other, || 7), 7);
            assert_eq!(count.load(Ordering::Relaxed), ran + 1);
        }
    }
}
