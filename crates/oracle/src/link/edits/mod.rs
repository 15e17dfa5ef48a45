//! `cargo xtask link edits`: chains of random edits of real programs. After each edit vamos builds
//! the program, then the official command does, with the archives that vamos compiled; both
//! executables must be equal. So each link of a chain finds the files of the one before.
//!
//! Counterpart: none.

mod chain;
mod package;

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use vamos_testkit::Random;

use super::USAGE;
use super::driver::FELL_BACK;
use super::flags;
use super::place;
use super::place::CaptureDir;
use super::place::PLATFORM;
use super::programs::Program;
use super::programs::Sources;
use crate::files;
use crate::pair;
use crate::report::Report;
use crate::report::check;
use crate::sdk::Sdk;
use package::Package;

/// Number of packages that are edited in a chain.
const PACKAGES: usize = 6;

/// Flags of the go command by mode.
const MODES: &[(&str, &[&str])] = &[
    ("plain", &[]),
    ("sw", &["-ldflags=-s -w"]),
    ("trimpath", &["-trimpath"]),
    ("pie", &["-buildmode=pie"]),
];

struct Options {
    sdk: Sdk,
    vamos: PathBuf,
    place: CaptureDir,
    corpus: Option<PathBuf>,
    chains: u32,
    edits: u32,
    seed: u64,
    modes: Vec<&'static [&'static str]>,
}

/// Totals of the chains of a program.
#[derive(Default)]
struct Totals {
    links: usize,
    /// Edits after which neither command builds, which end a chain.
    invalid: Vec<String>,
    edits: BTreeMap<String, usize>,
    /// Links that were not as usual, by the reason that vamos gives.
    reasons: BTreeMap<String, usize>,
    differences: Vec<String>,
}

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, words) = flags(args)?;
    let (mut sdk, mut vamos, mut dir, mut corpus) = (None, None, None, None);
    let (mut chains, mut edits, mut seed, mut modes) = (1, 20, 1, vec![MODES[0].1]);
    for (flag, value) in flags {
        match flag {
            "--sdk" => sdk = Some(value),
            "--vamos" => vamos = Some(PathBuf::from(value)),
            "--dir" => dir = Some(value),
            "--corpus" => corpus = Some(PathBuf::from(value)),
            "--chains" => chains = value.parse().map_err(|_| USAGE)?,
            "--edits" => edits = value.parse().map_err(|_| USAGE)?,
            "--seed" => seed = value.parse().map_err(|_| USAGE)?,
            "--modes" => modes = value.split(',').map(mode).collect::<Result<_, _>>()?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let vamos = vamos.ok_or(USAGE)?;
    let options = Options {
        sdk: place::find_sdk(sdk)?,
        vamos: vamos.canonicalize().map_err(files::at(&vamos))?,
        place: CaptureDir::open(dir)?,
        corpus,
        chains,
        edits,
        seed,
        modes,
    };
    let sources = Sources {
        place: &options.place,
        sdk: &options.sdk,
        corpus: options.corpus.clone(),
        has_cgo: true,
    };
    let mut report = Report::default();
    for word in words {
        for program in sources.find(word)? {
            let mut totals = Totals::default();
            for chain in 0..options.chains {
                options.chain(&program, chain, &mut totals)?;
            }
            report.say(&program.name, totals.row());
        }
    }
    report.finish()
}

fn mode(name: &str) -> Result<&'static [&'static str], String> {
    let found = MODES.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, flags)| *flags)
        .ok_or_else(|| format!("--modes {name}: not a mode"))
}

impl Options {
    /// Runs one chain from the program's committed sources on.
    fn chain(&self, program: &Program, chain: u32, totals: &mut Totals) -> Result<(), String> {
        let seed = self.seed + u64::from(chain);
        let mut random = Random::new(seed);
        let dir = self.lay(program)?;
        let mut packages = self.packages(program, &dir, &mut random)?;
        let flags = self.modes[chain as usize % self.modes.len()];
        for package in &packages {
            package.write()?;
        }
        for step in 0..=self.edits {
            let mut name = format!("seed {seed}, no edit");
            if step > 0 {
                let number = chain * 1000 + step;
                let (edit, at) = chain::edit(&mut packages, &mut random, number);
                packages[at].write()?;
                *totals.edits.entry(format!("{edit:?}")).or_default() += 1;
                name = format!("seed {seed}, edit {step} ({edit:?})");
            }
            if !self.step(program, &dir, flags, &name, totals)? {
                break;
            }
        }
        Ok(())
    }

