//! Commands of all kinds get SIGINT, SIGTERM or SIGHUP at random moments; those that run others or take
//! long get each of these, and SIGKILL.
//!
//! Counterpart: none.

use std::path::Path;

use vamos_testkit::SignalReport;
use vamos_testkit::Signals;

use crate::files;

/// Sends this number of signals to commands of all kinds; fails if one of them did not end
/// correctly.
pub(super) fn run(
    vamos: &Path,
    goroot: &Path,
    root: &Path,
    rounds: u64,
    seed: u64,
) -> Result<(), String> {
    let io = |error: std::io::Error| error.to_string();
    let top = root.join("signals");
    files::make_dir(&top)?;
    let mut signals = Signals::new(vamos, goroot, &top, seed).map_err(io)?;
    let report = signals.run(rounds, |round| {
        if round.is_multiple_of(20) {
            crate::say(&format!("kill: {round} signals"));
        }
    });
    let report = report.map_err(io)?;
    crate::say(&format!("kill: {rounds} signals, {}", described(&report)));
    fail_with(&report.problems)
}

/// Sends signals until each kind has hit this number of commands that run others or take long;
/// fails if one of them did not end correctly.
pub(super) fn run_background(
    vamos: &Path,
    goroot: &Path,
    root: &Path,
    count: u64,
    seed: u64,
) -> Result<(), String> {
    let io = |error: std::io::Error| error.to_string();
    let top = root.join("background");
    files::make_dir(&top)?;
    let mut signals = Signals::background(vamos, goroot, &top, seed).map_err(io)?;
    let reports = signals.run_each(count, |kind, hits| {
        if hits.is_multiple_of(20) {
            crate::say(&format!("kill: {hits} {kind}"));
        }
    });
    let mut problems = Vec::new();
    for (kind, report) in reports.map_err(io)? {
        crate::say(&format!("kill: {kind}: {}", described(&report)));
        problems.extend(report.problems);
    }
    fail_with(&problems)
}

fn described(report: &SignalReport) -> String {
    format!(
        "{} hit a command that ran, of {} commands, {} came late; the slowest end took {:?} ({}); {} problems",
        report.hit,
        report.commands.len(),
        report.late,
        report.slowest,
        report.slowest_line,
        report.problems.len(),
    )
}

fn fail_with(problems: &[String]) -> Result<(), String> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}
