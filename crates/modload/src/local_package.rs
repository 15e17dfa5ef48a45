//! The import path of a directory in a pattern.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`matchLocalDirs`,
//! `resolveLocalPackage`, `pathInModuleCache`).

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_fsys::PathError;
use vamos_fsys::inside::in_dir;
use vamos_goenv::locate::find_module_root;
use vamos_modules::ModFlag;
use vamos_modules::Pruning;
use vamos_modules::Requirements;
use vamos_sched::Class;

use super::LoadError;
use super::absolute::absolute;
use super::dir_patterns::DirPatterns;
use super::directory_error::DirectoryError;
use super::import_error::ImportError;
use super::package_dir::dir_in_module;
use super::state::State;
use crate::dirpkg::DirError;
use crate::pattern::Match;

/// The reason why a directory has no import path.
#[derive(Debug)]
pub(crate) enum LocalError {
    /// It is GOROOT/src or the pseudo-package builtin: wildcards skip it.
    Special(ImportError),
    /// Another reason.
    Other(ImportError),
}

impl From<ImportError> for LocalError {
    fn from(error: ImportError) -> Self {
        Self::Other(error)
    }
}

/// Import paths of directories, with given requirements.
pub(crate) struct LocalPackages<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    pub(crate) rs: &'s Requirements,
}

impl LocalPackages<'_, '_> {
    /// Adds a pattern's directories; does not walk directories without import paths
    /// (`matchLocalDirs`).
    pub(crate) fn match_local_dirs(&self, mod_roots: &[String], m: &mut Match) {
        let Some(dots) = m.pattern.find("...") else {
            m.dirs = vec![m.pattern.as_str().into()];
            return;
        };
        let dir = path::dir(&path::clean(&m.pattern[..dots + 3]));
        let dir = absolute(&self.state.config.ctx.cwd, &dir);
        let files = &*self.state.config.ctx.files;
        let root = find_module_root(files, &dir);
        let is_known = root.is_some_and(|root| mod_roots.contains(&root))
            || self.state.config.is_in_goroot_src(&dir)
            || self.path_in_module_cache(&dir).is_some();
        if is_known {
            let config = &self.state.config;
            DirPatterns { config }.match_dirs(mod_roots, m);
            return;
        }
        m.add_error(ImportError::Directory(DirectoryError::NoModuleBelow {
            dir: self.state.config.short(&dir),
            in_workspace: self.state.config.in_workspace_mode(),
        }));
    }

    /// Returns the import path of a directory (`resolveLocalPackage`).
    fn resolve_local_package(&self, dir: &str) -> Result<Resolved, LocalError> {
        if let Some(main) = self
            .state
            .config
            .main_modules()
            .iter()
            .find(|main| !main.root.is_empty() && main.root == dir)
        {
            if dir == self.state.config.goroot_src {
                return Err(LocalError::Special(ImportError::Directory(
                    DirectoryError::GorootSrc,
                )));
            }
            return Ok(Resolved::settled(main.path_prefix.as_str().into()));
        }
        if let Some(found) = self.path_in_main_modules(dir)? {
            return Ok(Resolved::settled(found));
        }
        if let Some(sub) = in_dir(
            &*self.state.config.ctx.files,
            dir,
            &self.state.config.goroot_src,
        ) && sub != "."
            && !sub.contains('@')
        {
            return not_builtin(sub.into_owned()).map(Resolved::settled);
        }
        match self.path_in_module_cache(dir) {
            Some(path) => Ok(Resolved {
                path,
                is_settled: false,
            }),
            None => Err(ImportError::Directory(self.outside_of_modules(dir)).into()),
        }
    }

    /// A directory without Go files, even ignored ones, is not a package.
    fn check_has_package(&self, dir: &str) -> Result<(), ImportError> {
        let (package, error) = self
            .state
            .config
            .ctx
            .dirs
            .import_dir(&self.state.config.ctx.build_context, dir);
        let Some(error) = error.filter(|_| package.files.ignored_go.is_empty()) else {
            return Ok(());
        };
        if let Err(error) = self.state.config.ctx.files.stat(dir) {
            if error.is_not_exist() {
                let path = dir.to_owned();
                let message = "directory not found".to_owned();
                return Err(PathError {
                    path,
                    message,
                    ..error
                }
                .into());
            }
            return Err(error.into());
        }
        match error {
            DirError::NoGo { dir } => Err(ImportError::NoGo { dir }),
            _ => Ok(()),
        }
    }

