//! Decides which action runs next, and when its messages may be shown.
//!
//! An engine identifies actions by index only: their number in the order in which one worker would
//! run them (depth first from the root of the command). By default the ready action with the lowest
//! number runs first. That leaves long chains for the end, when one worker runs them and the others
//! are idle. Once an action has found work to do, the ready action with the longest remaining path
//! runs first.
//!
//! Reordering must not be visible. The first action that emits a message (a failure or a warning)
//! restores the order by number for the rest of the run, and its message is held back until the
//! actions that it overtook have ended: the actions with a lower number that were ready when it
//! started, and had not started. Their messages are delivered first, as if they had run first.
//! Callers allow reordering only if nothing else reveals the order.
//! Counterpart: none; upstream always runs the lowest number first
//! (cmd/go/internal/work/exec.go, `Builder.Do`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::Cancel;

use crate::graph::Order;
use crate::graph::Rank;
use crate::graph::run_graph;
use crate::pool::Pool;
use crate::speculation::Speculation;

/// The order in which actions run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// By number, until the end.
    ByNumber,
    /// By number, until an action finds work to do.
    NoWorkYet,
    /// The longest remaining path first.
    LongestPath,
}

/// Messages of an action that wait for others.
struct Held<M> {
    number: u32,
    messages: Vec<M>,
    /// The actions that this one overtook and that have not ended.
    overtaken: Vec<u32>,
}

struct Progress<M> {
    phase: Phase,
    /// The number of starts and ends until now.
    time: u32,
    /// By number, the times at which actions started and ended; zero for not yet.
    started: Vec<u32>,
    ended: Vec<u32>,
    held: Vec<Held<M>>,
}

/// The order of one run's actions and of the messages that they emit.
pub struct Engine<M> {
    order: Order,
    may_reorder: bool,
    /// By action number, the numbers of its dependencies.
    deps: Vec<Vec<u32>>,
    progress: Mutex<Progress<M>>,
}

impl<M> Engine<M> {
    /// Returns the engine for actions with these dependencies, by number. Without
    /// `may_reorder` they run by number and messages are never held back.
    pub fn new(may_reorder: bool, deps: Vec<Vec<u32>>) -> Self {
        let count = if may_reorder { deps.len() } else { 0 };
        Self {
            order: Order::default(),
            may_reorder,
            deps,
            progress: Mutex::new(Progress {
                phase: if may_reorder {
                    Phase::NoWorkYet
                } else {
                    Phase::ByNumber
                },
                time: 0,
                started: vec![0; count],
                ended: vec![0; count],
                held: Vec::new(),
            }),
        }
    }

    /// Runs `task` for each task on the pool's threads for children, as [`run_graph`] does. Tasks
    /// may be more than actions: `tasks` lists the dependencies of each.
    pub fn run<F>(
        &self,
        pool: &Pool,
        tasks: &[Vec<u32>],
        speculation: Option<&Speculation<'_>>,
        cancel: &Cancel,
        task: F,
    ) -> bool
    where
        F: Fn(u32) + Sync,
    {
        run_graph(pool, tasks, &self.order, speculation, cancel, task)
    }

    fn lock(&self) -> MutexGuard<'_, Progress<M>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports whether the longest remaining path runs first at the moment.
    pub fn is_reordering(&self) -> bool {
        self.may_reorder && self.lock().phase == Phase::LongestPath
    }

    /// Returns the cost of all tasks that are ready and have not started; zero unless the
    /// engine is reordering.
    pub fn ready_cost(&self) -> u64 {
        self.order.ready_cost()
    }

    /// Marks an action as busy: it has found work to do. `ranks` returns the rank of each task.
    pub fn begin_work(&self, ranks: impl FnOnce() -> Vec<Rank>) {
        if !self.may_reorder {
            return;
        }
        {
            let mut progress = self.lock();
            if progress.phase != Phase::NoWorkYet {
                return;
            }
            progress.phase = Phase::LongestPath;
        }
        // Called without the lock: other actions start and end meanwhile, by number.
        let ranks = ranks();
        let progress = self.lock();
        if progress.phase == Phase::LongestPath {
            self.order.by_urgency(ranks);
        }
    }

