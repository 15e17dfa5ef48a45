//! Packages that builds with shared libraries need, as values.
//!
//! Counterpart: cmd/go/internal/work/action.go (`linkSharedAction`).

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use crate::package_id::PackageId;

/// Why a shared library, or a package in it, cannot be read.
pub type LibraryError = Arc<dyn Error + Send + Sync>;

/// Packages that stand in no import, for builds with shared libraries.
#[derive(Clone, Debug, Default)]
pub struct SharedPackages {
    /// The packages in each library that contains a loaded package, by file name, or why
    /// the library cannot be read.
    pub libraries: BTreeMap<String, Result<Vec<PackageId>, LibraryError>>,
    /// Packages that code in a library needs, with the error of those that have one.
    pub added: Vec<PackageId>,
    /// Packages that the linker itself adds.
    pub linked: Vec<PackageId>,
    /// Represents a library where a package is required: it has the linker flags of
    /// what is named on the command line.
    pub flags: Option<PackageId>,
}
