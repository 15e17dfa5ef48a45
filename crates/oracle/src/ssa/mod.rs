//! `cargo xtask ssa check`: the states of functions in the SSA passes, as the SDK's compiler dumps
//! them, and each pass of crate ssa on the state before it, compared with the state after it.
//! `cargo xtask ssa rules`: the rewrite rules of SDKs.
//!
//! Packages are compiled twice ([`crate::second_compile`]): the second compiler is the SDK's with
//! the overlay of this module.
//! Counterpart: none.

mod chain;
mod check;
mod difference;
mod dumped_rules;
mod outcome;
pub(crate) mod overlay;
pub(crate) mod panics;
mod rules;
mod tool;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use vamos_base::Digest;

use crate::files;
use crate::flags;
use crate::link::place;
use crate::report;
use crate::sdk::Sdk;
use crate::second_compile;

pub(crate) use difference::text as difference_text;
pub(crate) use dumped_rules::compile_rules;
pub(crate) use tool::run_tool;

const USAGE: &str = "usage: cargo xtask ssa check [--sdk VERSION|GOROOT]... [--members std,cmd] \
[--dir DIR] [--packages PATTERN,...] [--gcflags FLAGS] [--goamd64 v1|v3] [--race on] \
[--experiment NAME] [--imports off] [--time on] [--keep DIR] [--objects off] \
[PASS...|all]
       cargo xtask ssa rules [--sdk VERSION|GOROOT]...
  PASS: the name of a pass with - for spaces; `dump` only reads and writes states,
  `chain` runs all passes on the first state, `debug` makes location lists
  --keep: the results stay in DIR, and a later run checks what has no result or differs
  --objects off: the compiler that dumps runs alone, and its objects are not compared";

/// The number of differences that are shown.
const SHOWN: usize = 12;

/// The options of the command line.
#[derive(Default)]
struct Options {
    sdks: Vec<String>,
    patterns: Vec<String>,
    /// The directory of a module whose packages are checked, if not the SDK's.
    dir: Option<PathBuf>,
    gcflags: String,
    goamd64: String,
    /// GOEXPERIMENT.
    experiment: String,
    is_race: bool,
    /// Packages that the others import are not checked.
    skips_imports: bool,
    /// The time of each pass is shown.
    is_timed: bool,
    /// Objects are not compared.
    skips_objects: bool,
    /// The directory in which builds and results stay.
    keep: Option<PathBuf>,
    passes: Vec<String>,
    /// Rules are compiled, and no pass is checked.
    is_rules: bool,
}

impl Options {
    /// Returns the packages that are checked, if not all are.
    fn only(&self) -> String {
        if self.skips_imports {
            self.patterns.join(",")
        } else if self.dir.is_some() {
            tool::OUTSIDE.to_owned()
        } else {
            String::new()
        }
    }

