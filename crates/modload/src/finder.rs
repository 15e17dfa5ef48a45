//! The search of queries for packages inside modules.
//!
//! Counterpart: cmd/go/internal/modload/query.go (the functions in `QueryPattern`).

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_modfile::ModuleError;
use vamos_modules::query::Matched;
use vamos_modules::query::PackageFinder;

use super::import_error::ImportError;
use super::package_dir::dir_in_module;
use super::search::PackageSearch;
use super::state::State;
use crate::pattern::Match;
use crate::pattern::match_pattern;

/// Finds packages in the candidate modules of a query.
pub(crate) struct QueriedPackages<'s, 'a> {
    pub(crate) state: &'s State<'a>,
}

impl QueriedPackages<'_, '_> {
    /// Returns the packages of one module that match a wildcard, with any build tags.
    fn match_in_module(&self, m: &ModuleVersion, pattern: &str) -> Matched {
        let mut found = Match::new(pattern);
        let search = PackageSearch {
            state: self.state,
            any_tags: true,
        };
        search.match_packages(&mut found, false, std::slice::from_ref(m));
        let error = found.errors.first();
        Matched {
            packages: found
                .pkgs
                .into_iter()
                .map(ImportPath::into_string)
                .collect(),
            error: error.map(|error| ModuleError::Message(error.to_string())),
        }
    }

    /// Searches for one package in a module whose files are in `roots`.
    fn package_in_module(
        &self,
        import: &str,
        prefix: &str,
        roots: &[&str],
        is_local: bool,
    ) -> Matched {
        let mut matched = Matched::default();
        for root in roots {
            match dir_in_module(self.state.config.ctx, import, prefix, root, is_local) {
                Ok((_, true)) => matched.packages = vec![import.to_owned()],
                Ok(_) => {}
                Err(error) => {
                    let error = match error {
                        ImportError::Module(error) => error,
                        other => ModuleError::Message(other.to_string()),
                    };
                    matched.error.get_or_insert(error);
                }
            }
        }
        matched
    }
}

impl PackageFinder for QueriedPackages<'_, '_> {
    fn in_main_module(&self, main: &ModuleVersion, pattern: &str) -> Matched {
        if pattern.contains("...") {
            return self.match_in_module(main, pattern);
        }
        let prefix = self.state.config.main.get(&main.path);
        let prefix = prefix.map_or(main.path.as_str(), |main| main.path_prefix.as_str());
        let roots: Vec<&str> = self
            .state
            .config
            .roots
            .mod_roots
            .iter()
            .map(String::as_str)
            .collect();
        self.package_in_module(pattern, prefix, &roots, true)
    }

    fn in_module(&self, m: &ModuleVersion, pattern: &str) -> Result<Matched, ModuleError> {
        let fetched = self.state.fetch(m)?;
        if pattern.contains("...") {
            return Ok(self.match_in_module(m, pattern));
        }
        Ok(self.package_in_module(pattern, &m.path, &[&fetched.root], fetched.is_local))
    }

    fn matches(&self, pattern: &str, path: &str) -> bool {
        match_pattern(pattern).matches(path)
    }

    fn side_by_side(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        let numbers: Vec<usize> = (0..count).collect();
        self.state.in_parallel(&numbers, |&number| task(number));
    }
}
