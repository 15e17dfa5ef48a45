//! `vamos setup` ended at random moments and continued, run twice at once, and on a full disk: an
//! incomplete state is never called complete, and the next run completes it.
//!
//! Counterpart: none.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::kill_process_group;

use super::Fault;
use crate::costs::adopt_orphans;
use crate::costs::await_orphans;
use crate::files;

/// Number of packages in the program that is built afterwards.
const PACKAGES: u64 = 8;

/// The longest time until a signal, in percent of a whole run, by round.
const LONGEST: [u32; 3] = [10, 50, 100];

/// The signals. The process has a group of its own, as on a terminal, where a Ctrl-C reaches all of
/// them.
const SIGNALS: [Signal; 3] = [Signal::KILL, Signal::INT, Signal::TERM];

/// The time after which a process hangs that can handle its signal, also on a loaded machine.
const HANGS: Duration = Duration::from_secs(30);

/// The reasons that setup gives on a full disk: one before it begins, and one while it writes.
const FULL: [&str; 2] = ["of disk space is free", "no space left on device"];

impl Fault {
    /// Ends `rounds` runs. `full` is a directory of a small file system, if the disk is to be full.
    pub(super) fn setup(&mut self, rounds: u64, full: Option<&Path>) -> Result<(), String> {
        adopt_orphans();
        self.lay(PACKAGES)?;
        let begun = Instant::now();
        self.complete()?;
        let usual = begun.elapsed();
        crate::say(&format!("kill: setup takes {} s", usual.as_secs()));
        self.last_build()?;
        self.forget()?;
        let mut hits = 0;
        let mut completed = 0;
        let mut slowest = Duration::ZERO;
        for round in 0..rounds {
            if self.is_complete()? {
                completed += 1;
                self.last_build()?;
                self.forget()?;
            }
            let percent = LONGEST[usize::try_from(round % 3).unwrap_or(0)];
            let longest = (usual * percent / 100).as_millis();
            let after = self.random.number() % u64::try_from(longest).unwrap_or(1).max(1);
            let signal = SIGNALS[self.random.below(SIGNALS.len())];
            if let Some(took) = self.ended(Duration::from_millis(after), signal)? {
                hits += 1;
                slowest = slowest.max(took);
            }
            if round % 10 == 9 {
                crate::say(&format!("kill: round {}: {hits} hit", round + 1));
            }
        }
        self.complete()?;
        self.last_build()?;
        self.nothing_left()?;
        crate::say(&format!(
            "kill: {rounds} rounds of setup, {hits} hit, {completed} completed before, slowest end {:.2} s; continued, all next builds identical",
            slowest.as_secs_f64()
        ));
        self.two_at_once(usual)?;
        match full {
            Some(dir) => self.setup_on_full_disk(dir, rounds / 5, usual),
            None => Ok(()),
        }
    }

