//! Queries for packages: finds the module, among the prefixes of the package's path, that contains
//! it in the requested version.
//!
//! Counterpart: cmd/go/internal/modload (query.go, `QueryPackages`, `QueryPattern`,
//! `queryPrefixModules`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::trace;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;

use super::Allowed;
use super::NotInModule;
use super::Queries;
use super::QueryError;
use super::Question;
use crate::source::VersionRepos;

/// The packages that a pattern matches in one module.
#[derive(Clone, Debug, Default)]
pub struct Matched {
    /// Their import paths.
    pub packages: Vec<String>,
    /// The first error of the search.
    pub error: Option<ModuleError>,
}

/// The locations of packages.
pub trait PackageFinder: Sync {
    /// Searches for packages in a main module.
    fn in_main_module(&self, main: &ModuleVersion, pattern: &str) -> Matched;

    /// Searches for packages in another module, which is fetched for it.
    fn in_module(&self, m: &ModuleVersion, pattern: &str) -> Result<Matched, ModuleError>;

    /// Reports whether a pattern matches a path.
    fn matches(&self, pattern: &str, path: &str) -> bool;

    /// Calls `task` with all numbers below `count`, in parallel if possible.
    fn side_by_side(&self, count: usize, task: &(dyn Fn(usize) + Sync));
}

/// A module that answers a query, and its packages that match.
#[derive(Clone, Debug)]
pub struct QueryResult {
    /// The module.
    pub module: ModuleVersion,
    /// Its version.
    pub rev: Arc<RevInfo>,
    /// The packages.
    pub packages: Vec<String>,
}

/// The result of a query for a pattern; at least one module.
#[derive(Clone, Debug, Default)]
pub struct PatternResult {
    /// Modules with matching packages, longest path first.
    pub modules: Vec<QueryResult>,
    /// A module with the pattern as its path, without matching packages.
    pub module_only: Option<QueryResult>,
}

/// The parameters of a search.
#[derive(Clone, Copy)]
pub struct Search<'q> {
    /// The pattern for packages.
    pub pattern: &'q str,
    /// The version, or a query for one.
    pub query: &'q str,
    /// Returns the version of a module that is in use; `none` or empty if it is not in use.
    pub current: &'q (dyn Fn(&str) -> String + Sync),
    /// The predicate for allowed versions.
    pub allowed: Allowed<'q>,
    /// The locations of packages.
    pub finder: &'q dyn PackageFinder,
}

