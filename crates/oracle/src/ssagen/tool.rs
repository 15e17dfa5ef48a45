//! Tools of a build for `ssagen`: the compiler that dumps instead of the SDK's.
//!
//! Counterpart: none.

use std::path::Path;

use super::build;
use super::check;
use super::check::Check;
use super::check::From;
use crate::files;
use crate::progs;
use crate::second_compile;

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
    /// `build` if functions are built, or else the form that instructions are made of.
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
    let Some(compile) = second_compile::run_tool(tool)? else {
        return Ok(());
    };
    let packages = files::read_text(Path::new(packages))?;
    if !packages.lines().any(|name| name == compile.package) {
        return Ok(());
    }
    let minor = minor.parse().map_err(|_| usage)?;
    let sources = Path::new(sources);
    if mode == "build" {
        let check = build::Check { sources, minor };
        let read = |input| build::package(input, &check);
        let (mut outcome, is_equal) = compile.dump(compiler, read)?;
        if !is_equal {
            outcome.add(format!("{}: the object differs", compile.package));
        }
        return compile.store(Path::new(results), &outcome.text());
    }
    let goamd64 = std::env::var("GOAMD64").unwrap_or_default();
    let check = Check {
        release: progs::release(Some(minor))?,
        sources,
        minor,
        from: match &**mode {
            "ir" => From::Ir,
            "start" => From::Start,
            _ => From::End,
        },
        goamd64: goamd64.trim_start_matches('v').parse().unwrap_or(1),
    };
    let (mut outcome, is_equal) = compile.dump(compiler, |input| check::package(input, &check))?;
    if !is_equal {
        outcome.add(format!("{}: the object differs", compile.package));
    }
    compile.store(Path::new(results), &outcome.text())
}
