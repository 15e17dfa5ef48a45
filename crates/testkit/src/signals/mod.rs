//! SIGINT and SIGTERM at random moments: whatever a command does, it and its children end within
//! two seconds, nothing temporary is left, and no output is incomplete.
//!
//! Counterpart: none.

mod commands;

use std::fs;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::WaitId;
use rustix::process::WaitIdOptions;

use crate::Archive;
use crate::Proxy;
use crate::Random;
use commands::SUBJECTS;
use commands::Subject;

/// In how long everything has to end.
const LIMIT: Duration = Duration::from_secs(2);

/// No signal comes later.
const LATEST: Duration = Duration::from_millis(2500);

/// The least time in which signals come.
const SHORTEST: Duration = Duration::from_millis(40);

/// No signal comes later to a command of which nothing is known.
const FIRST: Duration = Duration::from_millis(640);

/// So often that time is halved at most: commands take between some milliseconds and a second, on
/// machines that are fast or busy.
const HALVES: usize = 7;

/// How often processes are looked for.
const PAUSE: Duration = Duration::from_millis(10);

/// How often it is asked whether a child has ended.
const SHORT_PAUSE: Duration = Duration::from_millis(1);

/// The variable by which processes of a round are found.
const MARK: &str = "TESTKIT_SIGNAL_ROUND";

/// What happened in all rounds.
#[derive(Clone, Debug, Default)]
pub struct SignalReport {
    /// How many commands had not ended when the signal came.
    pub hit: u64,
    /// How many had ended.
    pub late: u64,
    /// How many commands were hit at least once.
    pub commands: usize,
    /// The longest time from a signal to the end of the command.
    pub slowest: Duration,
    /// The command of that time.
    pub slowest_line: String,
    /// What was wrong, one line for each round.
    pub problems: Vec<String>,
}

/// A program that gets signals, in a tree and with caches that are carried on.
#[derive(Debug)]
pub struct Signals {
    vamos: PathBuf,
    goroot: PathBuf,
    top: PathBuf,
    proxy: Proxy,
    random: Random,
    /// How long each command takes that is not hit, once that is known.
    usual: Vec<Option<Duration>>,
}

impl Signals {
    /// Lays the tree in the directory `top`, which is empty.
    pub fn new(vamos: &Path, goroot: &Path, top: &Path, seed: u64) -> io::Result<Self> {
        Archive::parse(&commands::tree()).write_to(top)?;
        Ok(Self {
            vamos: vamos.to_owned(),
            goroot: goroot.to_owned(),
            top: top.to_owned(),
            proxy: commands::proxy()?,
            random: Random::new(seed),
            usual: vec![None; SUBJECTS.len()],
        })
    }

    /// Sends `rounds` signals, to one command after the other; `progress` gets the number of each
    /// round that has ended.
    pub fn run(&mut self, rounds: u64, mut progress: impl FnMut(u64)) -> io::Result<SignalReport> {
        let mut report = SignalReport::default();
        let mut is_hit = [false; SUBJECTS.len()];
        let first = self.random.below(SUBJECTS.len());
        for round in 0..rounds {
            let index = (first + usize::try_from(round).unwrap_or(0) * 5) % SUBJECTS.len();
            is_hit[index] |= self.round(round, index, &mut report)?;
            progress(round + 1);
        }
        report.commands = is_hit.iter().filter(|is_hit| **is_hit).count();
        Ok(report)
    }

    /// Runs a command, sends it a signal, and checks what is left; reports whether it was hit.
    fn round(&mut self, round: u64, index: usize, report: &mut SignalReport) -> io::Result<bool> {
        let subject = SUBJECTS[index];
        let signal = match subject.needs_input || self.random.chance(50) {
            true => Signal::TERM,
            false => Signal::INT,
        };
        self.change(round)?;
        let tmp = self.top.join(format!("tmp{round}"));
        fs::create_dir(&tmp)?;
        let after = self.moment(index);
        let mut command = self.command(subject, round, &tmp);
        let begin = Instant::now();
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        if ends_within(&child, after)? {
            self.usual[index] = Some(begin.elapsed().clamp(SHORTEST, LATEST));
            report.late += 1;
            child.wait()?;
            fs::remove_dir_all(&tmp)?;
            return Ok(false);
        }
        let longer = self.usual[index].map_or(after * 2, |usual| usual * 11 / 10);
        self.usual[index] = Some(longer.clamp(SHORTEST, LATEST));
        let sent = Instant::now();
        send(&child, signal)?;
        let has_ended = ends_within(&child, LIMIT)?;
        let elapsed = sent.elapsed();
        let left = left_after(round, sent);
        let mut problems = Vec::new();
        if !has_ended {
            problems.push("it has not ended".to_owned());
            child.kill()?;
        }
        drop(input);
        let status = child.wait()?;
        problems.extend(left.map(|line| format!("a process is left: {line}")));
        problems.extend(unexpected(status));
        problems.extend(left_in(&tmp)?);
        problems.extend(self.incomplete(subject));
        report.hit += 1;
        if elapsed > report.slowest {
            report.slowest = elapsed;
            subject.line.clone_into(&mut report.slowest_line);
        }
        for problem in problems {
            let line = subject.line;
            report.problems.push(format!(
                "round {round}: {line}: {signal:?} after {after:?}: {problem}"
            ));
        }
        // A problem is reported once.
        let _ = fs::remove_dir_all(&tmp);
        Ok(true)
    }

    /// Chooses after how long a command gets its signal.
    fn moment(&mut self, index: usize) -> Duration {
        let mut below = |limit| u32::try_from(self.random.below(limit)).unwrap_or_default();
        match self.usual[index] {
            Some(usual) => usual * below(100) / 100,
            None => FIRST / (1 << below(HALVES + 1)),
        }
    }

