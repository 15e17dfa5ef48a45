//! The main modules, and the settings for the use of modules: the configuration from go.work,
//! go.mod files, flags and the environment before any import is resolved.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`State`, `MainModuleSet`).

use std::sync::Arc;

use vamos_base::golang::gover::Local;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_fsys::inside::in_dir;
use vamos_modfile::vendor::ModulesTxt;
use vamos_modules::MainModule;
use vamos_modules::MainModules;
use vamos_modules::ModFlag;
use vamos_modules::ModSettings;
use vamos_release::Release;

use super::InitOptions;
use super::LoadError;
use super::absolute::absolute;
use super::messages::Messages;
use super::module_roots;
use super::module_roots::ModuleRoots;
use crate::context::LoadContext;

/// The main modules, and the settings for the use of modules. Complete when the main modules'
/// go.mod files are read; immutable afterwards.
pub(crate) struct ModuleConfig<'a> {
    pub(crate) ctx: &'a LoadContext<'a>,
    pub(crate) options: InitOptions,
    pub(crate) messages: Arc<Messages>,
    /// GOROOT/src.
    pub(crate) goroot_src: String,
    pub(crate) roots: ModuleRoots,
    pub(crate) main: MainModules,
    pub(crate) settings: ModSettings,
    pub(crate) vendor: Option<ModulesTxt>,
    pub(crate) local: Local,
}

impl<'a> ModuleConfig<'a> {
    /// Returns the release that determines the behaviour of loading.
    pub(crate) fn release(&self) -> Release {
        self.ctx.env.sdk.release
    }

    /// Returns the configuration before any go.mod is read.
    pub(crate) fn new(
        ctx: &'a LoadContext<'a>,
        options: &InitOptions,
        mut roots: ModuleRoots,
    ) -> Self {
        let messages = Arc::new(Messages::new(ctx.say.clone()));
        for line in std::mem::take(&mut roots.warnings) {
            messages.warn(line);
        }
        Self {
            ctx,
            options: options.clone(),
            messages,
            goroot_src: ctx.goroot_src(),
            roots,
            main: MainModules::default(),
            settings: ModSettings::default(),
            vendor: None,
            local: ctx.local_go(),
        }
    }

    /// Returns the main modules.
    pub(crate) fn main_modules(&self) -> &[MainModule] {
        self.main.list()
    }

    /// Reports whether a path is a main module's.
    pub(crate) fn is_main_module(&self, module_path: &str) -> bool {
        !module_path.is_empty() && self.main.contains(module_path)
    }

    /// Returns the root of a main module, if it has one.
    pub(crate) fn main_module_root(&self, module_path: &str) -> Option<&str> {
        let main = self.main.get(module_path)?;
        Some(main.root.as_str()).filter(|root| !root.is_empty())
    }

    /// Returns the main module that contains the working directory, or an empty one.
    pub(crate) fn mod_containing_cwd(&self) -> ModuleVersion {
        let main = self.main.containing_cwd();
        main.map_or_else(ModuleVersion::default, |main| main.module.clone())
    }

    /// Reports whether a package is a tool of a main module.
    pub(crate) fn is_tool(&self, import: &ImportPath) -> bool {
        self.main.tools().contains(import.as_str())
    }

    /// Returns the directory of a replacement without version.
    pub(crate) fn replacement_dir(&self, new: &ModuleVersion) -> String {
        if new.path.starts_with('/') {
            new.path.clone()
        } else {
            path::join(&[&self.main.replace_relative_to(), &new.path])
        }
    }

    /// Reports whether there is a main module with a go.mod (`HasModRoot`).
    pub(crate) fn has_mod_root(&self) -> bool {
        self.settings.has_mod_root
    }

    /// Reports whether a go.work is in effect.
    pub(crate) fn in_workspace_mode(&self) -> bool {
        !self.roots.work_file.is_empty()
    }

    /// Returns the effective `-mod`.
    pub(crate) fn mod_flag(&self) -> ModFlag {
        self.settings.mod_flag
    }

    /// Reports whether every module needs its hash in go.sum (`mustHaveSums`).
    pub(crate) fn must_have_sums(&self) -> bool {
        self.settings.must_have_sums(self.main.in_workspace_mode())
    }

    /// Returns the go version of the main module or go.work.
    pub(crate) fn main_go_version(&self) -> &str {
        self.main.go_version(&self.local)
    }

    /// Returns the vendor directory (`VendorDir`); there must be a root.
    pub(crate) fn vendor_dir(&self) -> String {
        let base = if self.in_workspace_mode() {
            path::dir(&self.roots.work_file)
        } else {
            self.main
                .single()
                .map_or_else(String::new, |main| main.root.clone())
        };
        format!("{base}/vendor")
    }

    /// Returns the module of a package in modules.txt.
    pub(crate) fn vendored_module(&self, import: &str) -> Option<&ModuleVersion> {
        self.vendor.as_ref()?.package_module.get(import)
    }

    /// Returns the error that there is no main module (`NewNoMainModulesError`).
    pub(crate) fn no_main_modules(&self) -> LoadError {
        LoadError::NoMainModule {
            in_workspace: self.in_workspace_mode(),
        }
    }

    /// Returns the same error with advice (`die`).
    pub(crate) fn no_main_modules_with_advice(&self) -> LoadError {
        module_roots::no_main_module(self.ctx, self.in_workspace_mode())
    }

    /// Returns the path of a module root's go.mod (`modFilePath`).
    pub(crate) fn mod_file_path(&self, root: &str) -> String {
        match self.ctx.flags.modules.modfile.as_str() {
            "" => path::join(&[root, "go.mod"]),
            file if file.starts_with('/') => file.to_owned(),
            file => path::join(&[&self.ctx.cwd, file]),
        }
    }

    /// Returns the import path of a directory inside a main module, or `.`
    /// (`MainModuleSet.DirImportPath`).
    pub(crate) fn dir_import_path(&self, dir: &str) -> (ImportPath, Option<ModuleVersion>) {
        let dir = absolute(&self.ctx.cwd, dir);
        let mut longest: Option<(&str, String, &ModuleVersion)> = None;
        for main in self.main_modules() {
            if main.root.is_empty() {
                continue;
            }
            let prefix = main.path_prefix.as_str();
            if dir == main.root {
                return (prefix.into(), Some(main.module.clone()));
            }
            let best = longest.as_ref().map_or("", |(prefix, ..)| prefix);
            if path::has_path_prefix(&dir, &main.root) && prefix > best {
                let suffix = path::trim_path_prefix(&dir, &main.root);
                let import = match suffix.strip_prefix("vendor/") {
                    Some(vendored) => vendored.to_owned(),
                    None => path::join(&[prefix, suffix]),
                };
                longest = Some((prefix, import, &main.module));
            }
        }
        match longest {
            Some((_, import, module)) => (import.into(), Some(module.clone())),
            None => (".".into(), None),
        }
    }

    /// Reports whether a directory is in GOROOT/src.
    pub(crate) fn is_in_goroot_src(&self, dir: &str) -> bool {
        in_dir(&*self.ctx.files, dir, &self.goroot_src).is_some()
    }

    /// Shortens a path for display (`base.ShortPath`).
    pub(crate) fn short(&self, name: &str) -> String {
        path::short_path(&self.ctx.cwd, name)
    }
}
