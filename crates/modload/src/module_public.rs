//! The description of a module in `go list -m -json`.
//!
//! Counterpart: cmd/go/internal/modinfo.

use std::sync::Arc;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ModulePath;
use vamos_base::golang::names::Version;
use vamos_modfile::Origin;

/// The error of a module (`modinfo.ModuleError`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleFault {
    /// The sentence.
    pub err: String,
}

/// The description of a module in `go list -m -json` (modinfo.ModulePublic).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModulePublic {
    /// Module path.
    pub path: ModulePath,
    /// Module version; empty for main modules.
    pub version: Version,
    /// The query that selected this version, if it was not the version itself.
    pub query: String,
    /// All versions (with `-versions`).
    pub versions: Vec<String>,
    /// A newer version (with `-u`).
    pub update: Option<Arc<ModulePublic>>,
    /// Its replacement.
    pub replace: Option<Arc<ModulePublic>>,
    /// Time the version was created, RFC 3339, as in its `.info` file.
    pub time: Option<String>,
    /// True for a main module.
    pub main: bool,
    /// True if the main module needs it only indirectly.
    pub indirect: bool,
    /// Directory of its files, if on disk.
    pub dir: Dir,
    /// Path of its go.mod, if on disk.
    pub go_mod: String,
    /// The go version it declares.
    pub go_version: String,
    /// Deprecation message (with `-u`).
    pub deprecated: String,
    /// Retractions (with `-retracted` or `-u`).
    pub retracted: Vec<String>,
    /// Error loading the module.
    pub error: Option<ModuleFault>,
    /// go.sum's hash of the module.
    pub sum: String,
    /// go.sum's hash of its go.mod.
    pub go_mod_sum: String,
    /// The origin of its version.
    pub origin: Option<Origin>,
    /// True if an earlier description is still valid (with `-reuse`).
    pub reuse: bool,
}
