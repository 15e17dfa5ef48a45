//! Packages that builds with shared libraries need, as values.
//!
//! Counterpart: cmd/go/internal/work/action.go (`linkSharedAction`).

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use crate::package_id::PackageId;

/// The reason why a shared library, or a package in it, cannot be read.
pub type LibraryError = Arc<dyn Error + Send + Sync>;

/// Packages without an import, for builds with shared libraries.
#[derive(Clone, Debug, Default)]
pub struct SharedPackages {
    /// The packages in each library that contains a loaded package, by file name, or the error of
    /// reading the library.
    pub libraries: BTreeMap<String, Result<Vec<PackageId>, LibraryError>>,
    /// Packages that code in a library needs, with the error of a package that has one.
    pub added: Vec<PackageId>,
    /// Packages that the linker itself adds.
    pub linked: Vec<PackageId>,
    /// The package that represents a library in places that require a package: it has the linker
    /// flags of the packages on the command line.
    pub flags: Option<PackageId>,
}
