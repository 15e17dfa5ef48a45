//! The command that repairs the errors of packages.
//!
//! Counterpart: none.

use vamos_modload::repair::one_of;

use crate::package::PackageGraph;

/// Returns the command that repairs the errors of packages whose texts do not contain it.
pub fn repair_of_packages(graph: &PackageGraph) -> Option<String> {
    let errors = graph.packages.iter().map(|package| &package.problems.error);
    one_of(errors.flatten().filter_map(|error| error.repair.clone()))
}
