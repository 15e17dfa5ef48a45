//! `cache verify`: checks that the contents of all files of the build cache match their names.
//!
//! Counterpart: none; upstream's `mod verify` checks the module cache.

use vamos_cache::Finding;
use vamos_cache::Inventory;
use vamos_cache::check;
use vamos_fsys::maintenance;
use vamos_insight::size_of_bytes;
use vamos_sched::Pool;

use super::build_cache;
use super::fatal;
use super::no_arguments;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `vamos cache verify`; the exit code is 1 if something is wrong and stays.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    no_arguments(invocation)?;
    let dir = build_cache(invocation)?;
    let pool = Pool::of_system();
    let inventory = Inventory::take(&dir, &pool).map_err(|error| fatal(&error))?;
    let findings = check(&inventory, (vamos_cache::system_clock())(), &pool);
    for Finding { path, problem } in &findings {
        invocation.output.stdout(&format!("{path}: {problem}\n"));
    }
    let files = inventory.entries.len() + inventory.values.len();
    let bytes = size_of_bytes(inventory.bytes());
    if findings.is_empty() {
        let text = format!("{files} files, {bytes}: no damage found\n");
        invocation.output.report(&text)?;
        return Ok(0);
    }
    let count = findings.len();
    if !invocation.parsed.is_set(Flag::Fix) {
        let advice =
            "'vamos cache verify -fix' removes them, and the next build creates them again";
        let text = format!("vamos: {count} of {files} files are damaged; {advice}");
        return Err(CliError::Fatal(text));
    }
    // Entries first: a value without an entry is not searched for.
    let (entries, values): (Vec<_>, Vec<_>) = findings
        .iter()
        .partition(|finding| finding.path.ends_with("-a"));
    for finding in entries.into_iter().chain(values) {
        match maintenance::remove(&finding.path) {
            Err(error) if !error.is_not_exist() => return Err(fatal(&error)),
            _ => {}
        }
    }
    let text = format!("removed {count} of {files} files; the next build creates them again\n");
    invocation.output.report(&text)?;
    Ok(0)
}
