//! The package whose error prevents a test from running.
//!
//! Counterpart: cmd/go/internal/load/test.go (`TestPackagesFor`).

use crate::package::PackageGraph;
use crate::package_id::PackageId;
use crate::pkg::package_list::package_list;
use crate::test_packages::TestPackages;

impl TestPackages {
    /// Returns the first package with an error that prevents the test from running
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
