//! The search for a module to add for a package that no module in use provides.
//!
//! Counterpart: cmd/go/internal/modload/import.go (`queryImport`).

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_modfile::ModuleError;
use vamos_modules::ModFlag;
use vamos_modules::Requirements;
use vamos_modules::query::NotInModule;
use vamos_modules::query::QueryError;
use vamos_modules::query::QueryResult;
use vamos_modules::query::Search;
use vamos_modules::query::wildcard_version;

use super::finder::QueriedPackages;
use super::import::import_missing;
use super::import_error::ImportError;
use super::import_error::ImportMissingSum;
use super::package_dir::dir_in_module;
use super::state::State;
use crate::pattern::is_standard_import_path;

/// The search for a module that could be added for an import.
pub(crate) struct ImportQuery<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    pub(crate) rs: &'s Requirements,
    pub(crate) import: &'s str,
}

impl ImportQuery<'_, '_> {
    /// Finds a module to add for a package that no required module provides, or returns the reason
    /// why none can be added (`queryImport`). Replaced modules are tried before proxies.
    pub(crate) fn find(&self) -> Result<ModuleVersion, ImportError> {
        let import = self.import;
        let config = &self.state.config;
        let replaced = self.replaced_candidates()?;
        for m in &replaced {
            let fetched = match self.state.fetch(m) {
                Ok(fetched) => fetched,
                Err(error) if error.is_sum_missing() => {
                    return Err(ImportError::MissingSum(Box::new(ImportMissingSum {
                        import_path: import.into(),
                        ..ImportMissingSum::default()
                    })));
                }
                Err(error) => return Err(ImportError::Module(error)),
            };
            let (_, has_go) =
                dir_in_module(config.ctx, import, &m.path, &fetched.root, fetched.is_local)?;
            if has_go {
                if config.mod_flag() == ModFlag::Readonly {
                    let mut error = import_missing(config, import);
                    error.replaced = m.clone();
                    return Err(ImportError::Missing(Box::new(error)));
                }
                return Ok(m.clone());
            }
        }
        if let Some(first) = replaced.first()
            && module::check_path(import).is_err()
        {
            return Err(self.not_in_replaced(first));
        }
        if is_standard_import_path(import) {
            let mut error = import_missing(config, import);
            error.is_std = true;
            return Err(ImportError::Missing(Box::new(error)));
        }
        let mode = config.mod_flag();
        if mode != ModFlag::Mod && !config.options.allow_missing_module_imports {
            let mut error = import_missing(config, import);
            let reason = &config.settings.reason;
            if config.settings.explicit {
                error.query_error =
                    Some(format!("import lookup disabled by -mod={}", mode.as_str()));
            } else if !reason.is_empty() {
                error.query_error = Some(format!(
                    "import lookup disabled by -mod={}\n\t({reason})",
                    mode.as_str()
                ));
            }
            return Err(ImportError::Missing(Box::new(error)));
        }
        self.find_latest()
    }

    /// Searches for a module to add that contains the package, in its latest version.
    fn find_latest(&self) -> Result<ModuleVersion, ImportError> {
        let import = self.import;
        let config = &self.state.config;
        config
            .messages
            .warn(format!("go: finding module for package {import}"));
        let (graph, error) = self.state.graph(self.rs);
        if let Some(error) = error {
            return Err(ImportError::Module(error));
        }
        let queries = self.state.queries();
        let found = queries.query_packages(Search {
            pattern: import,
            query: "latest",
            current: &|path| graph.selected(path).to_owned(),
            allowed: &|m| queries.check_allowed(m),
            finder: &QueriedPackages { state: self.state },
        });
        let candidates = found.map_err(|error| {
            if error.is_not_exist() {
                let mut missing = import_missing(config, import);
                missing.query_error = Some(error.to_string());
                ImportError::Missing(Box::new(missing))
            } else {
                of_query(error)
            }
        })?;
        let mut missing = import_missing(config, import);
        for (i, QueryResult { module, .. }) in candidates.iter().enumerate() {
            let selected = graph.selected(&module.path);
            if gover::mod_compare(&module.path, selected, &module.version).is_le() {
                return Ok(module.clone());
            }
            // The latest version contains the package, but a newer one without it is in use.
            if i == 0 {
                selected.clone_into(&mut missing.new_missing_version);
            }
        }
        if let Some(first) = candidates.into_iter().next() {
            missing.module = first.module;
        }
        Err(ImportError::Missing(Box::new(missing)))
    }

    /// Returns the replaced modules that are not selected and may contain the package, longest path
    /// first.
    fn replaced_candidates(&self) -> Result<Vec<ModuleVersion>, ImportError> {
        let mut candidates = Vec::new();
        for (module_path, version) in self.state.config.main.highest_replaced() {
            if !path::has_path_prefix(self.import, module_path) {
                continue;
            }
            let version = if version.is_empty() {
                wildcard_version(module_path)
            } else {
                version.clone()
            };
            let (graph, error) = self.state.graph(self.rs);
            if let Some(error) = error {
                return Err(ImportError::Module(error));
            }
            if gover::mod_compare(module_path, graph.selected(module_path), &version).is_lt() {
                candidates.push(ModuleVersion::new(module_path.as_str(), version));
            }
        }
        candidates.sort_by(|a, b| b.path.len().cmp(&a.path.len()).then_with(|| a.cmp(b)));
        Ok(candidates)
    }

    fn not_in_replaced(&self, m: &ModuleVersion) -> ImportError {
        let error = NotInModule {
            main_modules: Vec::new(),
            module: m.clone(),
            replacement: self.state.config.main.replacement(m),
            query: "latest".to_owned(),
            pattern: self.import.to_owned(),
        };
        of_query(QueryError::PackageNotInModule(error).into())
    }
}

/// Converts the error of a query into an import error.
pub(crate) fn of_query(error: ModuleError) -> ImportError {
    let query = match error.untraced() {
        ModuleError::Other(other) => other.downcast_ref(),
        _ => None,
    };
    match query {
        Some(QueryError::PackageNotInModule(not_in)) => ImportError::NotInModule {
            text: error.to_string(),
            pattern: not_in.pattern.clone(),
        },
        _ => ImportError::Module(error),
    }
}
