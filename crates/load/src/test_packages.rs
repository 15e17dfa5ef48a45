//! The packages of a test.
//!
//! Counterpart: cmd/go/internal/load/test.go (`TestPackagesFor`).

use crate::package_id::PackageId;

/// The packages of one package's test.
#[derive(Clone, Copy, Debug)]
pub struct TestPackages {
    /// The package under test.
    pub package: PackageId,
    /// The generated main package.
    pub main: PackageId,
    /// The package with its test files; the package itself if it has none.
    pub test: PackageId,
    /// The external test package.
    pub external: Option<PackageId>,
}
