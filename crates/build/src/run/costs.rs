//! The costs of the actions of a run, and the ranks that follow from them.
//!
//! Counterpart: none; upstream's order ignores costs.

use std::time::Duration;

use vamos_sched::Rank;

use super::Run;
use crate::action::ActionRef;
use crate::events::ExpectedStep;
use crate::events::Progress;
use crate::schedule::Task;

impl Run<'_> {
    /// Returns the cost of an action in microseconds if there is work to do; at least one.
    pub(crate) fn cost(&self, action: ActionRef) -> u64 {
        let known = self.cost_key(action);
        let known = known.and_then(|key| self.services.costs.known(&key));
        match known {
            Some(known) => known.max(1),
            None => self.kind(action).estimate(self, action),
        }
    }

    /// Returns the expected duration of an action on this machine, if jobs that take longer
    /// elsewhere also run here; `None` without an estimate.
    pub(crate) fn estimate_for_race(&self, action: ActionRef) -> Option<Duration> {
        let jobs = &self.cx().jobs;
        let cost =
            (jobs.remote.is_some() && jobs.tools.uses_estimates()).then(|| self.cost(action));
        // Kinds that estimate nothing return 1.
        cost.filter(|cost| *cost > 1).map(Duration::from_micros)
    }

    /// Records that the result of an action came from another machine, which saves the work here.
    pub(crate) fn note_shared(&self, action: ActionRef) {
        let checked = self.plan.get(action).checks();
        let costly = checked.map_or(action, |build| self.plan.build_behind(build));
        if let Some(journal) = &self.reports.journal {
            journal.save(Duration::from_micros(self.cost(costly)));
        }
    }

    /// Returns the ranks of tasks: the urgency of a task is the cost of the longest path that
    /// starts with it. A cache check has the cost of the action that it checks, which is ready as
    /// soon as the check has run.
    pub(super) fn ranks(&self) -> Vec<Rank> {
        let schedule = &self.schedule;
        let mut by_action = vec![0; self.plan.actions.len()];
        let mut cost_of = |task: &Task| {
            let action = task.action();
            by_action[action.index()] = self.cost(action);
            by_action[action.index()]
        };
        let costs: Vec<u64> = schedule.tasks.iter().map(&mut cost_of).collect();
        let paths = vamos_sched::longest_paths(&schedule.deps, &costs);
        let rank = |(task, urgency): (&Task, u64)| {
            let checked = self.plan.get(task.action()).checks();
            let costly = checked.map_or(task.action(), |build| self.plan.build_behind(build));
            let cost = by_action[costly.index()];
            Rank { urgency, cost }
        };
        schedule.tasks.iter().zip(paths).map(rank).collect()
    }

    /// Reports the expected durations of steps, if an event sink shows them.
    pub(super) fn report_expected(&self, ranks: &[Rank]) {
        let cx = self.cx();
        if !cx.sink.estimates() {
            return;
        }
        let expected = |(task, rank): (&Task, &Rank)| {
            let Task::Act(action) = *task else {
                return None;
            };
            self.kind(action).verb()?;
            let known = self.cost_key(action);
            let known = known.and_then(|key| self.services.costs.known(&key));
            Some(ExpectedStep {
                id: action.index(),
                cost: Duration::from_micros(known.unwrap_or_else(|| self.cost(action))),
                is_known: known.is_some(),
                path: Duration::from_micros(rank.urgency),
            })
        };
        let steps = self.schedule.tasks.iter().zip(ranks);
        let steps: Vec<ExpectedStep> = steps.filter_map(expected).collect();
        cx.sink.progress(Progress::Expected {
            steps: &steps,
            workers: cx.workers(),
        });
    }

    /// Returns the key of an action whose cost is stored.
    fn cost_key(&self, action: ActionRef) -> Option<String> {
        let name = self.kind(action).cost_name()?;
        let package = self.plan.package_of(self.graph, action)?;
        Some(format!("{name} {}", package.import_path))
    }

    /// Stores the time that an action's work took.
    pub(crate) fn learn_time(&self, action: ActionRef, time: Duration) {
        if let Some(key) = self.cost_key(action) {
            self.services.costs.learn(&key, time);
        }
    }

    /// Stores the processor time of an action's children, if it had any and succeeded.
    pub(crate) fn learn_cost(&self, action: ActionRef) {
        let costs = &self.services.costs;
        let spent = costs.spent(action);
        if !spent.is_zero()
            && self.state(action).failed.is_none()
            && let Some(key) = self.cost_key(action)
        {
            costs.learn(&key, spent);
        }
    }
}
