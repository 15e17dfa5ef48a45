//! The live line on a terminal whose width changes while a command runs.
//!
//! Counterpart: none; the official command has no live line.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::Child;
use std::time::Duration;
use std::time::Instant;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::WaitId;
use rustix::process::WaitIdOptions;
use rustix::termios::Winsize;
use vamos_testkit::Archive;

use crate::live_line::command;
use crate::live_line::start_on_terminal;
use crate::live_line::without_times;

/// Tests that run for more than a second and print in between.
const TESTS: &str = "-- go.mod --\nmodule m\n\ngo 1.24\n\
    -- a_name_of_some_length/s_test.go --\npackage slow\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n\
    func TestS(t *testing.T) { time.Sleep(1800 * time.Millisecond) }\n\
    -- bad/b_test.go --\npackage bad\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n\
    func TestB(t *testing.T) {\n\ttime.Sleep(1500 * time.Millisecond)\n\
    \tt.Error(\"a message that is longer than a narrow terminal\")\n}\n\
    -- c/c_test.go --\npackage c\n\nimport (\n\t\"testing\"\n\t\"time\"\n)\n\n\
    func TestC(t *testing.T) { time.Sleep(1500 * time.Millisecond) }\n";

/// The text on the screen at the end, without times.
const PLAIN: &str = "ok  \tm/a_name_of_some_length\tTIME\n--- FAIL: TestB (TIME\n    \
    b_test.go:10: a message that is longer than a narrow terminal\nFAIL\nFAIL\tm/bad\tTIME\n\
    ok  \tm/c\tTIME\nFAIL\n\nfailed:\n  bad/b_test.go:10: TestB\n      \
    go test -count=1 -vet=off -run '^TestB$' m/bad\n";

/// The widths that follow each other.
const WIDTHS: [u16; 8] = [80, 20, 10, 60, 3, 33, 10, 100];

/// The number of attempts for a run whose width changed between the query for it and the output for
/// it. This cannot be detected from outside, and no program can prevent it.
const ATTEMPTS: usize = 3;

/// A terminal's screen: lines that are wrapped at its width, and wrapped again at another width,
/// or cut.
struct Emulator {
    width: usize,
    wraps_again: bool,
    lines: Vec<Vec<char>>,
    /// The line of the cursor, and the position in it, which is also the row and the column.
    at: (usize, usize),
    /// Bytes of a sequence, or of a character, that has not ended.
    pending: Vec<u8>,
    /// The errors of the output.
    faults: Vec<String>,
    /// The number of erasures.
    erasures: usize,
    /// The number of sequences that moved up.
    moves: usize,
}

impl Emulator {
    fn new(width: u16, wraps_again: bool) -> Self {
        Self {
            width: width.into(),
            wraps_again,
            lines: vec![Vec::new()],
            at: (0, 0),
            pending: Vec::new(),
            faults: Vec::new(),
            erasures: 0,
            moves: 0,
        }
    }

    fn resize(&mut self, width: u16) {
        self.width = width.into();
        if !self.wraps_again {
            for line in &mut self.lines {
                line.truncate(self.width);
            }
            self.at.1 = self.at.1.min(self.width - 1);
        }
    }

    /// Returns the position at which the row of the cursor begins.
    fn row(&self) -> usize {
        self.at.1.saturating_sub(1) / self.width * self.width
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.pending.extend(bytes);
        while let Some(length) = complete(&self.pending) {
            let text: Vec<u8> = self.pending.drain(..length).collect();
            match std::str::from_utf8(&text) {
                Ok(text) => self.put(text),
                Err(_) => self.faults.push(format!("{text:?}")),
            }
        }
    }

    /// Takes a character or a sequence.
    fn put(&mut self, text: &str) {
        if let Some(sequence) = text.strip_prefix("\x1b[") {
            let (number, last) = sequence.split_at(sequence.len() - 1);
            match last {
                "K" | "J" => {
                    self.erasures += 1;
                    let (line, position) = self.at;
                    let is_last = self.lines[line].len() - self.row() <= self.width;
                    if last == "K" && !is_last {
                        self.faults
                            .push("a row in the middle is cleared".to_owned());
                    }
                    self.lines[line].truncate(position);
                    self.lines.truncate(line + 1);
                }
                "A" => {
                    self.moves += 1;
                    for _ in 0..number.parse().unwrap_or(1) {
                        self.up();
                    }
                }
                _ => self.faults.push(format!("unknown sequence {text:?}")),
            }
            return;
        }
        match text {
            "\r" => self.at.1 = self.row(),
            "\n" => {
                self.lines.push(Vec::new());
                self.at = (self.lines.len() - 1, 0);
            }
            _ => {
                let line = &mut self.lines[self.at.0];
                line.truncate(self.at.1);
                line.extend(text.chars());
                self.at.1 += 1;
                // No other output of the test begins so.
                let is_live = matches!(line[0], 'v' | 't' | '.');
                if is_live && self.at.1 >= self.width {
                    self.faults.push("a drawn line is too wide".to_owned());
                }
            }
        }
    }

    fn up(&mut self) {
        match self.at.1.checked_sub(self.width) {
            Some(position) => self.at.1 = position,
            None => self
                .faults
                .push("output above the line is erased".to_owned()),
        }
    }

    fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| line.iter().collect());
        lines.collect::<Vec<String>>().join("\n")
    }
}

/// Returns the length of the first character or sequence, if it is complete.
fn complete(bytes: &[u8]) -> Option<usize> {
    let length = match *bytes.first()? {
        0x1b => 1 + bytes.iter().position(u8::is_ascii_alphabetic)?,
        0..0x80 => 1,
        first => first.leading_ones() as usize,
    };
    (length <= bytes.len()).then_some(length)
}

/// Reads the available output, with a short timeout.
fn drain(master: &mut File, emulator: &mut Emulator) {
    let moment = Timespec {
        tv_sec: 0,
        tv_nsec: 30_000_000,
    };
    let mut chunk = [0; 4096];
    loop {
        let mut polled = [PollFd::new(master, PollFlags::IN)];
        let is_ready = rustix::event::poll(&mut polled, Some(&moment)).is_ok_and(|count| count > 0);
        match is_ready.then(|| master.read(&mut chunk)) {
            Some(Ok(count @ 1..)) => emulator.feed(&chunk[..count]),
            _ => return,
        }
    }
}

/// Changes the width while the command is stopped, so that all earlier output is for the old one.
fn resize(child: &Child, master: &mut File, emulator: &mut Emulator, width: u16) {
    let pid = Pid::from_child(child);
    rustix::process::kill_process(pid, Signal::STOP).expect("it is not waited for yet");
    let stopped = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    rustix::process::waitid(WaitId::Pid(pid), stopped).expect("it stops or has ended");
    drain(master, emulator);
    set_width(master, width);
    emulator.resize(width);
    let _ = rustix::process::kill_process(pid, Signal::CONT);
}

fn set_width(master: &File, width: u16) {
    let size = Winsize {
        ws_row: 24,
        ws_col: width,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    rustix::termios::tcsetwinsize(master, size).expect("it is a terminal");
}

/// Runs the tests while the width changes; returns the screen, `None` without an SDK or vamos.
fn run(dir: &Path, vars: &[(&str, &str)], wraps_again: bool) -> Option<Emulator> {
    let args = ["test", "-p", "1", "-count=1", "-vet=off", "./..."];
    let (mut child, mut master) = start_on_terminal(command(dir, vars, &args)?);
    let mut widths = WIDTHS.into_iter().cycle();
    let mut emulator = Emulator::new(WIDTHS[0], wraps_again);
    set_width(&master, WIDTHS[0]);
    let (mut chunk, mut last) = ([0; 4096], Instant::now());
    // When no process has the terminal open, reading ends with an error.
    while let Ok(count @ 1..) = master.read(&mut chunk) {
        let before = emulator.erasures;
        emulator.feed(&chunk[..count]);
        // Just after the line was drawn, so that the next time is far away.
        if emulator.erasures > before && last.elapsed() > Duration::from_millis(300) {
            let width = widths.next().expect("there is always a next one");
            resize(&child, &mut master, &mut emulator, width);
            last = Instant::now();
        }
    }
    child.wait().expect("it is our child");
    Some(emulator)
}

/// Checks a run, again if it is not as it should be.
fn check(vars: &[(&str, &str)], wraps_again: bool, fault: impl Fn(&Emulator) -> Option<String>) {
    let dir = tempfile::TempDir::new().expect("there is a place for it");
    let written = Archive::parse(TESTS).write_to(dir.path());
    written.expect("it can be written");
    let mut faults = Vec::new();
    while faults.len() < ATTEMPTS {
        let Some(emulator) = run(dir.path(), vars, wraps_again) else {
            return;
        };
        assert!(emulator.erasures > 5, "{}", emulator.text());
        match fault(&emulator) {
            Some(fault) => faults.push(fault),
            None => return,
        }
    }
    panic!("{faults:#?}");
}

/// Removes the line that is shown after more than five seconds: it begins with a number, also where
/// it is cut.
fn without_closing_line(text: &str) -> String {
    let others = text
        .lines()
        .filter(|line| !line.starts_with(|first: char| first.is_ascii_digit()));
    others.map(|line| format!("{line}\n")).collect()
}

#[test]
fn nothing_of_the_line_stays_where_lines_are_wrapped_again() {
    let vars = [("CGO_ENABLED", "0")];
    check(&vars, true, |emulator| {
        let text = without_times(&without_closing_line(&emulator.text()));
        let is_right = text == PLAIN && emulator.faults.is_empty();
        (!is_right).then(|| format!("{:?}\n{text}", emulator.faults))
    });
}

#[test]
fn nothing_above_the_line_is_erased_where_lines_are_cut() {
    let vars = [("CGO_ENABLED", "0"), ("XTERM_VERSION", "XTerm(390)")];
    let begins = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.chars().take(3).collect())
            .collect()
    };
    check(&vars, false, |emulator| {
        let text = without_closing_line(&emulator.text());
        let is_right = emulator.faults.is_empty() && emulator.moves == 0;
        let is_right = is_right && begins(text.trim_end()) == begins(PLAIN);
        (!is_right).then(|| format!("{:?}\n{text}", emulator.faults))
    });
}
