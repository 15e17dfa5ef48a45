//! Tools of a build for `ssagen`: the compiler that dumps instead of the SDK's.
//!
//! Counterpart: none.

use std::path::Path;

use super::build;
use super::check;
use super::check::Check;
use super::mode::Mode;
use super::outcome::Outcome;
use crate::progs;
use crate::second_compile;
use crate::ssa::panics;

/// Words of the command line before the tool.
pub(super) struct Setup<'a> {
    /// The compiler that dumps.
    pub(super) compiler: &'a str,
    /// The directory of results.
    pub(super) results: &'a str,
    /// The file with the names of the packages that are checked.
    pub(super) packages: &'a str,
    /// The directory of the compiler's SSA passes.
    pub(super) sources: &'a str,
    /// N of Go 1.N.
    pub(super) minor: &'a str,
    /// The name of the form of functions to begin with.
    pub(super) mode: &'a str,
}

impl Setup<'_> {
    /// Returns the words after the name of the command.
    pub(super) fn words(&self) -> String {
        let Self {
            compiler,
            results,
            packages,
            sources,
            minor,
            mode,
        } = self;
        format!("{compiler} {results} {packages} {sources} {minor} {mode}")
    }
}

/// Runs a tool; a compile is run again with the dump, which is checked.
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let usage = "usage: xtask ssagen-tool COMPILER RESULTS PACKAGES SOURCES MINOR MODE TOOL...";
    let (setup, tool) = args.split_at_checked(6).ok_or(usage)?;
    let [compiler, results, packages, sources, minor, mode] = setup else {
        return Err(usage.to_owned());
    };
    let Some(compile) = second_compile::run_tool_of(tool, packages)? else {
        return Ok(());
    };
    panics::keep();
    let minor = minor.parse().map_err(|_| usage)?;
    let sources = Path::new(sources);
    let mode = Mode::named(mode).ok_or(usage)?;
    let results = Path::new(results);
    if mode == Mode::Build {
        let check = build::Check { sources, minor };
        let dumped = compile.dump(compiler, |input| build::package(input, &check));
        let mut outcome = build::Outcome::default();
        if let Some(text) = failure(dumped, &mut outcome) {
            outcome.add(format!("{}: {text}", compile.package));
        }
        return compile.store(results, &outcome.text());
    }
    let check = Check {
        release: progs::release(Some(minor))?,
        sources,
        minor,
        from: mode,
        goamd64: second_compile::goamd64()?,
    };
    let dumped = compile.dump(compiler, |input| check::package(input, &check));
    let mut outcome = Outcome::default();
    if let Some(text) = failure(dumped, &mut outcome) {
        outcome.add(format!("{}: {text}", compile.package));
    }
    compile.store(results, &outcome.text())
}

/// Takes the outcome of a check, and returns a failure of the whole package: the other packages are
/// checked all the same.
fn failure<T>(dumped: Result<(T, bool), String>, outcome: &mut T) -> Option<String> {
    match dumped {
        Ok((found, is_equal)) => {
            *outcome = found;
            (!is_equal).then(|| "the object differs".to_owned())
        }
        Err(error) => Some(error),
    }
}
