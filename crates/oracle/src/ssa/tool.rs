//! Tools of a build for `ssa check`: the compiler that dumps instead of the SDK's.
//!
//! Counterpart: none.

use std::path::Path;

use super::check;
use super::outcome::Verdict;
use super::panics;
use crate::second_compile;
use crate::second_compile::Compile;

/// The variables for each tool: the compiler that dumps, the directory of results, the passes, and
/// the directory of the compiler's SSA passes.
pub(super) const COMPILER: &str = "VAMOS_SSA_COMPILER";
pub(super) const RESULTS: &str = "VAMOS_SSA_RESULTS";
pub(super) const PASSES: &str = "VAMOS_SSA_PASSES";
pub(super) const SOURCES: &str = "VAMOS_SSA_SOURCES";

/// The packages that are checked, with commas; empty: all.
pub(super) const ONLY: &str = "VAMOS_SSA_ONLY";

/// The variable with N of Go 1.N.
pub(super) const MINOR: &str = "VAMOS_SSA_MINOR";

/// Runs a tool; a compile is run again with the dump, which is checked.
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    match second_compile::run_tool(args)? {
        Some(compile) => check_compile(&compile),
        None => Ok(()),
    }
}

/// Returns the value of a variable of the harness.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// Runs the compiler that dumps, and checks its dumps.
fn check_compile(compile: &Compile<'_>) -> Result<(), String> {
    let only = variable(ONLY)?;
    if !only.is_empty() && !only.split(',').any(|name| name == compile.package) {
        return Ok(());
    }
    let sources = variable(SOURCES)?;
    let goamd64 = std::env::var("GOAMD64").unwrap_or_default();
    let passes = variable(PASSES)?;
    let passes: Vec<&str> = passes.split(',').collect();
    let check = check::Check {
        passes: &passes,
        sources: Path::new(&sources),
        goamd64: goamd64.trim_start_matches('v').parse().unwrap_or(1),
        minor: variable(MINOR)?.parse().unwrap_or(0),
    };
    let compiler = variable(COMPILER)?;
    panics::keep();
    let dumped = compile.dump(&compiler, |input| check::package(input, &check));
    let (mut outcome, is_equal) = dumped?;
    if !is_equal {
        let text = format!("{}: the object differs", compile.package);
        outcome.add(Verdict::Differs, text);
    }
    compile.store(Path::new(&variable(RESULTS)?), &outcome.text())
}