    /// Returns the import path of a directory inside a main module's root, if the
    /// module has a package there.
    fn path_in_main_modules(&self, dir: &str) -> Result<Option<ImportPath>, LocalError> {
        let mut not_found: Option<(usize, ImportError)> = None;
        for main in self.state.config.main_modules() {
            let root = main.root.as_str();
            if root.is_empty()
                || !path::has_path_prefix(dir, root)
                || dir[root.len()..].contains('@')
            {
                continue;
            }
            let suffix = path::trim_path_prefix(dir, root);
            if let Some(package) = suffix.strip_prefix("vendor/") {
                return self
                    .vendored_dir(dir, package)
                    .map(Some)
                    .map_err(LocalError::from);
            }
            let prefix = main.path_prefix.as_str();
            if prefix.is_empty() {
                return not_builtin(suffix.to_owned()).map(Some);
            }
            let package = path::join(&[prefix, suffix]);
            let (_, has_go) = dir_in_module(self.state.config.ctx, &package, prefix, root, true)?;
            if has_go {
                return Ok(Some(package.into()));
            }
            // Another main module may contain it.
            if not_found
                .as_ref()
                .is_none_or(|(len, _)| prefix.len() > *len)
            {
                let text = format!(
                    "main module ({}) does not contain package {package}",
                    main.module
                );
                not_found = Some((
                    prefix.len(),
                    ImportError::NotInModule {
                        text,
                        pattern: package,
                    },
                ));
            }
        }
        match not_found {
            Some((_, error)) => Err(error.into()),
            None => Ok(None),
        }
    }

    fn vendored_dir(&self, dir: &str, package: &str) -> Result<ImportPath, ImportError> {
        if self.state.config.mod_flag() != ModFlag::Vendor {
            let dir = dir.to_owned();
            return Err(ImportError::Directory(DirectoryError::WithoutVendorMode {
                dir,
            }));
        }
        if self.state.config.vendored_module(package).is_none() {
            let dir = dir.to_owned();
            return Err(ImportError::Directory(DirectoryError::NotVendored { dir }));
        }
        Ok(package.into())
    }

    fn outside_of_modules(&self, dir: &str) -> DirectoryError {
        let config = &self.state.config;
        let in_workspace = config.in_workspace_mode();
        let root = if in_workspace {
            find_module_root(&*config.ctx.files, dir)
        } else {
            None
        };
        let dir = config.short(dir);
        match root {
            Some(root) => DirectoryError::NotInWorkspace {
                dir,
                root: config.short(&root),
            },
            None => DirectoryError::OutsideModules { dir, in_workspace },
        }
    }

    /// Returns the import path of a directory of a selected module outside of the main
    /// ones (`pathInModuleCache`).
    fn path_in_module_cache(&self, dir: &str) -> Option<ImportPath> {
        let rs = self.rs;
        if rs.pruning == Pruning::Pruned {
            let roots = rs.root_modules().iter();
            let mut selected =
                roots.filter(|m| self.state.root_selected(rs, &m.path) == Some(m.version.as_str()));
            if let Some(found) = selected.find_map(|m| self.path_in_module(m, dir)) {
                return Some(found);
            }
        }
        let (graph, _) = self.state.graph(rs);
        graph
            .build_list()
            .iter()
            .find_map(|m| self.path_in_module(m, dir))
    }

    fn path_in_module(&self, m: &ModuleVersion, dir: &str) -> Option<ImportPath> {
        if gover::is_toolchain(&m.path) {
            return None;
        }
        let root = match self.state.config.main.replacement(m) {
            Some(new) if new.version.is_empty() => self.state.config.replacement_dir(&new),
            other => {
                let (root, extracted) = self
                    .state
                    .files
                    .cache
                    .download_dir(other.as_ref().unwrap_or(m));
                extracted.ok()?;
                root
            }
        };
        let sub = in_dir(&*self.state.config.ctx.files, dir, &root)?;
        if sub.contains("/vendor/") || sub.starts_with("vendor/") || sub.contains('@') {
            return None;
        }
        Some(path::join(&[&m.path, &sub]).into())
    }

    /// Translates a pattern's directories to import paths. Errors are stored if `is_last`.
    pub(crate) fn resolve_dirs(&self, m: &mut Match, is_last: bool) -> Result<(), LoadError> {
        if m.is_settled {
            return Ok(());
        }
        let is_literal = m.is_literal();
        let resolved = self.state.config.ctx.pool.map(Class::Cpu, &m.dirs, |dir| {
            let dir = absolute(&self.state.config.ctx.cwd, dir);
            // A directory found by a walk is known to be a package.
            if is_literal {
                self.check_has_package(&dir)?;
            }
            self.resolve_local_package(&dir)
        });
        m.pkgs.clear();
        m.is_settled = true;
        for resolved in resolved {
            match resolved {
                Ok(Resolved { path, is_settled }) => {
                    m.pkgs.push(path);
                    m.is_settled &= is_settled;
                }
                Err(LocalError::Special(_)) if !is_literal => {}
                Err(LocalError::Special(error) | LocalError::Other(error)) => {
                    if !self.state.config.has_mod_root() {
                        return Err(self.state.config.no_main_modules_with_advice());
                    }
                    m.is_settled = false;
                    if is_last {
                        m.add_error(error);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The import path of a directory.
struct Resolved {
    path: ImportPath,
    /// True if it does not depend on the requirements.
    is_settled: bool,
}

impl Resolved {
    fn settled(path: ImportPath) -> Self {
        Self {
            path,
            is_settled: true,
        }
    }
}

fn not_builtin(package: String) -> Result<ImportPath, LocalError> {
    if package == "builtin" {
        return Err(LocalError::Special(ImportError::Directory(
            DirectoryError::Builtin,
        )));
    }
    Ok(package.into())
}
