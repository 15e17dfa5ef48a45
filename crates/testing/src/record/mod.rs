//! Events of a package's test, test by test, for reports.
//!
//! They come from the event stream of `-json`.
//! Counterpart: none; the official command leaves this to other programs.

mod junit;
mod text;

pub(crate) use junit::JunitError;
pub(crate) use junit::report;

use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use crate::test2json::Converter;
use crate::test2json::Options;

/// Writes an event to a record.
type Write = Box<dyn FnMut(&[u8]) + Send>;

/// Result of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    Skipped,
    /// There is no result, because the program ended first.
    Cut,
}

/// A test that was started once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestRun {
    pub(crate) name: String,
    /// In which attempt of the package; the first is 0.
    pub(crate) attempt: usize,
    pub(crate) verdict: Verdict,
    pub(crate) elapsed: Duration,
    /// Output of the test, with the lines of package testing.
    pub(crate) output: String,
}

/// Events of a package's test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// The import path.
    pub(crate) package: String,
    pub(crate) is_success: bool,
    pub(crate) elapsed: Duration,
    /// In the order in which tests were started.
    pub(crate) runs: Vec<TestRun>,
    /// Output outside of tests, by attempt.
    pub(crate) outputs: Vec<String>,
}

/// A step of the record.
enum Step {
    Event(Vec<u8>),
    /// The following events belong to another attempt.
    NextAttempt,
}

/// Records the test of a package while it runs.
pub(crate) struct Recorder {
    package: String,
    events: Converter<Write>,
    sender: mpsc::Sender<Step>,
    steps: mpsc::Receiver<Step>,
}

impl Recorder {
    /// Begins the record of a package.
    pub(crate) fn new(package: &str, options: &Options) -> Self {
        let (sender, steps) = mpsc::channel();
        let to = sender.clone();
        let write: Write = Box::new(move |event| {
            // The receiver lives as long as the converter.
            let _ = to.send(Step::Event(event.to_vec()));
        });
        Self {
            package: package.to_owned(),
            events: Converter::new(write, package, options),
            sender,
            steps,
        }
    }

    /// Adds output.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.events.write(bytes);
    }

    /// Starts a new attempt.
    pub(crate) fn next_attempt(&mut self) {
        let _ = self.sender.send(Step::NextAttempt);
    }

    /// Ends the record.
    pub(crate) fn end(mut self, is_success: bool) -> Recorded {
        self.events.exited(is_success);
        self.events.close();
        drop(self.sender);
        let mut recorded = Recorded {
            package: self.package,
            is_success,
            outputs: vec![String::new()],
            ..Recorded::default()
        };
        let mut steps = self.steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            match step {
                Step::Event(line) if steps.peek().is_none() => recorded.end(&line),
                Step::Event(line) => recorded.add(&line),
                Step::NextAttempt => recorded.outputs.push(String::new()),
            }
        }
        recorded
    }
}

impl Recorded {
    /// Adds the last event, the result of the package. It names a test, if the program ended
    /// during one.
    fn end(&mut self, line: &[u8]) {
        self.elapsed = elapsed(&event(line));
    }

    /// Adds another event.
    fn add(&mut self, line: &[u8]) {
        let event = event(line);
        let text = |name: &str| event[name].as_str().unwrap_or_default();
        let (action, test, output) = (text("Action"), text("Test"), text("Output"));
        let verdict = match action {
            "pass" => Verdict::Passed,
            "fail" => Verdict::Failed,
            "skip" => Verdict::Skipped,
            _ => Verdict::Cut,
        };
        let attempt = self.outputs.len() - 1;
        if test.is_empty() {
            self.outputs[attempt].push_str(output);
            return;
        }
        if action == "run" {
            self.runs.push(TestRun {
                name: test.to_owned(),
                attempt,
                verdict: Verdict::Cut,
                elapsed: Duration::ZERO,
                output: String::new(),
            });
            return;
        }
        // Benchmarks and examples that print without being started are left out.
        let Some(run) = self.runs.iter_mut().rev().find(|run| run.name == test) else {
            return;
        };
        run.output.push_str(output);
        if verdict != Verdict::Cut {
            (run.verdict, run.elapsed) = (verdict, elapsed(&event));
        }
    }

    /// Returns the runs of an attempt that failed.
    fn failed(&self, attempt: usize) -> impl Iterator<Item = &TestRun> {
        let is_failed = |run: &&TestRun| matches!(run.verdict, Verdict::Failed | Verdict::Cut);
        let in_attempt = move |run: &&TestRun| run.attempt == attempt;
        self.runs.iter().filter(in_attempt).filter(is_failed)
    }
}

/// Parses an event. A line of another form (a time that JSON cannot represent) has no fields.
fn event(line: &[u8]) -> Value {
    serde_json::from_slice(line).unwrap_or_default()
}

fn elapsed(event: &Value) -> Duration {
    let elapsed = event["Elapsed"].as_f64().unwrap_or_default();
    Duration::try_from_secs_f64(elapsed).unwrap_or_default()
}
