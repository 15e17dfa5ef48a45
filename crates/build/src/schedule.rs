//! The tasks of a run: actions in upstream's order of work, and parts of them that may start
//! before their dependencies have ended.
//!
//! The official cgo tool waits until the package's action ID is known, and so for all
//! imports of the package, although it does not read them. If actions may be reordered, a
//! separate task runs the tool while workers are idle, or when the package's C sources are
//! on the longest path. The action itself then uses the result.
//! Counterpart: cmd/go/internal/work/exec.go (`Do`).

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::plan::Plan;

/// An action or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// An action.
    Act(ActionRef),
    /// The part of this action that may start early.
    Early(ActionRef),
}

impl Task {
    /// Returns the action that the task belongs to.
    pub(crate) fn action(self) -> ActionRef {
        match self {
            Self::Act(action) | Self::Early(action) => action,
        }
    }
}

/// The tasks of a run.
pub(crate) struct Schedule {
    /// The actions, in upstream's order of work.
    pub(crate) order: Vec<ActionRef>,
    /// By action, its place in that order.
    pub(crate) numbers: Vec<u32>,
    /// By action, its task.
    pub(crate) places: Vec<u32>,
    /// In an order in which one worker may run them.
    pub(crate) tasks: Vec<Task>,
    /// By task, the tasks that must have run before.
    pub(crate) deps: Vec<Vec<u32>>,
}

impl Schedule {
    /// Returns the tasks that must run for `root`; `is_early` reports whether the action of a cgo
    /// tool may run it early.
    pub(crate) fn new(plan: &Plan, root: ActionRef, is_early: impl Fn(ActionRef) -> bool) -> Self {
        let order = plan.in_order(root);
        let mut numbers = vec![0; plan.actions.len()];
        let mut places = vec![0; plan.actions.len()];
        let mut tasks = Vec::with_capacity(order.len());
        let mut all_deps = Vec::with_capacity(order.len());
        let place = |count: usize| u32::try_from(count).expect("fewer than 2^32 tasks");
        for (number, action) in (0_u32..).zip(&order) {
            numbers[action.index()] = number;
            let this = plan.get(*action);
            let deps = this.deps.iter().map(|dep| places[dep.index()]);
            let mut deps: Vec<u32> = deps.collect();
            if this.has_prologue()
                && is_early(*action)
                && let Some(first) = first_check_below(plan, *action)
            {
                // Before this check it is unknown whether there is any work.
                all_deps.push(vec![places[first.index()]]);
                deps.push(place(tasks.len()));
                tasks.push(Task::Early(*action));
            }
            places[action.index()] = place(tasks.len());
            tasks.push(Task::Act(*action));
            all_deps.push(deps);
        }
        Self {
            order,
            numbers,
            places,
            tasks,
            deps: all_deps,
        }
    }

    /// Returns the dependencies of each action, by number.
    pub(crate) fn action_deps(&self, plan: &Plan) -> Vec<Vec<u32>> {
        let deps_of = |action: &ActionRef| {
            let deps = &plan.get(*action).deps;
            deps.iter().map(|dep| self.numbers[dep.index()]).collect()
        };
        self.order.iter().map(deps_of).collect()
    }
}

/// Returns the first cache check of another package below an action.
fn first_check_below(plan: &Plan, action: ActionRef) -> Option<ActionRef> {
    let own = plan.get(action).package;
    let is_other = |below: &ActionRef| {
        let below = plan.get(*below);
        below.mode == ActionMode::CheckCache && below.package != own
    };
    plan.in_order(action).into_iter().find(is_other)
}

#[cfg(test)]
mod tests {
    use vamos_load::PackageId;

    use super::Schedule;
    use super::Task;
    use crate::action::Action;
    use crate::action::ActionKind;
    use crate::action::ActionMode;
    use crate::action::ActionRef;
    use crate::action::CgoTool;
    use crate::action::CheckCache;
    use crate::plan::Plan;

    #[test]
    fn the_cgo_tool_waits_for_one_check_only() {
        let mut plan = Plan::default();
        let mut add = |mode, package, kind: ActionKind, deps: Vec<ActionRef>| {
            let mut action = Action::new(mode, Some(PackageId(package)), kind);
            action.deps = deps;
            plan.add(action)
        };
        let dep = ActionRef(1);
        let check_of = |build| ActionKind::CheckCache(CheckCache(build));
        let check = add(ActionMode::CheckCache, 0, check_of(dep), vec![]);
        let dep = add(ActionMode::Build, 0, ActionKind::Compile, vec![check]);
        let build = ActionRef(4);
        let own = add(ActionMode::CheckCache, 1, check_of(build), vec![dep]);
        let run = add(
            ActionMode::CgoRun,
            1,
            ActionKind::CgoTool(CgoTool(build)),
            vec![own],
        );
        let build = add(
            ActionMode::Build,
            1,
            ActionKind::Compile,
            vec![dep, own, run],
        );
        let schedule = Schedule::new(&plan, build, |_| true);
        let acts = [check, dep, own].map(Task::Act);
        assert_eq!(schedule.tasks[..3], acts);
        let rest = [Task::Early(run), Task::Act(run), Task::Act(build)];
        assert_eq!(schedule.tasks[3..], rest);
        let deps: [&[u32]; 6] = [&[], &[0], &[1], &[0], &[2, 3], &[1, 2, 4]];
        assert_eq!(schedule.deps, deps);
        let official = Schedule::new(&plan, build, |_| false);
        assert_eq!(official.deps, official.action_deps(&plan));
        assert_eq!(schedule.action_deps(&plan), official.deps);
    }
}
