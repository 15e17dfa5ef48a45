//! Time limit of a remote job, after which it is also started here.
//!
//! Counterpart: none.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use super::RaceSetting;

/// A job is never started here earlier.
const LEAST: Duration = Duration::from_secs(1);

/// Number of recent jobs: enough for a median that follows the load of the workers.
const REMEMBERED: usize = 31;

/// Durations of jobs on other machines in this run.
#[derive(Default)]
pub(in crate::remote) struct RaceTimes(Mutex<Recent>);

#[derive(Default)]
struct Recent {
    /// Run times of commands.
    ran: VecDeque<Duration>,
    /// Additional times until their results arrived.
    waited: VecDeque<Duration>,
}

impl RaceTimes {
    /// Records that the result of a command that ran for `ran` arrived `whole` after its request.
    pub(in crate::remote) fn note(&self, ran: Duration, whole: Duration) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        push(&mut recent.ran, ran);
        push(&mut recent.waited, whole.saturating_sub(ran));
    }

    /// Returns after how long a job is also started here, if it is expected to take `estimate`
    /// on this machine.
    pub(in crate::remote) fn threshold(
        &self,
        race: RaceSetting,
        estimate: Option<Duration>,
    ) -> Duration {
        if let RaceSetting::After(time) = race {
            return time;
        }
        let recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let estimate = estimate.unwrap_or_else(|| median(&recent.ran));
        (estimate.saturating_mul(2) + median(&recent.waited)).max(LEAST)
    }
}

fn push(times: &mut VecDeque<Duration>, time: Duration) {
    if times.len() == REMEMBERED {
        times.pop_front();
    }
    times.push_back(time);
}

/// Returns the median of times; zero without any.
fn median(times: &VecDeque<Duration>) -> Duration {
    let mut sorted: Vec<Duration> = times.iter().copied().collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::REMEMBERED;
    use super::RaceSetting;
    use super::RaceTimes;

    #[test]
    fn thresholds_follow_from_what_jobs_took() {
        let times = RaceTimes::default();
        let millis = Duration::from_millis;
        let threshold =
            |estimate: Option<u64>| times.threshold(RaceSetting::On, estimate.map(millis));
        assert_eq!(threshold(None), millis(1000));
        assert_eq!(threshold(Some(100)), millis(1000));
        assert_eq!(threshold(Some(900)), millis(1800));
        for (ran, whole) in [(700, 800), (900, 1200), (5000, 15_000)] {
            times.note(millis(ran), millis(whole));
        }
        assert_eq!(threshold(None), millis(2 * 900 + 300));
        assert_eq!(threshold(Some(2000)), millis(2 * 2000 + 300));
        for _ in 0..REMEMBERED {
            times.note(millis(600), millis(500));
        }
        assert_eq!(threshold(None), millis(1200));
        let fixed = times.threshold(RaceSetting::After(millis(5)), Some(millis(700)));
        assert_eq!(fixed, millis(5));
    }
}
