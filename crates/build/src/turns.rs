//! The longest path first, where nobody can tell.
//!
//! Upstream runs the lowest number first of the actions that are ready: a depth-first walk
//! from the command's root. That leaves long chains for the end, where one worker runs
//! them and the others are idle. Once a build has found something to do, the ready action
//! comes first on which the longest chain to the root hangs.
//!
//! Order shows in what is printed. So it stays upstream's where commands or names are
//! shown (`-x`, `-n`, `-v`, `-json`), where a program of the user's stands before the tools
//! or hashes are listed, and with one worker (`-p 1`). Elsewhere a build that succeeds
//! prints nothing, as a rule. The first action that has something to say, a failure or a
//! warning, brings upstream's order back for good; and what it says waits until those have
//! run which it overtook: that had lower numbers, were ready when it started, and had not
//! started. What they say comes first then, as if they had been started first.
//! What is done, and what fails, is the same in any order.
//! Counterpart: none; upstream's order is cmd/go/internal/work/exec.go (`Builder.Do`).

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_sched::Order;
use vamos_sched::Rank;

use crate::builder::Context;

/// What an action has to say.
pub(crate) struct Said {
    pub(crate) package: Option<String>,
    pub(crate) text: String,
    pub(crate) is_failure: bool,
}

/// Which order the actions run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Upstream's, for good.
    Official,
    /// Upstream's, since nothing is known to be worth another.
    Waiting,
    /// The longest path first.
    Urgent,
}

/// An action's words that wait for others.
struct Held {
    number: u32,
    said: Vec<Said>,
    /// Those that it overtook and that have not ended.
    overtaken: Vec<u32>,
}

struct Run {
    phase: Phase,
    clock: u32,
    /// By number, when actions started and ended; zero is never.
    started: Vec<u32>,
    ended: Vec<u32>,
    held: Vec<Held>,
}

/// Decides whose turn it is, and when it may speak. Actions go by their number in
/// upstream's order of work.
pub(crate) struct Turns {
    pub(crate) order: Order,
    may_change: bool,
    deps: Vec<Vec<u32>>,
    run: Mutex<Run>,
}

/// Reports whether nobody can tell in which order actions run, as long as none speaks.
pub(crate) fn is_free(cx: &Context<'_>) -> bool {
    let flags = cx.flags;
    let is_shown = flags.x || flags.n || flags.v || flags.json || flags.work;
    let is_watched = !flags.toolexec.is_empty() || cx.hasher.watcher().is_some();
    cx.workers() > 1 && !is_shown && !is_watched
}

