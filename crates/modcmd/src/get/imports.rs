//! Packages that the arguments import: missing ones, and with `-u` outdated ones.
//!
//! Packages are checked in each round of loading, not after the last one: upstream accumulates the
//! results of the rounds, and loads once more if there are both results and new roots.
//! Counterpart: cmd/go/internal/modget/get.go (`loadPackages`, `performPatternAllQueries`,
//! `findAndUpgradeImports`).

use std::collections::BTreeMap;

use hashbrown::HashMap;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modload::ImportError;
use vamos_modload::LoadError;
use vamos_modload::ModOptions;
use vamos_modload::Modules;

use super::query::PathSet;
use super::query::Query;
use super::request::GetError;
use super::resolver::Decided;
use super::resolver::Resolver;
use super::resolver::is_no_package;
use super::resolver::query_packages;
use super::siblings::Siblings;

/// A package whose module may change, or a missing package, without a module.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Changeable {
    path: String,
    module: Option<ModuleVersion>,
}

/// Checks packages; returns true for each that may stay as it is (`findPackage`).
type FindPackages<'f, 'a> = dyn FnMut(&Modules<'a>, &[Changeable]) -> Vec<bool> + 'f;

/// Loads packages (`loadPackages`). In each round, `find` checks packages of dependencies; at the
/// end it checks missing and ambiguous packages.
fn load_packages<'a>(
    modules: &mut Modules<'a>,
    load_tests: bool,
    siblings: Option<&Siblings>,
    patterns: &[String],
    find: &mut FindPackages<'_, 'a>,
) -> Result<(), LoadError> {
    let options = ModOptions {
        any_tags: true,
        vendor_modules_in_goroot_src: true,
        load_tests,
        // The imports of the arguments must build after the command.
        assume_roots_imported: true,
        // Other versions may resolve them.
        silence_package_errors: true,
        ..ModOptions::default()
    };
    modules.load_judged_packages(&options, patterns, &mut |modules, packages| {
        let packages = packages.iter().map(|(path, module)| Changeable {
            path: path.as_str().to_owned(),
            module: Some(module.clone()),
        });
        find(modules, &packages.collect::<Vec<_>>())
    })?;
    let is_open = |path: &&str| {
        matches!(
            modules.package_error(path),
            Some(ImportError::Missing(_) | ImportError::Ambiguous(_))
        )
    };
    let in_sibling = |path: &str| siblings.is_some_and(|them| them.has_package(modules, path));
    let open = modules.loaded_packages().into_iter().filter(is_open);
    let open = open
        .filter(|path| !in_sibling(path))
        .map(|path| Changeable {
            path: path.to_owned(),
            module: None,
        });
    find(modules, &open.collect::<Vec<_>>());
    Ok(())
}

impl Resolver<'_, '_> {
    /// Searches for the modules of the packages in `all`, in the version of the argument.
    pub(super) fn perform_all_queries(&mut self) -> Result<(), GetError> {
        let is_all = |query: &&mut Query| query.pattern == "all";
        let mut queries: Vec<&mut Query> = self.queries.iter_mut().filter(is_all).collect();
        if queries.is_empty() {
            return Ok(());
        }
        let loaded = load_packages(
            &mut self.modules,
            self.request.tests,
            self.siblings.as_ref(),
            &["all".to_owned()],
            &mut |modules, packages| {
                let mut may_stay = vec![true; packages.len()];
                for query in &mut queries {
                    find_in_all(modules, &self.initial, query, packages, &mut may_stay);
                }
                may_stay
            },
        );
        for query in queries {
            query.candidates.sort_by(|a, b| a.path.cmp(&b.path));
        }
        self.flush();
        Ok(loaded?)
    }

    /// Returns the modules of missing packages, and with `-u` newer versions of dependencies
    /// (`findAndUpgradeImports`).
    pub(super) fn find_and_upgrade_imports(&mut self) -> Result<Vec<PathSet>, GetError> {
        let matching = self.queries.iter().filter(|query| query.matches_packages);
        let patterns: Vec<String> = matching.map(|query| query.pattern.clone()).collect();
        if patterns.is_empty() {
            return Ok(Vec::new());
        }
        let upgrader = Upgrader {
            upgrade: self.request.upgrade,
            decided: &self.decided,
            versions: &self.versions,
        };
        let mut known: HashMap<Changeable, Option<PathSet>> = HashMap::new();
        let mut upgrades = Vec::new();
        let loaded = load_packages(
            &mut self.modules,
            self.request.tests,
            self.siblings.as_ref(),
            &patterns,
            &mut |modules, packages| {
                let new = packages
                    .iter()
                    .filter(|package| !known.contains_key(*package));
                let new: Vec<&Changeable> = new.collect();
                let found = modules.in_parallel(&new, |package| upgrader.find(modules, package));
                known.extend(new.into_iter().cloned().zip(found));
                let found = packages
                    .iter()
                    .map(|package| known.get(package).cloned().flatten());
                let found: Vec<Option<PathSet>> = found.collect();
                let may_stay = found.iter().map(Option::is_none).collect();
                upgrades.extend(found.into_iter().flatten());
                may_stay
            },
        );
        self.flush();
        loaded?;
        upgrades.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(upgrades)
    }
}

/// Adds the modules of packages in `all` to a query, once for each package. If they differ from the
/// present module of a package, that module may not stay.
fn find_in_all(
    modules: &Modules<'_>,
    initial: &HashMap<String, String>,
    query: &mut Query,
    packages: &[Changeable],
    may_stay: &mut [bool],
) {
    let new = packages.iter().zip(may_stay);
    let new: Vec<(&Changeable, &mut bool)> = new
        .filter(|(package, _)| query.is_first(&package.path))
        .collect();
    let paths: Vec<&str> = new
        .iter()
        .map(|(package, _)| package.path.as_str())
        .collect();
    let found = modules.in_parallel(&paths, |path| {
        query_packages(modules, path, &query.version, initial)
    });
    for ((package, may_stay), found) in new.into_iter().zip(found) {
        let set = match found {
            Ok(with_packages) => PathSet {
                with_packages,
                ..PathSet::default()
            },
            Err(error) => PathSet::failed(error),
        };
        let is_same = set.with_packages.iter().eq(&package.module);
        *may_stay &= is_same;
        query.add(&package.path, set);
    }
}

/// The inputs of `-u`.
struct Upgrader<'u> {
    /// The requested version, or empty.
    upgrade: &'u str,
    decided: &'u BTreeMap<String, Decided>,
    /// The current build list. It is not used at the start: `-u` must not cause conflicts.
    versions: &'u HashMap<String, String>,
}

impl Upgrader<'_> {
    /// Returns the modules that a package could move to; nothing if it may stay.
    fn find(&self, modules: &Modules<'_>, package: &Changeable) -> Option<PathSet> {
        let version = match &package.module {
            None => "latest",
            Some(_) if self.upgrade.is_empty() => return None,
            // An argument determines its version.
            Some(m) if self.decided.contains_key(&m.path) => return None,
            Some(_) => self.upgrade,
        };
        let path = &package.path;
        match query_packages(modules, path, version, self.versions) {
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
