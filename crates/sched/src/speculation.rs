//! Tasks that run ahead: before the tasks they wait for have ended, from early results of these.
//!
//! Only workers that have nothing else to do run ahead. While all of them are busy, nothing
//! here runs and nothing is looked for; so a build on busy processors takes its usual course.
//! What a task did ahead is a start: the task itself still runs when all that it waits for has
//! ended, and it has to check that the early results were the final ones.
//! Counterpart: none; upstream starts an action when all of its dependencies have ended.

use std::time::Duration;

/// How long a worker without work waits before it looks for early results again.
pub(crate) const PAUSE: Duration = Duration::from_millis(4);

/// What a graph's tasks can do ahead.
pub struct Speculation<'a> {
    /// Returns for each task those whose early results it needs to run ahead; none for a task
    /// that cannot. `None` if nothing may run ahead yet.
    pub needs: &'a (dyn Fn() -> Option<Vec<Vec<u32>>> + Sync),
    /// Reports whether a task that has started has left its early result.
    pub has_result: &'a (dyn Fn(u32) -> bool + Sync),
    /// Runs a task ahead.
    pub run: &'a (dyn Fn(u32) + Sync),
}

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It has not started.
    #[default]
    Waiting,
    /// It runs, or it has run ahead.
    Started,
    /// It has run.
    Done,
}

/// What may run ahead now.
pub(crate) struct SpeculativeQueue {
    /// By task, those that need its early result.
    users: Vec<Vec<u32>>,
    /// By task, how many early results are missing; `None` if it cannot run ahead or has done so.
    missing: Vec<Option<usize>>,
    /// By task, whether its early result is there.
    is_early: Vec<bool>,
    /// Tasks that have started, and whose early results others need.
    awaited: Vec<u32>,
    /// Tasks that may run ahead.
    candidates: Vec<u32>,
}

impl SpeculativeQueue {
    /// Returns what may run ahead, with `needs` as in [`Speculation::needs`].
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

    /// Notes that a task has started; its early result may appear from now on.
    pub(crate) fn start(&mut self, index: u32) {
        let at = index as usize;
        self.missing[at] = None;
        if !self.users[at].is_empty() && !self.is_early[at] && !self.awaited.contains(&index) {
            self.awaited.push(index);
        }
    }

    /// Notes that a task's early result is there, or that the task has run.
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

    /// Reports whether early results have to be looked for.
    pub(crate) fn is_awaiting(&self) -> bool {
        !self.awaited.is_empty()
    }

    /// Reports whether there may be tasks that can run ahead.
    pub(crate) fn has_candidates(&self) -> bool {
        !self.candidates.is_empty()
    }

    /// Returns the tasks whose early results are looked for.
    pub(crate) fn awaited(&self) -> Vec<u32> {
        self.awaited.clone()
    }

    /// Takes the task that is to run ahead next: the one of the highest `urgency` among those
    /// that `may` run.
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
        // What has started does not run ahead.
        let mut outlook = SpeculativeQueue::new(&needs, &[Stage::Done, Stage::Started]);
        assert_eq!(outlook.take(|_| true, urgency), Some(2));
    }
}
