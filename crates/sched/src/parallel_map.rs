//! Runs tasks that find more tasks: each key once, on all threads, without a barrier between
//! rounds.
//!
//! Counterpart: cmd/internal/par/work.go (`Work`).

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread::Scope;

use vamos_base::Cancel;

use crate::context::inherit;
use crate::pool::Class;
use crate::pool::Pool;
use crate::pool::Taken;

struct Queue {
    todo: Vec<String>,
    seen: HashSet<String>,
    /// Running tasks, which may find more.
    running: usize,
    /// Threads that wait for a key.
    waiting: usize,
}

impl Queue {
    fn push(&mut self, key: &str) {
        if !self.seen.contains(key) {
            self.seen.insert(key.to_owned());
            self.todo.push(key.to_owned());
        }
    }

    /// Returns the number of waiting threads to wake. The calling thread takes a key itself. If no
    /// work is left, all are woken, to end. An unneeded wake-up is a system call.
    fn wanted(&self) -> usize {
        match (self.todo.len(), self.running) {
            (0, 0) => self.waiting,
            (todo, _) => todo.saturating_sub(1).min(self.waiting),
        }
    }
}

/// Runs `task` once for each seed and for each key that a task passes to its second argument, on
/// the pool's free threads of `class`; returns the results by key. After a cancel no task starts.
pub fn spread<R, F>(
    pool: &Pool,
    class: Class,
    seeds: &[String],
    cancel: &Cancel,
    task: F,
) -> HashMap<String, R>
where
    R: Send,
    F: Fn(&str, &mut dyn FnMut(&str)) -> R + Sync,
{
    let mut queue = Queue {
        todo: Vec::new(),
        seen: HashSet::new(),
        running: 0,
        waiting: 0,
    };
    for seed in seeds {
        queue.push(seed);
    }
    let spread = ParallelMap {
        pool,
        class,
        cancel,
        queue: Mutex::new(queue),
        changed: Condvar::new(),
        results: Mutex::new(HashMap::new()),
        task,
    };
    std::thread::scope(|scope| spread.work(scope, None));
    let results = spread.results.into_inner();
    results.unwrap_or_else(PoisonError::into_inner)
}

/// A running [`spread`].
struct ParallelMap<'s, R, F> {
    pool: &'s Pool,
    class: Class,
    cancel: &'s Cancel,
    queue: Mutex<Queue>,
    changed: Condvar,
    results: Mutex<HashMap<String, R>>,
    task: F,
}

impl<R, F> ParallelMap<'_, R, F>
where
    R: Send,
    F: Fn(&str, &mut dyn FnMut(&str)) -> R + Sync,
{
    /// Works until no key is left. `taken` is the pool's thread that this runs on, or `None` on the
    /// thread of the caller.
    fn work<'scope>(
        &'scope self,
        scope: &'scope Scope<'scope, '_>,
        mut taken: Option<Taken<'scope>>,
    ) {
        let is_caller = taken.is_none();
        let mut own = Vec::new();
        while let Some(key) = self.next(&mut taken, is_caller, scope) {
            let mut found = Vec::new();
            let result = (self.task)(&key, &mut |key| found.push(key.to_owned()));
            let mut guard = lock(&self.queue);
            for key in &found {
                guard.push(key);
            }
            guard.running -= 1;
            let wanted = guard.wanted();
            drop(guard);
            for _ in 0..wanted {
                self.changed.notify_one();
            }
            own.push((key, result));
        }
        lock(&self.results).extend(own);
    }

    /// Takes a key, and starts another thread if keys are left for it. Waits for a key while
    /// running tasks may find one. A waiting thread returns its slot to the pool, so that threads
    /// started by the running tasks can use it.
    fn next<'scope>(
        &'scope self,
        taken: &mut Option<Taken<'scope>>,
        is_caller: bool,
        scope: &'scope Scope<'scope, '_>,
    ) -> Option<String> {
        let mut guard = lock(&self.queue);
        loop {
            if self.cancel.is_cancelled() || (guard.todo.is_empty() && guard.running == 0) {
                self.changed.notify_all();
                return None;
            }
            if !guard.todo.is_empty() && !is_caller && taken.is_none() {
                *taken = self.pool.take(self.class);
            }
            if (is_caller || taken.is_some())
                && let Some(key) = guard.todo.pop()
            {
                guard.running += 1;
                if !guard.todo.is_empty() && guard.waiting == 0 {
                    drop(guard);
                    self.start(scope);
                }
                return Some(key);
            }
            *taken = None;
            guard.waiting += 1;
            guard = (self.changed.wait(guard)).unwrap_or_else(PoisonError::into_inner);
            guard.waiting -= 1;
        }
    }

    /// Starts another thread if the pool has one.
    fn start<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        if let Some(taken) = self.pool.take(self.class) {
            let work = inherit(move || self.work(scope, Some(taken)));
            // If the system refuses a thread, the others do the work.
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use vamos_base::Cancel;

    use super::spread;
    use crate::Class;
    use crate::Pool;

    #[test]
    fn every_key_once() {
        for limit in [1, 2, 5] {
            let pool = Pool::new(limit);
            let seeds = ["1".to_owned()];
            let found = spread(&pool, Class::Cpu, &seeds, &Cancel::new(), |key, more| {
                let number: u32 = key.parse().unwrap();
                for next in [2 * number, 2 * number + 1, number / 2] {
                    if (1..1000).contains(&next) {
                        more(&next.to_string());
                    }
                }
                number
            });
            assert_eq!(found.len(), 999);
            assert!(found.iter().all(|(key, number)| *key == number.to_string()));
        }
    }
}
