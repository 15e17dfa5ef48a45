//! `cargo xtask cache cap`: rounds of builds by both commands on one cache with a cap.
//!
//! Each round changes constants in all packages of a generated module. The commands take turns, or
//! build at the same time: the same packages, or different ones. After each command of either kind
//! the cache must be within its cap, except for the outputs of one action; every build must succeed
//! and every program print its numbers.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Instant;

use crate::files;
use crate::flags;
use crate::pair;
use crate::pair::Pair;
use crate::sdk;

const USAGE: &str = "usage: cargo xtask cache cap [--rounds 100] [--cap 1GB] [--packages 24] \
[--vamos BINARY]";

/// The bytes of data in each package.
const DATA: usize = 1 << 20;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let Some(("cap", rest)) = args.split_first().map(|(first, rest)| (&**first, rest)) else {
        return Err(USAGE.to_owned());
    };
    let (mut rounds, mut packages) = (100, 24);
    let (mut cap, mut vamos) = ("1GB".to_owned(), None);
    for flag in flags::all(rest, USAGE)? {
        match flag.name {
            "--rounds" => rounds = flag.number()?,
            "--packages" => packages = flag.number()?,
            "--cap" => cap = flag.text(),
            "--vamos" => vamos = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let bytes = vamos_config::parse_size(&cap).ok_or("--cap is not a size")?;
    let Pair { sdk, vamos } = Pair::find(None, vamos.as_deref())?;
    let root = sdk::target_dir().join("cache-cap");
    // Files of an earlier run are no part of this one.
    let _ = fs::remove_dir_all(&root);
    let mut trial = Trial {
        go: sdk.go,
        vamos,
        goroot: sdk.goroot,
        root,
        packages,
        cap: bytes,
        next: 0,
        most: 0,
        most_between: 0,
        builds: 0,
    };
    trial.set_cap(&cap)?;
    trial.rounds(rounds)
}

struct Trial {
    go: PathBuf,
    vamos: PathBuf,
    goroot: PathBuf,
    root: PathBuf,
    packages: u64,
    cap: u64,
    /// The next number for a constant.
    next: u64,
    /// The largest size after a vamos command without concurrent ones.
    most: u64,
    /// The largest size after any command, of the official one, too.
    most_between: u64,
    builds: u64,
}

impl Trial {
    fn rounds(&mut self, rounds: u64) -> Result<(), String> {
        let start = Instant::now();
        let mut first_full = None;
        for round in 0..rounds {
            match round % 4 {
                0 => {
                    self.build_alone("a", false)?;
                    self.build_alone("a", true)?;
                }
                1 => {
                    self.build_alone("b", true)?;
                    self.build_alone("b", false)?;
                }
                // The same packages at once.
                2 => self.build_both("a", "a")?,
                _ => self.build_both("a", "b")?,
            }
            // The cap does not limit the official command; vamos frees space for it.
            self.build_alone("b", true)?;
            if first_full.is_none() && self.most > self.cap / 10 * 9 {
                first_full = Some(round);
            }
            if round % 10 == 9 {
                let now = size(&self.root.join("cache"));
                crate::say(&format!(
                    "cache: {} rounds, now {} MB",
                    round + 1,
                    now / 1_000_000
                ));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a few gigabytes")]
        let mb = |bytes: u64| bytes as f64 / 1e6;
        crate::say(&format!(
            "cache: {rounds} rounds, {} builds, none failed, {} s; cap {} MB (reached in round \
             {}), at most {:.1} MB after a vamos command, {:.1} MB after any",
            self.builds,
            start.elapsed().as_secs(),
            mb(self.cap),
            first_full.map_or_else(|| "none".to_owned(), |round| (round + 1).to_string()),
            mb(self.most),
            mb(self.most_between),
        ));
        // An archive, and its entries.
        let action = 2 * DATA as u64;
        if self.most <= self.cap && self.most_between <= self.cap + action {
            Ok(())
        } else {
            Err("the cap was exceeded by more than the outputs of an action".to_owned())
        }
    }

    fn command(&self, is_vamos: bool) -> Command {
        let program = if is_vamos { &self.vamos } else { &self.go };
        let home = self.root.join("home");
        let mut command = pair::command(program, &self.root, &self.goroot);
        command
            .env("HOME", &home)
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("GOCACHE", self.root.join("cache"))
            .env("VAMOS_KEPT", "off");
        command
    }

    fn set_cap(&self, cap: &str) -> Result<(), String> {
        files::make_dir(&self.root)?;
        let mut command = self.command(true);
        let status = command.args(["cache", "cap", cap]).status();
        let status = status.map_err(|error| error.to_string())?;
        status
            .success()
            .then_some(())
            .ok_or_else(|| "vamos cache cap failed".to_owned())
    }

    /// Writes a module whose packages have new constants; returns the expected output of its
    /// program.
    fn edit(&mut self, module: &str) -> Result<String, String> {
        let dir = self.root.join(module);
        let mut imports = String::new();
        let mut sum = String::new();
        let mut want = 0;
        for package in 0..self.packages {
            self.next += 1;
            let number = self.next;
            want += number;
            let text = format!(
                "package p{package}\n\nconst Number = {number}\n\nvar Data = [{DATA}]byte{{{}, {}: 1}}\n",
                number % 255 + 1,
                DATA - 1,
            );
            files::put(&dir.join(format!("p{package}/p.go")), &text)?;
            imports += &format!("\t\"example.com/{module}/p{package}\"\n");
            sum += &format!(" + p{package}.Number + len(p{package}.Data) - {DATA}");
        }
        files::put(
            &dir.join("go.mod"),
            format!("module example.com/{module}\n\ngo 1.25\n"),
        )?;
        let text = format!(
            "package main\n\nimport (\n\t\"fmt\"\n{imports})\n\nfunc main() {{ fmt.Println(0{sum}) }}\n"
        );
        files::put(&dir.join("main.go"), &text)?;
        Ok(format!("{want}\n"))
    }

    fn start(&self, module: &str, is_vamos: bool) -> Result<Child, String> {
        let dir = self.root.join(module);
        let mut command = self.command(is_vamos);
        let command = command.current_dir(&dir).env("PWD", &dir);
        let output = output_of(is_vamos);
        let started = command
            .args(["build", "-o", output, "."])
            .stderr(Stdio::piped());
        started.spawn().map_err(|error| error.to_string())
    }

    fn finish(
        &mut self,
        child: Child,
        module: &str,
        is_vamos: bool,
        want: &str,
    ) -> Result<(), String> {
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        self.builds += 1;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(format!("build {} failed: {text}", self.builds));
        }
        let program = self.root.join(module).join(output_of(is_vamos));
        let printed = Command::new(program)
            .output()
            .map_err(|error| error.to_string())?;
        let printed = String::from_utf8_lossy(&printed.stdout);
        if printed == want {
            Ok(())
        } else {
            Err(format!(
                "build {} printed {printed:?} instead of {want:?}",
                self.builds
            ))
        }
    }

    fn build_alone(&mut self, module: &str, is_vamos: bool) -> Result<(), String> {
        let want = self.edit(module)?;
        let child = self.start(module, is_vamos)?;
        self.finish(child, module, is_vamos, &want)?;
        let now = size(&self.root.join("cache"));
        self.most_between = self.most_between.max(now);
        if is_vamos {
            self.most = self.most.max(now);
        }
        Ok(())
    }

    /// Builds a module with the official command and one with vamos at the same time.
    fn build_both(&mut self, official: &str, own: &str) -> Result<(), String> {
        let want = self.edit(official)?;
        let want_own = if official == own {
            want.clone()
        } else {
            self.edit(own)?
        };
        let first = self.start(official, false)?;
        let second = self.start(own, true)?;
        self.finish(second, own, true, &want_own)?;
        self.most_between = self.most_between.max(size(&self.root.join("cache")));
        self.finish(first, official, false, &want)?;
        self.most_between = self.most_between.max(size(&self.root.join("cache")));
        Ok(())
    }
}

fn output_of(is_vamos: bool) -> &'static str {
    if is_vamos { "prog-vamos" } else { "prog-go" }
}

/// Returns the bytes of all files below a directory; files may vanish meanwhile.
fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let bytes = entries.map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    });
    bytes.sum()
}
