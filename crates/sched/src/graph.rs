//! Runs a graph of tasks: each after its dependencies, the highest priority first.
//!
//! Tasks are numbered in the order in which one worker would run them if none had to wait; of the
//! ready tasks, the lowest number runs first, unless [`Order`] sets other priorities. The last task
//! is the root: when it has run, the graph is complete.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.Do`).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use vamos_base::Cancel;

use crate::pool::Class;
use crate::pool::Pool;
use crate::speculation::PAUSE;
use crate::speculation::Speculation;
use crate::speculation::SpeculativeQueue;
use crate::speculation::Stage;

/// The order of the ready tasks; may change while the graph runs.
#[derive(Default)]
pub(crate) struct Order {
    ranks: Mutex<Option<Arc<[Rank]>>>,
    /// Number of changes: taking a task reads only this, to see whether anything changed.
    changes: AtomicU64,
    /// Cost of the tasks that are ready and have not started, if their ranks are known.
    ready: AtomicU64,
}

/// The priority and cost of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rank {
    /// The urgency: the highest runs first.
    pub urgency: u64,
    /// The estimated cost.
    pub cost: u64,
}

impl Order {
    /// Makes the most urgent task run first from now on, the lowest number of equals; there is a
    /// rank for each task.
    pub(crate) fn by_urgency(&self, ranks: Vec<Rank>) {
        self.set(Some(ranks.into()));
    }

    /// Returns the total cost of the tasks that are ready and have not started; zero while tasks
    /// run by number.
    pub(crate) fn ready_cost(&self) -> u64 {
        self.ready.load(Ordering::Relaxed)
    }

    /// Makes the lowest number run first from now on, as at the beginning.
    pub(crate) fn by_number(&self) {
        self.set(None);
    }

    fn set(&self, ranks: Option<Arc<[Rank]>>) {
        *self.ranks.lock().unwrap_or_else(PoisonError::into_inner) = ranks;
        self.changes.fetch_add(1, Ordering::Release);
    }
}

/// Returns for each task the cost of the most expensive chain that begins with it, including the
/// task; `deps` as in [`run_graph`], with no task before its dependencies.
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
    /// `None` while tasks run by number.
    ranks: Option<Arc<[Rank]>>,
    /// The total cost of the ready tasks.
    cost: u64,
    changes: u64,
    /// The number of waiting workers: an unneeded wake-up would be a system call.
    waiting: usize,
    is_over: bool,
    stages: Vec<Stage>,
    /// The tasks that may run ahead, once they are known.
    outlook: Option<SpeculativeQueue>,
    /// True while an idle worker polls for early results.
    is_watched: bool,
}

/// The next step of a worker.
#[derive(Clone, Copy)]
enum Step {
    /// Run this task.
    Run(u32),
    /// Run this task ahead.
    Speculate(u32),
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

    /// Records that a task has run.
    fn finish(&mut self, index: u32, triggers: &[u32]) {
        for trigger in triggers {
            self.release(*trigger);
        }
        self.stages[index as usize] = Stage::Done;
        if let Some(outlook) = &mut self.outlook {
            outlook.settle(index);
        }
        self.is_over |= index as usize + 1 == self.pending.len();
    }

    /// Records that a task has run ahead.
    fn finish_ahead(&mut self, index: u32, has_result: bool) {
        self.release(index);
        if let Some(outlook) = self.outlook.as_mut().filter(|_| has_result) {
            outlook.settle(index);
        }
    }

    /// Records that one dependency of a task has ended.
    fn release(&mut self, index: u32) {
        let left = &mut self.pending[index as usize];
        *left -= 1;
        if *left == 0 {
            self.push(index);
        }
    }

    /// Records that a task starts, possibly ahead.
    fn start(&mut self, index: u32) {
        self.stages[index as usize] = Stage::Started;
        if let Some(outlook) = &mut self.outlook {
            outlook.start(index);
        }
    }

    /// Takes a task to run ahead; the task itself does not start until that ends.
    fn pop_ahead(&mut self) -> Option<u32> {
        let mut outlook = self.outlook.take()?;
        // A task without pending dependencies is about to run anyway.
        let may = |index| self.pending[index as usize] > 0;
        let next = outlook.take(may, |index| self.rank(index).urgency);
        self.outlook = Some(outlook);
        let index = next?;
        self.pending[index as usize] += 1;
        self.start(index);
        Some(index)
    }

    /// Takes the next task to run.
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
        self.start(index);
        Some(index)
    }
}

