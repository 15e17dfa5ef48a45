//! The directory in which a command keeps its temporary files.
//!
//! Counterpart: cmd/go/internal/work/action.go (`NewBuilder`).

use vamos_base::golang::path;
use vamos_fsys::fresh;
use vamos_fsys::work;

use crate::error::BuildError;

/// Makes a fresh directory `go-build<number>` in `parent` (GOTMPDIR, or the system's
/// temporary directory; `/tmp` if it is empty) and returns its absolute path.
///
/// # Errors
///
/// [`BuildError::Message`], with upstream's text: the parent is missing, or cannot be written.
pub fn make(parent: &str, cwd: &str) -> Result<String, BuildError> {
    let parent = if parent.is_empty() { "/tmp" } else { parent };
    // Errors show a relative directory as it was given.
    let dir = work::make_temp_dir(parent, "go-build").map_err(|error| {
        // A missing parent directory is reported, not the name that was tried.
        let error = match fresh::stat(parent) {
            Err(parent_error) if error.is_not_exist() => parent_error,
            _ => error,
        };
        BuildError::Message(format!("creating work dir: {error}"))
    })?;
    Ok(if path::is_abs(&dir) {
        dir
    } else {
        path::join(&[cwd, &dir])
    })
}
