//! The operations on modules for `get`: queries, changes of the build list, and packages whose
//! errors it handles itself.
//!
//! Counterpart: cmd/go/internal/modload (query.go, edit.go, search.go `MatchInModule`,
//! init.go `EnterWorkspace`, `WriteGoMod`), where cmd/go/internal/modget uses it.

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_modfile::ModuleError;
use vamos_modules::EditError;
use vamos_modules::EditRequest;
use vamos_modules::WriteOptions;
use vamos_modules::query::Allowed;
use vamos_modules::query::Queries;
use vamos_modules::query::Search;
use vamos_modules::requirements_from_mod_files;

use super::LoadError;
use super::Modules;
use super::finder::QueriedPackages;
use super::import_error::ImportError;
use super::internal_error::InternalError;
use super::options::InitOptions;
use super::package_dir::dir_in_module;
use super::package_dir::scan_dir;
use super::search::PackageSearch;
use super::update::stated_requirements;
use crate::dirpkg::ScanError;
use crate::pattern::Match;

/// The modules that answer a query for packages.
#[derive(Clone, Debug, Default)]
pub struct QueriedModules {
    /// Modules with matching packages, longest path first.
    pub with_packages: Vec<ModuleVersion>,
    /// A module with the pattern as its path.
    pub named: Option<ModuleVersion>,
}

