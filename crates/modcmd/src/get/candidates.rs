//! The candidate modules of each query.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`perform*Queries`, `query*`, `tryWildcard`,
//! `findMissingWildcards`, `checkWildcardVersions`).

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_modfile::ModuleError;
use vamos_modload::InternalError;
use vamos_modload::LoadError;
use vamos_modload::pattern::is_standard_import_path;
use vamos_modules::query::QueryError;

use super::argument_error::ArgumentError;
use super::query::PathSet;
use super::query::Query;
use super::query::is_ok_for_main_module;
use super::request::GetError;
use super::resolver::Resolver;
use super::resolver::is_allowed;
use super::resolver::is_no_package;
use super::resolver::is_no_version;
use super::resolver::query_packages;
use super::resolver::version_in;

impl Resolver<'_, '_> {
    /// Returns the numbers of the queries for which `is_wanted` is true.
    fn numbers(&self, is_wanted: impl Fn(&Query) -> bool) -> Vec<usize> {
        let queries = self.queries.iter().enumerate();
        queries
            .filter(|(_, query)| is_wanted(query))
            .map(|(number, _)| number)
            .collect()
    }

    fn is_main(&self, path: &str) -> bool {
        self.modules.is_main_module(path)
    }

    /// The error of a version of a main module.
    pub(super) fn matches_main(&self, query: &Query, main: &str) -> ModuleError {
        QueryError::MatchesMainModules {
            main_modules: vec![main.to_owned()],
            pattern: query.pattern.clone(),
            query: query.version.clone(),
            pattern_is_module: self.is_main(&query.pattern),
        }
        .into()
    }

    /// Searches for directories in the main module.
    pub(super) fn perform_local_queries(&mut self) -> Result<(), GetError> {
        for number in self.numbers(|query| query.is_local) {
            let pattern = self.queries[number].pattern.clone();
            if self.queries[number].is_first(&pattern) {
                let set = self.local_set(number);
                self.queries[number].add(&pattern, set);
            }
        }
        Ok(())
    }

    fn local_set(&mut self, number: usize) -> PathSet {
        let query = &self.queries[number];
        let pattern = query.pattern.clone();
        let not_in_root = |is_inside: bool| {
            PathSet::failed(LoadError::other(ArgumentError::Local {
                pattern: pattern.clone(),
                dir: (!path::is_abs(&pattern)).then(|| path::join(&[&self.ctx.cwd, &pattern])),
                root: self.modules.main_module_roots().join(", "),
                is_inside,
            }))
        };
        let (import, main) = self.modules.dir_import_path(&pattern);
        let Some(main) = main else {
            return not_in_root(false);
        };
        let (packages, error) = self.modules.match_in_module(&import, Some(&main));
        if let Some(error) = error {
            return PathSet::failed(error);
        }
        if !packages.is_empty() {
            return PathSet::package(main);
        }
        if matches!(query.raw.as_str(), "" | ".") {
            return PathSet::failed(LoadError::other(ArgumentError::NoPackage));
        }
        if !query.is_wildcard() {
            return not_in_root(true);
        }
        self.warn_unmatched(&import);
        PathSet::default()
    }

    fn warn_unmatched(&mut self, pattern: &str) {
        let pattern = quote(pattern);
        self.say(&format!("go: warning: {pattern} matched no packages"));
    }

    /// Searches for the modules of single paths. The answers depend only on the initial build list.
    pub(super) fn perform_path_queries(&mut self) {
        let numbers = self.numbers(Query::is_path);
        let numbers: Vec<usize> = numbers
            .into_iter()
            .filter(|&number| {
                let pattern = self.queries[number].pattern.clone();
                self.queries[number].is_first(&pattern)
            })
            .collect();
        let sets = self.modules.in_parallel(&numbers, |&number| {
            let query = &self.queries[number];
            match query.version.as_str() {
                "none" => (self.none_set(query), false),
                _ => self.path_set(query),
            }
        });
        for (number, (set, matches)) in numbers.into_iter().zip(sets) {
            let query = &mut self.queries[number];
            query.matches_packages |= matches;
            let pattern = query.pattern.clone();
            query.add(&pattern, set);
        }
    }