    /// Records that an action starts.
    pub fn start(&self, number: u32) {
        if self.may_reorder {
            let mut progress = self.lock();
            progress.time += 1;
            progress.started[number as usize] = progress.time;
        }
    }

    /// Records that an action has ended; delivers the messages that waited for it.
    pub fn end(&self, number: u32, deliver: impl FnMut(&M)) {
        if !self.may_reorder {
            return;
        }
        let mut progress = self.lock();
        progress.time += 1;
        progress.ended[number as usize] = progress.time;
        for held in &mut progress.held {
            held.overtaken.retain(|other| *other != number);
        }
        progress.release(|held| held.overtaken.is_empty(), deliver);
    }

    /// Delivers an action's message, now or when the actions that it overtook have ended.
    pub fn emit(&self, number: u32, message: M, mut deliver: impl FnMut(&M)) {
        if !self.may_reorder {
            return deliver(&message);
        }
        let mut progress = self.lock();
        if progress.phase == Phase::LongestPath {
            self.order.by_number();
        }
        progress.phase = Phase::ByNumber;
        if let Some(held) = progress.held.iter_mut().find(|held| held.number == number) {
            held.messages.push(message);
            return;
        }
        let overtaken = progress.overtaken(number, &self.deps);
        if overtaken.is_empty() {
            return deliver(&message);
        }
        progress.held.push(Held {
            number,
            messages: vec![message],
            overtaken,
        });
    }

    /// Delivers a message of an action that has not started. The order by number is restored, as
    /// after each message.
    pub fn emit_early(&self, deliver: impl FnOnce()) {
        let mut progress = self.lock();
        if progress.phase == Phase::LongestPath {
            self.order.by_number();
        }
        progress.phase = Phase::ByNumber;
        deliver();
    }

    /// Delivers all messages that are still held, after the run.
    pub fn finish(&self, deliver: impl FnMut(&M)) {
        self.lock().release(|_| true, deliver);
    }
}

impl<M> Progress<M> {
    /// Returns the actions that would have started before this one by number, and that
    /// have not ended.
    fn overtaken(&self, number: u32, deps: &[Vec<u32>]) -> Vec<u32> {
        let started = self.started[number as usize];
        let was_over = |dep: &u32| (1..started).contains(&self.ended[*dep as usize]);
        let is_overtaken = |other: &u32| {
            let at = *other as usize;
            let is_later = self.started[at] == 0 || self.started[at] > started;
            is_later && self.ended[at] == 0 && deps[at].iter().all(was_over)
        };
        (0..number).filter(is_overtaken).collect()
    }

