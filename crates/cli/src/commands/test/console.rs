//! The output of a test run, and its additions on a terminal: the counts in the live line and a
//! list of the failed tests, each with the command that runs it again.
//!
//! Counterpart: none; the official command prints the same everywhere.

use std::fmt::Write as _;
use std::sync::Arc;

use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_testing::failed::FailedTest;
use vamos_testing::flags::TestFlags;
use vamos_testing::output::Console;

use crate::invocation::Invocation;
use crate::output::Output;

/// The maximal number of failed tests in the list.
const LISTED: usize = 20;

/// The console of a test run.
pub(super) struct TestConsole {
    output: Arc<Output>,
    /// The command that runs tests again; `None` if failed tests are not listed.
    again: Option<Again>,
}

impl TestConsole {
    /// Returns the console of a command that tests the packages which `patterns` name.
    pub(super) fn new(invocation: &Invocation, flags: &TestFlags, patterns: &[String]) -> Self {
        let output = Arc::clone(&invocation.output);
        if flags.prints_events() {
            // A terminal shows the events, and nothing else.
            output.finish();
        }
        let is_listed = output.live.is_watched();
        let again = is_listed.then(|| Again::new(invocation, flags, patterns));
        Self { output, again }
    }
}

impl Console for TestConsole {
    fn write(&self, bytes: &[u8]) -> Result<(), PathError> {
        self.output.try_stdout(bytes)
    }

    fn hand_over(&self) {
        self.output.finish();
    }

    fn planned(&self, tests: usize) {
        self.output.live.plan_tests(tests);
    }

    fn failed(&self) {
        self.output.live.fail_test();
    }

    fn lists_failed(&self) -> bool {
        self.again.is_some()
    }

    fn list_failed(&self, tests: &[FailedTest]) {
        if let Some(again) = &self.again {
            self.output.stderr(&again.list(tests));
        }
    }
}

/// The parts of a command that runs one of the tests again.
struct Again {
    /// The directory of the command, by which positions are shortened.
    cwd: String,
    /// The words before the selection of a test.
    start: Vec<String>,
    /// The files of the tested package, if they were named instead of packages.
    files: Vec<String>,
    /// The arguments of the test binary that are no flags.
    rest: Vec<String>,
}

impl Again {
    fn new(invocation: &Invocation, flags: &TestFlags, patterns: &[String]) -> Self {
        let process = &invocation.process;
        let mut start = vec!["go".to_owned(), "test".to_owned()];
        if process.is_moved {
            // The user's shell is elsewhere.
            start.extend(["-C".to_owned(), process.cwd.clone()]);
        }
        start.extend_from_slice(&flags.typed.repeated);
        Self {
            cwd: process.cwd.clone(),
            start,
            files: patterns.to_vec(),
            rest: flags.typed.rest.clone(),
        }
    }

    /// Returns the list of the failed tests.
    fn list(&self, tests: &[FailedTest]) -> String {
        let mut text = "\nfailed:\n".to_owned();
        for test in tests.iter().take(LISTED) {
            let position = match &test.position {
                Some((file, line)) => {
                    let file = path::short_path(&self.cwd, file);
                    format!("{}:{line}: ", printable(&file))
                }
                None => String::new(),
            };
            let what = match test.name.as_str() {
                "" => &test.package,
                name => name,
            };
            let _ = writeln!(text, "  {position}{}", printable(what));
            let _ = writeln!(text, "      {}", self.command(test));
        }
        if tests.len() > LISTED {
            let _ = writeln!(text, "  and {} more", tests.len() - LISTED);
        }
        text
    }

    /// Returns the command that runs one test again, as a shell takes it.
    fn command(&self, test: &FailedTest) -> String {
        let mut words = self.start.clone();
        let pattern = test.pattern();
        if !pattern.is_empty() {
            words.extend(["-run".to_owned(), pattern]);
        }
        match test.package.as_str() {
            "command-line-arguments" => words.extend_from_slice(&self.files),
            package => words.push(package.to_owned()),
        }
        if !self.rest.is_empty() {
            words.push("-args".to_owned());
            words.extend_from_slice(&self.rest);
        }
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        words.join(" ")
    }
}

/// Returns a word as a POSIX shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => printable(&format!("'{}'", word.replace('\'', r"'\''"))),
    }
}

/// Returns a text without the control characters that a terminal would interpret.
fn printable(text: &str) -> String {
    let plain = |c: char| if c.is_control() { '?' } else { c };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use vamos_testing::failed::FailedTest;

    use super::Again;
    use super::LISTED;
    use super::quoted;

    fn again(rest: &[&str]) -> Again {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Again {
            cwd: "/m".to_owned(),
            start: words(&["go", "test", "-race"]),
            files: words(&["x_test.go"]),
            rest: words(rest),
        }
    }

    fn failed(package: &str, name: &str, position: Option<(&str, u32)>) -> FailedTest {
        FailedTest {
            package: package.to_owned(),
            name: name.to_owned(),
            position: position.map(|(file, line)| (file.to_owned(), line)),
        }
    }

    #[test]
    fn each_test_has_its_place_and_command() {
        let tests = [
            failed("m/a", "TestA/it's", Some(("/m/a/a_test.go", 7))),
            failed("m/b", "", None),
            failed("command-line-arguments", "TestX", Some(("x.go", 1))),
        ];
        assert_eq!(
            again(&["-v"]).list(&tests),
            "\nfailed:\n  a/a_test.go:7: TestA/it's\n      \
             go test -race -run '^TestA$/^it'\\''s$' m/a -args -v\n  \
             m/b\n      go test -race m/b -args -v\n  \
             x.go:1: TestX\n      go test -race -run '^TestX$' x_test.go -args -v\n"
        );
    }

    #[test]
    fn long_lists_are_cut() {
        let tests = vec![failed("m", "T", None); LISTED + 3];
        let list = again(&[]).list(&tests);
        assert!(list.ends_with("go test -race -run '^T$' m\n  and 3 more\n"));
        assert_eq!(list.lines().count(), 2 + 2 * LISTED + 1);
    }

    #[test]
    fn words_are_quoted_for_shells() {
        assert_eq!(quoted("-tags=a,b"), "-tags=a,b");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("a\x1bb"), "'a?b'");
    }
}