    /// Returns the modules for one path, and whether it is a package of std (`queryPath`).
    fn path_set(&self, query: &Query) -> (PathSet, bool) {
        let (pattern, version) = (query.pattern.as_str(), query.version.as_str());
        if is_standard_import_path(pattern) {
            let (packages, _) = self.modules.match_in_module(pattern, None);
            if !packages.is_empty() {
                if query.raw_version.is_empty() {
                    return (PathSet::default(), true);
                }
                let error = ArgumentError::StandardVersion {
                    pattern: pattern.to_owned(),
                    version: version.to_owned(),
                };
                return (PathSet::failed(LoadError::other(error)), false);
            }
        }
        (
            self.pattern_set(query).unwrap_or_else(PathSet::failed),
            false,
        )
    }

    fn pattern_set(&self, query: &Query) -> Result<PathSet, ModuleError> {
        let version = query.version.as_str();
        let allowed = |m: &ModuleVersion| is_allowed(&self.modules, version, &self.initial, m);
        let current = |path: &str| version_in(&self.initial, path).to_owned();
        let of = (query.pattern.as_str(), version);
        let found = self.modules.query_modules(of, false, &current, &allowed)?;
        Ok(PathSet {
            with_packages: found.with_packages,
            module: found.named,
            ..PathSet::default()
        })
    }

    /// Returns the module at version `none` (`queryNone`).
    fn none_set(&self, query: &Query) -> PathSet {
        if self.is_main(&query.pattern) {
            PathSet::failed(self.matches_main(query, &query.pattern))
        } else {
            PathSet::module(ModuleVersion::new(query.pattern.as_str(), "none"))
        }
    }

    /// Searches for the modules of tools.
    pub(super) fn perform_tool_queries(&mut self) {
        let tools: Vec<String> = self.modules.tools().map(str::to_owned).collect();
        for number in self.numbers(|query| query.pattern == "tool") {
            let version = self.queries[number].version.clone();
            for tool in &tools {
                if !self.queries[number].is_first(tool) {
                    continue;
                }
                let set = match query_packages(&self.modules, tool, &version, &self.initial) {
                    Ok(with_packages) => PathSet {
                        with_packages,
                        ..PathSet::default()
                    },
                    Err(error) => PathSet::failed(error),
                };
                self.queries[number].add(tool, set);
            }
        }
    }

    /// The pattern `work` means the main module, if there are packages in it.
    pub(super) fn perform_work_queries(&mut self) -> Result<(), GetError> {
        for number in self.numbers(|query| query.pattern == "work") {
            if !self.queries[number].is_first("work") {
                continue;
            }
            let main = self.modules.main_modules().versions().first().cloned();
            let Some(main) = main else {
                let error = InternalError::NotOneMainModule;
                return Err(LoadError::Internal(Box::new(error)).into());
            };
            let (packages, error) = self.modules.match_in_module("work", Some(&main));
            let set = match error {
                Some(error) => PathSet::failed(error),
                None if packages.is_empty() => {
                    self.warn_unmatched("work");
                    PathSet::default()
                }
                None => PathSet::package(main),
            };
            self.queries[number].add("work", set);
        }
        Ok(())
    }

    /// Finds the modules of the build list that match wildcards. Other queries may add modules to
    /// the list, so this is repeated after each change.
    pub(super) fn perform_wildcard_queries(&mut self) {
        let numbers = self.numbers(Query::is_wildcard_path);
        let found = self.modules.in_parallel(&numbers, |&number| {
            let query = &self.queries[number];
            let is_new = |m: &&ModuleVersion| !query.has_seen(&m.path);
            let list = self.build_list.iter().filter(is_new);
            list.filter_map(|m| {
                let set = match query.version.as_str() {
                    "none" => query
                        .matches_path(&m.path)
                        .then(|| match m.version.as_str() {
                            "" => PathSet::failed(self.matches_main(query, &m.path)),
                            _ => PathSet::module(ModuleVersion::new(m.path.as_str(), "none")),
                        }),
                    _ => query
                        .can_match_in_module(&m.path)
                        .then(|| self.wildcard_set(query, m)),
                };
                Some((m.path.clone(), set?))
            })
            .collect::<Vec<_>>()
        });
        for (number, found) in numbers.into_iter().zip(found) {
            for (path, set) in found {
                if self.queries[number].is_first(&path) {
                    self.queries[number].add(&path, set);
                }
            }
        }
    }

