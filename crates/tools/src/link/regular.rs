//! Distinction of outputs: files that are replaced, and devices that are written to.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`mayberemoveoutfile`).

use vamos_fsys::work;

/// Reports whether a path is a regular file, or nothing yet.
pub(super) fn is_regular(target: &str) -> bool {
    work::lstat(target).map_or(true, |meta| meta.is_file())
}
