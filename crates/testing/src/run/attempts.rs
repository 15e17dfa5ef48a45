//! Selection of tests of a failed package that run again, and their arguments (`-retries`).
//!
//! Counterpart: none.

use std::fmt;

use crate::failed;

/// The mark of lines of package testing where output is for programs.
const FRAMING: char = '\u{16}';

/// The tests that run again.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// All of the package, because its program ended before it had run them all.
    All,
    /// The named tests, without subtests.
    Tests(Vec<String>),
}

impl Again {
    /// Returns the tests to run again after a run with this output. `has_exited` is set if the
    /// program ended by itself, and `run` is the value of `-run`.
    pub(super) fn after(output: &[u8], dir: &str, has_exited: bool, run: &str) -> Self {
        let output = String::from_utf8_lossy(output);
        let is_verdict = |line: &str| line.trim_start_matches(FRAMING) == "FAIL";
        // Names of subtests are no part of the pattern that selects tests again.
        if !has_exited || run.contains('/') || !output.lines().any(is_verdict) {
            return Self::All;
        }
        let names = failed::top_names(&output, dir);
        if names.is_empty() {
            Self::All
        } else {
            Self::Tests(names)
        }
    }

    /// Returns the arguments of a test binary that runs these tests.
    pub(super) fn arguments(&self, arguments: &[String]) -> Vec<String> {
        let Self::Tests(names) = self else {
            return arguments.to_vec();
        };
        let mut changed = vec![format!("-test.run=^({})$", names.join("|"))];
        let others = arguments
            .iter()
            .filter(|word| !word.starts_with("-test.run="));
        changed.extend(others.cloned());
        changed
    }
}

impl fmt::Display for Again {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => out.write_str("all tests"),
            Self::Tests(names) => out.write_str(&names.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Again;

    fn after(output: &str, has_exited: bool, run: &str) -> Again {
        Again::after(output.as_bytes(), "/p", has_exited, run)
    }

    const FAILED: &str = "--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/x (0.00s)\n\
                          --- FAIL: TestB (0.00s)\nFAIL\n";

    #[test]
    fn failed_tests_run_again() {
        let names = vec!["TestA".to_owned(), "TestB".to_owned()];
        let again = after(FAILED, true, "Test");
        assert_eq!(again, Again::Tests(names));
        assert_eq!(again.to_string(), "TestA, TestB");
        let words = ["-test.v=true", "-test.run=Test", "x"].map(str::to_owned);
        assert_eq!(
            again.arguments(&words),
            ["-test.run=^(TestA|TestB)$", "-test.v=true", "x"]
        );
    }

    #[test]
    fn all_run_again_where_some_may_not_have_run() {
        assert_eq!(after(FAILED, false, ""), Again::All);
        assert_eq!(after(FAILED, true, "TestA/x"), Again::All);
        assert_eq!(after("FAIL\n", true, ""), Again::All);
        let exited = "--- FAIL: TestA (0.00s)\nbye\n";
        assert_eq!(after(exited, true, ""), Again::All);
        let words = ["-test.run=Test".to_owned()];
        assert_eq!(Again::All.arguments(&words), words);
    }
}
