//! The jobs that are running, and their description in one line.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;
use std::time::Instant;

use vamos_build::ExpectedStep;

use super::rest::Rest;

/// Nothing is shown before this time, so that short work does not cause flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// The end of a line that is cut.
const DOTS: &str = "...";

/// The separator of the parts of a line about tests.
const DOT: &str = " \u{b7} ";

/// The number of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum JobId {
    /// A step of a build.
    Step(usize),
    /// A task of fetching modules.
    Task(u64),
}

/// The kind of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A step of a build.
    Step,
    /// A test binary runs.
    Test,
    /// A transfer.
    Transfer,
    /// A zip is unpacked, to hash or to write its files.
    Unpack,
}

#[derive(Debug)]
struct Job {
    kind: Kind,
    what: String,
    since: Instant,
    bytes: u64,
    size: Option<u64>,
}

/// The running jobs, and the number of ended ones.
#[derive(Debug, Default)]
pub(super) struct Board {
    running: HashMap<JobId, Job>,
    /// When the first of the running jobs began.
    since: Option<Instant>,
    steps: usize,
    steps_done: usize,
    tests: usize,
    tests_done: usize,
    tests_failed: usize,
    fetched: usize,
    bytes: u64,
    rest: Rest,
}

impl Board {
    /// Adds steps that will be run.
    pub(super) fn plan(&mut self, steps: usize) {
        self.steps += steps;
    }

    /// Adds the expected durations of steps.
    pub(super) fn expect(&mut self, steps: &[ExpectedStep], workers: usize) {
        self.rest.expect(steps, workers);
    }

    /// Adds tests that will be run, which are steps, too.
    pub(super) fn plan_tests(&mut self, tests: usize) {
        self.tests += tests;
    }

    /// Counts a test that failed.
    pub(super) fn fail_test(&mut self) {
        self.tests_failed += 1;
    }

    /// Adds a job that begins.
    pub(super) fn begin(
        &mut self,
        id: JobId,
        kind: Kind,
        what: String,
        size: Option<u64>,
        now: Instant,
    ) {
        self.since.get_or_insert(now);
        let job = Job {
            kind,
            what,
            since: now,
            bytes: 0,
            size,
        };
        self.running.insert(id, job);
    }

    /// Adds processed bytes of a job.
    pub(super) fn advance(&mut self, id: JobId, bytes: u64) {
        if let Some(job) = self.running.get_mut(&id) {
            job.bytes += bytes;
            if job.kind == Kind::Transfer {
                self.bytes += bytes;
            }
        }
    }

    /// Removes a job that ended.
    pub(super) fn end(&mut self, id: JobId, now: Instant) {
        let job = self.running.remove(&id);
        if let JobId::Step(id) = id {
            let took = job.as_ref().map(|job| job.since);
            self.rest
                .end(id, took.map(|since| now.saturating_duration_since(since)));
        }
        match job.map(|job| job.kind) {
            Some(Kind::Step) => self.steps_done += 1,
            Some(Kind::Test) => self.tests_done += 1,
            Some(Kind::Transfer) => self.fetched += 1,
            Some(Kind::Unpack) | None => {}
        }
        if self.running.is_empty() {
            self.since = None;
        }
    }

    /// Returns the line, at most `columns` wide; `None` if nothing has been running long
    /// enough.
    pub(super) fn line(&self, now: Instant, columns: usize) -> Option<String> {
        if now.saturating_duration_since(self.since?) < PATIENCE {
            return None;
        }
        let began =
            |id| Some(now.saturating_duration_since(self.running.get(&JobId::Step(id))?.since));
        let left = self.rest.left(began);
        let mut line = match &left {
            Some(left) => self.head(left, columns),
            None => self.counts(),
        };
        let head = line.clone();
        let mut join = match self.tests {
            0 => ": ",
            _ => DOT,
        };
        for job in self.slow_jobs(now) {
            let _ = write!(line, "{join}{}", job.what);
            if job.bytes > 0 || job.size.is_some() {
                let _ = write!(line, " {}", part(job.bytes, job.size));
            }
            let age = now.saturating_duration_since(job.since);
            if age >= Duration::from_secs(1) {
                let _ = write!(line, " {}s", age.as_secs());
            }
            join = ", ";
        }
        // The dots of a line that is cut do not replace the remaining time.
        let kept = columns.saturating_sub(1 + DOTS.len());
        let is_cut = line.chars().count() >= columns;
        if left.is_some() && is_cut && kept < head.chars().count() {
            line = head;
        }
        Some(cut(&line, columns))
    }

