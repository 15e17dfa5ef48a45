//! Speculative execution: a task runs ahead, before its dependencies have ended, from their early
//! results.
//!
//! Only idle workers run tasks ahead. While all workers are busy, no task runs ahead and no early
//! result is polled for. The work of a task that ran ahead is preliminary: the task itself still
//! runs when all its dependencies have ended, and it must check that the early results equal the
//! final ones.
//! Counterpart: none; upstream starts an action when all of its dependencies have ended.

use std::time::Duration;

/// The polling interval of an idle worker for early results.
pub(crate) const PAUSE: Duration = Duration::from_millis(4);

/// The speculative operations of a graph's tasks.
pub struct Speculation<'a> {
    /// Returns for each task the tasks whose early results it needs to run ahead; an empty list for
    /// a task that cannot. `None` if nothing may run ahead yet.
    pub needs: &'a (dyn Fn() -> Option<Vec<Vec<u32>>> + Sync),
    /// Reports whether a started task has an early result.
    pub has_result: &'a (dyn Fn(u32) -> bool + Sync),
    /// Runs a task ahead.
    pub run: &'a (dyn Fn(u32) + Sync),
}

/// The state of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It has not started.
    #[default]
    Waiting,
    /// It is running, or it has run ahead.
    Started,
    /// It has run.
    Done,
}

/// The tasks that may run ahead now.
pub(crate) struct SpeculativeQueue {
    /// By task, the tasks that need its early result.
    users: Vec<Vec<u32>>,
    /// By task, the number of missing early results; `None` if it cannot run ahead or has done so.
    missing: Vec<Option<usize>>,
    /// By task, true if its early result is available.
    is_early: Vec<bool>,
    /// Started tasks whose early results others need.
    awaited: Vec<u32>,
    /// Tasks that may run ahead.
    candidates: Vec<u32>,
}

impl SpeculativeQueue {
    /// Returns the queue, with `needs` as in [`Speculation::needs`].
    pub(crate) fn new(needs: &[Vec<u32>], stages: &[Stage]) -> Self {
        let mut users = vec![Vec::new(); needs.len()];
        for (user, list) in (0_u32..).zip(needs) {
            for need in list {
                users[*need as usize].push(user);
            }
        }
        let missing = needs
            .iter()
            .map(|list| (!list.is_empty()).then_some(list.len()));
        let mut outlook = Self {
            users,
            missing: missing.collect(),
            is_early: vec![false; needs.len()],
            awaited: Vec::new(),
            candidates: Vec::new(),
        };
        for (index, stage) in (0_u32..).zip(stages) {
            match stage {
                Stage::Waiting => {}
                Stage::Started => outlook.start(index),
                Stage::Done => outlook.settle(index),
            }
        }
        outlook
    }

    /// Records that a task has started; its early result may appear from now on.
    pub(crate) fn start(&mut self, index: u32) {
        let at = index as usize;
        self.missing[at] = None;
        if !self.users[at].is_empty() && !self.is_early[at] && !self.awaited.contains(&index) {
            self.awaited.push(index);
        }
    }

    /// Records that a task's early result is available, or that the task has run.
    pub(crate) fn settle(&mut self, index: u32) {
        let at = index as usize;
        if std::mem::replace(&mut self.is_early[at], true) {
            return;
        }
        self.awaited.retain(|other| *other != index);
        for user in &self.users[at] {
            if let Some(missing) = &mut self.missing[*user as usize] {
                *missing -= 1;
                if *missing == 0 {
                    self.candidates.push(*user);
                }
            }
        }
    }

    /// Reports whether any early results are awaited.
    pub(crate) fn is_awaiting(&self) -> bool {
        !self.awaited.is_empty()
    }

    /// Reports whether there may be tasks that can run ahead.
    pub(crate) fn has_candidates(&self) -> bool {
        !self.candidates.is_empty()
    }

    /// Returns the tasks whose early results are awaited.
    pub(crate) fn awaited(&self) -> Vec<u32> {
        self.awaited.clone()
    }

    /// Takes the next task to run ahead: the one with the highest `urgency` among those for which
    /// `may` returns true.
    pub(crate) fn take(
        &mut self,
        may: impl Fn(u32) -> bool,
        urgency: impl Fn(u32) -> u64,
    ) -> Option<u32> {
        self.candidates.retain(|index| may(*index));
        let candidates = self.candidates.iter().enumerate();
        let (at, _) = candidates.max_by_key(|(_, index)| urgency(**index))?;
        let index = self.candidates.swap_remove(at);
        self.start(index);
        Some(index)
    }
}

#[cfg(test)]
mod tests {
    use super::SpeculativeQueue;
    use super::Stage;

    #[test]
    fn early_results_make_candidates() {
        // 1 needs 0; 2 needs 0 and 1; 3 cannot run ahead.
        let needs = [vec![], vec![0], vec![0, 1], vec![]];
        let mut outlook = SpeculativeQueue::new(&needs, &[Stage::Started; 1]);
        assert_eq!(outlook.awaited(), [0]);
        let any = |_| true;
        assert_eq!(outlook.take(any, |_| 0), None);
        outlook.settle(0);
        outlook.settle(0);
        assert!(outlook.awaited().is_empty());
        assert_eq!(outlook.take(any, |_| 0), Some(1));
        assert_eq!(outlook.awaited(), [1]);
        // It starts a second time, not ahead.
        outlook.start(1);
        assert_eq!(outlook.awaited(), [1]);
        outlook.settle(1);
        assert_eq!(outlook.take(|index| index != 2, |_| 0), None);
        assert_eq!(outlook.take(any, |_| 0), None, "it was refused for good");
    }

    #[test]
    fn the_most_urgent_runs_first() {
        let needs = [vec![], vec![0], vec![0], vec![0]];
        let mut outlook = SpeculativeQueue::new(&needs, &[Stage::Done]);
        let urgency = |index: u32| [0, 5, 7, 6][index as usize];
        let order: Vec<_> = (0..4).map(|_| outlook.take(|_| true, urgency)).collect();
        assert_eq!(order, [Some(2), Some(3), Some(1), None]);
        // A started task does not run ahead.
        let mut outlook = SpeculativeQueue::new(&needs, &[Stage::Done, Stage::Started]);
        assert_eq!(outlook.take(|_| true, urgency), Some(2));
    }
}
