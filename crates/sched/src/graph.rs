//! Runs a graph of tasks: each after those it depends on, the most wanted first.
//!
//! Tasks are numbered in the order in which one worker would run them if none had to
//! wait; of those that are ready, the lowest number runs first. The last task is the
//! root: when it has run, the graph has.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Cancel;

struct Queue {
    ready: BinaryHeap<Reverse<u32>>,
    pending: Vec<u32>,
    /// How many workers wait: a wake-up that nobody needs is a system call too.
    waiting: usize,
    is_over: bool,
}

impl Queue {
    /// Notes that a task has run.
    fn finish(&mut self, index: u32, triggers: &[u32]) {
        for trigger in triggers {
            let left = &mut self.pending[*trigger as usize];
            *left -= 1;
            if *left == 0 {
                self.ready.push(Reverse(*trigger));
            }
        }
        self.is_over |= index as usize + 1 == self.pending.len();
    }
}

/// Runs `task` once for each node of the graph on at most `limit` threads; `deps[i]`
/// lists the nodes that must have run before node `i`, a node as often as it is to be
/// counted. Returns whether the root ran: after a cancel, tasks that run come to their
/// end, and no other starts.
pub fn run_graph<F>(limit: usize, deps: &[Vec<u32>], cancel: &Cancel, task: F) -> bool
where
    F: Fn(u32) + Sync,
{
    let count = deps.len();
    let mut triggers: Vec<Vec<u32>> = vec![Vec::new(); count];
    let mut pending = Vec::with_capacity(count);
    let mut ready = BinaryHeap::new();
    for (index, list) in (0_u32..).zip(deps) {
        for dep in list {
            triggers[*dep as usize].push(index);
        }
        pending.push(u32::try_from(list.len()).unwrap_or(u32::MAX));
        if list.is_empty() {
            ready.push(Reverse(index));
        }
    }
    let queue = Mutex::new(Queue {
        ready,
        pending,
        waiting: 0,
        is_over: count == 0,
    });
    let changed = Condvar::new();
    let work = || {
        let mut done = None;
        while let Some(index) = next(&queue, &changed, cancel, done, &triggers) {
            task(index);
            done = Some(index);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..limit.min(count) {
            scope.spawn(work);
        }
        work();
    });
    queue
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .is_over
}

/// Notes the task that is `done`, and waits for one that is ready; `None` when there is
/// nothing left to do.
fn next(
    queue: &Mutex<Queue>,
    changed: &Condvar,
    cancel: &Cancel,
    done: Option<u32>,
    triggers: &[Vec<u32>],
) -> Option<u32> {
    let mut guard = queue.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(done) = done {
        guard.finish(done, &triggers[done as usize]);
    }
    loop {
        // Whoever waits is woken by one that works, and that one ends on a cancel.
        if guard.is_over || cancel.is_cancelled() {
            changed.notify_all();
            return None;
        }
        if let Some(Reverse(index)) = guard.ready.pop() {
            // Who is woken for what is left wakes the next for what is left then.
            if guard.waiting > 0 && !guard.ready.is_empty() {
                changed.notify_one();
            }
            return Some(index);
        }
        guard.waiting += 1;
        guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner);
        guard.waiting -= 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::run_graph;
    use vamos_base::Cancel;

    #[test]
    fn runs_the_lowest_ready_task_first() {
        let deps = vec![vec![], vec![0], vec![], vec![2, 2], vec![1, 3]];
        for limit in [1, 4] {
            let order = Mutex::new(Vec::new());
            let done = run_graph(limit, &deps, &Cancel::new(), |index| {
                order.lock().unwrap().push(index);
            });
            assert!(done);
            let order = order.into_inner().unwrap();
            if limit == 1 {
                assert_eq!(order, [0, 1, 2, 3, 4]);
            }
            let at = |wanted| order.iter().position(|i| *i == wanted).unwrap();
            assert!(at(0) < at(1) && at(2) < at(3) && at(4) == 4);
        }
    }

    #[test]
    fn a_cancel_starts_nothing_more() {
        let cancel = Cancel::new();
        let ran = Mutex::new(0);
        let done = run_graph(2, &[vec![], vec![0], vec![1]], &cancel, |_| {
            *ran.lock().unwrap() += 1;
            cancel.cancel();
        });
        assert!(!done);
        assert_eq!(ran.into_inner().unwrap(), 1);
    }
}
