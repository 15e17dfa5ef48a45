//! What goes on at this moment, and how that is said in one line.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;
use std::time::Instant;

/// What is over sooner is not shown: nothing flickers.
const PATIENCE: Duration = Duration::from_millis(500);

/// Who goes on under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Who {
    /// A step of a build.
    Step(usize),
    /// A transfer.
    Transfer(u64),
}

#[derive(Debug)]
struct Job {
    what: String,
    since: Instant,
    bytes: u64,
    size: Option<u64>,
}

/// The jobs under way, and how many are behind us.
#[derive(Debug, Default)]
pub(super) struct Board {
    running: HashMap<Who, Job>,
    /// When there began to be any.
    since: Option<Instant>,
    steps: usize,
    steps_done: usize,
    fetched: usize,
    bytes: u64,
}

impl Board {
    /// So many more steps are to be taken.
    pub(super) fn plan(&mut self, steps: usize) {
        self.steps += steps;
    }

    /// A job begins.
    pub(super) fn begin(&mut self, who: Who, what: &str, size: Option<u64>, now: Instant) {
        self.since.get_or_insert(now);
        let job = Job {
            what: what.to_owned(),
            since: now,
            bytes: 0,
            size,
        };
        self.running.insert(who, job);
    }

    /// Bytes of a transfer came.
    pub(super) fn receive(&mut self, who: Who, bytes: u64) {
        self.bytes += bytes;
        if let Some(job) = self.running.get_mut(&who) {
            job.bytes += bytes;
        }
    }

    /// A job ended.
    pub(super) fn end(&mut self, who: Who) {
        if self.running.remove(&who).is_some() {
            match who {
                Who::Step(_) => self.steps_done += 1,
                Who::Transfer(_) => self.fetched += 1,
            }
        }
        if self.running.is_empty() {
            self.since = None;
        }
    }

    /// Returns the line, in at most so many columns; nothing if nothing goes on that is
    /// worth it.
    pub(super) fn line(&self, now: Instant, columns: usize) -> Option<String> {
        if now.saturating_duration_since(self.since?) < PATIENCE {
            return None;
        }
        let is_step = |who: &Who| matches!(who, Who::Step(_));
        let steps = self.running.keys().filter(|who| is_step(who)).count();
        let transfers = self.running.len() - steps;
        let mut line = String::from("vamos: ");
        if steps > 0 {
            let (done, all) = (self.steps_done, self.steps);
            let _ = write!(line, "{done}/{all} steps, {steps} running");
        }
        if transfers > 0 {
            let join = if steps > 0 { "; " } else { "" };
            let (fetched, bytes) = (self.fetched, amount(self.bytes));
            let _ = write!(
                line,
                "{join}{fetched} fetched, {transfers} under way, {bytes}"
            );
        }
        // What runs longest stands first, so that it is what a narrow terminal shows.
        let mut jobs: Vec<&Job> = self.running.values().collect();
        jobs.sort_by(|a, b| a.since.cmp(&b.since).then_with(|| a.what.cmp(&b.what)));
        let mut join = ": ";
        for job in jobs {
            let age = now.saturating_duration_since(job.since);
            if age < PATIENCE {
                break;
            }
            let _ = write!(line, "{join}{}", job.what);
            if job.bytes > 0 || job.size.is_some() {
                let _ = write!(line, " {}", part(job.bytes, job.size));
            }
            if age >= Duration::from_secs(1) {
                let _ = write!(line, " {}s", age.as_secs());
            }
            join = ", ";
        }
        Some(cut(&line, columns))
    }
}

/// Returns a number of bytes for people.
fn amount(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} B"),
        1000..=999_999 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

fn part(bytes: u64, size: Option<u64>) -> String {
    match size {
        // More may come than was said, and then it was wrong.
        Some(size) if bytes <= size => format!("{} of {}", amount(bytes), amount(size)),
        _ => amount(bytes),
    }
}

/// Cuts a line so that the terminal does not break it, and what could move its cursor.
fn cut(line: &str, columns: usize) -> String {
    let limit = columns.saturating_sub(1);
    let plain = |c: char| if c.is_ascii_graphic() { c } else { ' ' };
    match line.chars().count() <= limit {
        true => line.chars().map(plain).collect(),
        false => {
            let kept = line.chars().take(limit.saturating_sub(3)).map(plain);
            kept.chain("...".chars()).take(limit).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_not_shown() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut board = Board::default();
        assert_eq!(board.line(at(0), 80), None);
        board.plan(3);
        board.begin(Who::Step(0), "compile a", None, at(0));
        assert_eq!(board.line(at(499), 80), None);
        board.end(Who::Step(0));
        assert_eq!(board.line(at(900), 80), None);
        board.begin(Who::Step(1), "compile b", None, at(1000));
        board.begin(Who::Step(2), "link c", None, at(1900));
        assert_eq!(
            board.line(at(2200), 80).unwrap(),
            "vamos: 1/3 steps, 2 running: compile b 1s"
        );
        assert_eq!(
            board.line(at(4500), 80).unwrap(),
            "vamos: 1/3 steps, 2 running: compile b 3s, link c 2s"
        );
        assert_eq!(board.line(at(4500), 20).unwrap(), "vamos: 1/3 steps...");
        assert_eq!(board.line(at(4500), 3).unwrap(), "..");
    }

    #[test]
    fn transfers_are_counted_in_bytes() {
        let start = Instant::now();
        let later = start + Duration::from_secs(2);
        let mut board = Board::default();
        board.begin(Who::Transfer(1), "m v1.0.0", Some(2_500_000), start);
        board.begin(Who::Transfer(2), "n\x1b v1.0.0", None, start);
        board.receive(Who::Transfer(1), 1_250_000);
        assert_eq!(
            board.line(later, 120).unwrap(),
            "vamos: 0 fetched, 2 under way, 1.2 MB: m v1.0.0 1.2 MB of 2.5 MB 2s, n  v1.0.0 2s"
        );
        board.receive(Who::Transfer(2), 70_000);
        board.end(Who::Transfer(1));
        board.end(Who::Transfer(1));
        assert_eq!(
            board.line(later, 120).unwrap(),
            "vamos: 1 fetched, 1 under way, 1.3 MB: n  v1.0.0 70 kB 2s"
        );
    }
}
