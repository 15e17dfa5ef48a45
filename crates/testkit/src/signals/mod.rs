//! Signals at random moments: during any command, the command and its children end within two
//! seconds, no temporary file remains, and no output is incomplete. After SIGKILL temporary files
//! may remain, but no process.
//!
//! Counterpart: none.

mod commands;
mod left;

use std::fs;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
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
use commands::BACKGROUND;
use commands::SUBJECTS;
use commands::Subject;
use left::Family;
use left::LIMIT;
use left::is_whole_program;
use left::left_in;
use left::unexpected;

/// Maximum delay of a signal.
const LATEST: Duration = Duration::from_millis(2500);

/// Minimum upper bound of the delay.
const SHORTEST: Duration = Duration::from_millis(40);

/// Maximum delay of a signal to a command without a measured duration.
const FIRST: Duration = Duration::from_millis(640);

/// Maximum number of times that the delay is halved: commands take between some milliseconds and a
/// second, on machines that are fast or busy.
const HALVES: usize = 7;

/// Interval of checks whether a child has ended.
const SHORT_PAUSE: Duration = Duration::from_millis(1);

/// The name of the program that is under test.
const PROGRAM: &str = "vamos";

/// The name under which the program builds the instrumented compiler.
const BUILDER: &str = "vamos-compiler";

/// From each command to the next one. Numbers of commands have no divisor in common with it.
const STEP: usize = 5;

/// Maximum number of rounds as a multiple of the number of signals: some signals come late.
const MOST: u64 = 4;

/// Summary of all rounds.
#[derive(Clone, Debug, Default)]
pub struct SignalReport {
    /// Number of commands that ran when the signal came.
    pub hit: u64,
    /// Number of commands that had ended before.
    pub late: u64,
    /// The commands that were hit at least once.
    pub commands: Vec<&'static str>,
    /// The longest time from a signal to the end of the command.
    pub slowest: Duration,
    /// The command of that time.
    pub slowest_line: String,
    /// Problems, one line for each round.
    pub problems: Vec<String>,
}

impl SignalReport {
    /// Counts a command that was hit, with its time until the end.
    fn note(&mut self, line: &'static str, elapsed: Duration) {
        self.hit += 1;
        if !self.commands.contains(&line) {
            self.commands.push(line);
        }
        if elapsed > self.slowest {
            self.slowest = elapsed;
            line.clone_into(&mut self.slowest_line);
        }
    }
}

/// A program that gets signals, in a tree and with caches that all rounds share.
#[derive(Debug)]
pub struct Signals {
    subjects: &'static [Subject],
    kinds: &'static [Signal],
    /// The first command, by its place.
    first: usize,
    goroot: PathBuf,
    top: PathBuf,
    family: Family,
    proxy: Proxy,
    random: Random,
    /// Measured duration of each command without a signal.
    usual: Vec<Option<Duration>>,
}

impl Signals {
    /// Commands of all kinds, in a tree that is created in the directory `top`, which is empty.
    pub fn new(vamos: &Path, goroot: &Path, top: &Path, seed: u64) -> io::Result<Self> {
        Self::of(
            &SUBJECTS,
            &[Signal::INT, Signal::TERM, Signal::HUP],
            vamos,
            goroot,
            top,
            seed,
        )
    }

    /// Commands that run others, or are run in the background; they get SIGKILL, too.
    pub fn background(vamos: &Path, goroot: &Path, top: &Path, seed: u64) -> io::Result<Self> {
        const KINDS: [Signal; 4] = [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL];
        let signals = Self::of(&BACKGROUND, &KINDS, vamos, goroot, top, seed)?;
        let dir = top.join("m");
        let tmp = top.join("tmp");
        fs::create_dir(&tmp)?;
        // A pack has the built files.
        for args in [["mod", "tidy"], ["build", "./..."]] {
            succeed(signals.program(&tmp).args(args).current_dir(&dir))?;
        }
        for args in [
            &["init", "--quiet"][..],
            &["add", "."],
            &[
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "commit",
                "--quiet",
                "-m",
                "a",
            ],
        ] {
            let mut git = Command::new("git");
            // Not the user's settings.
            git.args(args).current_dir(&dir).env("HOME", top);
            succeed(&mut git)?;
        }
        Ok(signals)
    }

    fn of(
        subjects: &'static [Subject],
        kinds: &'static [Signal],
        vamos: &Path,
        goroot: &Path,
        top: &Path,
        seed: u64,
    ) -> io::Result<Self> {
        Archive::parse(&commands::tree()).write_to(top)?;
        let mut random = Random::new(seed);
        let program = top.join(PROGRAM);
        fs::copy(vamos, &program)?;
        Ok(Self {
            subjects,
            kinds,
            first: random.below(subjects.len()),
            goroot: goroot.to_owned(),
            top: top.to_owned(),
            family: Family::new(&program, top)?,
            proxy: commands::proxy()?,
            random,
            usual: vec![None; subjects.len()],
        })
    }

    /// Sends `rounds` signals, to one command after the other; `progress` gets the number of each
    /// round that has ended.
    pub fn run(&mut self, rounds: u64, mut progress: impl FnMut(u64)) -> io::Result<SignalReport> {
        let mut report = SignalReport::default();
        for round in 0..rounds {
            let signal = self.kinds[self.random.below(self.kinds.len())];
            self.round(round, signal, &mut report)?;
            progress(round + 1);
        }
        Ok(report)
    }

