//! Runs tasks that find more tasks: each key once, on all threads, without rounds.
//!
//! Counterpart: cmd/internal/par/work.go (`Work`).

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::Cancel;

struct Queue {
    todo: Vec<String>,
    seen: HashSet<String>,
    /// Tasks that run now, and may find more.
    running: usize,
}

impl Queue {
    fn push(&mut self, key: &str) {
        if !self.seen.contains(key) {
            self.seen.insert(key.to_owned());
            self.todo.push(key.to_owned());
        }
    }
}

/// Runs `task` once for each seed and for each key that a task hands to its second
/// argument, on at most `limit` threads; returns the results by key. After a cancel no
/// task starts.
pub fn spread<R, F>(limit: usize, seeds: &[String], cancel: &Cancel, task: F) -> HashMap<String, R>
where
    R: Send,
    F: Fn(&str, &mut dyn FnMut(&str)) -> R + Sync,
{
    let mut queue = Queue {
        todo: Vec::new(),
        seen: HashSet::new(),
        running: 0,
    };
    for seed in seeds {
        queue.push(seed);
    }
    let queue = Mutex::new(queue);
    let changed = Condvar::new();
    let results = Mutex::new(HashMap::new());
    let work = || {
        let mut own = Vec::new();
        while let Some(key) = next(&queue, &changed, cancel) {
            let mut found = Vec::new();
            let result = task(&key, &mut |key| found.push(key.to_owned()));
            let mut guard = lock(&queue);
            for key in &found {
                guard.push(key);
            }
            guard.running -= 1;
            drop(guard);
            changed.notify_all();
            own.push((key, result));
        }
        lock(&results).extend(own);
    };
    std::thread::scope(|scope| {
        for _ in 1..limit {
            scope.spawn(work);
        }
        work();
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes a key, waiting for one while tasks run that may find some.
fn next(queue: &Mutex<Queue>, changed: &Condvar, cancel: &Cancel) -> Option<String> {
    let mut guard = lock(queue);
    loop {
        if cancel.is_cancelled() {
            changed.notify_all();
            return None;
        }
        if let Some(key) = guard.todo.pop() {
            guard.running += 1;
            return Some(key);
        }
        if guard.running == 0 {
            changed.notify_all();
            return None;
        }
        guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use vamos_base::Cancel;

    use super::spread;

    #[test]
    fn every_key_once() {
        for limit in [1, 2, 5] {
            let found = spread(limit, &["1".to_owned()], &Cancel::new(), |key, more| {
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
