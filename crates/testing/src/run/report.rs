//! The lines that follow the output of a test binary.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`, `coveragePercentage`).

use std::time::Duration;

use vamos_base::golang::process::Exit;
use vamos_base::golang::time::duration_string;
use vamos_fsys::PathError;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::StreamedEnd;

use crate::flags::TestFlags;
use crate::settings::Limits;

/// Warnings of test binaries that become part of the `ok` line, with their text there.
const WARNINGS: [(&[u8], &str); 3] = [
    (
        b"\ntesting: warning: no tests to run\n",
        " [no tests to run]",
    ),
    (
        b"\ntesting: warning: no fuzz tests to fuzz\n",
        " [no fuzz tests to fuzz]",
    ),
    (
        b"\ntesting: warning: -fuzz matches more than one fuzz test, won't fuzz\n",
        "[-fuzz matches more than one fuzz test, won't fuzz]",
    ),
];

/// Failure of a test binary.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Failed {
    /// The error in Go's words.
    error: String,
    /// True if it exited by itself, with a status.
    has_exited: bool,
    /// True if it got the signal to exit at its time limit.
    was_quit: bool,
    /// Its output was still open long after its end, which is the only failure.
    is_incomplete: bool,
    /// Its output could not be printed, which is the only failure.
    is_unwritten: bool,
}

impl Failed {
    /// Returns the failure of a binary that could not be started.
    pub(super) fn not_started(error: &SpawnError) -> Self {
        Self {
            error: error.to_string(),
            ..Self::default()
        }
    }

    /// Returns the failure of a program that was not found.
    pub(super) fn not_found(error: String) -> Self {
        Self {
            error,
            ..Self::default()
        }
    }

    /// Returns the failure of a run that passed and whose output could not be printed.
    pub(super) fn unwritten(error: &PathError) -> Self {
        Self {
            error: error.to_string(),
            is_unwritten: true,
            ..Self::default()
        }
    }

    /// Reports whether another run could pass.
    pub(super) fn may_pass_again(&self) -> bool {
        !self.is_unwritten
    }

    /// Reports whether the binary ended by itself.
    pub(super) fn has_exited(&self) -> bool {
        self.has_exited && !self.was_quit
    }

    /// Returns the failure of a binary, if it failed.
    pub(super) fn of_end(end: &StreamedEnd) -> Option<Self> {
        let error = end.error()?;
        let has_status = matches!(end.exit, Exit::Code(_)) && !end.exit.is_success();
        let has_passed = end.exit.is_success() && !end.was_quit;
        Some(Self {
            error,
            has_exited: has_status,
            was_quit: end.was_quit,
            is_incomplete: has_passed && end.unwritten.is_none(),
            is_unwritten: has_passed && end.unwritten.is_some(),
        })
    }
}

/// Data of a run's report.
pub(super) struct Report<'a> {
    pub(super) flags: &'a TestFlags,
    /// The import path of the package.
    pub(super) package: &'a str,
    /// Run time of the test.
    pub(super) elapsed: Duration,
    /// Coverage is measured.
    pub(super) is_covered: bool,
    pub(super) limits: Limits,
    /// The tests that failed before they passed, if any did.
    pub(super) flaky: &'a [String],
}

impl Report<'_> {
    fn seconds(&self) -> f64 {
        self.elapsed.as_secs_f64()
    }

    /// Returns the text that follows this output of a test that passed.
    pub(super) fn success(&self, output: &[u8]) -> Vec<u8> {
        let line_break = match output {
            [.., b'\n'] | [] => "",
            _ => "\n",
        };
        let covered = if self.is_covered {
            coverage(output)
        } else {
            Vec::new()
        };
        let start = format!("{line_break}ok  \t{}\t{:.3}s", self.package, self.seconds());
        let mut note = warning(output).to_owned();
        if !self.flaky.is_empty() {
            note += &format!(" [flaky: {}]", self.flaky.join(", "));
        }
        [start.as_bytes(), &covered, note.as_bytes(), b"\n"].concat()
    }

    /// Returns the text that follows this output of a test that failed.
    pub(super) fn failure(&self, failed: &Failed, output: &[u8]) -> Vec<u8> {
        let mut text = String::new();
        if failed.was_quit {
            let limit = duration(self.limits.kill.unwrap_or_default());
            text += &format!("*** Test killed with quit: ran too long ({limit}).\n");
        } else if failed.is_incomplete {
            let delay = duration(self.limits.wait);
            text += &format!("*** Test I/O incomplete {delay} after exiting.\n");
        }
        if !failed.has_exited || output.is_empty() {
            text += &format!("{}\n", failed.error);
        } else if !output.ends_with(b"\n") {
            text.push('\n');
        }
        let mark = if self.flags.prints_events() {
            "\u{16}"
        } else {
            ""
        };
        text += &format!("{mark}FAIL\t{}\t{:.3}s\n", self.package, self.seconds());
        text.into_bytes()
    }
}

