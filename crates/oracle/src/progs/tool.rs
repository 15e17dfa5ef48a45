//! Tools of a build for `progs`: the compiler that dumps after the SDK's.
//!
//! Counterpart: none.

use std::path::Path;

use super::check;
use super::check::Check;
use super::release;
use crate::second_compile;

/// The command line of a tool before the tool's own.
pub(super) struct Setup<'a> {
    /// The compiler that dumps.
    pub(super) compiler: &'a str,
    /// The directory of results.
    pub(super) results: &'a str,
    /// The file with the packages that are checked.
    pub(super) packages: &'a str,
    /// N of Go 1.N.
    pub(super) minor: &'a str,
    /// Numbers of threads, with commas.
    pub(super) threads: &'a str,
}

impl Setup<'_> {
    /// Returns the words after the name of the command.
    pub(super) fn words(&self) -> String {
        let Self {
            compiler,
            results,
            packages,
            minor,
            threads,
        } = self;
        format!("{compiler} {results} {packages} {minor} {threads}")
    }
}

/// Runs a tool; a compile is run again with the dump, which is checked.
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let usage = "usage: xtask progs-tool COMPILER RESULTS PACKAGES MINOR THREADS TOOL...";
    let (setup, tool) = args.split_at_checked(5).ok_or(usage)?;
    let [compiler, results, packages, minor, threads] = setup else {
        return Err(usage.to_owned());
    };
    let Some(compile) = second_compile::run_tool_of(tool, packages)? else {
        return Ok(());
    };
    let threads = threads.split(',').map(str::parse);
    let check = Check {
        release: release(minor.parse().ok())?,
        threads: threads.collect::<Result<_, _>>().map_err(|_| usage)?,
    };
    let (mut outcome, is_equal) = compile.dump(compiler, |input| check::package(input, &check))?;
    if !is_equal {
        outcome.add(format!("{}: the object differs", compile.package));
    }
    compile.store(Path::new(results), &outcome.text())
}