/// Receives the packages that a round of loading has found in modules other than the main ones,
/// each with its module, and returns true for each that may stay as it is
/// (`PackageOpts.AllowPackage`).
pub type PackageJudge<'j, 'a> =
    dyn FnMut(&Modules<'a>, &[(ImportPath, ModuleVersion)]) -> Vec<bool> + 'j;

impl<'a> Modules<'a> {
    /// Returns the queries for versions.
    pub fn queries(&self) -> Queries<'_> {
        self.state.queries()
    }

    /// Applies `task`, which may use the network, to all items; returns results in their order.
    pub fn in_parallel<T: Sync, R: Send>(
        &self,
        items: &[T],
        task: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        self.state.in_parallel(items, task)
    }

    /// Finds the modules that have packages matching a pattern (`QueryPattern`), or with
    /// `packages_only` fails without such a module (`QueryPackages`).
    pub fn query_modules(
        &self,
        (pattern, query): (&str, &str),
        packages_only: bool,
        current: &(dyn Fn(&str) -> String + Sync),
        allowed: Allowed<'_>,
    ) -> Result<QueriedModules, ModuleError> {
        let queries = self.state.queries();
        let search = Search {
            pattern,
            query,
            current,
            allowed,
            finder: &QueriedPackages { state: &self.state },
        };
        if packages_only {
            let found = queries.query_packages(search)?;
            return Ok(QueriedModules {
                with_packages: found.into_iter().map(|found| found.module).collect(),
                named: None,
            });
        }
        let found = queries.query_pattern(search)?;
        Ok(QueriedModules {
            with_packages: found
                .modules
                .into_iter()
                .map(|found| found.module)
                .collect(),
            named: found.module_only.map(|found| found.module),
        })
    }

    /// Returns the packages of one module that match a pattern, regardless of build tags, and the
    /// first error; without a module, the packages of the standard library (`MatchInModule`).
    pub fn match_in_module(
        &self,
        pattern: &str,
        m: Option<&ModuleVersion>,
    ) -> (Vec<String>, Option<LoadError>) {
        let mut found = Match::new(pattern);
        if let Some(m) = m
            && found.is_literal()
        {
            return self.literal_in_module(pattern, m);
        }
        let search = PackageSearch {
            state: &self.state,
            any_tags: true,
        };
        let modules = m.map_or(&[][..], std::slice::from_ref);
        search.match_packages(&mut found, m.is_none(), modules);
        let error = found.errors.first();
        let error = error.map(|error| LoadError::Match(Box::new(error.clone())));
        let packages = found.pkgs.iter().map(|path| path.as_str().to_owned());
        (packages.collect(), error)
    }

    /// A literal pattern matches a directory with Go files, if a file is included for any tags.
    fn literal_in_module(
        &self,
        pattern: &str,
        m: &ModuleVersion,
    ) -> (Vec<String>, Option<LoadError>) {
        let failed = |error: ImportError| (Vec::new(), Some(LoadError::import(error)));
        let fetched = match self.state.fetch(m) {
            Ok(fetched) => fetched,
            Err(error) => return (Vec::new(), Some(error.into())),
        };
        let ctx = self.state.config.ctx;
        match dir_in_module(ctx, pattern, &m.path, &fetched.root, fetched.is_local) {
            Err(error) => failed(error),
            Ok((_, false)) => (Vec::new(), None),
            Ok((dir, true)) => match scan_dir(ctx, &dir, true) {
                Err(ScanError::NoGo) => (Vec::new(), None),
                _ => (vec![pattern.to_owned()], None),
            },
        }
    }

    /// Returns the import path of a directory in the main module and the module, or `.`
    /// (`MainModuleSet.DirImportPath`).
    pub fn dir_import_path(&self, dir: &str) -> (String, Option<ModuleVersion>) {
        let (path, module) = self.state.config.dir_import_path(dir);
        (path.as_str().to_owned(), module)
    }

    /// Returns the root directories of the main modules.
    pub fn main_module_roots(&self) -> &[String] {
        &self.state.config.roots.mod_roots
    }

    /// Changes the requirements in memory; returns whether they changed (`EditBuildList`).
    pub fn edit_build_list(&mut self, request: EditRequest<'_>) -> Result<bool, EditError> {
        let rs = self.requirements().map_err(|error| match error {
            LoadError::Module(error) => error,
            error => ModuleError::Other(Arc::new(error)),
        })?;
        let messages = Arc::clone(&self.state.config.messages);
        let mut log = |line| messages.warn(line);
        let queries = self.state.queries();
        let edited = queries.edit_requirements(&rs, request, &mut log)?;
        let is_changed = edited.is_some();
        self.requirements = Some(edited.unwrap_or(rs));
        Ok(is_changed)
    }

    /// Returns the error of a package of the last load.
    pub fn package_error(&self, path: &str) -> Option<&ImportError> {
        self.loaded.get(path)?.error.as_ref()
    }

    /// Reports whether a module provides a direct dependency, as far as known.
    pub fn is_direct(&self, path: &str) -> bool {
        let rs = self.requirements.as_ref();
        rs.is_some_and(|rs| rs.is_direct(path))
    }

    /// Reports whether go.sum has a hash of a module's zip (`HaveSum`).
    pub fn have_sum(&self, m: &ModuleVersion) -> bool {
        self.state.files.cache.have_sum(m)
    }

    /// Gets a module's zip, and its hash for go.sum (`DownloadZip`).
    pub fn download_zip(&self, m: &ModuleVersion) -> Result<(), ModuleError> {
        self.state.files.cache.download_zip(m)
    }

    /// Fails if there was an error that ends the command at once.
    pub fn exit_if_fatal(&self) -> Result<(), LoadError> {
        self.state.config.messages.exit_if_fatal()
    }

    /// Ends a phase: fails if errors were recorded that end the command.
    pub fn exit_if_errors(&self) -> Result<(), LoadError> {
        self.state.config.messages.exit_if_errors()
    }

    /// Determines the changes of the requirements to go.mod and go.sum (`WriteGoMod`), for
    /// [`Modules::updates`]. Returns the requirements in go.mod, before and after, with its go and
    /// toolchain lines.
    pub fn plan_write(
        &mut self,
        options: WriteOptions,
    ) -> Result<[Vec<ModuleVersion>; 2], LoadError> {
        let rs = self.requirements()?;
        let plan = self.plan(&rs);
        let written = plan.written(plan.get_options(options))?;
        self.updates = written.updates;
        Ok([written.before, written.after])
    }

    /// Initialises modules again, as a workspace with the requirements of `self` in the main
    /// module (`EnterWorkspace`). Also returns the requirements of the main module's go.mod with
    /// this change, if there is one, and its go and toolchain lines.
    pub fn enter_workspace(&self) -> Result<(Self, Option<Vec<ModuleVersion>>), LoadError> {
        let Some(main) = self.state.config.main.single() else {
            return Err(LoadError::Internal(Box::new(
                InternalError::NotOneMainModule,
            )));
        };
        let rs = self.requirements.as_ref();
        let updated = rs
            .map(|rs| self.plan(rs).updated_file_of_get())
            .transpose()?;
        let options = InitOptions {
            force_use_modules: true,
            explicit_write: true,
            ..InitOptions::default()
        };
        let mut workspace = Modules::init(self.state.config.ctx, &options)?;
        workspace.state.share_memos(&self.state);
        workspace.load_mod_file()?;
        let mut stated = None;
        if let Some(file) = updated.flatten() {
            stated = Some(stated_requirements(&file));
            let main_modules = &mut workspace.state.config.main;
            main_modules.set_mod_file(&main.module.path, Arc::new(file), None);
        }
        let (rs, _) = requirements_from_mod_files(&workspace.state.modules());
        workspace.requirements = Some(Arc::new(rs));
        Ok((workspace, stated))
    }

    /// Reports whether a package is in a module in this directory (`PkgIsInLocalModule`).
    pub fn is_in_local_module(&self, package: &str, module_path: &str, root: &str) -> bool {
        let ctx = self.state.config.ctx;
        let found = dir_in_module(ctx, package, module_path, root, true);
        matches!(found, Ok((_, true)))
    }
}
