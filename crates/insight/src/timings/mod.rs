//! Durations of the parts of the last command.
//!
//! Counterpart: none; upstream has the file of `-debug-trace`.

mod page;
mod text;
mod trace;

use std::collections::BTreeMap;
use std::time::Duration;

use vamos_build::StepOutcome;

use crate::report::Report;
use crate::report::ReportStep;

pub use page::timings_page;
pub use text::timings_text;
pub use trace::timings_trace;

/// Number of slowest steps in the list.
const SLOWEST: usize = 20;

/// The sums of one kind of step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct KindSum {
    title: String,
    count: usize,
    wall: Duration,
    processor: Duration,
}

/// A report in the order of time.
struct Timings<'r> {
    report: &'r Report,
    /// The steps that did work, by start, with their lanes.
    work: Vec<(&'r ReportStep, usize)>,
    /// Maximum number of concurrent steps.
    lanes: usize,
    /// The steps that had to run one after the other, the first one first.
    critical: Vec<&'r ReportStep>,
    /// The longest first.
    slowest: Vec<&'r ReportStep>,
    /// The largest first.
    kinds: Vec<KindSum>,
}

fn wall(step: &ReportStep) -> Duration {
    step.end.saturating_sub(step.start)
}

impl<'r> Timings<'r> {
    fn new(report: &'r Report) -> Self {
        let mut steps: Vec<&ReportStep> =
            report.steps.iter().filter(|step| step.has_run()).collect();
        steps.sort_by_key(|step| (step.start, step.end));
        let mut slowest = steps.clone();
        slowest.sort_by_key(|step| std::cmp::Reverse(wall(step)));
        slowest.truncate(SLOWEST);
        let work = with_lanes(&steps);
        Self {
            report,
            lanes: work
                .iter()
                .map(|(_, lane)| lane + 1)
                .max()
                .unwrap_or_default(),
            work,
            critical: critical_path(report),
            slowest,
            kinds: sums(&steps),
        }
    }

    fn processor(&self) -> Duration {
        self.work.iter().map(|(step, _)| step.processor).sum()
    }

    fn critical_time(&self) -> Duration {
        self.critical.iter().map(|step| wall(step)).sum()
    }

    /// Returns the average number of steps that ran at once.
    fn parallelism(&self) -> f64 {
        let busy: Duration = self.work.iter().map(|(step, _)| wall(step)).sum();
        if self.report.took.is_zero() {
            0.0
        } else {
            busy.as_secs_f64() / self.report.took.as_secs_f64()
        }
    }

    /// Returns the number of steps that had their result in the build cache or installed.
    fn hits(&self) -> usize {
        let is_hit = |step: &&ReportStep| {
            matches!(step.outcome, StepOutcome::Cached | StepOutcome::Installed)
        };
        self.report.steps.iter().filter(is_hit).count()
    }

    fn reused(&self) -> usize {
        let steps = self.report.steps.iter();
        steps
            .filter(|step| step.outcome == StepOutcome::Reused)
            .count()
    }
}

/// Gives each step the first lane that is free when it starts; the steps are sorted by start.
fn with_lanes<'r>(steps: &[&'r ReportStep]) -> Vec<(&'r ReportStep, usize)> {
    let mut free_at: Vec<Duration> = Vec::new();
    let place = |step: &&'r ReportStep| {
        let lane = free_at.iter().position(|free| *free <= step.start);
        let lane = lane.unwrap_or_else(|| {
            free_at.push(Duration::ZERO);
            free_at.len() - 1
        });
        free_at[lane] = step.end;
        (*step, lane)
    };
    steps.iter().map(place).collect()
}

/// Returns the steps with work on the way to the step that ended last.
fn critical_path(report: &Report) -> Vec<&ReportStep> {
    let with_work = report.steps.iter().filter(|step| step.has_run());
    let mut next = with_work.max_by_key(|step| step.end);
    let mut path = Vec::new();
    while let Some(step) = next {
        if step.has_run() {
            path.push(step);
        }
        // The dependency of a step comes before it, so this ends.
        next = step
            .after
            .and_then(|after| report.steps.get(after as usize));
        if path.len() > report.steps.len() {
            break;
        }
    }
    path.reverse();
    path
}

fn sums(steps: &[&ReportStep]) -> Vec<KindSum> {
    let mut sums: BTreeMap<&str, KindSum> = BTreeMap::new();
    for step in steps {
        let sum = sums.entry(step.noun()).or_default();
        sum.title = step.noun().to_owned();
        sum.count += 1;
        sum.wall += wall(step);
        sum.processor += step.processor;
    }
    let mut sums: Vec<KindSum> = sums.into_values().collect();
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.wall));
    sums
}

/// Returns seconds with three digits.
fn seconds(time: Duration) -> String {
    format!("{:.3}", time.as_secs_f64())
}

#[cfg(test)]
mod tests;