impl Queries<'_> {
    /// Finds the modules that have packages (`QueryPackages`).
    pub fn query_packages(&self, search: Search<'_>) -> Result<Vec<QueryResult>, ModuleError> {
        let found = self.query_pattern(search)?;
        match (found.modules.is_empty(), found.module_only) {
            (true, Some(only)) => {
                Err(self.not_in_module(only.module, search.pattern, search.query))
            }
            _ => Ok(found.modules),
        }
    }

    fn not_in_module(&self, module: ModuleVersion, pattern: &str, query: &str) -> ModuleError {
        let replacement = self.modules.main.replacement(&module);
        let error = NotInModule {
            main_modules: Vec::new(),
            module,
            replacement,
            query: query.to_owned(),
            pattern: pattern.to_owned(),
        };
        QueryError::PackageNotInModule(error).into()
    }

    /// Finds the modules that have packages matching a pattern, or whose path is the pattern
    /// (`QueryPattern`). Packages of main modules come before all others.
    pub fn query_pattern(&self, search: Search<'_>) -> Result<PatternResult, ModuleError> {
        let name = || format!("modload.QueryPattern {} {}", search.pattern, search.query);
        trace::within(name, || self.find_pattern(search))
    }

    fn find_pattern(&self, search: Search<'_>) -> Result<PatternResult, ModuleError> {
        let Search { pattern, query, .. } = search;
        let base = match pattern.find("...") {
            None => pattern.to_owned(),
            Some(at) => path::dir(&pattern[..at + 3]),
        };
        if base == "." && pattern.contains("...") {
            return Err(QueryError::WildcardInFirstElement {
                pattern: pattern.to_owned(),
                query: query.to_owned(),
            }
            .into());
        }
        let mut result = PatternResult::default();
        let mut matching_mains: Vec<ModuleVersion> = Vec::new();
        if let Some(found) = self.query_main_modules(search, &mut result, &mut matching_mains)? {
            return Ok(found);
        }
        let candidates = self.module_prefixes(&base);
        if candidates.is_empty() {
            if result.module_only.is_some() {
                return Ok(result);
            }
            return Err(if matching_mains.is_empty() {
                QueryError::PackageNotInModule(NotInModule {
                    query: query.to_owned(),
                    pattern: pattern.to_owned(),
                    ..NotInModule::default()
                })
                .into()
            } else {
                self.matches_main_modules(search, &matching_mains)
            });
        }
        let asked = self.source.try_proxies(&mut |repos| {
            let found = self.query_prefix_modules(repos, search, &candidates)?;
            result.modules.clear();
            for one in found {
                if one.packages.is_empty() {
                    result.module_only = Some(one);
                } else {
                    result.modules.push(one);
                }
            }
            Ok(())
        });
        match asked {
            Ok(()) => Ok(result),
            Err(error)
                if error.is_not_exist()
                    && !matching_mains.is_empty()
                    && result.module_only.is_none() =>
            {
                Err(self.matches_main_modules(search, &[]))
            }
            Err(error) => Err(error),
        }
    }

    fn matches_main_modules(&self, search: Search<'_>, mains: &[ModuleVersion]) -> ModuleError {
        QueryError::MatchesMainModules {
            main_modules: mains.iter().map(|m| m.path.clone()).collect(),
            pattern: search.pattern.to_owned(),
            query: search.query.to_owned(),
            pattern_is_module: self.modules.main.contains(search.pattern),
        }
        .into()
    }

    /// Searches the main modules first; their packages are not searched in other modules.
    fn query_main_modules(
        &self,
        search: Search<'_>,
        result: &mut PatternResult,
        matching: &mut Vec<ModuleVersion>,
    ) -> Result<Option<PatternResult>, ModuleError> {
        let Search { pattern, query, .. } = search;
        let is_upgrade = matches!(query, "upgrade" | "patch");
        for main in self.modules.main.versions() {
            let of_main = |packages| QueryResult {
                module: main.clone(),
                rev: Arc::default(),
                packages,
            };
            let Matched { packages, error } = search.finder.in_main_module(main, pattern);
            if !packages.is_empty() {
                if !is_upgrade {
                    return Err(QueryError::MatchesPackagesInMainModule {
                        pattern: pattern.to_owned(),
                        query: query.to_owned(),
                        packages,
                    }
                    .into());
                }
                (search.allowed)(main).map_err(|error| ModuleError::Context {
                    before: format!(
                        "internal error: package {pattern} is in the main module ({}), but version is not allowed: ",
                        main.path
                    ),
                    err: Box::new(error),
                })?;
                return Ok(Some(PatternResult {
                    modules: vec![of_main(packages)],
                    module_only: None,
                }));
            }
            if let Some(error) = error {
                return Err(error);
            }
            if search.finder.matches(pattern, &main.path) {
                matching.push(main.clone());
                if is_upgrade && (search.allowed)(main).is_ok() {
                    result.module_only = Some(of_main(Vec::new()));
                }
            }
        }
        Ok(None)
    }

    /// Returns the prefixes of a path that may be modules, longest first, without main modules
    /// (`modulePrefixesExcludingTarget`).
    fn module_prefixes(&self, path: &str) -> Vec<String> {
        let prefixes = std::iter::successors(Some(path), |prefix| {
            prefix.rfind('/').map(|cut| &prefix[..cut])
        });
        prefixes
            .filter(|prefix| !self.modules.main.contains(prefix))
            .filter(|prefix| module::split_path_version(prefix).is_some())
            .map(str::to_owned)
            .collect()
    }

    /// Queries one proxy for all modules that may contain the packages, at once, and returns the
    /// ones that do; or else the most helpful error: of the most specific kind, at the longest path
    /// (`queryPrefixModules`).
    fn query_prefix_modules(
        &self,
        repos: &dyn VersionRepos,
        search: Search<'_>,
        candidates: &[String],
    ) -> Result<Vec<QueryResult>, ModuleError> {
        let mut span = trace::span(|| "modload.queryPrefixModules".to_owned());
        let lanes = trace::new_lanes(candidates.len() as u64);
        let answers: Mutex<Vec<Option<Result<QueryResult, ModuleError>>>> =
            Mutex::new(candidates.iter().map(|_| None).collect());
        search.finder.side_by_side(candidates.len(), &|at| {
            let lane = trace::enter_lane(lanes + at as u64);
            let path = &candidates[at];
            let name = || {
                format!(
                    "modload.QueryPattern.queryModule [{}] {path}",
                    repos.proxy()
                )
            };
            let answer = trace::within(name, || self.query_module(repos, search, path));
            trace::enter_lane(lane);
            answers.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(answer);
        });
        span.done();
        let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        let mut kinds: [Option<ModuleError>; KINDS] = Default::default();
        let mut other = None;
        for answer in answers.into_iter().flatten() {
            let error = match answer {
                Ok(result) => {
                    found.push(result);
                    continue;
                }
                Err(error) => error,
            };
            match kind_of(&error) {
                Some(kind) => {
                    kinds[kind].get_or_insert(error);
                }
                // Having found a module that could have the package, errors of shorter paths are
                // not reported (go.dev/issue/34094, go.dev/issue/34383).
                None if found.is_empty() && kinds[NO_PACKAGE].is_none() => {
                    other.get_or_insert(error);
                }
                None => {}
            }
        }
        if let Some(error) = other {
            return Err(error);
        }
        if found.is_empty() {
            let error = kinds.into_iter().flatten().next();
            return Err(error.expect("a candidate without result has an error"));
        }
        Ok(found)
    }

    /// Queries one module, and searches for the packages in it.
    fn query_module(
        &self,
        repos: &dyn VersionRepos,
        search: Search<'_>,
        path: &str,
    ) -> Result<QueryResult, ModuleError> {
        let current = (search.current)(path);
        let rev = self.query_proxy(
            repos,
            Question {
                path,
                query: search.query,
                current: &current,
                allowed: Some(search.allowed),
                old: None,
            },
        )?;
        let module = ModuleVersion::new(path, rev.version.as_str());
        if gover::is_toolchain(path) {
            return Ok(QueryResult {
                module,
                rev,
                packages: Vec::new(),
            });
        }
        let Matched { packages, error } = search.finder.in_module(&module, search.pattern)?;
        if packages.is_empty() && !search.finder.matches(search.pattern, path) {
            return Err(match error {
                Some(error) => error,
                None => self.not_in_module(module, search.pattern, search.query),
            });
        }
        Ok(QueryResult {
            module,
            rev,
            packages,
        })
    }
}

/// Number of the kind of errors about packages; the first.
const NO_PACKAGE: usize = 0;

/// The number of kinds.
const KINDS: usize = 6;

/// Returns the kind of an error, the most specific first.
fn kind_of(error: &ModuleError) -> Option<usize> {
    match error.untraced() {
        ModuleError::Other(other) => match other.downcast_ref()? {
            QueryError::PackageNotInModule(_) => Some(NO_PACKAGE),
            QueryError::NoMatchingVersion { .. } => Some(1),
            QueryError::NoPatchBase { .. } => Some(2),
            _ => None,
        },
        // Such prefixes are queried because they could be replaced. Shorter ones may be valid.
        ModuleError::InvalidPath { .. } => Some(3),
        error if error.is_not_exist() => Some(5),
        error if error.is_invalid_version() => Some(4),
        _ => None,
    }
}
