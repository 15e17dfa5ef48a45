//! The slowdown of this process by other work on the machine.
//!
//! Counterpart: none; the official command does not need it.

use crate::uncached;

/// The directory with descriptions of this process's threads.
const THREADS: &str = "/proc/self/task";

/// Returns the factor by which the threads of this process were slowed down by a lack of
/// processors: 1 if they never waited for one, 2 if they waited for a processor as long as they had
/// one. Control groups' limits count. `None` if the system does not report it.
pub fn contention() -> Option<f64> {
    let threads = uncached::names(THREADS).ok()?;
    let times = threads.into_iter().filter_map(|thread| {
        let text = uncached::read(&format!("{THREADS}/{thread}/schedstat")).ok()?;
        parse(std::str::from_utf8(&text).ok()?)
    });
    ratio(times)
}

/// Parses a thread's nanoseconds with a processor and its nanoseconds of waiting for one; a third
/// field is the number of its time slices.
fn parse(schedstat: &str) -> Option<(u64, u64)> {
    let mut fields = schedstat.split_ascii_whitespace();
    let mut next = || fields.next()?.parse().ok();
    Some((next()?, next()?))
}

fn ratio(times: impl Iterator<Item = (u64, u64)>) -> Option<f64> {
    let add = |sum: (u64, u64), one: (u64, u64)| {
        (sum.0.saturating_add(one.0), sum.1.saturating_add(one.1))
    };
    let (ran, waited) = times.fold((0, 0), add);
    (ran > 0).then(|| 1.0 + waited as f64 / ran as f64)
}

#[cfg(test)]
mod tests {
    use super::contention;
    use super::parse;
    use super::ratio;

    #[test]
    fn schedstat() {
        assert_eq!(parse("308955 116764 4\n"), Some((308_955, 116_764)));
        for text in ["", "1", "1 x 3", "-1 2 3"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn threads_are_added_up() {
        assert_eq!(ratio([(30, 10), (10, 30)].into_iter()), Some(2.0));
        assert_eq!(ratio([(5, 0)].into_iter()), Some(1.0));
        assert_eq!(ratio([(0, 5)].into_iter()), None);
        assert_eq!(ratio([].into_iter()), None);
        assert!(ratio([(u64::MAX, 1), (u64::MAX, 1)].into_iter()).is_some());
    }

    #[test]
    fn this_process_has_run() {
        assert!(contention().is_none_or(|times| times >= 1.0));
    }
}
