//! Module mode: which modules are the main ones, which versions are selected, and which
//! module and directory an import path means.
//!
//! [`Modules`] is one load's state, made by [`Modules::init`] and filled by
//! [`Modules::load_packages`]; after that, lookups are cheap and need no `mut`.
//! Nothing here writes a file: a go.mod that `-mod=mod` would change comes back as a
//! [`ModuleUpdate`].
//! Counterpart: cmd/go/internal/modload.

mod error;
mod options;

use std::fmt;
use std::sync::Arc;

pub use error::ImportError;
pub use error::LoadError;
pub use options::BuildMod;
pub use options::InitOptions;
pub use options::ModOptions;
pub use options::RootMode;

use crate::context::LoadContext;
use crate::package::ModulePublic;
use crate::pattern::Match;

/// A module path and version (`module.Version`); main modules have no version.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleVersion {
    /// Module path.
    pub path: String,
    /// Canonical version, or empty.
    pub version: String,
}

impl fmt::Display for ModuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.version.is_empty() {
            return Ok(());
        }
        write!(f, "@{}", self.version)
    }
}

/// What [`Modules::lookup`] finds; a directory and an error may come together.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// Directory of the package's sources, or empty.
    pub dir: String,
    /// The import path it really has (`vendor/golang.org/x/…` inside std).
    pub path: String,
    /// What went wrong resolving or scanning it.
    pub error: Option<ImportError>,
}

/// New contents of go.mod and go.sum that `-mod=mod` asks for; `cli` writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUpdate {
    /// The file, absolute.
    pub path: String,
    /// The bytes that were read; the file must still have them when it is written.
    pub old: Option<Arc<[u8]>>,
    /// The bytes to write.
    pub new: Vec<u8>,
}

/// One load's module state (`modload.State` and `modload.loaded`).
pub struct Modules<'a> {
    ctx: &'a LoadContext<'a>,
}

impl<'a> Modules<'a> {
    /// Finds out whether modules are enabled and which are the main ones
    /// (`InitWorkfile` and `Init`).
    pub fn init(ctx: &'a LoadContext<'a>, options: &InitOptions) -> Result<Self, LoadError> {
        let _ = options;
        Ok(Self { ctx })
    }

    /// Reads go.work, go.mod files and modules.txt if that was not yet done
    /// (`LoadModFile`).
    pub fn load_mod_file(&mut self) -> Result<(), LoadError> {
        Err(LoadError::NotBuilt {
            what: "module loading",
        })
    }

    /// Finds the packages that match the patterns and resolves all their imports
    /// (`LoadPackages`). Errors of packages stay with the packages where
    /// `silence_package_errors` is set.
    pub fn load_packages(
        &mut self,
        options: &ModOptions,
        patterns: &[String],
    ) -> Result<Vec<Match>, LoadError> {
        let _ = (options, patterns);
        self.load_mod_file()?;
        Ok(Vec::new())
    }

    /// Resolves the imports of files named on the command line (`ImportFromFiles`).
    pub fn import_from_files(&mut self, files: &[String]) -> Result<(), LoadError> {
        let _ = files;
        self.load_mod_file()
    }

    /// Returns directory, real import path and error of `path` as imported from
    /// `parent_path` (`Lookup`). Needs an earlier load.
    pub fn lookup(&self, parent_path: &str, parent_is_std: bool, path: &str) -> Lookup {
        let _ = (parent_path, parent_is_std);
        Lookup {
            dir: String::new(),
            path: path.to_owned(),
            error: Some(ImportError::NotLoaded),
        }
    }

    /// Returns the module that provides a loaded package (`PackageModule`).
    pub fn package_module(&self, path: &str) -> Option<&ModuleVersion> {
        let _ = path;
        None
    }

    /// Returns what `go list` shows of the module that provides a loaded package;
    /// nothing for std (`PackageModuleInfo`).
    pub fn package_module_info(&self, path: &str) -> Option<Arc<ModulePublic>> {
        let _ = path;
        None
    }

    /// Returns the root directory of the module that provides a loaded package, or
    /// empty (`PackageModRoot`).
    pub fn package_mod_root(&self, path: &str) -> String {
        let _ = path;
        String::new()
    }

    /// Returns the import path of a directory inside a main module, or `.`
    /// (`MainModuleSet.DirImportPath`).
    pub fn dir_import_path(&self, dir: &str) -> (String, Option<ModuleVersion>) {
        let _ = dir;
        (".".to_owned(), None)
    }

    /// Reports whether a main module exists (`HasModRoot`).
    pub fn has_mod_root(&self) -> bool {
        false
    }

    /// Reports whether a go.work file is in effect.
    pub fn in_workspace_mode(&self) -> bool {
        false
    }

    /// Returns the effective `-mod`.
    pub fn build_mod(&self) -> BuildMod {
        BuildMod::Readonly
    }

    /// Returns GOBIN or the first GOPATH entry's `bin` (`BinDir`).
    pub fn bin_dir(&self) -> String {
        self.ctx.env.gobin.clone()
    }

    /// Reports whether GOROOT/src has a package of this path
    /// (`modindex.IsStandardPackage`).
    pub fn is_standard_package(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Returns the go version of the single main module or of go.work
    /// (`MainModuleSet.GoVersion`).
    pub fn main_go_version(&self) -> String {
        self.ctx.local_go_version().to_owned()
    }

    /// Returns the `godebug` lines of the single main module or of go.work, in order
    /// (`MainModuleSet.Godebugs`).
    pub fn main_godebugs(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Returns the `h1:` hash of a module in the module cache, or empty
    /// (`modfetch.Sum`, for build info).
    pub fn module_sum(&self, module: &ModuleVersion) -> String {
        let _ = module;
        String::new()
    }

    /// Returns the lines for stderr that came up so far, complete with their prefixes,
    /// and forgets them.
    pub fn take_warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns the files that `-mod=mod` must change.
    pub fn updates(&self) -> &[ModuleUpdate] {
        &[]
    }
}