    /// Builds with both commands; returns false if the program does not build.
    fn step(
        &self,
        program: &Program,
        dir: &Path,
        flags: &[&str],
        name: &str,
        totals: &mut Totals,
    ) -> Result<bool, String> {
        let out = |side: &str| {
            self.place
                .scratch()
                .join(format!("edits-{}.{side}", program.name))
        };
        let (ours, theirs) = (out("vamos"), out("official"));
        let vamos = self.build(&self.vamos, program, dir, flags, &ours)?;
        let official = self.build(&self.sdk.go, program, dir, flags, &theirs)?;
        if vamos.status.code() != official.status.code() {
            let texts = [&vamos, &official].map(|output| pair::failure(name, output));
            totals.differences.push(texts.join(" <> "));
            return Ok(false);
        }
        if !vamos.status.success() {
            totals.invalid.push(pair::failure(name, &official));
            return Ok(false);
        }
        totals.links += 1;
        for line in pair::text(&vamos.stderr).lines() {
            // The name of the program is between the two.
            let reason = line.split_once(FELL_BACK.trim_start_matches("vamos: "));
            let reason = reason.map_or(line, |(_, reason)| reason);
            *totals.reasons.entry(reason.to_owned()).or_default() += 1;
        }
        if files::read(&ours)? != files::read(&theirs)? {
            totals.differences.push(name.to_owned());
            // Both are stored for inspection.
            for (path, side) in [(&ours, "vamos"), (&theirs, "official")] {
                files::copy(path, &out(&format!("{}.{side}", name.replace(' ', "-"))))?;
            }
        }
        Ok(true)
    }

    fn build(
        &self,
        go: &Path,
        program: &Program,
        dir: &Path,
        flags: &[&str],
        out: &Path,
    ) -> Result<Output, String> {
        let mut command = self.go(go, dir)?;
        command.arg("build").args(flags).arg("-o").arg(out);
        pair::output(command.arg(&program.package))
    }

    /// Returns a go command: vamos reports links that were not as usual.
    fn go(&self, go: &Path, dir: &Path) -> Result<Command, String> {
        let official = self.place.go(&self.sdk, PLATFORM)?;
        let mut command = Command::new(go);
        command.env_clear().current_dir(dir).env("PWD", dir);
        for (name, value) in official.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command
            .env("CGO_ENABLED", "0")
            .env("VAMOS_LINK", "explain")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "stock");
        Ok(command)
    }

    /// Copies the program's sources into a directory of their own.
    fn lay(&self, program: &Program) -> Result<PathBuf, String> {
        let dir = self.place.root.join("edits").join(&self.sdk.version);
        files::make_dir(&dir)?;
        let dir = dir.join(&program.name);
        files::remove(&dir)?;
        files::copy(&program.dir, &dir)?;
        Ok(dir)
    }

    /// Chooses the packages to edit, the program's main package first.
    fn packages(
        &self,
        program: &Program,
        dir: &Path,
        random: &mut Random,
    ) -> Result<Vec<Package>, String> {
        let template = "{{if and .Module .GoFiles (not .CgoFiles)}}{{if .Module.Main}}\
                        {{.Dir}}|{{.Name}}|{{join .GoFiles \"|\"}}{{end}}{{end}}";
        let mut command = self.go(&self.sdk.go, dir)?;
        command.args(["list", "-deps", "-f", template, &program.package]);
        let output = pair::succeed(&mut command, &program.name)?;
        let text = pair::text(&output.stdout);
        let mut lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        // Dependencies come first.
        let main = lines
            .pop()
            .ok_or_else(|| format!("{}: no sources", program.name))?;
        let mut chosen = vec![main];
        while chosen.len() < PACKAGES && !lines.is_empty() {
            chosen.push(lines.swap_remove(random.below(lines.len())));
        }
        let read = |line: &str| {
            let mut fields = line.split('|');
            let (dir, name) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""));
            Package::read(PathBuf::from(dir), name, &fields.collect::<Vec<_>>())
        };
        chosen.into_iter().map(read).collect()
    }
}

impl Totals {
    fn row(&self) -> Result<String, String> {
        let counts = |map: &BTreeMap<String, usize>| {
            let counts: Vec<String> = map.iter().map(|(name, n)| format!("{name} {n}")).collect();
            counts.join(", ")
        };
        let mut text = format!("{} links; edits: {}", self.links, counts(&self.edits));
        if !self.reasons.is_empty() {
            text += &format!("; reported: {}", counts(&self.reasons));
        }
        for invalid in &self.invalid {
            text += &format!("\n  does not build: {invalid}");
        }
        for difference in &self.differences {
            text += &format!("\n  {difference}");
        }
        check(self.differences.is_empty() && self.links > 0, text)
    }
}
