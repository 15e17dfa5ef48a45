//! Packages that the arguments import: what is missing, and with `-u` what is not the
//! newest.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`loadPackages`, `performPatternAllQueries`,
//! `findAndUpgradeImports`).

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_load::ImportError;
use vamos_load::modload::ModOptions;

use super::GetError;
use super::query::PathSet;
use super::resolver::Resolver;
use super::resolver::is_no_package;

/// A package whose module may change; without a module, one that is missing.
struct Changeable {
    path: String,
    module: Option<ModuleVersion>,
}

impl Resolver<'_, '_> {
    /// Loads packages, and returns those of dependencies and those that are missing or
    /// ambiguous (`loadPackages`).
    fn load_changeable(&mut self, patterns: &[String]) -> Result<Vec<Changeable>, GetError> {
        let options = ModOptions {
            any_tags: true,
            vendor_modules_in_goroot_src: true,
            load_tests: self.request.tests,
            // What arguments import is to build after the command.
            assume_roots_imported: true,
            // Other versions may resolve them.
            silence_package_errors: true,
            ..ModOptions::default()
        };
        let loaded = self.modules.load_packages(&options, patterns);
        self.flush();
        loaded?;
        let mut found = Vec::new();
        for path in self.modules.loaded_packages() {
            let module = self.modules.package_module(path);
            let module = module.filter(|m| !m.version.is_empty());
            if let Some(module) = module
                && self.modules.package_dir(path).is_some()
            {
                found.push(Changeable {
                    path: path.to_owned(),
                    module: Some(module.clone()),
                });
                continue;
            }
            let is_open = matches!(
                self.modules.package_error(path),
                Some(ImportError::Missing(_) | ImportError::Ambiguous(_))
            );
            let in_sibling =
                |siblings: &super::siblings::Siblings| siblings.has_package(&self.modules, path);
            if is_open && !self.siblings.as_ref().is_some_and(in_sibling) {
                found.push(Changeable {
                    path: path.to_owned(),
                    module: None,
                });
            }
        }
        Ok(found)
    }

    /// Looks for the modules of the packages in `all`, in the version that the argument asks
    /// for.
    pub(super) fn perform_all_queries(&mut self) -> Result<(), GetError> {
        let numbers: Vec<usize> = (0..self.queries.len())
            .filter(|&number| self.queries[number].pattern == "all")
            .collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let packages = self.load_changeable(&["all".to_owned()])?;
        for number in numbers {
            let query = &self.queries[number];
            let new = packages
                .iter()
                .filter(|package| !query.has_seen(&package.path));
            let new: Vec<&Changeable> = new.collect();
            let found = self.modules.in_parallel(&new, |package| {
                match self.query_packages(&package.path, &query.version, &self.initial) {
                    Ok(with_packages) => PathSet {
                        with_packages,
                        ..PathSet::default()
                    },
                    Err(error) => PathSet::failed(error),
                }
            });
            for (package, set) in new.into_iter().zip(found) {
                let query = &mut self.queries[number];
                query.is_first(&package.path);
                query.add(&package.path, set);
            }
            let sets = &mut self.queries[number].candidates;
            sets.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(())
    }

    /// Returns the modules of missing packages, and with `-u` those of dependencies in newer
    /// versions (`findAndUpgradeImports`).
    pub(super) fn find_and_upgrade_imports(&mut self) -> Result<Vec<PathSet>, GetError> {
        let matching = self.queries.iter().filter(|query| query.matches_packages);
        let patterns: Vec<String> = matching.map(|query| query.pattern.clone()).collect();
        if patterns.is_empty() {
            return Ok(Vec::new());
        }
        let packages = self.load_changeable(&patterns)?;
        let found = self
            .modules
            .in_parallel(&packages, |package| self.find_upgrade(package));
        let mut upgrades: Vec<PathSet> = found.into_iter().flatten().collect();
        upgrades.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(upgrades)
    }

    /// Returns the modules that a package could move to; nothing if it may stay. Versions
    /// count from the current build list, because `-u` is no reason for conflicts.
    fn find_upgrade(&self, package: &Changeable) -> Option<PathSet> {
        let version = match &package.module {
            None => "latest",
            Some(_) if self.request.upgrade.is_empty() => return None,
            // An argument decides its version.
            Some(m) if self.decided.contains_key(&m.path) => return None,
            Some(_) => self.request.upgrade,
        };
        let path = &package.path;
        match self.query_packages(path, version, &self.versions) {
            Ok(found) if found.iter().any(|m| Some(m) == package.module.as_ref()) => None,
            Ok(with_packages) => Some(PathSet {
                path: path.clone(),
                with_packages,
                ..PathSet::default()
            }),
            // No version helps; the final load reports the import with its importers.
            Err(error) if is_no_package(&error) => None,
            Err(_) if package.module.is_none() && module::check_path(path).is_err() => None,
            Err(error) => Some(PathSet {
                path: path.clone(),
                ..PathSet::failed(error)
            }),
        }
    }
}
