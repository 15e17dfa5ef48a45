//! Runs a graph of tasks: each after those it depends on, the highest priority first.
//!
//! Tasks are numbered in the order in which one worker would run them if none had to
//! wait; of those that are ready, the lowest number runs first, unless [`Order`] gives
//! other priorities. The last task is the root: when it has run, the graph has.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use vamos_base::Cancel;

use crate::pool::Class;
use crate::pool::Pool;

/// Which of the ready tasks runs first; may change while the graph runs.
#[derive(Default)]
pub(crate) struct Order {
    ranks: Mutex<Option<Arc<[Rank]>>>,
    /// Number of changes: taking a task reads only this, to see whether anything changed.
    changes: AtomicU64,
    /// Cost of the tasks that are ready and have not started, if their ranks are known.
    ready: AtomicU64,
}

/// What decides when a ready task runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// How urgent it is.
    pub urgency: u64,
    /// What it costs.
    pub cost: u64,
}

impl Order {
    /// Has the most urgent task run first from now on, the lowest number of equals;
    /// there is a rank for each task.
    pub(crate) fn by_urgency(&self, ranks: Vec<Rank>) {
        self.set(Some(ranks.into()));
    }

    /// Returns what the tasks cost together that could run now and have not started;
    /// zero where the lowest number counts.
    pub(crate) fn ready_cost(&self) -> u64 {
        self.ready.load(Ordering::Relaxed)
    }

    /// Has the lowest number run first from now on, as at the beginning.
    pub(crate) fn by_number(&self) {
        self.set(None);
    }

    fn set(&self, ranks: Option<Arc<[Rank]>>) {
        *self.ranks.lock().unwrap_or_else(PoisonError::into_inner) = ranks;
        self.changes.fetch_add(1, Ordering::Release);
    }
}

/// Returns for each task what the longest chain costs that begins with it, the task
/// included; `deps` as in [`run_graph`], with no task before those it depends on.
pub fn longest_paths(deps: &[Vec<u32>], costs: &[u64]) -> Vec<u64> {
    let mut longest = costs.to_vec();
    for (index, list) in deps.iter().enumerate().rev() {
        for dep in list {
            let dep = *dep as usize;
            longest[dep] = longest[dep].max(costs[dep].saturating_add(longest[index]));
        }
    }
    longest
}

struct Queue {
    ready: BinaryHeap<(u64, Reverse<u32>)>,
    pending: Vec<u32>,
    /// Nothing where the lowest number counts.
    ranks: Option<Arc<[Rank]>>,
    /// The cost of all that are ready.
    cost: u64,
    changes: u64,
    /// How many workers wait: an unneeded wake-up would be a system call too.
    waiting: usize,
    is_over: bool,
}

impl Queue {
    fn rank(&self, index: u32) -> Rank {
        const NONE: Rank = Rank {
            urgency: 0,
            cost: 0,
        };
        let ranks = self.ranks.as_ref();
        ranks.map_or(NONE, |ranks| ranks[index as usize])
    }

    fn push(&mut self, index: u32) {
        let rank = self.rank(index);
        self.cost = self.cost.saturating_add(rank.cost);
        self.ready.push((rank.urgency, Reverse(index)));
    }

    /// Notes that a task has run.
    fn finish(&mut self, index: u32, triggers: &[u32]) {
        for trigger in triggers {
            let left = &mut self.pending[*trigger as usize];
            *left -= 1;
            if *left == 0 {
                self.push(*trigger);
            }
        }
        self.is_over |= index as usize + 1 == self.pending.len();
    }

    /// Takes the task that is to run next.
    fn pop(&mut self, order: &Order) -> Option<u32> {
        let changes = order.changes.load(Ordering::Acquire);
        if changes != self.changes {
            self.changes = changes;
            let ranks = order.ranks.lock().unwrap_or_else(PoisonError::into_inner);
            self.ranks.clone_from(&ranks);
            drop(ranks);
            self.cost = 0;
            for (_, Reverse(index)) in std::mem::take(&mut self.ready).into_vec() {
                self.push(index);
            }
        }
        let (_, Reverse(index)) = self.ready.pop()?;
        self.cost = self.cost.saturating_sub(self.rank(index).cost);
        order.ready.store(self.cost, Ordering::Relaxed);
        Some(index)
    }
}