/// Runs `task` once for each node of the graph on the pool's threads for children; `deps[i]` lists
/// the nodes that must have run before node `i`, possibly several times; `order` selects the next
/// of the ready ones. Idle workers run tasks `ahead`. Returns whether the root ran: after a cancel,
/// running tasks finish, and no other starts.
pub(crate) fn run_graph<F>(
    pool: &Pool,
    deps: &[Vec<u32>],
    order: &Order,
    speculation: Option<&Speculation<'_>>,
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
        stages: vec![Stage::default(); count],
        outlook: None,
        is_watched: false,
    });
    let shared = Shared {
        queue: &queue,
        changed: &Condvar::new(),
        triggers: &triggers,
        order,
        speculation,
        cancel,
    };
    let work = || {
        let mut done = None;
        while let Some(step) = shared.next(done) {
            match (step, speculation) {
                (Step::Speculate(index), Some(speculation)) => (speculation.run)(index),
                (Step::Run(index) | Step::Speculate(index), _) => task(index),
            }
            done = Some(step);
        }
    };
    pool.crew(Class::Child, count, work);
    queue
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .is_over
}

/// The state that the workers share.
struct Shared<'g> {
    queue: &'g Mutex<Queue>,
    changed: &'g Condvar,
    triggers: &'g [Vec<u32>],
    order: &'g Order,
    speculation: Option<&'g Speculation<'g>>,
    cancel: &'g Cancel,
}

impl Shared<'_> {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the step that is `done`, and waits for the next one; `None` when no task is left.
    fn next(&self, done: Option<Step>) -> Option<Step> {
        let has_result = match (done, self.speculation) {
            (Some(Step::Speculate(done)), Some(speculation)) => (speculation.has_result)(done),
            _ => false,
        };
        let mut guard = self.lock();
        match done {
            Some(Step::Run(done)) => guard.finish(done, &self.triggers[done as usize]),
            Some(Step::Speculate(done)) => guard.finish_ahead(done, has_result),
            None => {}
        }
        loop {
            // A working thread wakes the waiting ones, and stops on a cancel.
            if guard.is_over || self.cancel.is_cancelled() {
                self.changed.notify_all();
                return None;
            }
            if let Some(step) = self.take(&mut guard) {
                // Wakes one thread for the remaining work; that thread wakes the next. A waiting
                // thread polls for early results.
                if guard.waiting > 0 && (!guard.ready.is_empty() || self.has_prospects(&guard)) {
                    self.changed.notify_one();
                }
                return Some(step);
            }
            guard = self.wait(guard);
        }
    }

    /// Takes the next task, or one to run ahead.
    fn take(&self, queue: &mut Queue) -> Option<Step> {
        if let Some(index) = queue.pop(self.order) {
            return Some(Step::Run(index));
        }
        let speculation = self.speculation?;
        if queue.outlook.is_none() {
            let needs = (speculation.needs)()?;
            queue.outlook = Some(SpeculativeQueue::new(&needs, &queue.stages));
        }
        queue.pop_ahead().map(Step::Speculate)
    }

    /// Reports whether a waiting worker would have early results to poll for, or a task to run
    /// ahead.
    fn has_prospects(&self, queue: &Queue) -> bool {
        let outlook = queue.outlook.as_ref();
        self.speculation.is_some()
            && (!queue.is_watched && outlook.is_none_or(SpeculativeQueue::is_awaiting)
                || outlook.is_some_and(SpeculativeQueue::has_candidates))
    }

    /// Waits until the state has changed. One of the waiting threads polls for early results.
    fn wait<'q>(&'q self, mut guard: MutexGuard<'q, Queue>) -> MutexGuard<'q, Queue> {
        guard.waiting += 1;
        let Some(speculation) = self.speculation.filter(|_| self.has_prospects(&guard)) else {
            let guard = self.changed.wait(guard);
            let mut guard = guard.unwrap_or_else(PoisonError::into_inner);
            guard.waiting -= 1;
            return guard;
        };
        guard.is_watched = true;
        let waited = self.changed.wait_timeout(guard, PAUSE);
        let (mut guard, _) = waited.unwrap_or_else(PoisonError::into_inner);
        guard.waiting -= 1;
        let mut found = guard
            .outlook
            .as_ref()
            .map_or_else(Vec::new, SpeculativeQueue::awaited);
        drop(guard);
        found.retain(|index| (speculation.has_result)(*index));
        let mut guard = self.lock();
        guard.is_watched = false;
        if let Some(outlook) = &mut guard.outlook {
            found.iter().for_each(|index| outlook.settle(*index));
        }
        guard
    }
}

#[cfg(test)]
mod tests;
