//! The reasons why packages are needed: the imports that lead to them from the main module.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`Why`, `WhyDepth`, `PackageModule`, and
//! the list of packages that `LoadPackages` returns).

use vamos_base::golang::module::ModuleVersion;

use super::Modules;
use super::import_graph::ImportGraph;

impl Modules<'_> {
    /// Returns the import paths of the packages of the last load, sorted.
    pub fn loaded_packages(&self) -> Vec<&str> {
        let graph = &self.loaded;
        let packages = graph.order.iter().map(|&id| graph.package_of(id));
        let mut paths: Vec<&str> = packages
            .filter(|package| package.test_of.is_none())
            .map(|package| package.path.as_str())
            .collect();
        paths.sort_unstable();
        paths
    }

    /// Returns the module that provides a package of the last load; `None` for the standard library
    /// (`PackageModule`).
    pub fn package_module(&self, path: &str) -> Option<&ModuleVersion> {
        self.packages().package_module(path)
    }

    /// Returns a shortest path of imports from the main module to a package of the last load, both
    /// ends included; `None` if the package was not loaded (`Why`).
    pub fn why(&self, path: &str) -> Option<Vec<String>> {
        self.loaded.why(path)
    }
}

impl ImportGraph {
    fn why(&self, path: &str) -> Option<Vec<String>> {
        let mut at = self.id_of(path);
        at?;
        let mut steps = Vec::new();
        while let Some(id) = at {
            let package = self.package_of(id);
            steps.push(match package.test_of {
                Some(_) => format!("{}.test", package.path),
                None => package.path.as_str().to_owned(),
            });
            at = package.stack;
        }
        steps.reverse();
        Some(steps)
    }
}
