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
mod time;
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

use self::chain::CHAIN;
use self::outcome::Outcome;

const USAGE: &str = "usage: cargo xtask ssa check [--sdk VERSION|GOROOT]... [--members std,cmd] \
[--dir DIR] [--packages PATTERN,...] [--gcflags FLAGS] [--goamd64 v1|v3] [--race on] \
[--experiment NAME] [--imports off] [--time on] [--keep DIR] [--objects off] \
[PASS...|all]
       cargo xtask ssa check --time chain [--runs N] [other flags of a check]
       cargo xtask ssa rules [--sdk VERSION|GOROOT]...
  PASS: the name of a pass with - for spaces; `dump` only reads and writes states,
  `chain` runs all passes on the first state, `debug` makes location lists
  --keep: the results stay in DIR, and a later run checks what has no result or differs
  --objects off: the compiler that dumps runs alone, and its objects are not compared
  --time on: the time of each pass, with states read, written and compared between passes
  --time chain: the time of each pass when all run in a row, with the first and the last state
  only; medians of --runs (5); the sum is without the time of measuring";

/// The number of differences that are shown.
const SHOWN: usize = 12;

/// The number of runs with times, unless the command line has one.
const RUNS: usize = 5;

/// The times that are shown.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Timing {
    #[default]
    None,
    /// The time of each pass that is checked.
    Passes,
    /// The time of each pass when all passes run in a row.
    Chain,
}

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
    timing: Timing,
    /// The number of runs of a chain that is timed.
    runs: usize,
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
        runs: RUNS,
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
            "--imports" => options.skips_imports = !flag.is_on()?,
            "--time" => {
                options.timing = match flag.value {
                    "chain" => Timing::Chain,
                    _ if flag.is_on()? => Timing::Passes,
                    _ => Timing::None,
                }
            }
            "--runs" => options.runs = flag.number()?,
            "--objects" => options.skips_objects = !flag.is_on()?,
            "--keep" => options.keep = Some(flag.path()),
            "--race" => options.is_race = flag.is_on()?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    if options.patterns.is_empty() {
        options.patterns.push("std".to_owned());
    }
    if options.timing == Timing::Chain {
        if !options.passes.is_empty() || options.runs == 0 {
            return Err(USAGE.to_owned());
        }
        options.passes.push(CHAIN.to_owned());
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
    let build = Build {
        options,
        sdk,
        compiler: &compiler,
        dir: &dir,
    };
    if options.timing == Timing::Chain {
        return time::chain(&build);
    }
    let results = dir.join("results");
    fs::create_dir_all(&results).map_err(files::at(&results))?;
    build.run(&results, &outcome::unequal(&results)?)?;
    let total = outcome::collect(&results)?;
    let mut text = total.summary();
    if options.timing == Timing::Passes {
        text = format!("{text}\n{}", total.time_table());
    }
    verdict(&total, text)
}

/// Returns a text about an outcome: an error, with the first differences, if there are any.
fn verdict(total: &Outcome, text: String) -> Result<String, String> {
    if total.counts.differ == 0 && total.counts.functions > 0 {
        return Ok(text);
    }
    let shown: Vec<&str> = total.shown.iter().take(SHOWN).map(String::as_str).collect();
    Err(format!("{}\n{text}", shown.join("\n")))
}

/// A build with the compiler that dumps.
struct Build<'a> {
    options: &'a Options,
    sdk: &'a Sdk,
    /// The compiler that dumps.
    compiler: &'a Path,
    /// The directory of the build cache.
    dir: &'a Path,
}

impl Build<'_> {
    /// Builds the packages; each compile leaves a file in `results`. The packages that `again` names
    /// are compiled even if the build cache has them.
    fn run(&self, results: &Path, again: &[String]) -> Result<(), String> {
        let Self { options, sdk, .. } = *self;
        let switch = |is_on| if is_on { "on" } else { "off" };
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let tool = format!("{} ssa-tool", own.display());
        let mut command = second_compile::build_command(sdk, &tool, self.dir);
        command
            .env("CGO_ENABLED", if options.is_race { "1" } else { "0" })
            .env("GOAMD64", &options.goamd64)
            .env("GOEXPERIMENT", &options.experiment)
            .env(tool::COMPILER, self.compiler)
            .env(tool::RESULTS, results)
            .env(tool::ONLY, options.only())
            .env(tool::OBJECTS, switch(!options.skips_objects))
            .env(tool::ENDS, switch(options.timing == Timing::Chain))
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
        // The number has no effect but another name in the build cache.
        let since = UNIX_EPOCH.elapsed().map_err(|error| error.to_string())?;
        let flags = format!("{} -memprofilerate={}", options.gcflags, since.as_micros());
        command.args(
            again
                .iter()
                .map(|names| format!("-gcflags={names}={flags}")),
        );
        command.args(&options.patterns);
        second_compile::output(command).map(drop)
    }
}
