//! `cargo xtask middle check`: a stage of the compiler's middle, compared for each compile of a
//! build. Stage S0 is the stub: the unified IR of a package right after its check.
//!
//! The build runs once for each SDK and list of packages, with the SDK's compiler that dumps. Command
//! lines, inputs and stubs are recorded in the target directory; later checks run crate noder alone.
//! Counterpart: none.

mod compare;
mod overlay;
mod package;
mod record;
mod stub;

use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use crate::files;
use crate::flags;
use crate::link::place;
use crate::report::Report;
use crate::sdk::Sdk;

pub(crate) use record::run_tool;

use compare::Outcome;

const USAGE: &str = "usage: cargo xtask middle check [--stage S0] [--sdk VERSION|GOROOT]... \
[--members std,cmd,PATTERN] [--dir DIR] [--tests on] [--cgo on] [--show N] [PACKAGE...]";

/// The size of the stack of a thread that checks packages.
const STACK: usize = 512 << 20;

/// The number of threads.
const THREADS: usize = 2;

/// The options of the command line.
#[derive(Default)]
struct Options {
    sdks: Vec<String>,
    patterns: Vec<String>,
    /// The directory of a module; the default is the SDK's sources.
    dir: Option<PathBuf>,
    /// Packages are built with their tests.
    has_tests: bool,
    has_cgo: bool,
    /// Number of packages whose differences are shown.
    shown: usize,
    /// The packages that are checked; empty: all.
    only: Vec<String>,
}

impl Options {
    /// Returns the settings that decide the build.
    fn key(&self) -> String {
        let dir = self.dir.as_ref().map(|dir| dir.display().to_string());
        format!(
            "{:?} {dir:?} {} {}",
            self.patterns, self.has_tests, self.has_cgo
        )
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let mut report = Report::default();
    for sdk in &place::find_sdks(&options.sdks)? {
        report.say(&sdk.version, check_sdk(&options, sdk));
    }
    report.finish()
}

fn parse(args: &[String]) -> Result<Options, String> {
    let (flags, words) = flags::split(args, USAGE)?;
    let (command, only) = words.split_first().ok_or(USAGE)?;
    if *command != "check" {
        return Err(USAGE.to_owned());
    }
    let mut options = Options {
        only: only.iter().map(|word| (*word).to_owned()).collect(),
        shown: 12,
        ..Options::default()
    };
    for flag in flags {
        let list = flag.value.split(',');
        match flag.name {
            "--stage" if flag.value == "S0" => {}
            "--sdk" => options.sdks.push(flag.text()),
            "--members" => options.patterns.extend(list.map(|name| match name {
                "cmd" => "cmd/...".to_owned(),
                name => name.to_owned(),
            })),
            "--dir" => options.dir = Some(flag.path()),
            "--tests" => options.has_tests = flag.value == "on",
            "--cgo" => options.has_cgo = flag.value == "on",
            "--show" => options.shown = flag.number()?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    if options.patterns.is_empty() {
        options.patterns.push("std".to_owned());
    }
    Ok(options)
}

/// Compares all compiles of a build with one SDK.
fn check_sdk(options: &Options, sdk: &Sdk) -> Result<String, String> {
    let record = record::open(sdk, options)?;
    let mut dirs: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(&record).map_err(files::at(&record))? {
        let dir = entry.map_err(files::at(&record))?.path();
        if dir.join(record::COMMAND).exists() {
            dirs.push(dir);
        }
    }
    dirs.sort();
    let outcomes = check_all(dirs, options, sdk)?;
    let (mut total, mut equal) = (Outcome::default(), 0);
    let mut shown = 0;
    for (path, outcome) in &outcomes {
        equal += usize::from(outcome.difference.is_none());
        total.add(outcome);
        if let Some(difference) = &outcome.difference
            && shown < options.shown
        {
            shown += 1;
            crate::say(&format!("{path}: {difference}"));
        }
    }
    let text = format!(
        "S0: {} packages, {equal} equal; {}",
        outcomes.len(),
        total.counts()
    );
    crate::report::check(equal == outcomes.len() && equal > 0, text)
}

/// Checks packages on several threads; returns the outcomes by path.
fn check_all(
    dirs: Vec<PathBuf>,
    options: &Options,
    sdk: &Sdk,
) -> Result<Vec<(String, Outcome)>, String> {
    let queue = Mutex::new(dirs);
    let next = || queue.lock().expect("no worker panics").pop();
    let work = || -> Result<Vec<(String, Outcome)>, String> {
        let mut done = Vec::new();
        while let Some(dir) = next() {
            let package = package::Package::read(&dir)?;
            if options.only.is_empty() || options.only.contains(&package.path) {
                let outcome = stub::check(&package, sdk);
                done.push((package.path, outcome?));
            }
        }
        Ok(done)
    };
    let results = thread::scope(|scope| {
        let start = || thread::Builder::new().stack_size(STACK);
        let workers: Vec<_> = (0..THREADS)
            .map(|_| start().spawn_scoped(scope, work).map_err(|e| e.to_string()))
            .collect();
        let results = workers.into_iter().map(|worker| {
            let done = worker?.join();
            done.map_err(|_| "a worker panics".to_owned())?
        });
        results.collect::<Result<Vec<_>, String>>()
    });
    let mut all: Vec<_> = results?.into_iter().flatten().collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(all)
}