    /// Sends signals until each kind has hit this number of running commands; `progress` gets each
    /// kind and its number of hits. Returns a report for each kind.
    pub fn run_each(
        &mut self,
        count: u64,
        mut progress: impl FnMut(&str, u64),
    ) -> io::Result<Vec<(&'static str, SignalReport)>> {
        let mut reports = Vec::new();
        let mut round = 0;
        for signal in self.kinds {
            let mut report = SignalReport::default();
            let last = round + count * MOST;
            while report.hit < count && round < last {
                self.round(round, *signal, &mut report)?;
                round += 1;
                progress(name(*signal), report.hit);
            }
            reports.push((name(*signal), report));
        }
        Ok(reports)
    }

    /// Runs the next command, sends it a signal, and checks the remaining processes and files.
    fn round(&mut self, round: u64, signal: Signal, report: &mut SignalReport) -> io::Result<()> {
        let place = self.first + usize::try_from(round).unwrap_or(0) * STEP;
        let index = place % self.subjects.len();
        let subject = self.subjects[index];
        let signal = match (subject.needs_input, signal) {
            (true, Signal::INT) => Signal::TERM,
            (_, signal) => signal,
        };
        self.change(round)?;
        let tmp = self.top.join(format!("tmp{round}"));
        fs::create_dir(&tmp)?;
        let after = self.moment(index);
        let mut command = self.command(subject, &tmp);
        let begin = Instant::now();
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        if ends_within(&child, after)? {
            self.usual[index] = Some(begin.elapsed().clamp(SHORTEST, LATEST));
            report.late += 1;
            child.wait()?;
            return fs::remove_dir_all(&tmp);
        }
        let longer = self.usual[index].map_or(after * 2, |usual| usual * 11 / 10);
        self.usual[index] = Some(longer.clamp(SHORTEST, LATEST));
        let sent = Instant::now();
        send(&child, signal)?;
        let has_ended = ends_within(&child, LIMIT)?;
        let elapsed = sent.elapsed();
        let left = self.family.left_after(sent);
        let mut problems = Vec::new();
        if !has_ended {
            problems.push("it has not ended".to_owned());
            child.kill()?;
        }
        drop(input);
        let status = child.wait()?;
        problems.extend(left.map(|line| format!("a process is left: {line}")));
        problems.extend(unexpected(status, signal));
        if signal != Signal::KILL {
            problems.extend(left_in(&tmp)?);
            problems.extend(self.incomplete(subject)?);
        }
        report.note(subject.line, elapsed);
        for problem in problems {
            let line = subject.line;
            report.problems.push(format!(
                "round {round}: {line}: {signal:?} after {after:?}: {problem}"
            ));
        }
        // A problem is reported once.
        let _ = fs::remove_dir_all(&tmp);
        Ok(())
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
        let _ = fs::remove_dir_all(self.top.join(commands::OWN));
        // Now and then modules are downloaded anew; their directories are writable.
        if self.random.chance(50) {
            let _ = fs::remove_dir_all(self.top.join("modcache"));
        }
        Ok(())
    }

    /// Returns the command of a subject.
    fn command(&self, subject: Subject, tmp: &Path) -> Command {
        let mut command = self.program(tmp);
        if subject.is_builder {
            command.arg0(BUILDER).args(self.builder_words());
        } else {
            command.args(subject.line.split(' '));
        };
        command.current_dir(self.top.join(subject.dir));
        command
    }

    /// Returns the arguments of the process that builds the instrumented compiler.
    fn builder_words(&self) -> Vec<String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let version = fs::read_to_string(self.goroot.join("VERSION")).unwrap_or_default();
        let version = version.lines().next().unwrap_or_default();
        let own = text(&self.top.join(commands::OWN));
        let program = text(&self.top.join(PROGRAM));
        let arch = match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            other => other,
        };
        let (goroot, os) = (text(&self.goroot), std::env::consts::OS);
        let words = [&own, &program, &goroot, version, os, arch];
        words.map(str::to_owned).to_vec()
    }

    /// Returns the program with its environment.
    fn program(&self, tmp: &Path) -> Command {
        let mut command = Command::new(self.top.join(PROGRAM));
        command
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
            .process_group(0)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Describes outputs of a command that are not whole.
    fn incomplete(&self, subject: Subject) -> io::Result<Option<String>> {
        let is_program = !subject.line.contains("-coverprofile");
        for out in ["m/out", "m/m"] {
            let Ok(bytes) = fs::read(self.top.join(out)) else {
                continue;
            };
            if is_program && !is_whole_program(&bytes) {
                return Ok(Some(format!("{out} has only {} bytes", bytes.len())));
            }
        }
        for file in ["m/go.mod", "w/a/go.mod", "w/go.work"] {
            let text = fs::read_to_string(self.top.join(file)).unwrap_or_default();
            if !text.ends_with('\n') {
                return Ok(Some(format!("{file} is incomplete: {text:?}")));
            }
        }
        for dir in ["m", commands::COMPILERS] {
            let entries = fs::read_dir(self.top.join(dir)).into_iter().flatten();
            for entry in entries {
                let name = entry?.file_name().to_string_lossy().into_owned();
                if name.starts_with("vamos-") {
                    return Ok(Some(format!("left in {dir}: {name}")));
                }
            }
        }
        Ok(None)
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

fn name(signal: Signal) -> &'static str {
    match signal {
        Signal::INT => "SIGINT",
        Signal::TERM => "SIGTERM",
        Signal::HUP => "SIGHUP",
        _ => "SIGKILL",
    }
}

/// Runs a command that must succeed.
fn succeed(command: &mut Command) -> io::Result<()> {
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("{command:?}: {status}")))
    }
}
