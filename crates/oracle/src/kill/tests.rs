//! Tests killed at random moments, by SIGKILL and by Ctrl-C on a terminal: no process remains, all
//! entries are whole, and the next run has the right results, of which only results of completed
//! tests are `(cached)`.
//!
//! Counterpart: none.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;

use vamos_testkit::CTRL_C;
use vamos_testkit::Terminal;

use super::Fault;
use super::kill_after;
use crate::files;

/// Number of tested packages.
const PACKAGES: usize = 6;

/// Number of rounds per test by the official command.
const EVERY: u64 = 20;

/// The variable by which processes of a round are found.
const MARK: &str = "VAMOS_KILL_ROUND";

/// Time limit for the children of a killed command to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// The least time in which kills hit.
const SHORTEST: Duration = Duration::from_millis(200);

/// A test that reads a number, takes a while, and passes if the number is even. It notes in
/// `NOTES` that it passed, by a way that package testing does not log.
const TEST: &str = r#"package p

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func Test(t *testing.T) {
	data, err := os.ReadFile("data.txt")
	if err != nil {
		t.Fatal(err)
	}
	number := strings.TrimSpace(string(data))
	time.Sleep(120 * time.Millisecond)
	if strings.ContainsAny(number[len(number)-1:], "13579") {
		t.Fatal("odd")
	}
	fd, err := syscall.Open("NOTES", syscall.O_WRONLY|syscall.O_APPEND|syscall.O_CREAT, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	syscall.Write(fd, []byte("NAME "+number+"\n"))
	syscall.Close(fd)
}
"#;

/// Results of rounds.
#[derive(Default)]
struct Hits {
    killed: u64,
    interrupted: u64,
    /// The command had ended.
    late: u64,
    /// Results of earlier runs that were used.
    cached: u64,
}

/// A result in the output: whether the test passed, and whether that was known.
type Verdict = (bool, bool);

impl Fault {
    /// Kills `rounds` test runs.
    pub(super) fn tests(&mut self, rounds: u64) -> Result<(), String> {
        let mut numbers = self.lay_tests()?;
        // The first run compiles the standard library.
        self.run_tests(&self.vamos, 0)?;
        // How long runs take that end, as far as is known.
        let mut usual = SHORTEST;
        let mut hits = Hits::default();
        for round in 1..=rounds {
            for _ in 0..=self.random.number() % 3 {
                numbers[self.random.below(PACKAGES)] += 1 + self.random.number() % 2;
            }
            self.write_numbers(&numbers, round)?;
            let share = u32::try_from(self.random.number() % 100).unwrap_or(100);
            let after = usual * share / 100;
            let has_run = self.kill_tests(round, after, &mut hits)?;
            usual = match has_run {
                None => usual * 11 / 10,
                Some(time) => time.max(SHORTEST),
            };
            self.check_round(&self.vamos.clone(), &numbers, round, &mut hits)?;
            if round.is_multiple_of(EVERY) {
                self.check_round(&self.go.clone(), &numbers, round, &mut hits)?;
                crate::say(&format!("kill: round {round}: no process left, all right"));
            }
        }
        let entries = self.check()?;
        let Hits {
            killed,
            interrupted,
            late,
            cached,
        } = hits;
        crate::say(&format!(
            "kill: {rounds} test runs, {killed} killed, {interrupted} interrupted, {late} had ended; no process left, {entries} entries whole, all next runs right, {cached} cached results, none wrong"
        ));
        Ok(())
    }

    /// Writes the module; returns the numbers of its packages.
    fn lay_tests(&self) -> Result<Vec<u64>, String> {
        self.lay_module()?;
        let notes = self.notes();
        for package in 0..PACKAGES {
            let dir = self.source.join(format!("p{package}"));
            files::make_dir(&dir)?;
            let test = TEST.replace("NOTES", &notes.to_string_lossy());
            let test = test.replace("NAME", &format!("p{package}"));
            files::write(&dir.join("p_test.go"), test)?;
        }
        let numbers = vec![0; PACKAGES];
        self.write_numbers(&numbers, 0)?;
        Ok(numbers)
    }

    /// Returns the file in which tests note that they passed.
    fn notes(&self) -> PathBuf {
        self.tmp.join("notes")
    }

    /// Writes the files that the tests read, if they changed. They seem old, as results that
    /// depend on new files are not cached.
    fn write_numbers(&self, numbers: &[u64], round: u64) -> Result<(), String> {
        let io = |error: std::io::Error| error.to_string();
        for (package, number) in numbers.iter().enumerate() {
            let path = self.source.join(format!("p{package}/data.txt"));
            let text = format!("{number}\n");
            if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
                continue;
            }
            files::write(&path, text)?;
            let time = SystemTime::now() - Duration::from_secs(100_000 - round);
            let file = File::options().write(true).open(&path).map_err(io)?;
            file.set_modified(time).map_err(io)?;
        }
        Ok(())
    }

    fn test_command(&self, program: &Path, round: u64, is_killed: bool) -> Command {
        let mut command = self.go(program, &self.cache, &["test", "./..."]);
        // A process that ends by itself is not searched for.
        let mark = if is_killed {
            round.to_string()
        } else {
            String::new()
        };
        command.env(MARK, mark);
        command
    }

    /// Tests to the end; returns the results.
    fn run_tests(&self, program: &Path, round: u64) -> Result<Vec<Verdict>, String> {
        let mut command = self.test_command(program, round, false);
        let output = command.stdout(Stdio::piped()).output();
        let output = output.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        let results = verdicts(&text);
        let has_failed = results.iter().any(|(passed, _)| !passed);
        if results.len() != PACKAGES || output.status.success() == has_failed {
            return Err(format!("round {round}: {}: {text}", output.status));
        }
        Ok(results)
    }

    /// Starts a run and ends it after a while, every other one by Ctrl-C; returns how long it
    /// took if it had ended.
    fn kill_tests(
        &self,
        round: u64,
        after: Duration,
        hits: &mut Hits,
    ) -> Result<Option<Duration>, String> {
        let io = |error: std::io::Error| error.to_string();
        let start = Instant::now();
        let is_killed = round.is_multiple_of(2);
        let is_running = if is_killed {
            let mut child = self
                .test_command(&self.vamos, round, true)
                .spawn()
                .map_err(io)?;
            kill_after(&mut child, after)?
        } else {
            self.interrupt(round, after)?
        };
        match (is_running, is_killed) {
            (false, _) => hits.late += 1,
            (true, true) => hits.killed += 1,
            (true, false) => hits.interrupted += 1,
        }
        let has_run = (!is_running).then(|| start.elapsed());
        let end = Instant::now() + PATIENCE;
        loop {
            let left = marked(round);
            match left.is_empty() {
                true => return Ok(has_run),
                false if Instant::now() > end => {
                    return Err(format!(
                        "round {round}: processes left: {}",
                        left.join("; ")
                    ));
                }
                false => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// Starts a run on a terminal and types Ctrl-C after a while; reports whether it still ran.
    fn interrupt(&self, round: u64, after: Duration) -> Result<bool, String> {
        let io = |error: std::io::Error| error.to_string();
        let described = self.test_command(&self.vamos, round, true);
        let terminal = Terminal::open().map_err(io)?;
        let (mut command, mut ours) = terminal.controlling(described.get_program()).map_err(io)?;
        command.args(described.get_args());
        command.current_dir(&self.source);
        for (name, value) in described.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        let mut child = command.spawn().map_err(io)?;
        // Else the terminal would never be closed.
        drop(command);
        let mut printed = ours.try_clone().map_err(io)?;
        let reader = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = printed.read_to_end(&mut text);
            text
        });
        let is_running = !has_ended(&mut child, after)?;
        if is_running {
            ours.write_all(CTRL_C).map_err(io)?;
        }
        if !has_ended(&mut child, Duration::from_secs(60))? {
            child.kill().map_err(io)?;
            return Err(format!("round {round}: Ctrl-C does not end the command"));
        }
        let status = child.wait().map_err(io)?;
        let text = reader.join().unwrap_or_default();
        // It may have been about to end, or may not have listened yet.
        let is_expected = matches!(status.code(), Some(0 | 1)) || status.signal() == Some(2);
        if is_running && !is_expected {
            let text = String::from_utf8_lossy(&text);
            return Err(format!("round {round}: Ctrl-C: {status}: {text}"));
        }
        Ok(is_running)
    }

    /// Checks the cache, and tests to the end: the results are those that the numbers demand, and
    /// cached results were recorded.
    fn check_round(
        &mut self,
        program: &Path,
        numbers: &[u64],
        round: u64,
        hits: &mut Hits,
    ) -> Result<(), String> {
        self.check()?;
        let noted = std::fs::read_to_string(self.notes()).unwrap_or_default();
        let noted: HashSet<&str> = noted.lines().collect();
        let results = self.run_tests(program, round)?;
        for (package, (number, (passed, is_cached))) in numbers.iter().zip(results).enumerate() {
            if passed != number.is_multiple_of(2) {
                return Err(format!(
                    "round {round}: p{package} with {number}: passed: {passed}"
                ));
            }
            if is_cached && !noted.contains(format!("p{package} {number}").as_str()) {
                return Err(format!("round {round}: p{package} with {number} never ran"));
            }
            hits.cached += u64::from(is_cached);
        }
        Ok(())
    }
}

/// Reads the results of packages.
fn verdicts(output: &str) -> Vec<Verdict> {
    let lines = output.lines();
    let results = lines.filter_map(|line| match line.split_once('\t')? {
        ("ok  ", rest) => Some((true, rest.ends_with("(cached)"))),
        ("FAIL", _) => Some((false, false)),
        _ => None,
    });
    results.collect()
}

/// Waits until a child has ended, for some time; reports whether it has.
fn has_ended(child: &mut Child, limit: Duration) -> Result<bool, String> {
    let end = Instant::now() + limit;
    while child
        .try_wait()
        .map_err(|error| error.to_string())?
        .is_none()
    {
        if Instant::now() > end {
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(true)
}

/// Returns the command lines of the processes that belong to a round.
fn marked(round: u64) -> Vec<String> {
    let mark = format!("{MARK}={round}");
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        // Of processes that end meanwhile nothing can be read.
        let env = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        if env
            .split(|byte| *byte == 0)
            .any(|var| var == mark.as_bytes())
        {
            let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            found.push(String::from_utf8_lossy(&line).replace('\0', " "));
        }
    }
    found
}
