//! Time until a failing command prints its first line.
//!
//! Counterpart: none.

use std::io::BufRead as _;
use std::io::BufReader;
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;
use std::time::Instant;

use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::kill_process_group;
use vamos_oracle::costs::ticks;

use super::measure::Cost;
use super::measure::Run;

/// Runs a command until the first line on stderr, which must name a package, and then ends it and
/// its children. Their processor time is counted as ended children's.
pub(super) fn cost(run: &Run) -> Result<Cost, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", run.program.display());
    let before = ticks();
    let start = Instant::now();
    let mut command = run.command();
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.process_group(0).spawn().map_err(failed)?;
    let mut line = String::new();
    if let Some(stderr) = child.stderr.take() {
        BufReader::new(stderr)
            .read_line(&mut line)
            .map_err(failed)?;
    }
    let wall = start.elapsed().as_secs_f64();
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended by itself.
        let _ = kill_process_group(group, Signal::KILL);
    }
    child.wait().map_err(failed)?;
    if line.starts_with("# ") {
        Ok(Cost {
            wall,
            cpu: (ticks() - before) / 100.0,
        })
    } else {
        Err(format!("the first line does not name a package: {line}"))
    }
}
