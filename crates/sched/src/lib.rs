//! Threads: bounded parallel maps, and the engine that runs graphs of actions.
//!
//! Owns: every thread of vamos; the order of actions, their priority and their slots.
//! Must not know: what a task does.
//! Main items: [`Engine`], [`MemoryLimit`], [`parallel_map`], [`spread`], [`beside`],
//! [`detached`], [`Memo`], [`Ticker`].
//! Counterpart: cmd/internal/par.

mod beside;
mod detached;
mod engine;
mod graph;
mod memo;
mod memory_limit;
mod pool;
mod spread;
mod stack;
mod ticker;

pub use beside::beside;
pub use detached::detached;
pub use engine::Engine;
pub use graph::Rank;
pub use graph::longest_paths;
pub use memo::Memo;
pub use memory_limit::MemoryLimit;
pub use memory_limit::Reservation;
pub use pool::Class;
pub use pool::Pool;
pub use spread::spread;
pub use stack::on_large_stack;
pub use ticker::Ticker;

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Returns how many threads a run may use: the processors that this process is allowed.
pub fn default_parallelism() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Applies `task` to every item on at most `limit` threads and returns the results in
/// the order of the items. Runs on the calling thread where one thread is enough.
pub fn parallel_map<T, R, F>(limit: usize, items: &[T], task: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let threads = limit.min(items.len());
    if threads <= 1 {
        return items.iter().map(task).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        let mut own = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            own.push((index, task(item)));
        }
        results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .append(&mut own);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::parallel_map;

    #[test]
    fn keeps_the_order_of_items() {
        let items: Vec<usize> = (0..1000).collect();
        for limit in [1, 2, 7] {
            let doubled = parallel_map(limit, &items, |item| item * 2);
            assert!(doubled.iter().enumerate().all(|(i, d)| *d == i * 2));
        }
    }
}
