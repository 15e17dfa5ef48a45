//! The directory in which a command keeps its temporary files.
//!
//! Counterpart: cmd/go/internal/work/action.go (`NewBuilder`).

use vamos_base::golang::path;
use vamos_fsys::Unfinished;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::error::BuildError;

/// Makes a fresh directory `go-build<number>` in `parent` (GOTMPDIR, or the system's
/// temporary directory; `/tmp` if it is empty) and returns its absolute path. It is removed if a
/// signal ends the process before the second value is dropped.
///
/// # Errors
///
/// [`BuildError::WorkDir`]: the parent is missing, or cannot be written.
pub fn make(parent: &str, cwd: &str) -> Result<(String, Unfinished), BuildError> {
    let parent = if parent.is_empty() { "/tmp" } else { parent };
    // Errors show a relative directory as it was given.
    let made = work::make_unfinished_dir(parent, "go-build");
    let (dir, unfinished) = made.map_err(|error| {
        // A missing parent directory is reported, not the name that was tried.
        let error = match uncached::stat(parent) {
            Err(parent_error) if error.is_not_exist() => parent_error,
            _ => error,
        };
        BuildError::WorkDir(error)
    })?;
    let dir = match path::is_abs(&dir) {
        true => dir,
        false => path::join(&[cwd, &dir]),
    };
    Ok((dir, unfinished))
}
