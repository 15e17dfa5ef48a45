//! Build IDs of files.
//!
//! Counterpart: cmd/internal/buildid/buildid.go.

use std::sync::Arc;

use vamos_fsys::work;
use vamos_objfile::ReadAt as _;
use vamos_objfile::build_id;
use vamos_objfile::build_id::Found;

use crate::error::BuildError;

/// The magic of archives.
const ARCHIVE: &[u8] = b"!<arch>\n";

/// Reads the build ID of a file; empty if it has no build ID.
pub(crate) fn read_build_id(file: &str) -> String {
    try_read_build_id(file).unwrap_or_default()
}

/// Reads the build ID of a file; `None` if its format has no place for one, or if it has no
/// positions to read at, as a pipe.
pub(crate) fn try_read_build_id(file: &str) -> Option<String> {
    let opened = work::open_any(file).ok()?;
    // The build ID of an archive is in its first lines.
    let mut head = [0; 1024];
    let count = opened.read_at(&mut head, 0).ok()?;
    if head[..count].starts_with(ARCHIVE)
        && let Ok(id) = build_id::read_text(file, &&head[..count])
        && !id.is_empty()
    {
        return Some(id);
    }
    build_id::read_text(file, &opened).ok()
}

/// Finds the build ID of an action in its output, with `find`.
pub(crate) fn find_build_id(
    id: &str,
    find: impl FnOnce(&[u8]) -> Result<Found, build_id::BuildIdError>,
) -> Result<Found, BuildError> {
    find(id.as_bytes()).map_err(|error| BuildError::BuildId(Arc::new(error)))
}