    /// Returns a module of the build list in the version that a wildcard asks for, if it
    /// matches (`queryWildcard`).
    fn wildcard_set(&self, query: &Query, m: &ModuleVersion) -> PathSet {
        if self.is_none(&m.path) {
            return PathSet::default();
        }
        if self.is_main(&m.path) && !is_ok_for_main_module(&query.version) {
            if query.matches_path(&m.path) {
                return PathSet::failed(self.matches_main(query, &m.path));
            }
            let (packages, error) = self.modules.match_in_module(&query.pattern, Some(m));
            if let Some(error) = error {
                return PathSet::failed(error);
            }
            if packages.is_empty() {
                return PathSet::default();
            }
            let error = QueryError::MatchesPackagesInMainModule {
                pattern: query.pattern.clone(),
                query: query.version.clone(),
                packages,
            };
            return PathSet::failed(ModuleError::from(error));
        }
        match self.query_module(&m.path, &query.version) {
            Ok(found) => self.try_wildcard(query, found),
            // Other queries may remove the module; else the final check reports it.
            Err(error) if is_no_version(&error) => PathSet::default(),
            Err(error) => PathSet::failed(error),
        }
    }

    fn try_wildcard(&self, query: &Query, m: ModuleVersion) -> PathSet {
        match self.modules.match_in_module(&query.pattern, Some(&m)) {
            (_, Some(error)) => PathSet::failed(error),
            (packages, None) if !packages.is_empty() => PathSet::package(m),
            _ if query.matches_path(&m.path) => PathSet::module(m),
            _ => PathSet::default(),
        }
    }

    /// Searches for new modules for wildcards without matching packages.
    pub(super) fn find_missing_wildcards(&mut self) {
        let is_missing = |query: &Query| {
            query.is_wildcard_path()
                && query.version != "none"
                && !query.matches_packages
                && !query.has_seen(&query.pattern)
        };
        let numbers = self.numbers(is_missing);
        let sets = self.modules.in_parallel(&numbers, |&number| {
            let query = &self.queries[number];
            match self.pattern_set(query) {
                Ok(set) => set,
                // It is a pattern of modules.
                Err(error) if is_no_package(&error) && !query.resolved.is_empty() => {
                    PathSet::default()
                }
                Err(error) => PathSet::failed(error),
            }
        });
        for (number, set) in numbers.into_iter().zip(sets) {
            let query = &mut self.queries[number];
            let pattern = query.pattern.clone();
            query.is_first(&pattern);
            query.add(&pattern, set);
        }
    }

    /// Reports modules that match a wildcard, but are not in a version that does
    /// (`checkWildcardVersions`).
    pub(super) fn check_wildcard_versions(&mut self) -> Result<(), GetError> {
        for number in self.numbers(Query::is_wildcard_path) {
            for m in self.build_list.clone().iter() {
                if let Err(error) = self.check_wildcard_version(number, m) {
                    self.report_query(number, &error);
                }
            }
        }
        self.end_phase()
    }

    fn check_wildcard_version(&self, number: usize, m: &ModuleVersion) -> Result<(), String> {
        let query = &self.queries[number];
        if !query.can_match_in_module(&m.path) {
            return Ok(());
        }
        let has_path = query.matches_path(&m.path);
        let packages_of = |m: &ModuleVersion| {
            let (packages, error) = self.modules.match_in_module(&query.pattern, Some(m));
            match error {
                Some(error) => Err((packages, error.to_string())),
                None => Ok(packages),
            }
        };
        if !has_path {
            match packages_of(m) {
                Ok(packages) if packages.is_empty() => return Ok(()),
                Err((packages, error)) if packages.is_empty() => return Err(error),
                _ => {}
            }
        }
        let found = self.query_module(&m.path, &query.version);
        let found = found.map_err(|error| error.to_string())?;
        if found.version == m.version {
            return Ok(());
        }
        if !has_path && packages_of(&found).map_err(|(_, error)| error)?.is_empty() {
            // It matches because of its packages, and does not match in the requested version.
            let version = if found.version == query.version {
                found.to_string()
            } else {
                format!("{}@{} ({})", m.path, query.version, found.version)
            };
            return Err(format!(
                "{query} matches packages in {m} but not {version}: specify a different version for module {}",
                m.path
            ));
        }
        Err(format!(
            "internal error: selected {m} instead of {}",
            found.version
        ))
    }
}
