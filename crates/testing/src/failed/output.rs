//! Finds failed tests in the output of a test binary, and the lines in which they failed.
//!
//! Output is free text, so all of it may be missing or wrong; then less is found.
//! Counterpart: none; package testing and the runtime print the lines.

use std::collections::HashMap;
use std::collections::HashSet;

/// Prefixes of lines about a running test, which are printed with results of passed tests.
const RUNNING: [&str; 3] = ["=== RUN   ", "=== CONT  ", "=== NAME  "];

/// Prefixes of result lines; true for failures.
const RESULTS: [(&str, bool); 4] = [
    ("--- FAIL: ", true),
    ("--- PASS: ", false),
    ("--- SKIP: ", false),
    ("--- BENCH: ", false),
];

/// Prefixes of the runtime's messages before traces.
const CRASHES: [&str; 2] = ["panic: ", "fatal error: "];

/// The spaces of one level of subtests.
const INDENT: usize = 4;

/// A file name from the output, and a line of the file.
pub(super) type SourceLine<'o> = (&'o str, u32);

/// Failures found in the output.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Failures<'o> {
    /// The tests, in the order of their results, and the last line that each of them logged.
    pub(super) tests: Vec<(&'o str, Option<SourceLine<'o>>)>,
    /// The line of the package in which a crash that no test reported happened.
    pub(super) crash: Option<SourceLine<'o>>,
}

/// Reads the output of the test binary of a package in `dir`.
pub(super) fn read<'o>(output: &'o str, dir: &str) -> Failures<'o> {
    let mut reader = Reader::default();
    for line in output.lines() {
        reader.line(line.strip_prefix('\u{16}').unwrap_or(line), dir);
    }
    reader.end()
}

#[derive(Default)]
struct Reader<'o> {
    /// The test that runs, where this is printed.
    running: &'o str,
    /// By level, the tests whose results were printed last.
    results: Vec<&'o str>,
    logged: HashMap<&'o str, SourceLine<'o>>,
    failed: Vec<&'o str>,
    is_failed: HashSet<&'o str>,
    is_crashed: bool,
    /// The line of the package in the trace of a crash.
    trace: Option<SourceLine<'o>>,
}

impl<'o> Reader<'o> {
    fn line(&mut self, line: &'o str, dir: &str) {
        if self.is_crashed {
            return self.trace_line(line, dir);
        }
        if CRASHES.iter().any(|start| line.starts_with(start)) {
            self.is_crashed = true;
            return;
        }
        if let Some(name) = RUNNING.iter().find_map(|start| line.strip_prefix(start)) {
            self.running = name.trim_end();
            self.results.clear();
            return;
        }
        let text = line.trim_start_matches(' ');
        let level = (line.len() - text.len()) / INDENT;
        let mut results = RESULTS.iter();
        let result = results.find_map(|(start, is_failure)| {
            let rest = text.strip_prefix(start)?;
            Some((rest.rsplit_once(" (")?.0, *is_failure))
        });
        if let Some((name, is_failure)) = result {
            self.results.truncate(level);
            self.results.push(name);
            if is_failure {
                self.fail(name);
            }
        } else if level > 0
            && let Some(spot) = spot(text)
        {
            let by_level = self.results.get(level - 1).or(self.results.last());
            let test = by_level.copied().unwrap_or(self.running);
            self.logged.insert(test, spot);
        }
    }

    fn fail(&mut self, name: &'o str) {
        if self.is_failed.insert(name) {
            self.failed.push(name);
        }
    }

    /// Reads a line that follows the message of a crash.
    fn trace_line(&mut self, line: &'o str, dir: &str) {
        let Some(text) = line.strip_prefix('\t') else {
            return;
        };
        // A test that ran at the timeout: `\t\tTestX (1s)`.
        if let Some((name, _)) = text.strip_prefix('\t').and_then(|t| t.rsplit_once(" (")) {
            self.fail(name);
            return;
        }
        if self.trace.is_none()
            && let Some((file, number)) = spot(text)
            && file.rsplit_once('/').is_some_and(|(own, _)| own == dir)
        {
            self.trace = Some((file, number));
        }
    }