    /// Changes the tree, so that there is something to do.
    fn change(&mut self, round: u64) -> io::Result<()> {
        let package = self.random.below(5);
        let file = self.top.join(format!("m/p{package}/p.go"));
        let text = format!(
            "package p{package}\n\nimport \"strings\"\n\n\
             func F(n int) string {{ return strings.Repeat(\"x\", n+{round}) }}\n"
        );
        fs::write(file, text)?;
        for out in ["m/out", "m/m"] {
            let _ = fs::remove_file(self.top.join(out));
        }
        let _ = fs::remove_dir_all(self.top.join("m/out-vendor"));
        // Now and then modules are downloaded anew; their directories are writable.
        if self.random.chance(50) {
            let _ = fs::remove_dir_all(self.top.join("modcache"));
        }
        Ok(())
    }

    fn command(&self, subject: Subject, round: u64, tmp: &Path) -> Command {
        let mut command = Command::new(&self.vamos);
        command
            .args(subject.line.split(' '))
            .current_dir(self.top.join(subject.dir))
            .env_clear()
            .env("PATH", crate::program::PATH)
            .env("HOME", self.top.join("home"))
            .env("GOROOT", &self.goroot)
            .env("GOCACHE", self.top.join("cache"))
            .env("GOMODCACHE", self.top.join("modcache"))
            .env("GOBIN", self.top.join("bin"))
            .env("GOFLAGS", "-buildvcs=false -modcacherw")
            .env("GOPROXY", self.proxy.url())
            .env("GONOSUMDB", "*")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("TMPDIR", tmp)
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock")
            .env(MARK, round.to_string())
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Describes outputs of a command that are not whole.
    fn incomplete(&self, subject: Subject) -> Option<String> {
        let is_program = !subject.line.contains("-coverprofile");
        for out in ["m/out", "m/m"] {
            let Ok(bytes) = fs::read(self.top.join(out)) else {
                continue;
            };
            if is_program && !is_whole_program(&bytes) {
                return Some(format!("{out} has only {} bytes", bytes.len()));
            }
        }
        for file in ["m/go.mod", "w/a/go.mod", "w/go.work"] {
            let text = fs::read_to_string(self.top.join(file)).unwrap_or_default();
            if !text.ends_with('\n') {
                return Some(format!("{file} is incomplete: {text:?}"));
            }
        }
        None
    }
}

/// Waits until a child has ended, for some time; reports whether it has. It is not reaped.
fn ends_within(child: &Child, limit: Duration) -> io::Result<bool> {
    let begin = Instant::now();
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    loop {
        if rustix::process::waitid(WaitId::Pid(Pid::from_child(child)), options)?.is_some() {
            return Ok(true);
        }
        let left = limit.saturating_sub(begin.elapsed());
        if left.is_zero() {
            return Ok(false);
        }
        std::thread::sleep(left.min(SHORT_PAUSE));
    }
}

/// Sends SIGINT to the whole group, as a terminal does, and SIGTERM to the command alone.
fn send(child: &Child, signal: Signal) -> io::Result<()> {
    let pid = Pid::from_child(child);
    let sent = match signal {
        Signal::INT => rustix::process::kill_process_group(pid, signal),
        _ => rustix::process::kill_process(pid, signal),
    };
    Ok(sent?)
}

/// Returns a process of the round that still runs when the time is over.
fn left_after(round: u64, sent: Instant) -> Option<String> {
    loop {
        let found = marked(round).next()?;
        if sent.elapsed() > LIMIT {
            return Some(found);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Returns the command lines of the processes that belong to a round.
fn marked(round: u64) -> impl Iterator<Item = String> {
    let mark = format!("{MARK}={round}");
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(move |entry| {
        // Of processes that end meanwhile, and have ended, nothing can be read.
        let env = fs::read(entry.path().join("environ")).unwrap_or_default();
        let mut variables = env.split(|byte| *byte == 0);
        let is_of_round = variables.any(|variable| variable == mark.as_bytes());
        let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        is_of_round.then(|| String::from_utf8_lossy(&line).replace('\0', " "))
    })
}

/// Describes an end that neither the command nor the signal explains.
fn unexpected(status: ExitStatus) -> Option<String> {
    use std::os::unix::process::ExitStatusExt as _;
    // 130 is that of `watch`; the program of `run` may fail, too.
    let is_expected =
        matches!(status.code(), Some(0..=2 | 130)) || matches!(status.signal(), Some(2 | 15));
    (!is_expected).then(|| format!("it ended with {status}"))
}

/// Describes what is left in the directory of temporary files.
fn left_in(tmp: &Path) -> io::Result<Option<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(tmp)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok((!names.is_empty()).then(|| format!("left in TMPDIR: {}", names.join(", "))))
}

/// Reports whether bytes are an ELF file with all of its sections' headers, which are its end.
fn is_whole_program(bytes: &[u8]) -> bool {
    let word = |at: usize| {
        let field = bytes.get(at..at + 8)?.try_into().ok()?;
        usize::try_from(u64::from_le_bytes(field)).ok()
    };
    let half = |at: usize| {
        let field = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(usize::from(u16::from_le_bytes(field)))
    };
    let end = || Some(word(0x28)? + half(0x3a)? * half(0x3c)?);
    // Test binaries of other packages may be archives.
    bytes.starts_with(b"!<arch>\n")
        || bytes.starts_with(b"\x7fELF") && end().is_some_and(|end| end <= bytes.len())
}
