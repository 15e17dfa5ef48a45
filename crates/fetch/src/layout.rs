//! Where things are in GOMODCACHE.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`CachePath`, `DownloadDir`,
//! `checkCacheDir`).

use std::sync::Arc;
use std::sync::OnceLock;

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_fsys::fresh;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;

/// The module whose zip is part of SDKs.
const FIPS: &str = "golang.org/fips140";

/// The layout of one GOMODCACHE.
#[derive(Debug)]
pub struct Layout {
    root: String,
    checked: OnceLock<Result<(), ModuleError>>,
}

/// Why a module's directory cannot be used.
#[derive(Clone, Debug)]
pub enum NoDir {
    /// It is not there.
    Missing,
    /// It is there, but not all of it (`DownloadDirPartialError`).
    Partial,
    /// Its name cannot be formed, or the disk does not answer.
    Bad(ModuleError),
}

impl Layout {
    /// The layout below a directory.
    pub fn new(root: &str) -> Self {
        Self {
            root: root.to_owned(),
            checked: OnceLock::new(),
        }
    }

    /// Makes the directory if it is not there (`checkCacheDir`).
    pub fn check(&self) -> Result<(), ModuleError> {
        self.checked.get_or_init(|| self.make()).clone()
    }

    fn make(&self) -> Result<(), ModuleError> {
        let root = &self.root;
        if root.is_empty() {
            return Err(ModuleError::message(
                "module cache not found: neither GOMODCACHE nor GOPATH is set",
            ));
        }
        if !root.starts_with('/') {
            return Err(ModuleError::Message(format!(
                "GOMODCACHE entry is relative; must be absolute path: {}.\n",
                quote(root)
            )));
        }
        let failed = |error: PathError| {
            ModuleError::Message(format!("could not create module cache: {error}"))
        };
        match fresh::stat(root) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(_) => Err(ModuleError::Message(format!(
                "could not create module cache: {} is not a directory",
                quote(root)
            ))),
            Err(error) if error.is_not_exist() => fresh::make_dirs(root).map_err(failed),
            Err(error) => Err(failed(error)),
        }
    }

    /// Returns the directory of files about a module's versions.
    pub(crate) fn versions_dir(&self, path: &str) -> Result<String, ModuleError> {
        self.check()?;
        let path = module::escape_path(path)?;
        Ok(format!("{}/cache/download/{path}/@v", self.root))
    }

    fn escaped_version(m: &ModuleVersion) -> Result<String, ModuleError> {
        let quoted = || quote(&m.version);
        if !gover::mod_is_valid(&m.path, &m.version) {
            return Err(ModuleError::Message(format!(
                "non-semver module version {}",
                quoted()
            )));
        }
        if module::canonical_version(&m.version) != m.version {
            return Err(ModuleError::Message(format!(
                "non-canonical module version {}",
                quoted()
            )));
        }
        Ok(module::escape_version(&m.version)?)
    }

    /// Returns the path of a file about a module version (`CachePath`).
    pub fn file(&self, m: &ModuleVersion, suffix: &str) -> Result<String, ModuleError> {
        if gover::is_toolchain(&m.path) {
            return Err(is_toolchain());
        }
        let dir = self.versions_dir(&m.path)?;
        let version = Self::escaped_version(m)?;
        Ok(format!("{dir}/{version}.{suffix}"))
    }

    /// Returns the directory where a module is or would be extracted, and whether it is
    /// all there (`DownloadDir`).
    pub fn dir(&self, m: &ModuleVersion) -> (String, Result<(), NoDir>) {
        let name = || {
            if gover::is_toolchain(&m.path) {
                return Err(is_toolchain());
            }
            self.check()?;
            let path = module::escape_path(&m.path)?;
            let version = Self::escaped_version(m)?;
            Ok(format!("{}/{path}@{version}", self.root))
        };
        match name() {
            Ok(dir) => {
                let state = self.state(m, &dir);
                (dir, state)
            }
            Err(error) => (String::new(), Err(NoDir::Bad(error))),
        }
    }

    fn state(&self, m: &ModuleVersion, dir: &str) -> Result<(), NoDir> {
        match fresh::stat(dir) {
            Ok(meta) if meta.is_dir() => {}
            Err(error) if error.is_not_exist() => return Err(NoDir::Missing),
            _ => return Err(NoDir::Partial),
        }
        let bad = |error: PathError| NoDir::Bad(path_error(error));
        let file = |suffix| self.file(m, suffix).map_err(NoDir::Bad);
        match fresh::stat(&file("partial")?) {
            Ok(_) => return Err(NoDir::Partial),
            Err(error) if error.is_not_exist() => {}
            Err(error) => return Err(bad(error)),
        }
        if m.path == FIPS {
            return Ok(());
        }
        match fresh::stat(&file("ziphash")?) {
            Ok(_) => Ok(()),
            Err(error) if error.is_not_exist() => Err(NoDir::Partial),
            Err(error) => Err(bad(error)),
        }
    }
}

/// The error of asking for Go's own pseudo-modules where only real ones can be.
pub(crate) fn is_toolchain() -> ModuleError {
    ModuleError::message("internal error: invalid operation on toolchain module")
}

/// Carries an error of the disk.
pub(crate) fn path_error(error: PathError) -> ModuleError {
    ModuleError::Other(Arc::new(error))
}
