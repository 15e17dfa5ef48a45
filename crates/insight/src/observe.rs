//! From the journal of a build to the report of a command.
//!
//! Counterpart: none.

use std::time::Duration;

use vamos_build::Journal;
use vamos_build::Step;
use vamos_build::StepOutcome;

use crate::cause;
use crate::cause::Cause;
use crate::elsewhere;
use crate::history::ActionOutcome;
use crate::history::History;
use crate::parts;
use crate::report::Command;
use crate::report::RemoteUse;
use crate::report::Report;
use crate::report::ReportStep;
use crate::report::has_run;
use crate::stored::stored_time;

/// Compares the journal of a command with the history of its project, which then has this command
/// as the last one, unless nothing ran and nothing was new. `loading` is the time before the
/// journal begins, `others` are the histories of copies of a new project. Returns the report.
pub fn observe(
    journal: Journal,
    command: Command,
    loading: Duration,
    mut history: History,
    others: &[(String, History)],
) -> Report {
    let elsewhere = elsewhere::find(&journal.steps, others);
    let mut report = report(journal, command, loading, &mut history);
    report.elsewhere = elsewhere;
    // Writing takes longer than all else that such a command does here.
    if history.is_changed() || report.steps.iter().any(is_new) {
        history.finish(&report);
    }
    report
}

/// Returns the report of the actions that a command would run, from the journal of a run that only
/// read the caches. The history is not changed.
pub fn foresee(
    mut journal: Journal,
    command: Command,
    loading: Duration,
    mut history: History,
) -> Report {
    for step in &mut journal.steps {
        if step.outcome == StepOutcome::NotNeeded && !step.recipe.is_empty() {
            step.outcome = StepOutcome::Ran;
        }
    }
    Report {
        is_planned: true,
        ..report(journal, command, loading, &mut history)
    }
}

fn report(journal: Journal, command: Command, loading: Duration, history: &mut History) -> Report {
    let settings = changed_settings(&command, history);
    let steps = journal.steps.into_iter().map(|step| {
        let causes = causes(&step, journal.is_forced, &settings, history);
        report_step(step, causes)
    });
    let remote = command.remote.map(|remote| RemoteUse {
        waited: stored_time(remote.waited),
        saved: stored_time(remote.saved),
        ..remote
    });
    Report {
        steps: steps.collect(),
        loading: stored_time(loading),
        took: stored_time(journal.took),
        command: Command { remote, ..command },
        is_planned: false,
        elsewhere: None,
    }
}

/// Reports whether a step is news.
fn is_new(step: &ReportStep) -> bool {
    step.has_run() || step.outcome == StepOutcome::Blocked
}

/// Returns the settings of a command that differ from the last command's.
fn changed_settings(command: &Command, history: &History) -> Vec<Cause> {
    let differing = command
        .settings
        .iter()
        .filter(|(name, new)| history.setting(name) != new);
    let cause = |(name, new): &(String, String)| Cause::Setting {
        name: name.clone(),
        old: history.setting(name).to_owned(),
        new: new.clone(),
    };
    differing.map(cause).collect()
}

/// Returns the reasons why an action was not up to date, and records its inputs.
fn causes(step: &Step, is_forced: bool, settings: &[Cause], history: &mut History) -> Vec<Cause> {
    if step.recipe.is_empty() {
        return Vec::new();
    }
    let name = format!("{} {}", step.mode, step.package);
    let ended = match step.outcome {
        StepOutcome::Failed => ActionOutcome::Failed,
        _ => ActionOutcome::Well,
    };
    let has_run = has_run(step.outcome);
    let is_known = history.is_known(&name, &step.recipe, ended);
    if is_known && !has_run {
        return Vec::new();
    }
    let mut causes = compared(history, &name, &step.recipe, settings);
    if is_forced {
        causes.insert(0, Cause::Forced);
    }
    if let Some(why) = uncached(&step.recipe) {
        causes = vec![Cause::NotCached { why }];
    }
    if causes.is_empty() && has_run {
        causes.push(Cause::EntryMissing);
    }
    // An interrupted action has neither a result nor a failure of its own.
    if !is_known && step.outcome != StepOutcome::Interrupted {
        history.add_recipe(&name, &step.recipe, ended);
    }
    causes
}

/// Returns the differences between a recipe and the closest of the action's recent recipes; the
/// latest of equally close ones.
fn compared(history: &History, action: &str, recipe: &str, settings: &[Cause]) -> Vec<Cause> {
    let known = history.recipes(action);
    let now = parts::parse(recipe);
    let compared = known
        .iter()
        .map(|(old, ended)| (cause::between(old, recipe, &now), *ended));
    let Some((mut causes, ended)) = compared.min_by_key(|(causes, _)| causes.len()) else {
        return vec![Cause::First];
    };
    add_settings(&mut causes, settings);
    if causes.is_empty() && ended == ActionOutcome::Failed {
        causes.push(Cause::FailedBefore);
    }
    causes
}

/// Returns why the result of a test is not cached, if it is not.
fn uncached(recipe: &str) -> Option<String> {
    let line = recipe
        .lines()
        .find_map(|line| line.strip_prefix("uncached "));
    line.map(str::to_owned)
}

/// Adds the settings that decide which files a package has, if these differ.
fn add_settings(causes: &mut Vec<Cause>, settings: &[Cause]) {
    let is_file = |cause: &Cause| matches!(cause, Cause::File { .. });
    if causes.iter().any(is_file) {
        causes.splice(0..0, settings.iter().cloned());
    }
}

fn report_step(step: Step, causes: Vec<Cause>) -> ReportStep {
    ReportStep {
        mode: step.mode,
        verb: step.verb.to_owned(),
        package: step.package,
        dir: step.dir,
        target: step.target,
        outcome: step.outcome,
        causes,
        // A later command prints the same stored times.
        start: stored_time(step.start),
        end: stored_time(step.end),
        processor: stored_time(step.processor),
        after: step.after,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored;

    #[test]
    fn times_are_those_that_are_read_again() {
        let time = Duration::from_nanos;
        let step = Step {
            start: time(1_999),
            end: time(10_502_001),
            processor: time(7_777),
            ..Step::default()
        };
        let report = Report {
            steps: vec![report_step(step, Vec::new())],
            ..Report::default()
        };
        assert_eq!(stored::read(&stored::write(&report)), Some(report));
    }
}
