//! The report of a test run in JUnit's format, which CI systems read.
//!
//! Each package is a suite, and each test and subtest a case. A test that failed and passed when
//! it ran again passed, with its failures as `flakyFailure`; one that failed each time has the
//! later ones as `rerunFailure`, as Maven Surefire writes them.
//! Counterpart: none.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use quick_junit::NonSuccessKind;
use quick_junit::Report;
use quick_junit::SerializeError;
use quick_junit::TestCase;
use quick_junit::TestCaseStatus;
use quick_junit::TestRerun;
use quick_junit::TestSuite;
use quick_junit::XmlString;

use super::Recorded;
use super::TestRun;
use super::Verdict;

/// The report of `-junit` cannot be written as XML.
#[derive(Debug)]
pub(crate) struct JunitError(pub(crate) SerializeError);

impl fmt::Display for JunitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-junit: {}", self.0)
    }
}

impl Error for JunitError {}

/// Returns the report of these packages.
pub(crate) fn report<'r>(packages: impl Iterator<Item = &'r Recorded>) -> Report {
    let mut report = Report::new("go test");
    let mut whole = Duration::ZERO;
    for recorded in packages {
        whole += recorded.elapsed;
        report.add_test_suite(suite(recorded));
    }
    report.set_time(whole);
    report
}

fn suite(recorded: &Recorded) -> TestSuite {
    let mut suite = TestSuite::new(&*recorded.package);
    suite.set_time(recorded.elapsed);
    let mut earlier: HashMap<&str, Vec<&TestRun>> = HashMap::new();
    for run in &recorded.runs {
        earlier.entry(&run.name).or_default().push(run);
    }
    for run in &recorded.runs {
        let own = &earlier[&*run.name];
        // An attempt replaces all earlier ones.
        if own.iter().all(|other| other.attempt <= run.attempt) {
            let before = own.iter().filter(|other| other.attempt < run.attempt);
            let before: Vec<&TestRun> = before.copied().collect();
            suite.add_test_case(case(&recorded.package, run, &before));
        }
    }
    let last = recorded.outputs.len() - 1;
    if !recorded.is_success && recorded.failed(last).next().is_none() {
        suite.add_test_case(package_case(recorded));
    }
    suite
}

/// Returns the case of a test that ran in earlier attempts, too.
fn case(package: &str, run: &TestRun, before: &[&TestRun]) -> TestCase {
    let failed = before
        .iter()
        .filter(|run| matches!(run.verdict, Verdict::Failed | Verdict::Cut));
    let reruns: Vec<TestRerun> = failed.map(|run| rerun(run)).collect();
    let mut status = match run.verdict {
        Verdict::Passed => TestCaseStatus::success(),
        Verdict::Skipped => TestCaseStatus::skipped(),
        Verdict::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Cut => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    if run.verdict != Verdict::Passed {
        status.set_message(message(run.verdict));
        status.set_description(shown(&run.output));
    }
    status.add_reruns(reruns);
    let mut case = TestCase::new(&*run.name, status);
    case.set_classname(package);
    case.set_time(run.elapsed);
    if matches!(run.verdict, Verdict::Failed | Verdict::Cut)
        && let Some((file, line)) = position(&run.output)
    {
        case.extra.insert("file".into(), file.into());
        case.extra.insert("line".into(), line.into());
    }
    case
}

/// Returns the file and the line of the first message of a test, as it was printed:
/// `    x_test.go:12: text`. Package testing prints no directory.
fn position(output: &str) -> Option<(&str, &str)> {
    output.lines().find_map(|line| {
        let (position, _) = line.trim_start().split_once(": ")?;
        let (file, number) = position.rsplit_once(':')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_file = file.ends_with(".go") && !file.contains(char::is_whitespace);
        (is_number && is_file).then_some((file, number))
    })
}

fn rerun(run: &TestRun) -> TestRerun {
    let mut rerun = TestRerun::new(match run.verdict {
        Verdict::Cut => NonSuccessKind::Error,
        _ => NonSuccessKind::Failure,
    });
    rerun.set_time(run.elapsed);
    rerun.set_message(message(run.verdict));
    rerun.set_description(shown(&run.output));
    rerun
}

/// Returns the case of a package that failed without a failed test: its build failed, or its
/// program ended early.
fn package_case(recorded: &Recorded) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message("the package failed");
    status.set_description(text_of(&recorded.outputs.concat()));
    let mut case = TestCase::new("[package]", status);
    case.set_classname(&*recorded.package);
    case.set_time(recorded.elapsed);
    case
}

