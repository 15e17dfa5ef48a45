//! `cargo xtask middle check`: a stage of the compiler's middle, compared for each compile of a
//! build. Stage S0 is the stub: the unified IR of a package right after its check.
//!
//! The build runs once for each SDK and member, with the SDK's compiler that dumps. Command
//! lines, inputs and stubs are recorded in the target directory; later checks run crate noder alone.
//! Counterpart: none.

mod compare;
mod options;
mod overlay;
mod package;
mod record;
mod stub;

use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use crate::files;
use crate::link::place;
use crate::report::Report;
use crate::sdk::Sdk;

pub(crate) use record::run_tool;

use compare::Outcome;
use options::Build;
use options::Options;
use package::Package;
use record::Objects;

/// The size of the stack of a thread that checks packages.
const STACK: usize = 512 << 20;

/// The number of threads.
const THREADS: usize = 2;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let mut report = Report::default();
    for sdk in &place::find_sdks(&options.sdks)? {
        for build in options.builds(sdk)? {
            let name = format!("{} {}", sdk.version, build.name);
            report.say(&name, check_build(&options, &build, sdk));
        }
    }
    report.finish()
}

/// Compares all compiles of a build with one SDK.
fn check_build(options: &Options, build: &Build, sdk: &Sdk) -> Result<String, String> {
    let record = record::open(sdk, options, build)?;
    let packages = recorded(&record)?;
    let objects = packages.iter().filter_map(Package::object);
    let objects: Objects = objects.collect();
    let outcomes = check_all(packages, &objects, options, sdk)?;
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

/// Returns the compiles of a record.
fn recorded(record: &Path) -> Result<Vec<Package>, String> {
    let mut dirs: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(record).map_err(files::at(record))? {
        let dir = entry.map_err(files::at(record))?.path();
        if dir.join(record::COMMAND).exists() {
            dirs.push(dir);
        }
    }
    dirs.sort();
    dirs.iter().map(|dir| Package::read(dir)).collect()
}

/// Checks packages on several threads; returns the outcomes by path.
fn check_all(
    packages: Vec<Package>,
    objects: &Objects,
    options: &Options,
    sdk: &Sdk,
) -> Result<Vec<(String, Outcome)>, String> {
    let queue = Mutex::new(packages);
    let next = || queue.lock().expect("no worker panics").pop();
    let work = || -> Result<Vec<(String, Outcome)>, String> {
        let mut done = Vec::new();
        while let Some(package) = next() {
            if options.only.is_empty() || options.only.contains(&package.path) {
                let outcome = stub::check(&package, objects, &options.target, sdk);
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
