//! Commands of all kinds get SIGINT, SIGTERM or SIGHUP at random moments; those that run others or take
//! long get each of these, and SIGKILL.
//!
//! Counterpart: none.

use std::path::Path;

use rustix::process::Signal;
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
    expect_signals()?;
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
    expect_signals()?;
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

/// Fails if SIGINT, SIGTERM or SIGHUP is ignored, as SIGHUP is under nohup: commands inherit that.
fn expect_signals() -> Result<(), String> {
    let status = files::read_text(Path::new("/proc/self/status"))?;
    match ignored(&status) {
        None => Err("/proc/self/status: no line SigIgn".to_owned()),
        Some(0) => Ok(()),
        Some(mask) => Err(format!(
            "signals that commands get are ignored here (mask {mask:#x}): run it without nohup"
        )),
    }
}

/// Returns the mask of those signals that a process ignores, from its status.
fn ignored(status: &str) -> Option<u64> {
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"))?;
    let mask = u64::from_str_radix(mask.trim(), 16).ok()?;
    let sent = [Signal::HUP, Signal::INT, Signal::TERM];
    let sent = sent.map(|signal| 1 << (signal.as_raw() - 1));
    Some(mask & sent.iter().sum::<u64>())
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

#[cfg(test)]
mod tests {
    use super::ignored;

    #[test]
    fn ignored_signals_are_in_the_status() {
        let status = |mask: &str| format!("Name:\tx\nSigIgn:\t{mask}\nSigCgt:\t0000000000000001\n");
        assert_eq!(ignored(&status("0000000000001000")), Some(0));
        assert_eq!(ignored(&status("0000000000001001")), Some(1));
        assert_eq!(ignored(&status("0000000000004002")), Some(0x4002));
        assert_eq!(ignored("Name:\tx\n"), None);
    }
}
