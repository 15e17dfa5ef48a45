//! Text of a recorded test where only failures are shown.
//!
//! Counterpart: package testing, which prints the same without `-test.v`.

use super::Recorded;
use super::TestRun;

/// The indentation of one level of subtests.
const INDENT: &str = "    ";

impl Recorded {
    /// Returns the text of the test. `streams` is set if the output of a passed test is printed as
    /// well.
    pub(crate) fn text(&self, streams: bool) -> String {
        let mut text = String::new();
        let last = self.outputs.len() - 1;
        for (attempt, output) in self.outputs.iter().enumerate() {
            if attempt < last || !self.is_success || streams {
                for run in self.tops(attempt) {
                    self.add_failed(run, &mut text);
                }
                text.push_str(output);
            } else if let Some(line) = output.lines().next_back() {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// Returns the failed runs of an attempt that are not subtests of others.
    fn tops(&self, attempt: usize) -> impl Iterator<Item = &TestRun> {
        self.failed(attempt).filter(|run| !run.name.contains('/'))
    }

    /// Adds a failed test, and its failed subtests.
    fn add_failed(&self, top: &TestRun, text: &mut String) {
        let is_below = |run: &TestRun, other: &TestRun| {
            let rest = run.name.strip_prefix(&*other.name);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let failed: Vec<&TestRun> = self.failed(top.attempt).collect();
        add_block(top, 0, text);
        for run in failed.iter().filter(|run| is_below(run, top)) {
            let depth = failed.iter().filter(|other| is_below(run, other)).count();
            add_block(run, depth, text);
        }
    }
}

/// Adds the result of a test and, below it, its output.
fn add_block(run: &TestRun, depth: usize, text: &mut String) {
    let is_result = |line: &str| {
        let line = line.trim_start_matches(' ');
        let name = line.strip_prefix("--- FAIL: ");
        name.and_then(|name| name.strip_prefix(&*run.name))
            .is_some_and(|rest| rest.starts_with(" ("))
    };
    let indent = INDENT.repeat(depth);
    let lines = || run.output.split_inclusive('\n');
    if let Some(result) = lines().find(|line| is_result(line)) {
        text.push_str(&indent);
        text.push_str(result.trim_start_matches(' '));
    }
    for line in lines().filter(|line| !is_result(line) && !line.starts_with("=== ")) {
        if line.starts_with(INDENT) {
            text.push_str(&indent);
        }
        text.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::Recorded;
    use super::super::TestRun;
    use super::super::Verdict;

    fn run(name: &str, verdict: Verdict, output: &str) -> TestRun {
        TestRun {
            name: name.to_owned(),
            attempt: 0,
            verdict,
            elapsed: Duration::ZERO,
            output: output.to_owned(),
        }
    }

    #[test]
    fn failures_are_shown_as_without_v() {
        let recorded = Recorded {
            package: "m".to_owned(),
            runs: vec![
                run(
                    "TestA",
                    Verdict::Failed,
                    "=== RUN   TestA\n--- FAIL: TestA (0.00s)\n",
                ),
                run(
                    "TestA/x",
                    Verdict::Failed,
                    "=== RUN   TestA/x\n    a.go:1: b\nraw\n--- FAIL: TestA/x (0.00s)\n",
                ),
                run("TestA/y", Verdict::Passed, "    a.go:2: c\n"),
                run("TestAB", Verdict::Passed, "--- PASS: TestAB (0.00s)\n"),
            ],
            outputs: vec!["FAIL\nFAIL\tm\t0.1s\n".to_owned()],
            ..Recorded::default()
        };
        assert_eq!(
            recorded.text(false),
            "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/x (0.00s)\n        a.go:1: b\nraw\n\
             FAIL\nFAIL\tm\t0.1s\n"
        );
    }

    #[test]
    fn only_the_last_line_of_a_success_is_shown() {
        let recorded = Recorded {
            is_success: true,
            outputs: vec!["PASS\nok  \tm\t0.1s\n".to_owned()],
            ..Recorded::default()
        };
        assert_eq!(recorded.text(false), "ok  \tm\t0.1s\n");
        assert_eq!(recorded.text(true), "PASS\nok  \tm\t0.1s\n");
    }
}
