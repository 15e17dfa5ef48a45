//! The lines that follow the output of a test binary.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`, `coveragePercentage`).

use std::time::Duration;

use vamos_base::golang::process::Exit;
use vamos_base::golang::time::duration_string;

use crate::flags::TestFlags;
use crate::flags::Verbosity;
use crate::settings::Limits;

/// Warnings of test binaries that become part of the `ok` line, and what they become.
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

/// How a test binary ended.
pub(crate) enum Ended {
    /// With this status.
    Exit(Exit),
    /// It could not be started.
    NotStarted(String),
}

impl Ended {
    /// Returns the end of a process.
    pub(crate) fn of_exit(exit: Exit) -> Self {
        Self::Exit(exit)
    }

    /// Reports whether all tests passed.
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Exit(exit) if exit.is_success())
    }
}

/// What is reported about a run.
pub(crate) struct Report<'a> {
    pub(crate) flags: &'a TestFlags,
    /// The import path of the package.
    pub(crate) package: &'a str,
    /// How long the test ran.
    pub(crate) seconds: f64,
    /// Coverage is measured.
    pub(crate) is_covered: bool,
    pub(crate) limits: Limits,
    /// The output of the test binary is there to look into.
    pub(crate) is_kept: bool,
}

impl Report<'_> {
    /// Returns what is printed of a success with this output.
    pub(crate) fn success(&self, output: Vec<u8>) -> Vec<u8> {
        let mut tail = String::new();
        if self.is_kept && !output.is_empty() && !output.ends_with(b"\n") {
            tail.push('\n');
        }
        let notes = match self.is_kept {
            true => coverage(self.is_covered, &output) + warning(&output),
            false => String::new(),
        };
        tail += &format!("ok  \t{}\t{:.3}s{notes}\n", self.package, self.seconds);
        let shows_output = !self.is_kept || self.flags.shows_passed() || self.flags.is_on("json");
        let mut shown = if shows_output { output } else { Vec::new() };
        shown.extend_from_slice(tail.as_bytes());
        shown
    }

    /// Adds what is printed of a failure to its output.
    pub(crate) fn failure(&self, ended: &Ended, output: &mut Vec<u8>) {
        let has_output = self.is_kept && !output.is_empty();
        let why = match ended {
            Ended::Exit(exit @ Exit::Code(_)) if !has_output => Some(exit.to_string()),
            Ended::Exit(Exit::Code(_)) => None,
            Ended::Exit(exit) => Some(exit.to_string()),
            Ended::NotStarted(text) => Some(text.clone()),
        };
        match why {
            Some(why) => output.extend_from_slice(format!("{why}\n").as_bytes()),
            None if !output.ends_with(b"\n") => output.push(b'\n'),
            None => {}
        }
        let is_framed = self.flags.is_on("json") || self.flags.verbosity == Verbosity::Framed;
        let mark = if is_framed { "\u{16}" } else { "" };
        let line = format!("{mark}FAIL\t{}\t{:.3}s\n", self.package, self.seconds);
        output.extend_from_slice(line.as_bytes());
    }

    /// Returns Go's words for the time limit.
    #[expect(dead_code, reason = "wip")]
    fn limit_text(&self) -> String {
        let kill = self.limits.kill.unwrap_or(Duration::ZERO);
        duration_string(i64::try_from(kill.as_nanos()).unwrap_or(i64::MAX))
    }
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
fn coverage(is_covered: bool, output: &[u8]) -> String {
    const START: &[u8] = b"coverage: ";
    if !is_covered {
        return String::new();
    }
    for line in output.split_inclusive(|byte| *byte == b'\n') {
        let at = line.windows(START.len()).position(|part| part == START);
        if let (Some(at), [rest @ .., b'\n']) = (at, line) {
            let text = String::from_utf8_lossy(&rest[at..]);
            return format!("\t{text}");
        }
    }
    String::new()
}
