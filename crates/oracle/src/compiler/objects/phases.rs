//! The time of the phases of a compile, and its memory.
//!
//! Counterpart: none.

use std::time::Duration;
use std::time::Instant;

use vamos_fsys::thread_time;

use crate::costs::middle;

/// The time of the phases of a compile, and the memory of its process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Phases {
    /// The processor time of the functions.
    pub(super) functions: Duration,
    /// The processor time of the object.
    pub(super) object: Duration,
    /// The time of both that a user waits; zero for the SDK's compiler.
    pub(super) wall: Duration,
    /// The peak of the process's memory, in KiB.
    pub(super) peak: u64,
}

impl Phases {
    /// Returns the processor time of all phases.
    pub(super) fn both(&self) -> Duration {
        self.functions + self.object
    }

    /// Returns the text of [`Self::of_text`].
    pub(super) fn text(&self) -> String {
        let [functions, object, wall] =
            [self.functions, self.object, self.wall].map(|time| time.as_nanos());
        format!("{functions} {object} {} {wall}", self.peak)
    }

    /// Reads nanoseconds of functions and object, the peak in KiB, and nanoseconds of waiting if there
    /// are any.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let numbers = text.split_whitespace().map(str::parse::<u64>);
        let numbers: Vec<u64> = numbers.collect::<Result<_, _>>().ok()?;
        let (functions, object, peak, wall) = match *numbers {
            [functions, object, peak] => (functions, object, peak, 0),
            [functions, object, peak, wall] => (functions, object, peak, wall),
            _ => return None,
        };
        Some(Self {
            functions: Duration::from_nanos(functions),
            object: Duration::from_nanos(object),
            wall: Duration::from_nanos(wall),
            peak,
        })
    }

    /// Returns the median of each number.
    pub(super) fn medians(runs: &[Self]) -> Self {
        let time = |part: fn(&Self) -> Duration| middle(runs.iter().map(part).collect());
        Self {
            functions: time(|run| run.functions),
            object: time(|run| run.object),
            wall: time(|run| run.wall),
            peak: middle(runs.iter().map(|run| run.peak).collect()),
        }
    }

    /// Adds functions that are compiled and merged. `workers` is the processor time of the threads that
    /// compile them.
    pub(super) fn add_functions(&mut self, clock: &Clock, workers: Duration) {
        let (thread, wall) = clock.elapsed();
        self.functions += thread + workers;
        self.wall += wall;
    }

    /// Adds a part of the object.
    pub(super) fn add_object(&mut self, clock: &Clock) {
        let (thread, wall) = clock.elapsed();
        self.object += thread;
        self.wall += wall;
    }

    /// Adds another compile.
    pub(super) fn add(&mut self, other: Self) {
        self.functions += other.functions;
        self.object += other.object;
        self.wall += other.wall;
        self.peak = self.peak.max(other.peak);
    }
}

/// The beginning of a part of our work.
pub(super) struct Clock {
    thread: Duration,
    wall: Instant,
}

impl Clock {
    /// Begins a part on this thread.
    pub(super) fn start() -> Self {
        Self {
            thread: thread_time(),
            wall: Instant::now(),
        }
    }

    /// Returns the processor time of this thread and the wall time since the beginning.
    fn elapsed(&self) -> (Duration, Duration) {
        let thread = thread_time().saturating_sub(self.thread);
        (thread, self.wall.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_texts_and_have_medians() {
        let phases = |functions, object, wall, peak| Phases {
            functions: Duration::from_nanos(functions),
            object: Duration::from_nanos(object),
            wall: Duration::from_nanos(wall),
            peak,
        };
        let read = Phases::of_text("7 3 2048\n");
        assert_eq!(read, Some(phases(7, 3, 0, 2048)));
        let written = phases(1, 2, 3, 4);
        assert_eq!(Phases::of_text(&written.text()), Some(written));
        assert_eq!(Phases::of_text("7"), None);
        let runs = [phases(1, 9, 5, 1), phases(3, 7, 4, 2), phases(2, 8, 6, 9)];
        assert_eq!(Phases::medians(&runs), phases(2, 8, 5, 2));
    }
}
