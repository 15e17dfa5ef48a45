//! Running processes by `ps`.
//!
//! Counterpart: none.

use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use super::Running;
use crate::proc::process_list::Process;
use crate::proc::process_list::processes;

/// The nanoseconds of the unit in which `ps` reports the age of a process.
const SECOND_NS: i128 = 1_000_000_000;

/// The maximum error of a process's start time, which may seem earlier than it was.
#[cfg(test)]
pub(super) const SLACK_NS: i128 = 2 * SECOND_NS;

/// Environments are not known.
#[cfg(test)]
pub(super) const HAS_ENVIRONMENT: bool = false;

/// Returns the processes that have one of these names or run an executable of the same name as
/// this one; without this process and its children. `None` if `ps` does not report them.
pub fn running(names: &[&str]) -> Option<Vec<Running>> {
    let own = i32::try_from(std::process::id()).ok()?;
    let program = std::env::current_exe().ok()?;
    let own_name = program.file_name()?.to_str()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let now_ns = i128::try_from(now.as_nanos()).ok()?;
    let is_named = |process: &Process| {
        let name = process.name();
        name == own_name || names.contains(&name)
    };
    let found = processes()?
        .into_iter()
        .filter(|process| process.pid != own && process.parent != own && is_named(process));
    let running = found.map(|process| Running {
        // Before `ps` was started, and rounded down.
        began_ns: now_ns - i128::from(process.seconds + 1) * SECOND_NS,
        environment: Vec::new(),
    });
    Some(running.collect())
}
