//! The order of packages.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackageList`).

use crate::package::PackageGraph;
use crate::package::PackageId;

/// Returns the packages reachable from `roots`, dependencies first (`PackageList`).
pub fn package_list(graph: &PackageGraph, roots: &[PackageId]) -> Vec<PackageId> {
    let mut seen = vec![false; graph.packages.len()];
    let mut list = Vec::with_capacity(graph.packages.len());
    let mut path: Vec<(PackageId, usize)> = Vec::new();
    for &root in roots {
        if std::mem::replace(&mut seen[root.0 as usize], true) {
            continue;
        }
        path.push((root, 0));
        while let Some((id, next)) = path.last_mut() {
            let Some(&import) = graph.get(*id).imports.ids.get(*next) else {
                list.push(*id);
                path.pop();
                continue;
            };
            *next += 1;
            if !std::mem::replace(&mut seen[import.0 as usize], true) {
                path.push((import, 0));
            }
        }
    }
    list
}
