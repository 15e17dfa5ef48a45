//! All dependencies of each package of a graph, and their errors.
//!
//! Paths are ranked once; a package's dependencies are a set of ranks, which makes the
//! union over its imports cheap and its listing sorted.
//! Counterpart: cmd/go/internal/list/list.go (`collectDeps`, `collectDepsErrors`).

use std::sync::Arc;

use vamos_modload::package_error::PackageError;

use crate::PackageGraph;
use crate::PackageId;

/// The dependencies of all packages of a graph.
pub struct Deps<'a> {
    /// Distinct import paths, sorted.
    paths: Vec<&'a str>,
    /// Words per set.
    width: usize,
    /// One set of ranks per package.
    sets: Vec<u64>,
}

impl<'a> Deps<'a> {
    /// Collects the dependencies; `all` are the listed import paths of all packages, `order` has
    /// dependencies first. In an import cycle, packages that are not collected yet are left out, as
    /// in upstream.
    pub fn collect(graph: &PackageGraph, all: &[&'a str], order: &[PackageId]) -> Self {
        let mut paths = all.to_vec();
        paths.sort_unstable();
        paths.dedup();
        let rank = |path: &&str| paths.binary_search(path).unwrap_or_else(|at| at);
        let ranks: Vec<usize> = all.iter().map(rank).collect();
        let width = paths.len().div_ceil(64);
        let mut sets = vec![0u64; width * graph.packages.len()];
        let mut own = vec![0u64; width];
        for &id in order {
            own.fill(0);
            for import in &graph.get(id).imports.ids {
                let index = import.0 as usize;
                let rank = ranks[index];
                own[rank / 64] |= 1 << (rank % 64);
                let theirs = &sets[index * width..(index + 1) * width];
                own.iter_mut().zip(theirs).for_each(|(a, b)| *a |= b);
            }
            let start = id.0 as usize * width;
            sets[start..start + width].copy_from_slice(&own);
        }
        Self { paths, width, sets }
    }

    /// Returns the import paths of a package's dependencies, sorted.
    pub fn of(&self, id: PackageId) -> Vec<&'a str> {
        let start = id.0 as usize * self.width;
        let set = &self.sets[start..start + self.width];
        let mut paths = Vec::with_capacity(set.iter().map(|word| word.count_ones() as usize).sum());
        for (at, &word) in set.iter().enumerate() {
            let mut rest = word;
            while rest != 0 {
                paths.push(self.paths[at * 64 + rest.trailing_zeros() as usize]);
                rest &= rest - 1;
            }
        }
        paths
    }
}

/// The errors of all packages' dependencies.
pub struct DepsErrors<'a> {
    of: Vec<Vec<&'a Arc<PackageError>>>,
}

impl<'a> DepsErrors<'a> {
    /// Collects the errors; `own` are the errors of each package, `order` has dependencies first.
    pub fn collect(
        graph: &PackageGraph,
        own: &[Option<&'a Arc<PackageError>>],
        order: &[PackageId],
    ) -> Self {
        if own.iter().all(Option::is_none) {
            return Self { of: Vec::new() };
        }
        let mut of: Vec<Vec<&'a Arc<PackageError>>> = vec![Vec::new(); graph.packages.len()];
        for &id in order {
            let mut errors: Vec<&'a Arc<PackageError>> = Vec::new();
            for &import in &graph.get(id).imports.ids {
                errors.extend(own[import.0 as usize]);
                errors.extend(&of[import.0 as usize]);
            }
            errors.sort_by_key(|error| error_key(error));
            errors.dedup_by_key(|error| error_key(error));
            errors.sort_by(|a, b| order_key(a).cmp(&order_key(b)));
            of[id.0 as usize] = errors;
        }
        Self { of }
    }

    /// Returns the errors of a package's dependencies.
    pub fn of(&self, id: PackageId) -> Vec<&'a PackageError> {
        let errors = self.of.get(id.0 as usize).into_iter().flatten();
        errors.map(|error| &***error).collect()
    }
}

/// Errors without a stack come first, ordered by text; others by the package that has
/// the error.
fn order_key(error: &PackageError) -> (bool, &str) {
    match error.import_stack.last() {
        Some(top) => (true, &top.pkg),
        None => (false, &error.err),
    }
}

/// Returns the address of the shared error, for identity.
fn error_key(error: &Arc<PackageError>) -> *const PackageError {
    Arc::as_ptr(error)
}
