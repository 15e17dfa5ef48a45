//! The remaining time of a build, from the durations of its steps in the last run and from the pace
//! of this run: on a machine that is twice as slow as before, the rest takes twice as long.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::collections::HashSet;
use std::time::Duration;

use vamos_build::ExpectedStep;

/// The minimal share of steps that ran before in the remaining time, in tenths. With less nothing
/// is shown.
const KNOWN_OF_TEN: u32 = 8;

/// The work, by the times of earlier runs, after which the pace of this run has the same weight as
/// the pace of earlier ones. A single short step predicts little.
const TRUST: Duration = Duration::from_secs(3);

/// Less is not worth a number.
const LEAST: Duration = Duration::from_secs(2);

/// The remaining steps.
#[derive(Debug, Default)]
pub(super) struct Rest {
    steps: HashMap<usize, ExpectedStep>,
    /// Steps that ended before the run began to work.
    ended: HashSet<usize>,
    workers: usize,
    /// The time of the ended steps in this run.
    took: Duration,
    /// The expected time of the ended steps.
    expected: Duration,
}

impl Rest {
    /// Adds the expected durations of steps.
    pub(super) fn expect(&mut self, steps: &[ExpectedStep], workers: usize) {
        let left = steps.iter().filter(|step| !self.ended.contains(&step.id));
        self.steps.extend(left.map(|step| (step.id, *step)));
        self.workers = workers.max(1);
    }

    /// Removes a step; `took` is its duration, if it ran.
    pub(super) fn end(&mut self, id: usize, took: Option<Duration>) {
        let Some(step) = self.steps.remove(&id) else {
            self.ended.insert(id);
            return;
        };
        if let Some(took) = took.filter(|_| step.is_known) {
            self.took += took;
            self.expected += step.cost;
        }
    }

    /// Returns the ratio of actual and expected durations of steps in this run.
    fn pace(&self, age: impl Fn(usize) -> Option<Duration>) -> f64 {
        let (mut took, mut expected) = (TRUST + self.took, TRUST + self.expected);
        for step in self.steps.values().filter(|step| step.is_known) {
            // Until it ends, a step shows only that it takes longer, not that it takes less.
            if let Some(age) = age(step.id).filter(|age| *age > step.cost) {
                took += age;
                expected += step.cost;
            }
        }
        took.as_secs_f64() / expected.as_secs_f64()
    }

    /// Returns the remaining time, in words; `None` if it is unknown or short. `age` returns the
    /// time since a step began.
    pub(super) fn left(&self, age: impl Fn(usize) -> Option<Duration>) -> Option<String> {
        let (mut known, mut sum, mut longest) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        let pace = self.pace(&age);
        for step in self.steps.values() {
            let age = age(step.id).unwrap_or_default();
            let cost = step.cost.mul_f64(pace).saturating_sub(age);
            sum += cost;
            known += if step.is_known { cost } else { Duration::ZERO };
            longest = longest.max(step.path.mul_f64(pace).saturating_sub(age));
        }
        if known * 10 < sum * KNOWN_OF_TEN {
            return None;
        }
        let workers = u32::try_from(self.workers).unwrap_or(1).max(1);
        let left = longest.max(sum / workers);
        (left >= LEAST).then(|| in_words(left))
    }
}

/// Returns a time as precise as such an estimate can be.
fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..=19 => format!("{seconds}s"),
        20..=99 => format!("{}s", seconds / 5 * 5),
        _ => format!("{}m", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vamos_build::ExpectedStep;

    use super::Rest;

    fn step(id: usize, cost: Option<u64>, path: u64) -> ExpectedStep {
        ExpectedStep {
            id,
            cost: Duration::from_secs(cost.unwrap_or(5)),
            is_known: cost.is_some(),
            path: Duration::from_secs(path),
        }
    }

    #[test]
    fn the_longest_chain_or_all_work_counts() {
        let mut rest = Rest::default();
        let idle = |_| None;
        assert_eq!(rest.left(idle), None);
        rest.end(7, None);
        let steps = [
            step(1, Some(10), 12),
            step(2, Some(8), 8),
            step(3, Some(12), 12),
            step(7, Some(100), 100),
        ];
        rest.expect(&steps, 2);
        assert_eq!(rest.left(idle).unwrap(), "15s");
        let first_runs = |id| (id == 1).then(|| Duration::from_secs(4));
        assert_eq!(rest.left(first_runs).unwrap(), "13s");
        rest.end(3, None);
        rest.end(2, None);
        assert_eq!(rest.left(first_runs).unwrap(), "8s");
        let late = |id| (id == 1).then(|| Duration::from_secs(40));
        assert_eq!(rest.left(late), None);
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let mut rest = Rest::default();
        let steps = [
            step(1, Some(20), 20),
            step(2, None, 5),
            step(3, Some(10), 10),
        ];
        rest.expect(&steps, 1);
        assert_eq!(rest.left(|_| None).unwrap(), "35s");
        rest.end(1, None);
        assert_eq!(rest.left(|_| None), None);
        rest.end(2, None);
        assert_eq!(rest.left(|_| None).unwrap(), "10s");
    }

    #[test]
    fn the_pace_of_this_run_corrects_the_estimate() {
        let seconds = Duration::from_secs;
        let steps: Vec<_> = (0..20).map(|id| step(id, Some(3), 3)).collect();
        let idle = |_| None;
        let after = |took: Duration, ended: usize| {
            let mut rest = Rest::default();
            rest.expect(&steps, 1);
            (0..ended).for_each(|id| rest.end(id, Some(took)));
            rest.left(idle).unwrap()
        };
        assert_eq!(after(seconds(3), 10), "30s");
        // Four times as slow: the first step corrects half of the error, ten steps most of it.
        assert_eq!(after(seconds(12), 1), "2m");
        assert_eq!(after(seconds(12), 10), "2m");
        // Four times as fast.
        assert_eq!(after(Duration::from_millis(750), 10), "9s");
    }

    #[test]
    fn a_step_that_runs_too_long_slows_down_the_rest() {
        let mut rest = Rest::default();
        rest.expect(&[step(1, Some(3), 3), step(2, Some(10), 10)], 1);
        let runs = |seconds| move |id| (id == 1).then(|| Duration::from_secs(seconds));
        assert_eq!(rest.left(runs(2)).unwrap(), "11s");
        // (3 + 12) / (3 + 3) of 10 s.
        assert_eq!(rest.left(runs(12)).unwrap(), "25s");
    }

    #[test]
    fn steps_without_a_known_time_do_not_set_the_pace() {
        let mut rest = Rest::default();
        rest.expect(&[step(1, None, 5), step(2, Some(10), 10)], 1);
        rest.end(1, Some(Duration::from_secs(60)));
        assert_eq!(rest.left(|_| None).unwrap(), "10s");
    }

    #[test]
    fn long_times_are_rounded() {
        let words = |seconds| super::in_words(Duration::from_secs(seconds));
        assert_eq!(words(7), "7s");
        assert_eq!(words(34), "30s");
        assert_eq!(words(200), "3m");
    }
}
