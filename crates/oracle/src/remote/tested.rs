//! Bar 2: tests on workers that have no Go, compared with a machine that runs all of them itself.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Options;
use super::buildgrid::BuildGrid;
use super::buildgrid::install;
use super::exec::WORKERS;
use super::exec::conditions;
use super::exec::judge;
use super::lab::Conditions;
use super::lab::Lab;
use super::lab::Ran;
use super::wire::Network;
use super::wire::Wire;
use crate::report::Report;
use crate::sdk::Sdk;
use crate::verdicts::masked;
use crate::verdicts::same;

/// Runs the comparison.
pub(super) fn run(options: &Options, sdk: Sdk, vamos: PathBuf) -> Result<(), String> {
    let bin = install()?;
    let goroot = sdk.goroot.clone();
    let lab = Lab::open(&options.dir, sdk, vamos, &options.member)?;
    let server = BuildGrid::start(&bin, &lab.root().join("buildgrid"), WORKERS, &goroot)?;
    let wire = Wire::lay(server.socket(), Network::default())?;
    let flags: Vec<&str> = options.flags.iter().map(String::as_str).collect();
    let mut packages: Vec<&str> = options.packages.iter().map(String::as_str).collect();
    if packages.is_empty() {
        packages.push(match &*options.member {
            "std" => "std",
            _ => "./...",
        });
    }
    let (here, there) = (lab.machine("a")?, lab.machine("b")?);
    let [local, remote] = conditions(&goroot, &wire).map(|conditions| Conditions {
        tests: &packages,
        ..conditions.with("VAMOS_TEST_CACHE", "official")
    });
    let tested_here = here.build(local, &flags)?;
    let tested_there = there.build(remote.with("VAMOS_REMOTE_TESTS", "explain"), &flags)?;
    let mut report = Report::default();
    let is_equal = tested_here.status.code() == tested_there.status.code();
    let verdicts = same(&masked(&tested_here.stdout), &masked(&tested_there.stdout));
    report.say(
        "verdicts",
        match (verdicts, is_equal) {
            (Ok(_), true) => Ok(format!(
                "{} lines equal",
                tested_here.stdout.lines().count()
            )),
            (Ok(_), false) => Err("the exit codes differ".to_owned()),
            (Err(difference), _) => Err(difference),
        },
    );
    report.say("workers", places(&tested_there, &server.executed()));
    report.say("local work", judge(&tested_here, &tested_there));
    // Files of a failed run stay for inspection.
    report.finish()?;
    here.discard()?;
    there.discard()
}

/// Counts where tests ran; an error if something else was reported.
fn places(ran: &Ran, executed: &[usize]) -> Result<String, String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for line in ran.stderr.lines() {
        let reason = line.split_once(": tested locally: ");
        let (_, reason) = reason.ok_or_else(|| format!("stderr: {line}"))?;
        let kind = reason.split_inclusive(' ').take(4).map(str::len).sum();
        *reasons.entry(&reason[..kind]).or_default() += 1;
    }
    let count = |start: &str| {
        ran.stdout
            .lines()
            .filter(|line| line.starts_with(start))
            .count()
    };
    let tests = count("ok  \t") + count("FAIL\t");
    let here: usize = reasons.values().sum();
    Ok(format!(
        "{executed:?} actions; of {tests} tests {} on workers, {here} here, which took {:.0} s: \
         {reasons:?}",
        tests.saturating_sub(here),
        seconds_here(ran)
    ))
}

/// Returns the duration of the tests that ran here.
fn seconds_here(ran: &Ran) -> f64 {
    let seconds = |package: &str| {
        let mut lines = ran.stdout.lines().map(|line| line.split('\t'));
        let mut line = lines.find(|line| line.clone().nth(1) == Some(package))?;
        line.nth(2)?.strip_suffix('s')?.parse::<f64>().ok()
    };
    ran.stderr
        .lines()
        .filter_map(|line| {
            line.strip_prefix("vamos: ")?
                .split_once(": tested locally: ")
        })
        .filter_map(|(package, _)| seconds(package))
        .sum()
}
