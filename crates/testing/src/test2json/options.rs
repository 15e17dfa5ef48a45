//! How output is turned into events.
//!
//! Counterpart: cmd/internal/test2json/test2json.go (`Mode`).

use vamos_base::golang::time::Location;
use vamos_goenv::Release;

/// How output is converted.
#[derive(Clone, Debug)]
pub struct Options {
    /// The release whose converter is followed.
    pub release: Release,
    /// Where times are written, and in which zone; without one neither events nor results
    /// have times.
    pub zone: Option<Location>,
}
