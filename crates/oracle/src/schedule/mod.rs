//! `cargo xtask schedule`: simulated duration of a cold build with many workers, with and without
//! compiling ahead, from recorded durations.
//!
//! A build with one worker runs the instrumented compiler on one processor. It records for each
//! compile its imports, its processor time, the assembler's processor time, and the time at which
//! its early export data appeared. The simulation computes from these the wall times on machines
//! with more processors, and the path that no number of processors shortens.
//! Counterpart: none.

mod path;
mod record;
mod simulate;

pub(crate) use record::run_tool;

use crate::flags;
use crate::sdk;

const USAGE: &str = "usage: cargo xtask schedule --compiler PROGRAM --log FILE \
[--workers 8] [--vamos BINARY] [DIR PATTERN]
  PROGRAM: the instrumented compiler; FILE: the recorded durations, which are used again if no
  DIR is named";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let mut compiler = None;
    let mut log = None;
    let mut vamos = None;
    let mut workers = 8;
    let (flags, words) = flags::split(args, USAGE)?;
    for flag in flags {
        match flag.name {
            "--compiler" => compiler = Some(flag.path()),
            "--log" => log = Some(flag.path()),
            "--vamos" => vamos = Some(flag.path()),
            "--workers" => workers = flag.number()?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let log = log.ok_or(USAGE)?;
    if let [dir, pattern] = &words[..] {
        let compiler = compiler.ok_or(USAGE)?;
        let vamos = sdk::vamos_named_or_built(vamos.as_deref())?;
        record::record(&vamos, &compiler, &log, dir, pattern)?;
    } else if !words.is_empty() {
        return Err(USAGE.to_owned());
    }
    let jobs = record::read(&log)?;
    for count in [1, 2, 4, workers] {
        crate::say(&simulate::compare(&jobs, count));
    }
    for is_ahead in [false, true] {
        crate::say(&path::report(&jobs, is_ahead));
    }
    Ok(())
}