/// Runs `task` once for each node of the graph on the pool's threads for children; `deps[i]`
/// lists the nodes that must have run before node `i`, a node as often as it is to be
/// counted; `order` selects the next of the ready ones. Returns whether the root ran:
/// after a cancel, running tasks finish, and no other starts.
pub(crate) fn run_graph<F>(
    pool: &Pool,
    deps: &[Vec<u32>],
    order: &Order,
    cancel: &Cancel,
    task: F,
) -> bool
where
    F: Fn(u32) + Sync,
{
    let count = deps.len();
    let mut triggers: Vec<Vec<u32>> = vec![Vec::new(); count];
    let mut pending = Vec::with_capacity(count);
    let mut free = Vec::new();
    for (index, list) in (0_u32..).zip(deps) {
        for dep in list {
            triggers[*dep as usize].push(index);
        }
        pending.push(u32::try_from(list.len()).unwrap_or(u32::MAX));
        if list.is_empty() {
            free.push((0, Reverse(index)));
        }
    }
    let queue = Mutex::new(Queue {
        ready: BinaryHeap::from(free),
        pending,
        ranks: None,
        cost: 0,
        changes: 0,
        waiting: 0,
        is_over: count == 0,
    });
    let shared = Shared {
        queue: &queue,
        changed: &Condvar::new(),
        triggers: &triggers,
        order,
        cancel,
    };
    let work = || {
        let mut done = None;
        while let Some(index) = shared.next(done) {
            task(index);
            done = Some(index);
        }
    };
    pool.crew(Class::Child, count, work);
    queue
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .is_over
}

/// What the workers share.
struct Shared<'g> {
    queue: &'g Mutex<Queue>,
    changed: &'g Condvar,
    triggers: &'g [Vec<u32>],
    order: &'g Order,
    cancel: &'g Cancel,
}

