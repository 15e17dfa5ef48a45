//! Tools of a build for `ssa check`: the compiler that dumps instead of the SDK's.
//!
//! Counterpart: none.

use std::path::Path;

use super::check;
use super::outcome::Outcome;
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

/// The packages that are checked, with commas; empty: all. [`OUTSIDE`] are all of modules.
pub(super) const ONLY: &str = "VAMOS_SSA_ONLY";

/// The packages that are not the SDK's.
pub(super) const OUTSIDE: &str = ".";

/// `off`: the object of the compiler that dumps is not compared, the SDK's does not run.
pub(super) const OBJECTS: &str = "VAMOS_SSA_OBJECTS";

/// `on`: the compiler writes the first and the last state of a function only, and passes are timed.
pub(super) const ENDS: &str = "VAMOS_SSA_ENDS";

/// The variable with N of Go 1.N.
pub(super) const MINOR: &str = "VAMOS_SSA_MINOR";

/// Runs a tool; a compile is run again with the dump, which is checked.
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let only = variable(ONLY)?;
    if variable(OBJECTS)? == "off"
        && let Some(compile) = second_compile::compile_of(args)?
        && is_wanted(&only, &compile.package)
    {
        return check_compile(&compile);
    }
    match second_compile::run_tool(args)? {
        Some(compile) if is_wanted(&only, &compile.package) => check_compile(&compile),
        _ => Ok(()),
    }
}

/// Reports whether a package is one of those that are checked.
fn is_wanted(only: &str, package: &str) -> bool {
    let is_outside = is_outside(package);
    let is_named = |name| name == package || name == OUTSIDE && is_outside;
    only.is_empty() || only.split(',').any(is_named)
}

/// Returns the value of a variable of the harness.
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("{name}: {error}"))
}

/// Runs the compiler that dumps, and checks its dumps.
fn check_compile(compile: &Compile<'_>) -> Result<(), String> {
    let sources = variable(SOURCES)?;
    let goamd64 = std::env::var("GOAMD64").unwrap_or_default();
    let passes = variable(PASSES)?;
    let passes: Vec<&str> = passes.split(',').collect();
    let check = check::Check {
        passes: &passes,
        sources: Path::new(&sources),
        goamd64: goamd64.trim_start_matches('v').parse().unwrap_or(1),
        minor: variable(MINOR)?.parse().unwrap_or(0),
        times_chain: variable(ENDS)? == "on",
    };
    let compiler = variable(COMPILER)?;
    panics::keep();
    let dumped = compile.dump(&compiler, |input| check::package(input, &check));
    let (mut outcome, is_equal) = match dumped {
        Ok(dumped) => dumped,
        Err(error) => {
            // The other packages are checked all the same.
            compile.run()?;
            let mut outcome = Outcome::default();
            outcome.add(Verdict::Refused, format!("{}: {error}", compile.package));
            (outcome, true)
        }
    };
    if !is_equal {
        let text = format!("{}: the object differs", compile.package);
        outcome.add(Verdict::Differs, text);
    }
    compile.store(Path::new(&variable(RESULTS)?), &outcome.text())
}

/// Reports whether a package is not the SDK's.
fn is_outside(package: &str) -> bool {
    let first = package.split('/').next();
    first.is_some_and(|first| first.contains('.'))
}
