//! Commands of all kinds get SIGINT or SIGTERM at random moments.
//!
//! Counterpart: none.

use std::path::Path;

use vamos_testkit::Signals;

use crate::files;

/// Sends so many signals; fails if a command did not end as it has to.
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
    crate::say(&format!(
        "kill: {rounds} signals, {} hit a command that ran, of {} commands, {} came late; the slowest end took {:?} ({}); {} problems",
        report.hit,
        report.commands,
        report.late,
        report.slowest,
        report.slowest_line,
        report.problems.len(),
    ));
    match report.problems.is_empty() {
        true => Ok(()),
        false => Err(report.problems.join("\n")),
    }
}