impl Turns {
    pub(crate) fn new(may_change: bool, deps: Vec<Vec<u32>>) -> Self {
        let count = if may_change { deps.len() } else { 0 };
        Self {
            order: Order::default(),
            may_change,
            deps,
            run: Mutex::new(Run {
                phase: match may_change {
                    true => Phase::Waiting,
                    false => Phase::Official,
                },
                clock: 0,
                started: vec![0; count],
                ended: vec![0; count],
                held: Vec::new(),
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports whether something was found that has to be done, and nobody has spoken.
    pub(crate) fn is_urgent(&self) -> bool {
        self.may_change && self.lock().phase == Phase::Urgent
    }

    /// Notes that something has to be done; `ranks` tells how urgent each task is.
    pub(crate) fn begin_work(&self, ranks: impl FnOnce() -> Vec<Rank>) {
        if !self.may_change {
            return;
        }
        let mut run = self.lock();
        if run.phase == Phase::Waiting {
            run.phase = Phase::Urgent;
            self.order.by_urgency(ranks());
        }
    }

    /// Notes that an action starts.
    pub(crate) fn began(&self, number: u32) {
        if self.may_change {
            let mut run = self.lock();
            run.clock += 1;
            run.started[number as usize] = run.clock;
        }
    }

    /// Notes that an action has ended; tells what may be told now.
    pub(crate) fn ended(&self, number: u32, tell: impl FnMut(&Said)) {
        if !self.may_change {
            return;
        }
        let mut run = self.lock();
        run.clock += 1;
        run.ended[number as usize] = run.clock;
        for held in &mut run.held {
            held.overtaken.retain(|other| *other != number);
        }
        run.release(|held| held.overtaken.is_empty(), tell);
    }

    /// Tells what an action has to say, or keeps it until it may be told.
    pub(crate) fn say(&self, number: u32, said: Said, mut tell: impl FnMut(&Said)) {
        if !self.may_change {
            return tell(&said);
        }
        let mut run = self.lock();
        if run.phase == Phase::Urgent {
            self.order.by_number();
        }
        run.phase = Phase::Official;
        if let Some(held) = run.held.iter_mut().find(|held| held.number == number) {
            held.said.push(said);
            return;
        }
        let overtaken = run.overtaken(number, &self.deps);
        if overtaken.is_empty() {
            return tell(&said);
        }
        run.held.push(Held {
            number,
            said: vec![said],
            overtaken,
        });
    }

    /// Tells all that is still kept: no action runs any more.
    pub(crate) fn end(&self, tell: impl FnMut(&Said)) {
        self.lock().release(|_| true, tell);
    }
}

impl Run {
    /// Returns the actions that upstream would have started before this one, and that
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

    /// Tells what is kept of those that `may` speak, the lowest number first.
    fn release(&mut self, may: impl Fn(&Held) -> bool, mut tell: impl FnMut(&Said)) {
        if self.held.is_empty() {
            return;
        }
        let held = std::mem::take(&mut self.held);
        let (mut free, kept): (Vec<_>, Vec<_>) = held.into_iter().partition(may);
        self.held = kept;
        free.sort_by_key(|held| held.number);
        free.iter().flat_map(|held| &held.said).for_each(&mut tell);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use vamos_base::Cancel;
    use vamos_sched::Rank;
    use vamos_sched::run_graph;

    use super::Said;
    use super::Turns;

    fn ranks(urgencies: [u64; 6]) -> Vec<Rank> {
        let rank = |urgency| Rank { urgency, cost: 0 };
        urgencies.map(rank).to_vec()
    }

    fn said(text: &str) -> Said {
        Said {
            package: None,
            text: text.to_owned(),
            is_failure: true,
        }
    }

    /// Tasks 0 to 3 wait for nothing, 4 for 0, and 5 is the root.
    fn turns(may_change: bool) -> Turns {
        let deps = vec![vec![], vec![], vec![], vec![], vec![0], vec![1, 2, 3, 4]];
        Turns::new(may_change, deps)
    }

    #[test]
    fn who_overtook_speaks_after_those_it_overtook() {
        let told = RefCell::new(Vec::new());
        let tell = |said: &Said| told.borrow_mut().push(said.text.clone());
        let turns = turns(true);
        turns.began(1);
        turns.begin_work(|| ranks([0; 6]));
        // 0 and 2 were ready; 4 was not, and 1 had started before.
        turns.began(3);
        turns.say(3, said("three"), tell);
        turns.say(3, said("three again"), tell);
        assert!(!turns.is_urgent(), "upstream's order is back");
        turns.began(0);
        turns.say(0, said("zero"), tell);
        turns.ended(0, tell);
        turns.say(1, said("one"), tell);
        turns.ended(3, tell);
        assert_eq!(*told.borrow(), ["zero", "one"]);
        turns.began(2);
        turns.say(2, said("two"), tell);
        turns.ended(2, tell);
        let all = ["zero", "one", "two", "three", "three again"];
        assert_eq!(*told.borrow(), all);
        turns.began(4);
        turns.say(4, said("four"), tell);
        turns.end(tell);
        assert_eq!(told.borrow()[5..], ["four"]);
    }

    #[test]
    fn what_waits_at_the_end_is_told() {
        let told = RefCell::new(Vec::new());
        let tell = |said: &Said| told.borrow_mut().push(said.text.clone());
        let turns = turns(true);
        turns.begin_work(|| ranks([0; 6]));
        turns.began(3);
        turns.began(2);
        turns.say(3, said("three"), tell);
        turns.say(2, said("two"), tell);
        assert!(told.borrow().is_empty());
        turns.end(tell);
        assert_eq!(*told.borrow(), ["two", "three"]);
    }

    #[test]
    fn words_come_in_upstreams_order_with_one_worker() {
        // Each task speaks, and 2 is the first to find something to do.
        let run = |may_change| {
            let turns = turns(may_change);
            let told = std::sync::Mutex::new(Vec::new());
            let ran = std::sync::Mutex::new(Vec::new());
            let tell = |said: &Said| told.lock().unwrap().push(said.text.clone());
            run_graph(1, &turns.deps, &turns.order, &Cancel::new(), |number| {
                turns.began(number);
                ran.lock().unwrap().push(number);
                turns.begin_work(|| ranks([1, 1, 1, 9, 1, 1]));
                if number > 0 {
                    turns.say(number, said(&number.to_string()), tell);
                }
                turns.ended(number, tell);
            });
            turns.end(tell);
            (ran.into_inner().unwrap(), told.into_inner().unwrap())
        };
        let (official, told) = run(false);
        assert_eq!(official, [0, 1, 2, 3, 4, 5]);
        let (ran, told_too) = run(true);
        // By number again once 3 had spoken.
        assert_eq!(ran, [0, 3, 1, 2, 4, 5]);
        // 4 was ready too when 3 started, but it has the higher number.
        assert_eq!(told, told_too);
    }
}
