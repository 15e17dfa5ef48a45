//! Tools of a build for `compiler objects`: the compiler that dumps after the SDK's.
//!
//! Counterpart: none.

use std::path::Path;

use super::clock;
use super::digests;
use super::outcome;
use super::package;
use super::package::Check;
use crate::assembler::difference;
use crate::second_compile;

/// Runs a tool; a compile is run again with the dump, of which the archive is made again.
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let usage = "usage: xtask compiler-tool COMPILER RESULTS PACKAGES SOURCES MINOR THREADS RUNS CLOCK TOOL...";
    let (setup, tool) = args.split_at_checked(8).ok_or(usage)?;
    let [
        compiler,
        results,
        packages,
        sources,
        minor,
        threads,
        runs,
        clock,
    ] = setup
    else {
        return Err(usage.to_owned());
    };
    let Some(compile) = second_compile::run_tool_of(tool, packages)? else {
        return Ok(());
    };
    let programs = clock::Programs {
        dumper: compiler,
        clock,
        runs: runs.parse().map_err(|_| usage)?,
    };
    let (words, minor) = ([sources, minor], minor.parse().map_err(|_| usage)?);
    let threads = threads.split(',').map(str::parse);
    let mut threads = threads.collect::<Result<Vec<_>, _>>().map_err(|_| usage)?;
    // A second archive is the one with other numbers of tables.
    if let [only] = *threads {
        threads.push(only);
    }
    let check = Check::new(Path::new(sources), minor, threads)?;
    let object = compile.object()?;
    let text = match compile.dump(compiler, |input| package::archives(input, &check)) {
        Ok((_, false)) => Some("the object of the compiler that dumps differs".to_owned()),
        Ok((Ok(made), true)) if made.archives.len() != check.threads.len() => {
            Some("a dump without objects".to_owned())
        }
        Ok((Ok(made), true)) => {
            let times = Path::new(results).with_file_name(digests::TIMES);
            compile.store(&times, &made.times.text())?;
            difference(&made.archives, &object)
        }
        Ok((Err(problem), true)) | Err(problem) => Some(problem),
    };
    if programs.runs > 0 {
        let dir = Path::new(results).with_file_name(clock::PHASES);
        clock::measure(&programs, &compile, words, &dir)?;
    }
    let name = &compile.package;
    let text = text.map(|text| format!("{name}: {text}"));
    compile.store(Path::new(results), &outcome::text(&object, text)?)
}

/// Returns the first difference of archives from the SDK's.
fn difference(archives: &[Vec<u8>], theirs: &[u8]) -> Option<String> {
    let first = archives.iter().find(|ours| *ours != theirs)?;
    Some(difference::describe(first, theirs))
}
