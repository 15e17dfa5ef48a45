//! From the record of a run to its journal.
//!
//! Counterpart: none.

use vamos_load::Package;

use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action_graph::mode_name;
use crate::journal::Journal;
use crate::journal::Recorder;
use crate::journal::Step;
use crate::run::Run;

/// Reports whether an action is a step of its own. Other actions order actions, or search for the
/// result of one.
fn is_step(run: &Run<'_>, action: ActionRef) -> bool {
    let this = run.plan.get(action);
    let is_install = matches!(this.kind, ActionKind::Install);
    this.mode == ActionMode::TestRun || is_install || run.kind(action).verb().is_some()
}

/// Returns the journal of a run that has ended; empty if it was not recorded.
pub(crate) fn finish(run: &Run<'_>) -> Journal {
    let Some(recorder) = &run.reports.journal else {
        return Journal::default();
    };
    let mut steps = Vec::new();
    // For each action, its step, or the step of the action that it waits for.
    let mut last: Vec<Option<u32>> = vec![None; run.plan.actions.len()];
    for action in &run.schedule.order {
        let ends = |place: &u32| steps.get(*place as usize).map(|step: &Step| step.end);
        let deps = &run.plan.get(*action).deps;
        let waited = deps.iter().filter_map(|dep| last[dep.index()]);
        let after = waited.max_by_key(ends);
        if !is_step(run, *action) {
            last[action.index()] = after;
            continue;
        }
        let mut step = new_step(run, recorder, *action);
        step.after = after;
        last[action.index()] = u32::try_from(steps.len()).ok();
        steps.push(step);
    }
    Journal {
        steps,
        is_forced: run.cx().flags.rebuild_all,
        took: recorder.elapsed(),
        saved: recorder.saved(),
    }
}

fn new_step(run: &Run<'_>, recorder: &Recorder, action: ActionRef) -> Step {
    let this = run.plan.get(action);
    let package = run.plan.package_of(run.graph, action);
    let makes_program = this.mode == ActionMode::Link;
    let target = package.filter(|_| makes_program);
    let mut step = Step {
        mode: mode_name(this).into_owned(),
        verb: run.kind(action).verb().unwrap_or_default(),
        package: package.map_or_else(String::new, Package::desc),
        dir: package.map_or_else(String::new, |package| package.dir.to_string()),
        target: target.map_or_else(String::new, |package| package.request.target.clone()),
        processor: run.services.costs.spent(action),
        ..Step::default()
    };
    recorder.fill(action, &mut step);
    step
}
