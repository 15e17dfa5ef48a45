//! Modules to add for imports that no required module provides.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`resolveMissingImports`, and the use of its result
//! in `loadFromRoots`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

use super::LoadError;
use super::import_error::ImportError;
use super::import_graph::PkgId;
use super::query_import::ImportQuery;
use super::resolution::Resolution;
use super::resolution::in_context;

impl Resolution<'_, '_> {
    /// Finds modules for packages that no module provides. Returns whether requirements
    /// were added (`resolveMissingImports`).
    pub(super) fn resolve_missing_imports(&mut self) -> Result<bool, LoadError> {
        let state = self.state;
        let missing = self.import_graph.select(|package| {
            package.test_of.is_none() && package.error.as_ref().is_some_and(ImportError::is_missing)
        });
        let (rs, import_graph) = (&self.rs, &self.import_graph);
        let found = state.in_parallel(&missing, |&id| {
            let import = import_graph.package_of(id).path.as_str();
            ImportQuery { state, rs, import }.find()
        });
        let mut added: Vec<(ModuleVersion, PkgId)> = Vec::new();
        let mut newest: Option<(TooNewError, PkgId)> = None;
        let mut lines = Vec::new();
        for (id, found) in missing.into_iter().zip(found) {
            match found {
                Ok(module) => {
                    let path = &self.import_graph.package_of(id).path;
                    let ModuleVersion { path: of, version } = &module;
                    lines.push(format!("go: found {path} in {of} {version}"));
                    if !added.iter().any(|(have, _)| *have == module) {
                        added.push((module, id));
                    }
                }
                Err(mut error) => {
                    if let ImportError::Missing(missing) = &mut error
                        && let Some((module, root)) = self.importing_main_module(id)
                    {
                        missing.importing_main_module = module;
                        missing.mod_root = root;
                    }
                    let too_new = error.module_error().and_then(ModuleError::too_new);
                    if let Some(too_new) = too_new
                        && newest.as_ref().is_none_or(|(newest, _)| {
                            gover::compare(&too_new.go_version, &newest.go_version).is_gt()
                        })
                    {
                        newest = Some((too_new.clone(), id));
                    }
                    self.import_graph.package_mut(id).error = Some(error);
                }
            }
        }
        state.config.messages.exit_if_errors()?;
        if let Some((error, id)) = newest {
            let path = &self.import_graph.package_of(id).path;
            let line = format!("go: toolchain upgrade needed to resolve {path}");
            state.config.messages.warn(line);
            self.error(LoadError::Module(error.into()));
            return Ok(false);
        }
        lines
            .into_iter()
            .for_each(|line| state.config.messages.warn(line));
        self.add_found(&added)
    }

    /// Requires the modules found for packages. An error contains the package and not the module,
    /// because users know their imports.
    fn add_found(&mut self, added: &[(ModuleVersion, PkgId)]) -> Result<bool, LoadError> {
        if added.is_empty() {
            return Ok(false);
        }
        let before = Arc::clone(self.rs.root_modules());
        let modules = added.iter().map(|(module, _)| module.clone()).collect();
        let Err(error) = self.add_roots(modules) else {
            return Ok(before[..] != self.rs.root_modules()[..]);
        };
        let package_of = |culprit: &ModuleVersion| {
            let found = added.iter().find(|(module, _)| module == culprit);
            found.map(|(_, id)| *id)
        };
        let error = match error {
            ModuleError::BuildList(list) => match list.module().and_then(package_of) {
                Some(id) => {
                    let stack = self.import_graph.stack_text(id);
                    in_context(&stack, &list.err)
                }
                None => LoadError::Module(ModuleError::BuildList(list)),
            },
            other => LoadError::Module(other),
        };
        self.error(error);
        Ok(false)
    }

    /// Returns the nearest main module on the import path from a root to a package, and the
    /// module's root.
    fn importing_main_module(&self, id: PkgId) -> Option<(ModuleVersion, String)> {
        let mut at = self.import_graph.package_of(id).stack;
        while let Some(parent) = at {
            let package = self.import_graph.package_of(parent);
            if let Some(main) = self.state.config.main.get(&package.module.path) {
                return Some((main.module.clone(), main.root.clone()));
            }
            at = package.stack;
        }
        None
    }
}
