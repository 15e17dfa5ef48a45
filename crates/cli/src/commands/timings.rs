//! `timings`: reports the time of the last command by step.
//!
//! Counterpart: none; `-debug-trace` writes a trace of a command that is about to run.

use vamos_insight::timings_page;
use vamos_insight::timings_text;
use vamos_insight::timings_trace;

use super::history;
use super::report_file;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `vamos timings`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::usage("timings takes no arguments"));
    }
    let file = report_file::named(invocation);
    let render = match file {
        None => timings_text,
        Some(file) if file.ends_with(".html") => timings_page,
        Some(file) if file.ends_with(".json") => timings_trace,
        Some(_) => {
            return Err(CliError::usage(
                "-o needs a file whose name ends in .html or .json",
            ));
        }
    };
    report_file::deliver(invocation, file, &render(&history::last(invocation)?))
}
