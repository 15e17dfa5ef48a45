//! `timings`: reports where the time of the last command went.
//!
//! Counterpart: none; `-debug-trace` writes a trace of a command that is about to run.

use vamos_base::golang::path;
use vamos_fsys::work;
use vamos_insight::timings_page;
use vamos_insight::timings_text;
use vamos_insight::timings_trace;

use super::history;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `vamos timings`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(usage("timings takes no arguments"));
    }
    let file = invocation
        .parsed
        .last(Flag::O)
        .filter(|file| !file.is_empty());
    let render = match file {
        None => timings_text,
        Some(file) if file.ends_with(".html") => timings_page,
        Some(file) if file.ends_with(".json") => timings_trace,
        Some(_) => return Err(usage("-o needs a file whose name ends in .html or .json")),
    };
    let text = render(&history::last(invocation)?);
    let Some(file) = file else {
        invocation.output.stdout(&text);
        return Ok(0);
    };
    let file = match path::is_abs(file) {
        true => file.to_owned(),
        false => path::join(&[&invocation.process.cwd, file]),
    };
    let written = work::write(&file, text.as_bytes());
    written.map_err(|error| CliError::Fatal(format!("vamos: {error}")))?;
    Ok(0)
}

fn usage(line: &str) -> CliError {
    CliError::Usage {
        line: line.to_owned(),
        note: String::new(),
    }
}
