//! The destination of reports: the file that `-o` names, or stdout.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::work;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Returns the file that `-o` names.
pub(super) fn named(invocation: &Invocation) -> Option<&str> {
    let file = invocation.parsed.last(Flag::O);
    file.filter(|file| !file.is_empty())
}

/// Writes a report to the file, or prints it without one.
pub(super) fn deliver(
    invocation: &Invocation,
    file: Option<&str>,
    text: &str,
) -> Result<i32, CliError> {
    let Some(file) = file else {
        invocation.output.report(text)?;
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
