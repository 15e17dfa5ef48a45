//! Packages after a load: their directories, and the modules that provide them.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`Lookup`, `PackageModule`), build.go
//! (`PackageModuleInfo`).

use std::sync::Arc;

use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_modules::Requirements;
use vamos_sched::Memo;

use super::config::ModuleConfig;
use super::import_error::ImportError;
use super::import_graph::ImportGraph;
use super::info::ModuleInfos;
use super::package_dir;
use super::state::State;
use super::tree::below;
use super::version_facts::ListMode;
use crate::module_public::ModulePublic;
use crate::pattern::is_standard_import_path;

/// The result of [`LoadedPackages::lookup`]; there may be both a directory and an error.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Directory of the package's sources; empty if none was found.
    pub dir: Dir,
    /// The resolved import path (`vendor/golang.org/x/…` inside std).
    pub path: ImportPath,
    /// The error of resolving or scanning it.
    pub error: Option<ImportError>,
}

/// Descriptions of modules by version, each made once.
pub(crate) type InfoMemo = Memo<ModuleVersion, Arc<ModulePublic>>;

/// The packages of a load.
#[derive(Clone, Copy)]
pub struct LoadedPackages<'m, 'a> {
    pub(super) state: &'m State<'a>,
    pub(super) requirements: Option<&'m Arc<Requirements>>,
    pub(super) imports: &'m ImportGraph,
    pub(super) infos: &'m InfoMemo,
}

impl<'m> LoadedPackages<'m, '_> {
    /// Gets the `.info` files of modules that this load extracted for packages: the official
    /// command also leaves them in the cache.
    pub(crate) fn fetch_infos(&self) {
        let cache = &self.state.files.cache;
        let mut fetched = cache.fetched();
        if fetched.is_empty() {
            return;
        }
        let packages = self.imports.packages.iter();
        let used: HashSet<ModuleVersion> = packages
            .filter(|package| !package.module.path.is_empty())
            .map(|package| {
                self.state
                    .config
                    .main
                    .resolve_replacement(&package.module)
                    .into_owned()
            })
            .collect();
        fetched.retain(|m| used.contains(m));
        self.state.in_parallel(&fetched, |m| cache.fetch_info(m));
    }

    /// Returns the directories of all loaded packages, some of them more than once.
    pub fn package_dirs(&self) -> impl Iterator<Item = &'m str> + use<'m> {
        let packages = self.imports.packages.iter();
        let dirs = packages.map(|package| package.dir.as_str());
        dirs.filter(|dir| !dir.is_empty())
    }

    /// Returns directory, resolved import path and error of `path` as imported from `parent_path`
    /// (`Lookup`). It requires an earlier load.
    pub fn lookup(&self, parent_path: &str, parent_is_std: bool, path: &str) -> Lookup {
        let config = &self.state.config;
        if let Some((path, dir)) = config.ctx.fips_import(path) {
            let error = None;
            return Lookup { dir, path, error };
        }
        let vendored = parent_is_std
            .then(|| self.imports.std_vendor(config, parent_path, path))
            .flatten();
        let path = vendored.unwrap_or_else(|| path.to_owned());
        if let Some(package) = self.imports.get(&path) {
            return Lookup {
                dir: package.dir.clone(),
                path: path.into(),
                error: package.error.clone(),
            };
        }
        // Imports that are in no file: `unsafe`, `runtime/cgo`, appengine's own.
        if is_standard_package(config, &path) {
            let dir = below(&config.goroot_src, &path);
            return Lookup {
                dir: dir.into(),
                path: path.into(),
                error: None,
            };
        }
        Lookup {
            dir: Dir::default(),
            path: ImportPath::default(),
            error: Some(ImportError::NotLoaded),
        }
    }

    /// Returns the module that provides a loaded package (`PackageModule`).
    pub(crate) fn package_module(&self, path: &str) -> Option<&'m ModuleVersion> {
        let package = self.imports.get(path)?;
        Some(&package.module).filter(|module| !module.path.is_empty())
    }

    /// Returns the description of the module that provides a loaded package, as in `go list`;
    /// `None` for std (`PackageModuleInfo`).
    pub fn package_module_info(&self, path: &str) -> Option<Arc<ModulePublic>> {
        let module = self.package_module(path)?;
        if is_standard_package(&self.state.config, path) {
            return None;
        }
        let rs = self.requirements?;
        Some(self.infos.get_or(module, || {
            let infos = ModuleInfos {
                state: self.state,
                mode: ListMode::default(),
            };
            Arc::new(infos.module_info(module, rs))
        }))
    }
}

/// Reports whether GOROOT/src has a package with this path (`modindex.IsStandardPackage`).
pub(crate) fn is_standard_package(config: &ModuleConfig<'_>, path: &str) -> bool {
    is_standard_import_path(path)
        && package_dir::is_standard_package(config.ctx, &config.goroot_src, path)
}
