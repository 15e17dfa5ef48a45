//! Packages.
//!
//! Counterpart: cmd/compile/internal/types2/package.go.

use crate::id::PkgId;
use crate::id::ScopeId;
use crate::names::Name;

/// A package.
#[derive(Clone, Debug)]
pub struct Package {
    /// Its import path.
    pub path: Name,
    /// Its name.
    pub name: Name,
    /// What it declares.
    pub scope: ScopeId,
    /// The packages that it imports directly.
    pub imports: Vec<PkgId>,
    /// Whether all of it is known.
    pub is_complete: bool,
    /// Whether it is only there because an import failed.
    pub is_fake: bool,
    /// Whether its uses become uses of what cgo has declared.
    pub is_cgo: bool,
    /// The Go version that it requires (`go1.21`), empty if unknown.
    pub go_version: String,
}