fn message(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Skipped => "skipped",
        Verdict::Cut => "the test has no result",
    }
}

/// Returns the output of a test without the lines that only name it.
fn shown(output: &str) -> XmlString {
    let lines = output.split_inclusive('\n');
    let lines: String = lines.filter(|line| !line.starts_with("=== ")).collect();
    text_of(&lines)
}

/// Returns a text in the form of XML. Control characters are left out, and tabs would be, too.
fn text_of(output: &str) -> XmlString {
    XmlString::new(output.replace('\t', "    "))
}

#[cfg(test)]
mod tests {
    use quick_junit::TestCaseStatus;

    use super::super::Recorded;
    use super::super::TestRun;
    use super::super::Verdict;
    use super::report;

    fn run(name: &str, attempt: usize, verdict: Verdict) -> TestRun {
        TestRun {
            name: name.to_owned(),
            attempt,
            verdict,
            elapsed: std::time::Duration::ZERO,
            output: format!("=== RUN   {name}\n\tx\u{1}\n"),
        }
    }

    #[test]
    fn the_last_attempt_counts() {
        let recorded = Recorded {
            package: "m/a".to_owned(),
            is_success: true,
            runs: vec![
                run("TestA", 0, Verdict::Failed),
                run("TestB", 0, Verdict::Passed),
                run("TestC", 0, Verdict::Skipped),
                run("TestA", 1, Verdict::Passed),
            ],
            outputs: vec![String::new(); 2],
            ..Recorded::default()
        };
        let report = report([&recorded].into_iter());
        assert_eq!((report.tests, report.failures, report.skipped), (3, 0, 1));
        let cases = &report.test_suites[0].test_cases;
        let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names, ["TestB", "TestC", "TestA"]);
        let TestCaseStatus::Success { flaky_runs } = &cases[2].status else {
            panic!("{cases:?}");
        };
        let text = flaky_runs[0].description.as_ref().unwrap();
        assert_eq!(text.as_str(), "    x\n");
    }

    #[test]
    fn failed_tests_have_file_and_line() {
        let with_output = |name: &str, verdict, output: &str| TestRun {
            output: output.to_owned(),
            ..run(name, 0, verdict)
        };
        let text =
            "=== RUN   TestA\nnote: x\n    x_test.go:12: got 1: want 2\n    y_test.go:3: z\n";
        let recorded = Recorded {
            package: "m/a".to_owned(),
            runs: vec![
                with_output("TestA", Verdict::Failed, text),
                with_output("TestB", Verdict::Passed, text),
                with_output("TestC", Verdict::Failed, "--- FAIL: TestC\n"),
            ],
            outputs: vec![String::new()],
            ..Recorded::default()
        };
        let text = report([&recorded].into_iter()).to_string().unwrap();
        assert_eq!(
            text.matches(r#"file="x_test.go" line="12""#).count(),
            1,
            "{text}"
        );
        assert_eq!(text.matches("file=").count(), 1, "{text}");
    }

    #[test]
    fn packages_without_a_failed_test_have_a_case() {
        let recorded = Recorded {
            package: "m/a".to_owned(),
            outputs: vec!["FAIL\tm/a [build failed]\n".to_owned()],
            ..Recorded::default()
        };
        let report = report([&recorded].into_iter());
        assert_eq!((report.tests, report.errors), (1, 1));
    }
}