    /// Returns the counts and the remaining time. Parts that do not fit are left out, the time
    /// last.
    fn head(&self, left: &str, columns: usize) -> String {
        let (join, short) = match self.tests {
            0 => (", ", format!("vamos: {}/{}", self.steps_done, self.steps)),
            _ => (DOT, format!("test {}/{}", self.tests_done, self.tests)),
        };
        let heads = [
            format!("{}{join}about {left} left", self.counts()),
            format!("{short}{join}about {left} left"),
            format!("about {left} left"),
            format!("{left} left"),
        ];
        let fits = |head: &String| head.chars().count() < columns;
        let head = heads.into_iter().find(fits);
        head.unwrap_or_else(|| left.to_owned())
    }

    /// Returns the counts of finished and running work.
    fn counts(&self) -> String {
        let count = |kind: Kind| {
            let jobs = self.running.values();
            jobs.filter(|job| job.kind == kind).count()
        };
        let (steps, transfers) = (count(Kind::Step), count(Kind::Transfer));
        let unpacking = count(Kind::Unpack);
        let mut parts = Vec::new();
        if steps > 0 {
            let (done, all) = (self.steps_done, self.steps.saturating_sub(self.tests));
            parts.push(format!("{done}/{all} steps, {steps} running"));
        }
        if transfers > 0 {
            let (fetched, bytes) = (self.fetched, amount(self.bytes));
            parts.push(format!("{fetched} fetched, {transfers} under way, {bytes}"));
        }
        if unpacking > 0 {
            parts.push(format!("{unpacking} unpacking"));
        }
        if self.tests == 0 {
            return format!("vamos: {}", parts.join("; "));
        }
        let mut line = format!("test {}/{}", self.tests_done, self.tests);
        if self.tests_failed > 0 {
            let _ = write!(line, "{DOT}{} failed", self.tests_failed);
        }
        for part in parts {
            let _ = write!(line, "{DOT}{part}");
        }
        line
    }

    /// Returns the jobs that have been running for some time: tests first, and the
    /// longest-running first, so that a narrow terminal shows it.
    fn slow_jobs(&self, now: Instant) -> Vec<&Job> {
        let is_slow = |job: &&Job| now.saturating_duration_since(job.since) >= PATIENCE;
        let mut jobs: Vec<&Job> = self.running.values().filter(is_slow).collect();
        jobs.sort_by(|a, b| {
            let by_kind = (b.kind == Kind::Test).cmp(&(a.kind == Kind::Test));
            let by_age = by_kind.then(a.since.cmp(&b.since));
            by_age.then_with(|| a.what.cmp(&b.what))
        });
        jobs
    }
}

/// Formats a number of bytes.
pub(crate) fn amount(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} B"),
        1000..=999_999 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

fn part(bytes: u64, size: Option<u64>) -> String {
    match size {
        // If more bytes arrived than announced, the announced size was wrong.
        Some(size) if bytes <= size => format!("{} of {}", amount(bytes), amount(size)),
        _ => amount(bytes),
    }
}

