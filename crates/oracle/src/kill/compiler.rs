//! The instrumented compiler under attack: builds are killed while it is built and while it
//! is used, its files are damaged, and the disk is full. The next build is right, and the
//! cache is whole.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use super::Fault;
use super::kill_after;
use crate::files;
use crate::files::at;

/// Damages a compiler, the program at this path.
type Damage = fn(&Path) -> std::io::Result<()>;

/// Damages of the compiler's files.
const DAMAGES: [(&str, Damage); 5] = [
    ("half of it", |program| {
        let half = fs::metadata(program)?.len() / 2;
        let file = fs::OpenOptions::new().write(true).open(program)?;
        file.set_len(half)
    }),
    ("another byte", |program| {
        let mut bytes = fs::read(program)?;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(program, bytes)
    }),
    ("nothing in it", |program| fs::write(program, "")),
    ("no file", |program| fs::remove_file(program)),
    ("another digest", |program| {
        fs::write(program.with_file_name("sum"), "x\n")
    }),
];

/// Number of packages in the program.
const PACKAGES: u64 = 40;

impl Fault {
    /// Kills `rounds` builds; a fifth of them while the compiler is built. `full` is a
    /// directory of a small file system, if the disk is to be full.
    pub(super) fn compiler(&mut self, rounds: u64, full: Option<&Path>) -> Result<(), String> {
        self.lay(PACKAGES)?;
        let mut hits = 0;
        for _ in 0..rounds / 5 {
            let after = Duration::from_millis(self.random.number() % 20_000);
            hits += u64::from(self.killed(after)?);
            if self.program().is_some() {
                return Err("the compiler was built by a build that was killed".to_owned());
            }
        }
        crate::say(&format!("kill: {hits} killed while it was built"));
        let start = Instant::now();
        self.build("out-vamos")?;
        let program = self.program().ok_or("the compiler was not built")?;
        let took = start.elapsed().as_secs();
        crate::say(&format!("kill: it is built after {took} s"));
        let mut used = 0;
        for round in 0..rounds - rounds / 5 {
            let index = self.random.number() % PACKAGES;
            self.write_package(index, PACKAGES, round + 1)?;
            if round % 8 == 0 {
                // Every package is compiled again.
                let _ = fs::remove_dir_all(&self.cache);
                self.checked.clear();
                files::make_dir(&self.cache)?;
            }
            let longest = if round % 8 == 0 { 6000 } else { 500 };
            let after = Duration::from_millis(self.random.number() % longest);
            used += u64::from(self.killed(after)?);
            if round % 8 == 7 {
                self.last_build()?;
            }
        }
        let entries = self.check()?;
        self.last_build()?;
        crate::say(&format!(
            "kill: {used} killed while it was used, {entries} entries whole, all next builds identical"
        ));
        self.damages(&program)?;
        match full {
            Some(dir) => self.full(dir, rounds / 5),
            None => Ok(()),
        }
    }

    /// Kills a build; reports whether it still ran.
    fn killed(&mut self, after: Duration) -> Result<bool, String> {
        let mut command = self.command(&self.vamos, &self.cache, "out-vamos");
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let is_killed = kill_after(&mut child, after)?;
        self.check()?;
        Ok(is_killed)
    }

    /// Returns the instrumented compiler, if it exists.
    fn program(&self) -> Option<PathBuf> {
        let compilers = self.home.as_ref()?.join("vamos/compilers");
        let dirs = fs::read_dir(compilers).ok()?;
        let mut programs = dirs.filter_map(|dir| Some(dir.ok()?.path().join("compile")));
        // Directories of processes that were killed have other names.
        programs.find(|program| program.with_file_name("sum").exists() && program.exists())
    }

    /// Builds with damaged compilers: they are removed, and the result is the same.
    fn damages(&mut self, program: &Path) -> Result<(), String> {
        let dir = program.parent().unwrap_or(program).to_owned();
        let kept = self.tmp.join("kept");
        copy_dir(&dir, &kept)?;
        for (what, damage) in DAMAGES {
            let failed = |error: std::io::Error| format!("{what}: {error}");
            damage(program).map_err(failed)?;
            fs::remove_dir_all(&self.cache).map_err(failed)?;
            self.checked.clear();
            files::make_dir(&self.cache)?;
            // It is not built again.
            let mut command = self.command(&self.vamos, &self.cache, "out-vamos");
            let status = command
                .env("VAMOS_COMPILER", "auto")
                .env("CI", "1")
                .status();
            if !status.map_err(failed)?.success() {
                return Err(format!("{what}: the build fails"));
            }
            if program.exists() {
                return Err(format!("{what}: the compiler is still there"));
            }
            copy_dir(&kept, &dir)?;
            self.last_build()?;
        }
        crate::say(&format!(
            "kill: {} damaged compilers, all next builds identical",
            DAMAGES.len()
        ));
        Ok(())
    }

    /// Builds with cache and temporary files on a file system that has less and less space.
    fn full(&mut self, dir: &Path, rounds: u64) -> Result<(), String> {
        let io = at(dir);
        let kept = std::mem::replace(&mut self.cache, dir.join("cache"));
        let tmp = std::mem::replace(&mut self.tmp, dir.join("tmp"));
        self.checked.clear();
        let mut failed = 0;
        for round in 0..rounds {
            for part in [&self.cache, &self.tmp] {
                let _ = fs::remove_dir_all(part);
                files::make_dir(part)?;
            }
            self.checked.clear();
            // Until nothing fits any more; then this much is freed.
            let filler = |number: u64| dir.join(format!("filler-{number}"));
            let mut count = 0;
            while fs::write(filler(count), vec![1; 1 << 20]).is_ok() {
                count += 1;
            }
            let free = 1 + self.random.number() % 60;
            for number in 0..free.min(count) {
                fs::remove_file(filler(number)).map_err(io)?;
            }
            let mut command = self.command(&self.vamos, &self.cache, "out-vamos");
            failed += u64::from(!command.status().map_err(io)?.success());
            self.check()
                .map_err(|error| format!("round {round}: {error}"))?;
            for number in 0..=count {
                // Some are removed already.
                let _ = fs::remove_file(filler(number));
            }
            self.build("out-vamos")?;
            self.check()?;
        }
        let entries = self.check()?;
        self.cache = kept;
        self.tmp = tmp;
        crate::say(&format!(
            "kill: {rounds} builds on a full disk, {failed} failed, {entries} entries whole, all next builds succeed"
        ));
        self.last_build()
    }
}

/// Copies the files of a directory.
fn copy_dir(from: &Path, to: &Path) -> Result<(), String> {
    let status = Command::new("cp")
        .arg("-RpT")
        .args([from, to])
        .status()
        .map_err(|error| error.to_string())?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} cannot be copied", from.display()))
    }
}
