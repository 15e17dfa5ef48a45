//! Bar 2: workers that have no Go compile and link, and everything is as if it was made here.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

use super::Options;
use super::buildgrid::BuildGrid;
use super::buildgrid::install;
use super::lab::Conditions;
use super::lab::Lab;
use super::lab::Ran;
use super::wire::Network;
use super::wire::Wire;
use crate::report;
use crate::report::Report;
use crate::sdk::Sdk;

/// Number of workers.
pub(super) const WORKERS: usize = 4;

/// The part of the processor time without workers that a command may take here with them.
const LOCAL: f64 = 1.0 / 5.0;

/// Runs the comparison.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<(), String> {
    let bin = install()?;
    let goroot = sdk.goroot.clone();
    let lab = Lab::open(&options.dir, sdk, vamos, &options.member)?;
    let server = BuildGrid::start(&bin, &lab.root().join("buildgrid"), WORKERS, &goroot)?;
    let wire = Wire::lay(server.socket(), Network::default())?;
    let flags: Vec<&str> = options.flags.iter().map(String::as_str).collect();
    let (here, there) = (lab.machine("a")?, lab.machine("b")?);
    let [local, remote] = conditions(&goroot, &wire);
    let mut report = Report::default();
    // Links of this process stay here.
    let built_here = here.build(local.counting_tools(), &flags)?;
    let built_here = built_here.success("local build")?;
    let built_there = there.build(remote.counting_tools(), &flags)?;
    let built_there = built_there.success("remote build")?;
    let executed = server.executed();
    let traffic = wire.traffic();
    let text = format!(
        "{executed:?} actions by {WORKERS} workers, {} bytes up, {} down",
        traffic.up, traffic.down
    );
    let is_right = executed.iter().all(|count| *count > 0) && built_there.stderr.is_empty();
    report.say(
        "workers",
        if is_right {
            Ok(text)
        } else {
            Err(format!("{text}; stderr: {:?}", built_there.stderr))
        },
    );
    let same = here.compare(&there).and_then(|caches| {
        let text = format!("the program and {} cache entries equal", caches.equal);
        match caches.odd().count() {
            0 => Ok(text),
            odd => Err(format!("{text}, {odd} not")),
        }
    });
    report.say("bytes", same);
    report.say("local work", judge(&built_here, &built_there));
    // Files of a failed run stay for inspection.
    report.finish()?;
    here.discard()?;
    there.discard()
}

/// Returns the conditions of builds and tests without workers and with them.
pub(super) fn conditions<'a>(goroot: &Path, wire: &Wire) -> [Conditions<'a>; 2] {
    // The tools themselves: the tools of the lab are scripts that count.
    let goroot = goroot.display().to_string();
    let remote = Conditions::remote(wire)
        .with("VAMOS_REMOTE_EXEC", "1")
        // The workers share the processors of this machine, which would also run their late jobs.
        .with("VAMOS_REMOTE_RACE", "off");
    [Conditions::default(), remote].map(|conditions| conditions.with("GOROOT", &*goroot))
}

/// Compares the processor time of this machine without and with workers.
pub(super) fn judge(here: &Ran, there: &Ran) -> Result<String, String> {
    let ratio = there.cpu / here.cpu;
    let text = format!(
        "local {}, remote {}: {ratio:.3} of the processor time, wanted {LOCAL:.3}",
        here.times(),
        there.times()
    );
    report::check(ratio <= LOCAL, text)
}
