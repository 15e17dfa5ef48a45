//! `cache`: shows and removes contents of the build cache.
//!
//! Counterpart: none; `go clean -cache` removes everything.

mod cap;
mod pack;
mod prune;
mod size;
mod verify;

pub(super) use cap::described as described_cap;
pub(super) use cap::limit;
pub(crate) use cap::run as run_cap;
pub(crate) use pack::run as run_pack;
pub(crate) use pack::run_unpack;
pub(crate) use prune::run as run_prune;
pub(crate) use size::run as run_size;
pub(crate) use verify::run as run_verify;

use std::fmt::Display;

use vamos_localstore::Table;
use vamos_localstore::data_dir;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Returns GOCACHE.
fn build_cache(invocation: &Invocation) -> Result<String, CliError> {
    let env = &invocation.env;
    if !env.dirs.gocache_error.is_empty() {
        return Err(CliError::go(&env.dirs.gocache_error));
    }
    match &*env.dirs.gocache {
        "" | "off" => Err(fatal(&"there is no build cache, GOCACHE is off")),
        dir => Ok(dir.to_owned()),
    }
}

/// Opens the table of the entries that projects used of a build cache.
fn uses(dir: &str) -> Table {
    Table::of_uses(&data_dir(dir))
}

fn fatal(error: &dyn Display) -> CliError {
    CliError::Fatal(format!("vamos: {error}"))
}

/// Refuses arguments.
fn no_arguments(invocation: &Invocation) -> Result<(), CliError> {
    match invocation.parsed.args.is_empty() {
        true => Ok(()),
        false => Err(CliError::usage(format!(
            "{} takes no arguments",
            invocation.policy.name
        ))),
    }
}
