//! Options of the conversion to events.
//!
//! Counterpart: cmd/internal/test2json/test2json.go (`Mode`).

use vamos_base::golang::time::Location;
use vamos_release::Release;

/// Options of the conversion.
#[derive(Clone, Debug)]
pub struct Options {
    /// The release whose converter is followed.
    pub release: Release,
    /// Time zone of written times; without one neither events nor results have times.
    pub zone: Option<Location>,
}
