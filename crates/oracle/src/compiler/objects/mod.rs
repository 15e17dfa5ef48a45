//! `cargo xtask compiler objects`: archives that are made of the IR of all functions of a package,
//! compared with the SDK's.
//!
//! Packages are compiled twice ([`crate::second_compile`]): the second compiler is the SDK's with the
//! overlays of module ssagen and of this one, which dump the IR and all that the compiler's middle makes
//! besides: contents of data, tables, export data, facts for debuggers.
//! Crate ssagen compiles the functions on several threads in a shuffled order, crate obj merges the
//! results in the order of the text and writes the object.
//! Counterpart: none.

mod archive;
mod batch;
mod body;
mod clock;
mod data;
mod digests;
mod made;
mod outcome;
mod overlay;
mod package;
mod phases;
mod records;
mod renumber;
mod tool;

use std::path::Path;
use std::path::PathBuf;

use crate::files;
use crate::flags;
use crate::link::place;
use crate::progs;
use crate::report;
use crate::sdk::Sdk;
use crate::second_compile;
use crate::second_compile::Mode;
use outcome::Outcome;

use digests::Times;

pub(crate) use clock::run_tool as run_clock_tool;
pub(crate) use tool::run_tool;

const USAGE: &str = "usage: cargo xtask compiler objects --from ir [--sdk VERSION|GOROOT]... \
[--dir DIR] [--members PATTERN,...] [--threads N,...] [--flags FLAGS] [--gcflags FLAGS] [--target GOOS/GOARCH] \
[--goamd64 v1|v2|v3|v4] [--goexperiment NAME,...] [--time on [--runs N]]
  FLAGS of --flags: -race, -cover, -trimpath, -pgo=FILE and others that decide how packages are compiled
  PATTERN: packages, without their imports; `cmd` are all programs, `std` if none is named;
    with --dir packages of the module there and their imports that are not in the SDK
  --threads: an archive with each number, two with a single one; archives after the first one are made
    with other numbers of tables
  --time: digests of functions, compared with the compilation; then the processor time from the IR to
    the archive in each compiler, of it the time of the object, the wall time of two threads as a share
    of that of one, and the memory of the whole SDK's compiler and of ours: medians of --runs (5)";

/// The number of runs with times, unless the command line has one.
const RUNS: usize = 5;

/// The options of the command line.
struct Options {
    sdks: Vec<String>,
    patterns: Vec<String>,
    threads: String,
    mode: Mode,
    is_timed: bool,
    /// The number of runs that are timed.
    runs: usize,
}

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let sdks = place::find_sdks(&options.sdks)?;
    report::of_sdks(&sdks, |sdk| check_sdk(&options, sdk))
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        sdks: Vec::new(),
        patterns: Vec::new(),
        threads: "1".to_owned(),
        mode: Mode::default(),
        is_timed: false,
        runs: RUNS,
    };
    let mut is_from_ir = false;
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--from" if flag.value == "ir" => is_from_ir = true,
            "--sdk" => options.sdks.push(flag.text()),
            "--members" => second_compile::add_patterns(flag.value, &mut options.patterns),
            "--threads" => options.threads = flag.text(),
            "--time" if flag.value == "on" => options.is_timed = true,
            "--runs" => options.runs = flag.number()?,
            _ => options.mode.set(&flag)?,
        }
    }
    if !is_from_ir || options.runs == 0 {
        return Err(USAGE.to_owned());
    }
    if options.patterns.is_empty() {
        options.patterns.push("std".to_owned());
    }
    Ok(options)
}

/// Checks the packages of one SDK.
fn check_sdk(options: &Options, sdk: &Sdk) -> Result<String, String> {
    progs::release(sdk.minor())?;
    let compiler = overlay::build(sdk)?;
    let temp = tempfile::tempdir().map_err(|error| error.to_string())?;
    let results = temp.path().join("results");
    let times = temp.path().join(digests::TIMES);
    files::make_dir(&results)?;
    files::make_dir(&times)?;
    let phases = temp.path().join(clock::PHASES);
    files::make_dir(&phases)?;
    let clock = options.is_timed.then(|| clock::build(sdk)).transpose()?;
    build_all(options, sdk, &compiler, clock, temp.path(), &results)?;
    let mut total = Outcome::default();
    second_compile::add_results(&results, |text| total.add_text(text))?;
    let times = Times::total(&times)?;
    let mut note = format!("digests: {} compared\n", times.compared);
    if options.is_timed {
        note = format!("{note}{}\n{}\n", times.describe(), clock::table(&phases)?);
    }
    total.result(&note)
}

/// Builds the packages with the compiler that dumps; each compile leaves a file in `results`. It is
/// measured if there is a compiler with clocks.
fn build_all(
    options: &Options,
    sdk: &Sdk,
    compiler: &Path,
    clock: Option<PathBuf>,
    temp: &Path,
    results: &Path,
) -> Result<(), String> {
    let sources = sdk.goroot.join("src/cmd/compile/internal/ssa");
    let build = second_compile::Build {
        sdk,
        patterns: &options.patterns,
        mode: &options.mode,
        temp,
        results,
    };
    build.run("compiler-tool", |packages| {
        let [compiler, results, sources] =
            [compiler, results, &sources].map(|path| path.display().to_string());
        let (minor, threads) = (sdk.minor().unwrap_or(0), &options.threads);
        let clock = clock.map(|path| format!("{} {}", options.runs, path.display()));
        let clock = clock.unwrap_or_else(|| "0 -".to_owned());
        format!("{compiler} {results} {packages} {sources} {minor} {threads} {clock}")
    })
}
