//! Which packages make up a test.
//!
//! Counterpart: cmd/go/internal/load/test.go (`TestPackagesFor`).

use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::package_list;

/// The packages of one package's test.
#[derive(Clone, Copy, Debug)]
pub struct TestPackages {
    /// The package under test.
    pub package: PackageId,
    /// The generated main package.
    pub main: PackageId,
    /// The package with its test files; the package itself where it has none.
    pub test: PackageId,
    /// The external test package.
    pub external: Option<PackageId>,
}

impl TestPackages {
    /// Returns the first package with an error that keeps the test from being run
    /// (`TestPackagesFor`).
    pub fn first_error(&self, graph: &PackageGraph) -> Option<PackageId> {
        let own = [Some(self.test), self.external, Some(self.main)];
        for id in own.into_iter().flatten() {
            if graph.get(id).problems.error.is_some() {
                return Some(id);
            }
            if graph.get(id).problems.incomplete {
                let list = package_list(graph, &[id]);
                return list
                    .into_iter()
                    .find(|&id| graph.get(id).problems.error.is_some());
            }
        }
        None
    }
}