    /// Delivers the held messages that `may` be shown, the lowest number first.
    fn release(&mut self, may: impl Fn(&Held<M>) -> bool, mut deliver: impl FnMut(&M)) {
        if self.held.is_empty() {
            return;
        }
        let held = std::mem::take(&mut self.held);
        let (mut free, kept): (Vec<_>, Vec<_>) = held.into_iter().partition(may);
        self.held = kept;
        free.sort_by_key(|held| held.number);
        free.iter()
            .flat_map(|held| &held.messages)
            .for_each(&mut deliver);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::Engine;
    use crate::graph::Rank;
    use vamos_base::Cancel;

    fn ranks(urgencies: [u64; 6]) -> Vec<Rank> {
        let rank = |urgency| Rank { urgency, cost: 0 };
        urgencies.map(rank).to_vec()
    }

    /// Tasks 0 to 3 have no dependencies, 4 depends on 0, and 5 is the root.
    fn engine(may_reorder: bool) -> Engine<String> {
        let deps = vec![vec![], vec![], vec![], vec![], vec![0], vec![1, 2, 3, 4]];
        Engine::new(may_reorder, deps)
    }

    #[test]
    fn messages_of_overtaken_actions_come_first() {
        let delivered = RefCell::new(Vec::new());
        let deliver = |message: &String| delivered.borrow_mut().push(message.clone());
        let engine = engine(true);
        engine.start(1);
        engine.begin_work(|| ranks([0; 6]));
        // 0 and 2 were ready; 4 was not, and 1 had started before.
        engine.start(3);
        engine.emit(3, "three".to_owned(), deliver);
        engine.emit(3, "three again".to_owned(), deliver);
        assert!(!engine.is_reordering(), "upstream's order is back");
        engine.start(0);
        engine.emit(0, "zero".to_owned(), deliver);
        engine.end(0, deliver);
        engine.emit(1, "one".to_owned(), deliver);
        engine.end(3, deliver);
        assert_eq!(*delivered.borrow(), ["zero", "one"]);
        engine.start(2);
        engine.emit(2, "two".to_owned(), deliver);
        engine.end(2, deliver);
        let all = ["zero", "one", "two", "three", "three again"];
        assert_eq!(*delivered.borrow(), all);
        engine.start(4);
        engine.emit(4, "four".to_owned(), deliver);
        engine.finish(deliver);
        assert_eq!(delivered.borrow()[5..], ["four"]);
    }

    #[test]
    fn while_ranks_are_computed_actions_end_and_messages_come() {
        let delivered = RefCell::new(Vec::new());
        let deliver = |message: &String| delivered.borrow_mut().push(message.clone());
        let engine = engine(true);
        engine.start(0);
        engine.begin_work(|| {
            assert!(engine.is_reordering());
            engine.emit(0, "zero".to_owned(), deliver);
            engine.end(0, deliver);
            ranks([0, 0, 0, 9, 0, 0])
        });
        assert_eq!(*delivered.borrow(), ["zero"]);
        assert!(!engine.is_reordering(), "upstream's order stays");
        let ran = std::sync::Mutex::new(Vec::new());
        let tasks = vec![vec![]; 6];
        engine.run(&crate::Pool::new(1), &tasks, None, &Cancel::new(), |task| {
            ran.lock().unwrap().push(task);
        });
        assert_eq!(ran.into_inner().unwrap(), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn held_messages_are_delivered_at_the_end() {
        let delivered = RefCell::new(Vec::new());
        let deliver = |message: &String| delivered.borrow_mut().push(message.clone());
        let engine = engine(true);
        engine.begin_work(|| ranks([0; 6]));
        engine.start(3);
        engine.start(2);
        engine.emit(3, "three".to_owned(), deliver);
        engine.emit(2, "two".to_owned(), deliver);
        assert!(delivered.borrow().is_empty());
        engine.finish(deliver);
        assert_eq!(*delivered.borrow(), ["two", "three"]);
    }

    #[test]
    fn one_worker_delivers_in_order_of_numbers() {
        // Each task emits a message, and 2 is the first with work to do.
        let run = |may_reorder| {
            let engine = engine(may_reorder);
            let delivered = std::sync::Mutex::new(Vec::new());
            let ran = std::sync::Mutex::new(Vec::new());
            let deliver = |message: &String| delivered.lock().unwrap().push(message.clone());
            engine.run(
                &crate::Pool::new(1),
                &engine.deps,
                None,
                &Cancel::new(),
                |number| {
                    engine.start(number);
                    ran.lock().unwrap().push(number);
                    engine.begin_work(|| ranks([1, 1, 1, 9, 1, 1]));
                    if number > 0 {
                        engine.emit(number, number.to_string(), deliver);
                    }
                    engine.end(number, deliver);
                },
            );
            engine.finish(deliver);
            (ran.into_inner().unwrap(), delivered.into_inner().unwrap())
        };
        let (official, delivered) = run(false);
        assert_eq!(official, [0, 1, 2, 3, 4, 5]);
        let (ran, delivered_too) = run(true);
        // By number again after 3 has emitted its message.
        assert_eq!(ran, [0, 3, 1, 2, 4, 5]);
        // 4 was also ready when 3 started, but it has the higher number.
        assert_eq!(delivered, delivered_too);
    }
}