/// Returns a duration in Go's words.
fn duration(duration: Duration) -> String {
    duration_string(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX))
}

/// Returns the last of the warnings that the output contains, as the `ok` line has it.
fn warning(output: &[u8]) -> &'static str {
    let is_there = |line: &[u8]| {
        output.starts_with(&line[1..]) || output.windows(line.len()).any(|part| part == line)
    };
    let mut found = WARNINGS.iter().rev().filter(|(line, _)| is_there(line));
    found.next().map_or("", |(_, note)| note)
}

/// Returns the first line about coverage in the output, as the `ok` line has it.
fn coverage(output: &[u8]) -> Vec<u8> {
    const START: &[u8] = b"coverage: ";
    for line in output.split_inclusive(|byte| *byte == b'\n') {
        let at = line.windows(START.len()).position(|part| part == START);
        if let (Some(at), [rest @ .., b'\n']) = (at, line) {
            return [b"\t", &rest[at..]].concat();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vamos_base::golang::process::Exit;
    use vamos_fsys::PathError;
    use vamos_fsys::proc::StreamedEnd;
    use vamos_release::Release;

    use super::Failed;
    use super::Report;
    use crate::flags::TestFlags;
    use crate::settings::Limits;

    fn with_report<R>(test: impl FnOnce(Report<'_>) -> R) -> R {
        let flags = TestFlags::new("/", Release::nearest(26));
        test(Report {
            flags: &flags,
            package: "p",
            elapsed: Duration::from_micros(1500),
            is_covered: true,
            limits: Limits {
                kill: Some(Duration::from_secs(660)),
                wait: Duration::from_secs(60),
            },
            flaky: &[],
        })
    }

    fn success(output: &str) -> String {
        let text = with_report(|report| report.success(output.as_bytes()));
        String::from_utf8(text).unwrap()
    }

    fn failure(end: &StreamedEnd, output: &str) -> String {
        let failed = Failed::of_end(end).unwrap();
        let text = with_report(|report| report.failure(&failed, output.as_bytes()));
        String::from_utf8(text).unwrap()
    }

    const END: StreamedEnd = StreamedEnd {
        exit: Exit::Code(2),
        was_quit: false,
        is_incomplete: false,
        unwritten: None,
        elapsed: Duration::ZERO,
    };

    #[test]
    fn successes() {
        assert_eq!(success("PASS\n"), "ok  \tp\t0.002s\n");
        assert_eq!(success("x"), "\nok  \tp\t0.002s\n");
        assert_eq!(
            success("PASS\ncoverage: 50.0% of statements\ncoverage: 1\n"),
            "ok  \tp\t0.002s\tcoverage: 50.0% of statements\n"
        );
        assert_eq!(
            success("testing: warning: no tests to run\nPASS\n"),
            "ok  \tp\t0.002s [no tests to run]\n"
        );
    }

    #[test]
    fn failures() {
        assert_eq!(failure(&END, "FAIL\n"), "FAIL\tp\t0.002s\n");
        assert_eq!(failure(&END, "x"), "\nFAIL\tp\t0.002s\n");
        assert_eq!(failure(&END, ""), "exit status 2\nFAIL\tp\t0.002s\n");
        let killed = StreamedEnd {
            exit: Exit::Signal(9, false),
            ..END
        };
        assert_eq!(failure(&killed, "x\n"), "signal: killed\nFAIL\tp\t0.002s\n");
        let quit = StreamedEnd {
            was_quit: true,
            ..END
        };
        assert_eq!(
            failure(&quit, "x\n"),
            "*** Test killed with quit: ran too long (11m0s).\nFAIL\tp\t0.002s\n"
        );
        let open = StreamedEnd {
            exit: Exit::Code(0),
            is_incomplete: true,
            ..END
        };
        assert_eq!(
            failure(&open, "x\n"),
            "*** Test I/O incomplete 1m0s after exiting.\n\
             exec: WaitDelay expired before I/O complete\nFAIL\tp\t0.002s\n"
        );
        let error = std::io::Error::from_raw_os_error(28);
        let unwritten = StreamedEnd {
            exit: Exit::Code(0),
            unwritten: Some(PathError::new("write", "/dev/stdout", &error)),
            ..END
        };
        assert_eq!(
            failure(&unwritten, ""),
            "write /dev/stdout: no space left on device\nFAIL\tp\t0.002s\n"
        );
    }
}