    /// Returns the name of the directory for builds with these options.
    fn kept_name(&self, sdk: &Sdk) -> String {
        let race = if self.is_race { "race" } else { "" };
        let objects = if self.skips_objects { "" } else { "objects" };
        let words = [
            &sdk.version,
            race,
            &self.goamd64,
            &self.gcflags,
            &self.experiment,
            objects,
            &self.passes.join("+"),
            &self.patterns.join("+"),
            &self.only(),
        ];
        let digest = Digest::of(words.join("\n").as_bytes()).short();
        format!("{}-{}", sdk.version, digest)
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let sdks = place::find_sdks(&options.sdks)?;
    if options.is_rules {
        return report::of_sdks(&sdks, rules::check);
    }
    report::of_sdks(&sdks, |sdk| check_sdk(&options, sdk))
}

fn parse(args: &[String]) -> Result<Options, String> {
    let (flags, words) = flags::split(args, USAGE)?;
    let (command, passes) = words.split_first().ok_or(USAGE)?;
    if !["check", "rules"].contains(command) {
        return Err(USAGE.to_owned());
    }
    let mut options = Options {
        is_rules: *command == "rules",
        passes: passes.iter().map(|pass| pass.replace('-', " ")).collect(),
        ..Options::default()
    };
    for flag in flags {
        let list = flag.value.split(',');
        match flag.name {
            "--sdk" => options.sdks.push(flag.text()),
            "--members" => options.patterns.extend(list.map(|name| match name {
                "cmd" => "cmd/...".to_owned(),
                name => name.to_owned(),
            })),
            "--packages" => options.patterns.extend(list.map(str::to_owned)),
            "--gcflags" => options.gcflags = flag.text(),
            "--goamd64" => options.goamd64 = flag.text(),
            "--dir" => options.dir = Some(flag.path()),
            "--experiment" => options.experiment = flag.text(),
            "--imports" => options.skips_imports = flag.value == "off",
            "--time" => options.is_timed = flag.value == "on",
            "--objects" => options.skips_objects = flag.value == "off",
            "--keep" => options.keep = Some(flag.path()),
            "--race" => options.is_race = flag.value == "on",
            _ => return Err(USAGE.to_owned()),
        }
    }
    if options.patterns.is_empty() {
        options.patterns.push("std".to_owned());
    }
    if options.passes.is_empty() {
        options.passes.push("dump".to_owned());
    }
    Ok(options)
}

/// Checks the passes with one SDK.
fn check_sdk(options: &Options, sdk: &Sdk) -> Result<String, String> {
    let compiler = overlay::build(sdk)?;
    let temp = tempfile::tempdir().map_err(|error| error.to_string())?;
    let dir = match &options.keep {
        Some(dir) => dir.join(options.kept_name(sdk)),
        None => temp.path().to_owned(),
    };
    let results = dir.join("results");
    fs::create_dir_all(&results).map_err(files::at(&results))?;
    build_all(options, sdk, &compiler, &dir, &results)?;
    let total = outcome::collect(&results)?;
    let mut text = total.summary();
    if options.is_timed {
        text = format!("{text}\n{}", total.time_table());
    }
    if total.counts.differ == 0 && total.counts.functions > 0 {
        return Ok(text);
    }
    let shown: Vec<&str> = total.shown.iter().take(SHOWN).map(String::as_str).collect();
    Err(format!("{}\n{text}", shown.join("\n")))
}

/// Builds the packages with the compiler that dumps; each compile leaves a file in `results`.
fn build_all(
    options: &Options,
    sdk: &Sdk,
    compiler: &Path,
    temp: &Path,
    results: &Path,
) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let tool = format!("{} ssa-tool", own.display());
    let mut command = second_compile::build_command(sdk, &tool, temp);
    command
        .env("CGO_ENABLED", if options.is_race { "1" } else { "0" })
        .env("GOAMD64", &options.goamd64)
        .env("GOEXPERIMENT", &options.experiment)
        .env(tool::COMPILER, compiler)
        .env(tool::RESULTS, results)
        .env(tool::ONLY, options.only())
        .env(
            tool::OBJECTS,
            if options.skips_objects { "off" } else { "on" },
        )
        .env(tool::PASSES, options.passes.join(","))
        .env(tool::MINOR, sdk.minor().unwrap_or(0).to_string())
        .env(tool::SOURCES, sdk.goroot.join("src").join(overlay::SSA));
    if options.is_race {
        command.arg("-race");
    }
    if !options.gcflags.is_empty() {
        command.arg(format!("-gcflags=all={}", options.gcflags));
    }
    if let Some(dir) = &options.dir {
        // Modules come from the cache only.
        command.current_dir(dir);
        command.env("GOMODCACHE", sdk.variable("GOMODCACHE")?);
    }
    for package in outcome::unequal(results)? {
        // The number has no effect but another name in the build cache.
        let since = UNIX_EPOCH.elapsed().map_err(|error| error.to_string())?;
        let number = since.as_secs();
        let flags = format!("{} -memprofilerate={number}", options.gcflags);
        command.arg(format!("-gcflags={package}={flags}"));
    }
    command.args(&options.patterns);
    second_compile::output(command).map(drop)
}