    fn end(mut self) -> Failures<'o> {
        if let (Some(trace), Some(last)) = (self.trace, self.failed.last()) {
            self.logged.insert(last, trace);
        }
        let has_failed_subtest: HashSet<&str> = self
            .failed
            .iter()
            .flat_map(|name| name.match_indices('/').map(|(at, _)| &name[..at]))
            .collect();
        let mut tests = Vec::new();
        for name in &self.failed {
            if !has_failed_subtest.contains(name) {
                tests.push((*name, self.logged.get(name).copied()));
            }
        }
        Failures {
            crash: self.trace.filter(|_| tests.is_empty()),
            tests,
        }
    }
}

/// Splits `file.go:12: …` or `file.go:12 +0x1f`.
fn spot(text: &str) -> Option<SourceLine<'_>> {
    let end = text.find(".go:")? + ".go".len();
    let (file, rest) = (&text[..end], &text[end + 1..]);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_end = matches!(rest.as_bytes().get(digits), Some(b':' | b' ') | None);
    let is_name = !file.contains(char::is_whitespace);
    let number = rest[..digits].parse().ok()?;
    (is_end && is_name).then_some((file, number))
}

#[cfg(test)]
mod tests {
    use super::Failures;
    use super::read;
    use super::spot;

    #[test]
    fn the_last_line_of_a_test_counts() {
        let output = "\
--- FAIL: TestA (0.00s)
    a_test.go:3: note
    a_test.go:4: bad
        b_test.go:9: no position, but a second line
    --- PASS: TestA/one (0.00s)
    --- FAIL: TestA/two x (0.00s)
        a_test.go:7: worse
--- FAIL: TestB (0.00s)
--- FAIL: ExampleC (0.00s)
got:
x
FAIL
";
        let expected = [
            ("TestA/two x", Some(("a_test.go", 7))),
            ("TestB", None),
            ("ExampleC", None),
        ];
        assert_eq!(read(output, "/p").tests, expected);
    }

    #[test]
    fn verbose_output_names_the_test_first() {
        let output = "\
=== RUN   TestA
    a_test.go:3: one
=== RUN   TestB
=== PAUSE TestB
=== NAME  TestA
    a_test.go:5: two
--- FAIL: TestA (0.00s)
=== CONT  TestB
    a_test.go:8: fine
--- PASS: TestB (0.00s)
FAIL
";
        let expected = [("TestA", Some(("a_test.go", 5)))];
        assert_eq!(read(output, "/p").tests, expected);
    }

    #[test]
    fn crashes_have_a_trace() {
        let trace = "panic: x [recovered]\n\ngoroutine 7 [running]:\ntesting.tRunner()\n\
                     \t/go/src/testing/testing.go:1 +0x1\np.TestA(0x0)\n\t/p/a_test.go:6 +0x2\n";
        let output = format!("--- FAIL: TestA (0.00s)\n{trace}");
        let expected = [("TestA", Some(("/p/a_test.go", 6)))];
        assert_eq!(read(&output, "/p").tests, expected);
        let expected = Failures {
            tests: Vec::new(),
            crash: Some(("/p/a_test.go", 6)),
        };
        assert_eq!(read(trace, "/p"), expected);
        let output = "panic: test timed out after 1s\n\trunning tests:\n\t\tTestA (1s)\n\
                      \t\tTestB/x (0s)\n\ngoroutine 7 [running]:\n";
        assert_eq!(
            read(output, "/p").tests,
            [("TestA", None), ("TestB/x", None)]
        );
    }

    #[test]
    fn spots() {
        assert_eq!(spot("a.go:12: x.go:1:"), Some(("a.go", 12)));
        assert_eq!(spot("/x/a.go:12 +0x1"), Some(("/x/a.go", 12)));
        for text in ["a.go:", "a.go:x", "a.go:1x", "see a.go:1: b", "a.go", ""] {
            assert_eq!(spot(text), None, "{text}");
        }
    }
}
