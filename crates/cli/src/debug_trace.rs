//! The file of `-debug-trace`. Each event is appended; the file is complete when the command
//! has ended, with or without success.
//!
//! Counterpart: cmd/go/main.go (`maybeStartTrace`), cmd/go/internal/trace/trace.go
//! (`writeEvent`, `Close`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::trace;
use vamos_fsys::NewFile;

use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::Parsed;

/// The trace of a command, if its flags request one. Clones share the trace.
#[derive(Clone, Default)]
pub(crate) struct DebugTrace(Arc<OnceLock<Mutex<TraceFile>>>);

struct TraceFile {
    file: NewFile,
    has_event: bool,
}

impl DebugTrace {
    /// Begins the trace if the flags request one.
    pub(crate) fn begin(&self, parsed: &Parsed) -> Result<(), CliError> {
        let Some(name) = parsed
            .last(Flag::DebugTrace)
            .filter(|name| !name.is_empty())
        else {
            return Ok(());
        };
        let file = NewFile::replace(name);
        let file = file.map_err(|e| CliError::Fatal(format!("failed to start trace: {e}")))?;
        let has_event = false;
        if self
            .0
            .set(Mutex::new(TraceFile { file, has_event }))
            .is_ok()
        {
            let trace = self.clone();
            trace::begin(Box::new(move |event: &str| trace.write(event)));
        }
        Ok(())
    }

    fn write(&self, event: &str) {
        let Some(file) = self.0.get() else { return };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let before = if file.has_event { "," } else { "[\n" };
        file.has_event = true;
        // A failed write makes the file invalid; `end` reports that.
        let _ = file.file.write(format!("{before}{event}").as_bytes());
    }

    /// Ends the trace, if there is one; returns the line to print if that fails.
    pub(crate) fn end(&self) -> Option<String> {
        let mut file = self.0.get()?.lock().unwrap_or_else(PoisonError::into_inner);
        let error = file.file.write(b"]").err()?;
        Some(format!("failed to stop trace: {error}"))
    }
}
