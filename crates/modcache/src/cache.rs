//! A writable module cache: its root is created before any path in it is returned.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`checkCacheDir`, `lockVersion`),
//! cmd/go/internal/modfetch/fetch.go (`unzip`).

use std::sync::OnceLock;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::PathError;
use vamos_fsys::lock::LockedFile;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modfile::ModuleError;

use crate::layout::Layout;
use crate::layout::NoDir;
use crate::layout::OnDisk;
use crate::layout::Suffix;
use crate::layout::is_toolchain;
use crate::layout::path_error;
use crate::notes;

/// One GOMODCACHE.
#[derive(Debug)]
pub struct Cache {
    layout: Layout,
    made: OnceLock<Result<(), ModuleError>>,
}

/// The error of filling a directory.
#[derive(Debug)]
pub enum FillError<E> {
    /// Removing old files or writing the mark failed.
    Disk(PathError),
    /// Writing the contents failed.
    Write(E),
}

impl<E> From<PathError> for FillError<E> {
    fn from(error: PathError) -> Self {
        Self::Disk(error)
    }
}

impl Cache {
    /// Returns the cache below a directory.
    pub fn new(root: &str) -> Self {
        Self {
            layout: Layout::new(root),
            made: OnceLock::new(),
        }
    }

    /// Creates the root if it does not exist (`checkCacheDir`).
    pub fn make_root(&self) -> Result<(), ModuleError> {
        self.made.get_or_init(|| self.make()).clone()
    }

    fn make(&self) -> Result<(), ModuleError> {
        let root = self.layout.root()?;
        let failed = |error: PathError| {
            ModuleError::Message(format!("could not create module cache: {error}"))
        };
        match uncached::stat(root) {
            Ok(meta) if meta.is_dir() => Ok(()),
            Ok(_) => Err(ModuleError::Message(format!(
                "could not create module cache: {} is not a directory",
                quote(root)
            ))),
            Err(error) if error.is_not_exist() => uncached::make_dirs(root).map_err(failed),
            Err(error) => Err(failed(error)),
        }
    }

    /// Returns the path of a file about a module version (`CachePath`).
    pub fn file(&self, m: &ModuleVersion, suffix: Suffix) -> Result<String, ModuleError> {
        if gover::is_toolchain(&m.path) {
            return Err(is_toolchain());
        }
        self.make_root()?;
        self.layout.file(m, suffix)
    }

    /// Returns the highest pseudo-version of a commit that has an `.info` file
    /// (`readDiskStatByHash`). The hash has at least 12 digits.
    pub fn pseudo_version_of(&self, module: &str, hash: &str) -> Option<String> {
        notes::pseudo_version_of(&self.layout, module, hash)
    }

    /// Returns the directory where a module is or would be extracted, and whether it is complete
    /// (`DownloadDir`).
    pub fn dir(&self, m: &ModuleVersion) -> (String, Result<(), NoDir>) {
        if !gover::is_toolchain(&m.path)
            && let Err(error) = self.make_root()
        {
            return (String::new(), Err(NoDir::Bad(error)));
        }
        self.layout.extracted(m, &OnDisk)
    }

    /// Takes the exclusive lock for a version's zip and directory (`lockVersion`).
    pub fn lock(&self, m: &ModuleVersion) -> Result<LockedFile, ModuleError> {
        let file = self.file(m, Suffix::Lock)?;
        uncached::make_dirs(&path::dir(&file)).map_err(path_error)?;
        LockedFile::edit(&file).map_err(path_error)
    }

    /// Fills the directory of a module whose lock is held, and which is not complete.
    ///
    /// The directory has its final path from the first file on. It is incomplete until the mark
    /// next to the zip (`.partial`) is removed.
    pub fn fill<T, E>(
        &self,
        m: &ModuleVersion,
        dir: &str,
        write: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, FillError<E>> {
        let partial = self.layout.file(m, Suffix::Partial);
        let partial = partial.expect("the directory, which is given, has a name");
        let parent = path::dir(dir);
        clean_up(dir, &parent)?;
        uncached::make_dirs(&parent)?;
        work::write(&partial, b"")?;
        let written = write().map_err(|error| {
            if work::remove_read_only(dir).is_ok() {
                // While the mark exists, the directory counts as missing.
                let _ = work::remove(&partial);
            }
            FillError::Write(error)
        })?;
        work::remove(&partial)?;
        Ok(written)
    }
}

/// Removes leftover files of earlier runs and early versions.
fn clean_up(dir: &str, parent: &str) -> Result<(), PathError> {
    let prefix = format!("{}.tmp-", path::base(dir));
    if let Ok(names) = uncached::names(parent) {
        for name in names.iter().filter(|name| name.starts_with(&prefix)) {
            // Its name does not look like a module's.
            let _ = work::remove_read_only(&format!("{parent}/{name}"));
        }
    }
    work::remove_read_only(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_counts_when_it_is_filled() {
        let temp = tempfile::tempdir().unwrap();
        let cache = Cache::new(temp.path().to_str().unwrap());
        let m = ModuleVersion::new("x.y/m", "v1.0.0");
        let (dir, state) = cache.dir(&m);
        assert!(matches!(state, Err(NoDir::Missing)));
        let _lock = cache.lock(&m).unwrap();
        let failed = cache.fill(&m, &dir, || {
            uncached::make_dirs(&dir).unwrap();
            assert!(matches!(cache.dir(&m).1, Err(NoDir::Partial)));
            Err::<(), _>("no")
        });
        assert!(matches!(failed, Err(FillError::Write("no"))));
        assert!(matches!(cache.dir(&m).1, Err(NoDir::Missing)));
        cache
            .fill(&m, &dir, || uncached::make_dirs(&dir))
            .expect("the directory can be made");
        // The hash is written with the zip.
        assert!(matches!(cache.dir(&m).1, Err(NoDir::Partial)));
        work::write(&cache.file(&m, Suffix::ZipHash).unwrap(), b"h1:x").unwrap();
        assert!(cache.dir(&m).1.is_ok());
    }
}