    fn setup_command(&self, flags: &[&str]) -> Command {
        let mut args = vec!["setup"];
        args.extend(flags);
        let mut command = self.go(&self.vamos, &self.cache, &args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end, which must be good.
    fn complete(&self) -> Result<(), String> {
        expect_good(&output(self.setup_command(&[]))?)?;
        if self.is_complete()? {
            Ok(())
        } else {
            Err("setup has succeeded, but -check finds something missing".to_owned())
        }
    }

    /// Reports whether nothing is missing.
    fn is_complete(&self) -> Result<bool, String> {
        let output = output(self.setup_command(&["-check"]))?;
        let text = String::from_utf8_lossy(&output.stdout);
        match (
            output.status.code(),
            text.contains("a difference was found"),
        ) {
            (Some(0), false) => Ok(true),
            (Some(1), false) => Ok(false),
            _ => Err(format!("setup -check: {}\n{text}", output.status)),
        }
    }

    /// Removes all that it has made.
    fn forget(&mut self) -> Result<(), String> {
        let own = self.own()?;
        for dir in [own, self.cache.clone()] {
            files::remove(&dir)?;
            files::make_dir(&dir)?;
        }
        self.checked.clear();
        Ok(())
    }

    /// Returns the user's cache directory.
    fn own(&self) -> Result<PathBuf, String> {
        self.home.clone().ok_or("no cache directory".to_owned())
    }

    /// Ends a run with a signal. Returns the time from the signal to its end; `None` if it no longer
    /// ran.
    fn ended(&mut self, after: Duration, signal: Signal) -> Result<Option<Duration>, String> {
        let mut command = self.setup_command(&[]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command
            .process_group(0)
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut took = None;
        if !has_ended_within(&mut child, after)? {
            let begun = Instant::now();
            let group = Pid::from_child(&child);
            kill_process_group(group, signal).map_err(|error| error.to_string())?;
            if !has_ended_within(&mut child, HANGS)? {
                return Err(format!("setup runs {HANGS:?} after {signal:?}"));
            }
            took = Some(begun.elapsed());
        }
        await_orphans();
        self.check()?;
        Ok(took)
    }

    /// Only the finished compiler is there, and no temporary file.
    fn nothing_left(&self) -> Result<(), String> {
        let compilers = self.own()?.join("vamos/compilers");
        let mut left = Vec::new();
        for dir in [&compilers, &self.tmp] {
            for entry in fs::read_dir(dir).map_err(|error| error.to_string())? {
                let path = entry.map_err(|error| error.to_string())?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let is_unfinished = name.contains("unfinished") || name.starts_with("vamos-");
                if is_unfinished || name.starts_with("go-build") {
                    left.push(path.display().to_string());
                }
            }
        }
        if left.is_empty() {
            Ok(())
        } else {
            Err(format!("left after setup: {}", left.join(" ")))
        }
    }

    /// Two runs at once are both good, and the second waits for the first instead of doing its
    /// work.
    fn two_at_once(&mut self, usual: Duration) -> Result<(), String> {
        self.forget()?;
        let begun = Instant::now();
        let spawned = [self.setup_command(&[]), self.setup_command(&[])]
            .map(|mut command| command.spawn().map_err(|error| error.to_string()));
        for child in spawned {
            let output = child?.wait_with_output();
            expect_good(&output.map_err(|error| error.to_string())?)?;
        }
        let took = begun.elapsed();
        if !self.is_complete()? {
            return Err("two at once: something is missing".to_owned());
        }
        self.last_build()?;
        crate::say(&format!(
            "kill: two at once take {} s, one {} s",
            took.as_secs(),
            usual.as_secs()
        ));
        Ok(())
    }

    /// Runs it with all of its directories on a file system that has too little space, in half of
    /// the rounds from the beginning, in the others from a random moment of the run on. It fails
    /// with a reason, proves nothing wrong, and succeeds as soon as there is space.
    fn setup_on_full_disk(
        &mut self,
        dir: &Path,
        rounds: u64,
        usual: Duration,
    ) -> Result<(), String> {
        let kept = [&mut self.cache, &mut self.tmp]
            .map(|part| std::mem::replace(part, dir.join(part.file_name().unwrap_or_default())));
        let home = self.home.replace(dir.join("home"));
        let (mut failed_at_start, mut failed_later) = (0, 0);
        for round in 0..rounds {
            self.forget()?;
            files::remove(&self.tmp)?;
            files::make_dir(&self.tmp)?;
            let is_full_at_start = round % 2 == 0;
            let (run, filler) = if is_full_at_start {
                let filler = Filler::new(dir, 1 + self.random.number() % 200)?;
                (output(self.setup_command(&[]))?, filler)
            } else {
                let longest = u64::try_from(usual.as_millis()).unwrap_or(1).max(1);
                let after = Duration::from_millis(self.random.number() % longest);
                self.setup_meets_full_disk(dir, after)?
            };
            if run.status.code() == Some(1) {
                if is_full_at_start {
                    failed_at_start += 1;
                } else {
                    failed_later += 1;
                }
                let text = [run.stdout.as_slice(), &run.stderr].concat();
                let text = String::from_utf8_lossy(&text).into_owned();
                if !FULL.iter().any(|reason| text.contains(reason)) {
                    return Err(format!("round {round}: another reason:\n{text}"));
                }
            } else {
                expect_good(&run)?;
            }
            self.is_complete()?;
            filler.remove()?;
            self.complete()?;
            self.check()?;
        }
        crate::say(&format!(
            "kill: {rounds} times setup on a full disk, {} failed at its beginning, {} on the way, all next ones succeed",
            failed_at_start, failed_later
        ));
        [self.cache, self.tmp] = kept;
        self.home = home;
        Ok(())
    }

    /// Runs it and fills its file system after a time.
    fn setup_meets_full_disk(
        &self,
        dir: &Path,
        after: Duration,
    ) -> Result<(Output, Filler), String> {
        let mut child = self
            .setup_command(&[])
            .spawn()
            .map_err(|error| error.to_string())?;
        has_ended_within(&mut child, after)?;
        let filler = Filler::new(dir, 0).inspect_err(|_| {
            // It writes into the directory.
            let _ = child.kill();
            let _ = child.wait();
        })?;
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        Ok((output, filler))
    }
}

/// Files that leave this many MB of a small file system.
struct Filler {
    files: Vec<PathBuf>,
}

impl Filler {
    fn new(dir: &Path, free: u64) -> Result<Self, String> {
        let mut files = Vec::new();
        loop {
            let path = dir.join(format!("filler-{}", files.len()));
            let is_written = fs::write(&path, vec![1; 1 << 20]).is_ok();
            files.push(path);
            if !is_written {
                break;
            }
        }
        for _ in 0..=free {
            if let Some(path) = files.pop() {
                fs::remove_file(path).map_err(|error| error.to_string())?;
            }
        }
        Ok(Self { files })
    }

    fn remove(self) -> Result<(), String> {
        for path in self.files {
            fs::remove_file(path).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// Reports whether a process ends within a time.
fn has_ended_within(child: &mut Child, time: Duration) -> Result<bool, String> {
    let end = Instant::now() + time;
    loop {
        if child.try_wait().map_err(|e| e.to_string())?.is_some() {
            return Ok(true);
        }
        if Instant::now() >= end {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn output(mut command: Command) -> Result<Output, String> {
    command.output().map_err(|error| error.to_string())
}

fn expect_good(output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "setup: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}
