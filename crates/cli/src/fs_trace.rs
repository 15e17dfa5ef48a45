//! `GODEBUG=gofsystrace=1`: prints every file operation of loading to stderr, or appends it
//! to the file that `gofsystracelog` names.
//!
//! Counterpart: cmd/go/internal/fsys/fsys.go (`Trace`, `init`). vamos does other file
//! operations than the official command, so only the format of the lines is the same.

use std::sync::Arc;

use vamos_fsys::HashedFiles;
use vamos_fsys::Traced;
use vamos_fsys::work;
use vamos_goenv::GoEnv;

use crate::error::CliError;
use crate::output::Output;

/// Returns the view itself, or one that prints every operation.
pub(crate) fn traced(
    files: Arc<dyn HashedFiles>,
    env: &GoEnv,
    output: &Arc<Output>,
) -> Result<Arc<dyn HashedFiles>, CliError> {
    if env.godebug("gofsystrace") != "1" {
        return Ok(files);
    }
    let log = env.godebug("gofsystracelog").to_owned();
    if !log.is_empty() {
        let made = work::append(&log, b"").or_else(|_| work::write(&log, b""));
        made.map_err(|error| CliError::Fatal(error.to_string()))?;
    }
    let output = Arc::clone(output);
    let pid = std::process::id();
    let print = move |op: &str, path: &str| {
        let line = format!("{pid} gofsystrace {op} {path}\n");
        if log.is_empty() {
            output.stderr(&line);
        } else {
            // The file could be opened before; a failed write is ignored.
            let _ = work::append(&log, line.as_bytes());
        }
    };
    Ok(Arc::new(Traced::new(files, Box::new(print))))
}