impl Shared<'_> {
    /// Notes the task that is `done`, and waits for one that is ready; `None` when there
    /// is nothing left to do.
    fn next(&self, done: Option<u32>) -> Option<u32> {
        let mut guard = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(done) = done {
            guard.finish(done, &self.triggers[done as usize]);
        }
        loop {
            // A working thread wakes the waiting ones, and it ends on a cancel.
            if guard.is_over || self.cancel.is_cancelled() {
                self.changed.notify_all();
                return None;
            }
            if let Some(index) = guard.pop(self.order) {
                // Wakes one thread for the rest; it wakes the next for what is left then.
                if guard.waiting > 0 && !guard.ready.is_empty() {
                    self.changed.notify_one();
                }
                return Some(index);
            }
            guard.waiting += 1;
            guard = self
                .changed
                .wait(guard)
                .unwrap_or_else(PoisonError::into_inner);
            guard.waiting -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::sync::Mutex;

    use super::Order;
    use super::Rank;
    use super::longest_paths;
    use super::run_graph;
    use crate::Pool;
    use vamos_base::Cancel;

    #[test]
    fn runs_the_lowest_ready_task_first() {
        let deps = vec![vec![], vec![0], vec![], vec![2, 2], vec![1, 3]];
        for limit in [1, 4] {
            let order = Mutex::new(Vec::new());
            let done = run_graph(
                &Pool::new(limit),
                &deps,
                &Order::default(),
                &Cancel::new(),
                |index| {
                    order.lock().unwrap().push(index);
                },
            );
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
        let graph = [vec![], vec![0], vec![1]];
        let done = run_graph(&Pool::new(2), &graph, &Order::default(), &cancel, |_| {
            *ran.lock().unwrap() += 1;
            cancel.cancel();
        });
        assert!(!done);
        assert_eq!(ran.into_inner().unwrap(), 1);
    }

    #[test]
    fn order_may_change_on_the_way() {
        let deps = vec![vec![], vec![], vec![], vec![], vec![0, 1, 2, 3]];
        let order = Order::default();
        let ran = Mutex::new(Vec::new());
        let rank = |urgency| Rank {
            urgency,
            cost: 10 * urgency,
        };
        run_graph(&Pool::new(1), &deps, &order, &Cancel::new(), |index| {
            ran.lock().unwrap().push((index, order.ready_cost()));
            match index {
                0 => order.by_urgency([0, 5, 4, 7, 0].map(rank).to_vec()),
                1 => order.by_number(),
                _ => {}
            }
        });
        // The cost is that of those which have not started.
        let want = [(0, 0), (3, 90), (1, 40), (2, 0), (4, 0)];
        assert_eq!(ran.into_inner().unwrap(), want);
    }

    #[test]
    fn chains_are_as_long_as_what_waits() {
        let deps = vec![vec![], vec![0], vec![], vec![1, 2, 2]];
        assert_eq!(longest_paths(&deps, &[1, 20, 300, 4]), [25, 24, 304, 4]);
    }

    /// Returns when the last task ends if each takes what it costs.
    fn makespan(workers: usize, deps: &[Vec<u32>], costs: &[u64], urgency: &[u64]) -> u64 {
        let mut ends = vec![None; deps.len()];
        let mut free = vec![0; workers];
        for _ in deps {
            let now = *free.iter().min().unwrap();
            let ready_at = |task: usize| -> Option<u64> {
                let mut ends = deps[task].iter().map(|dep| ends[*dep as usize]);
                ends.try_fold(0, |max: u64, end| Some(max.max(end?)))
            };
            let waiting = (0..deps.len()).filter(|task| ends[*task].is_none());
            let known = waiting.filter_map(|task| Some((ready_at(task)?, task)));
            // What is ready now, the most urgent first; else what is ready soonest.
            let best =
                known.min_by_key(|(at, task)| ((*at).max(now), Reverse(urgency[*task]), *task));
            let (at, task) = best.unwrap();
            let worker = (0..workers).min_by_key(|worker| free[*worker]).unwrap();
            let end = at.max(now) + costs[task];
            ends[task] = Some(end);
            free[worker] = end;
        }
        ends.into_iter().flatten().max().unwrap()
    }

    #[test]
    fn the_longest_path_first_leaves_no_tail() {
        // Many short tasks, and last among those that are ready at once a long one, as a
        // package with one large C file: by number it starts when all else is done.
        let mut deps: Vec<Vec<u32>> = vec![vec![]];
        let mut costs = vec![10];
        for _ in 0..40 {
            deps.push(vec![0]);
            costs.push(5);
        }
        deps.push(vec![0]);
        costs.push(200);
        deps.push((1..42).collect());
        costs.push(10);
        let urgency = longest_paths(&deps, &costs);
        let by_number = makespan(2, &deps, &costs, &vec![0; deps.len()]);
        let by_urgency = makespan(2, &deps, &costs, &urgency);
        let sum: u64 = costs.iter().sum();
        let bound = urgency[0].max(sum.div_ceil(2));
        assert_eq!((by_number, by_urgency, bound), (320, 220, 220));
        // Never worse than by number on random graphs by more than the longest task.
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..50 {
            let count = 60;
            let mut deps: Vec<Vec<u32>> = Vec::new();
            for task in 0..count - 1 {
                let picks = if task == 0 { 0 } else { random(4) };
                let list = (0..picks).map(|_| u32::try_from(random(task)).unwrap());
                deps.push(list.collect());
            }
            deps.push((0..u32::try_from(count - 1).unwrap()).collect());
            let costs: Vec<u64> = deps.iter().map(|_| 1 + random(50)).collect();
            let urgency = longest_paths(&deps, &costs);
            let bound = (costs.iter().sum::<u64>() / 2).max(*urgency.iter().max().unwrap());
            let took = makespan(2, &deps, &costs, &urgency);
            assert!(took >= bound && took <= bound + bound / 5, "{took} {bound}");
        }
    }
}