/// Truncates a line so that the terminal does not wrap it, and removes control characters.
fn cut(line: &str, columns: usize) -> String {
    let limit = columns.saturating_sub(1);
    let is_shown = |c: char| c.is_ascii_graphic() || DOT.contains(c);
    let plain = |c: char| if is_shown(c) { c } else { ' ' };
    match line.chars().count() <= limit {
        true => line.chars().map(plain).collect(),
        false => {
            let kept = line.chars().take(limit.saturating_sub(DOTS.len()));
            kept.map(plain).chain(DOTS.chars()).take(limit).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(board: &mut Board, id: usize, what: &str, now: Instant) {
        board.begin(JobId::Step(id), Kind::Step, what.to_owned(), None, now);
    }

    #[test]
    fn what_is_short_is_not_shown() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut board = Board::default();
        assert_eq!(board.line(at(0), 80), None);
        board.plan(3);
        step(&mut board, 0, "compile a", at(0));
        assert_eq!(board.line(at(499), 80), None);
        board.end(JobId::Step(0), start);
        assert_eq!(board.line(at(900), 80), None);
        step(&mut board, 1, "compile b", at(1000));
        step(&mut board, 2, "link c", at(1900));
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
        let task = JobId::Task;
        let what = "m v1.0.0".to_owned();
        board.begin(task(1), Kind::Transfer, what, Some(2_500_000), start);
        let what = "n\x1b v1.0.0".to_owned();
        board.begin(task(2), Kind::Transfer, what, None, start);
        board.advance(task(1), 1_250_000);
        assert_eq!(
            board.line(later, 120).unwrap(),
            "vamos: 0 fetched, 2 under way, 1.2 MB: m v1.0.0 1.2 MB of 2.5 MB 2s, n  v1.0.0 2s"
        );
        board.advance(task(2), 70_000);
        board.end(task(1), start);
        board.end(task(1), start);
        assert_eq!(
            board.line(later, 120).unwrap(),
            "vamos: 1 fetched, 1 under way, 1.3 MB: n  v1.0.0 70 kB 2s"
        );
    }

    #[test]
    fn tests_are_counted_apart() {
        let start = Instant::now();
        let later = start + Duration::from_secs(12);
        let mut board = Board::default();
        board.plan_tests(3);
        board.plan(9);
        step(&mut board, 0, "compile a", start);
        assert_eq!(
            board.line(later, 80).unwrap(),
            "test 0/3 \u{b7} 0/6 steps, 1 running \u{b7} compile a 12s"
        );
        board.end(JobId::Step(0), start);
        for (id, name) in [(1, "m/a"), (2, "net/http")] {
            let id = JobId::Step(id);
            board.begin(id, Kind::Test, name.to_owned(), None, start);
        }
        board.fail_test();
        board.end(JobId::Step(1), start);
        assert_eq!(
            board.line(later, 80).unwrap(),
            "test 1/3 \u{b7} 1 failed \u{b7} net/http 12s"
        );
    }

    #[test]
    fn the_time_that_is_left_stays_on_a_narrow_terminal() {
        let start = Instant::now();
        let later = start + Duration::from_secs(2);
        let mut board = Board::default();
        board.plan(300);
        let steps: Vec<ExpectedStep> = (0..20)
            .map(|id| ExpectedStep {
                id,
                cost: Duration::from_secs(3),
                is_known: true,
                path: Duration::from_secs(3),
            })
            .collect();
        board.expect(&steps, 2);
        step(&mut board, 0, "compile a", start);
        let line = |columns| board.line(later, columns).unwrap();
        let whole = "vamos: 0/300 steps, 1 running, about 25s left: compile a 2s";
        assert_eq!(line(80), whole);
        assert_eq!(
            line(50),
            "vamos: 0/300 steps, 1 running, about 25s left:..."
        );
        assert_eq!(line(40), "vamos: 0/300, about 25s left: compil...");
        assert_eq!(line(20), "about 25s left: ...");
        assert_eq!(line(15), "about 25s left");
        assert_eq!(line(10), "25s left");
        assert_eq!(line(5), "25s");
    }

    #[test]
    fn unpacking_is_shown() {
        let start = Instant::now();
        let later = start + Duration::from_secs(2);
        let mut board = Board::default();
        let (zip, other) = (JobId::Task(1), JobId::Task(2));
        let what = "unpack m v1.0.0".to_owned();
        board.begin(zip, Kind::Unpack, what, Some(9_000_000), start);
        board.advance(zip, 3_000_000);
        assert_eq!(
            board.line(later, 120).unwrap(),
            "vamos: 1 unpacking: unpack m v1.0.0 3.0 MB of 9.0 MB 2s"
        );
        let what = "n v1.0.0".to_owned();
        board.begin(other, Kind::Transfer, what, None, later);
        assert_eq!(
            board.line(later, 120).unwrap(),
            "vamos: 0 fetched, 1 under way, 0 B; 1 unpacking: unpack m v1.0.0 3.0 MB of 9.0 MB 2s"
        );
        board.end(zip, start);
        board.end(other, start);
        assert_eq!(board.line(later, 120), None);
    }
}
