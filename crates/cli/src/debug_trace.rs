//! The file of `-debug-trace`. Each event is appended; the file is complete when the command
//! has ended, with or without success.
//!
//! Counterpart: cmd/go/main.go (`maybeStartTrace`), cmd/go/internal/trace/trace.go
//! (`writeEvent`, `Close`).

use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::trace;
use vamos_fsys::NewFile;

use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::Parsed;

/// The file, and whether it has an event.
static FILE: OnceLock<Mutex<(NewFile, bool)>> = OnceLock::new();

/// Begins the trace if the flags request one.
pub(crate) fn begin(parsed: &Parsed) -> Result<(), CliError> {
    let Some(name) = parsed
        .last(Flag::DebugTrace)
        .filter(|name| !name.is_empty())
    else {
        return Ok(());
    };
    let file = NewFile::replace(name);
    let file = file.map_err(|e| CliError::Fatal(format!("failed to start trace: {e}")))?;
    if FILE.set(Mutex::new((file, false))).is_ok() {
        trace::begin(Box::new(write));
    }
    Ok(())
}

fn write(event: &str) {
    let Some(file) = FILE.get() else { return };
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    let before = if file.1 { "," } else { "[\n" };
    file.1 = true;
    // A failed write makes the file invalid; `end` reports that.
    let _ = file.0.write(format!("{before}{event}").as_bytes());
}

/// Ends the trace, if there is one; returns the line to print if that fails.
pub(crate) fn end() -> Option<String> {
    let mut file = FILE.get()?.lock().unwrap_or_else(PoisonError::into_inner);
    let error = file.0.write(b"]").err()?;
    Some(format!("failed to stop trace: {error}"))
}
