//! The paths in GOMODCACHE, and the check that a module's directory there is complete.
//!
//! Counterpart: cmd/go/internal/modfetch/cache.go (`CachePath`, `DownloadDir`, `cacheDir`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_fsys::Files;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_modfile::ModuleError;

/// The module whose zip is part of SDKs, so that the cache has neither zip nor hash of it.
const FIPS: &str = "golang.org/fips140";

/// Reports whether a module is the one whose zip is part of SDKs.
pub fn is_fips(m: &ModuleVersion) -> bool {
    m.path == FIPS
}

/// A file about a module version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffix {
    /// The version, its time and its origin, as JSON.
    Info,
    /// Held while the zip or the directory of the version is made.
    Lock,
    /// Its go.mod.
    Mod,
    /// Exists while the directory is incomplete.
    Partial,
    /// Its zip.
    Zip,
    /// The `h1:` hash of the zip.
    ZipHash,
}

impl Suffix {
    /// Returns the end of the file's name, after the dot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Lock => "lock",
            Self::Mod => "mod",
            Self::Partial => "partial",
            Self::Zip => "zip",
            Self::ZipHash => "ziphash",
        }
    }
}

/// The paths below one GOMODCACHE. Returning a path neither creates nor reads a file.
#[derive(Clone, Debug)]
pub struct Layout {
    root: String,
}

/// The reason why a module's directory cannot be used.
#[derive(Clone, Debug)]
pub enum NoDir {
    /// It does not exist.
    Missing,
    /// It exists, but is incomplete (`DownloadDirPartialError`).
    Partial,
    /// Its path cannot be formed, or the file system returned an error.
    Bad(ModuleError),
    /// It is complete, but the file with the hash of its zip cannot be read.
    NoHash(PathError),
}

/// The file operations that check the state of a module's directory.
pub trait Look {
    /// The data about a complete directory's hash; the default for the module that has no hash.
    type Hash: Default;
    /// Reports whether there is a directory.
    fn is_dir(&self, dir: &str) -> Result<bool, PathError>;
    /// Fails if there is no such file.
    fn stat(&self, file: &str) -> Result<(), PathError>;
    /// Checks the file with the hash of the zip.
    fn zip_hash(&self, m: &ModuleVersion, file: &str) -> Result<Self::Hash, PathError>;
}

/// Checks on the disk itself, only for existence.
#[derive(Clone, Copy, Debug)]
pub struct OnDisk;

impl Look for OnDisk {
    type Hash = ();

    fn is_dir(&self, dir: &str) -> Result<bool, PathError> {
        uncached::stat(dir).map(|meta| meta.is_dir())
    }

    fn stat(&self, file: &str) -> Result<(), PathError> {
        uncached::stat(file).map(|_| ())
    }

    fn zip_hash(&self, _: &ModuleVersion, file: &str) -> Result<(), PathError> {
        self.stat(file)
    }
}

impl Layout {
    /// The layout below a directory.
    pub fn new(root: &str) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Returns the root directory, or the reason why it cannot be one (`cacheDir`).
    pub fn root(&self) -> Result<&str, ModuleError> {
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
        Ok(root)
    }

    /// Returns the directory of cached data from checksum databases.
    pub fn checksum_databases(&self) -> String {
        path::join(&[&self.root, "cache/download/sumdb"])
    }

    /// Returns the directory of files about a module's versions.
    pub fn versions_dir(&self, path: &str) -> Result<String, ModuleError> {
        let root = self.root()?;
        let path = module::escape_path(path)?;
        Ok(format!("{root}/cache/download/{path}/@v"))
    }

    /// Returns the escaped path and version of a module that can be in the cache.
    fn escaped(&self, m: &ModuleVersion) -> Result<(String, String), ModuleError> {
        if gover::is_toolchain(&m.path) {
            return Err(is_toolchain());
        }
        self.root()?;
        let path = module::escape_path(&m.path)?;
        let quoted = || quote(&m.version);
        if !gover::mod_is_valid(&m.path, &m.version) {
            return Err(ModuleError::Message(format!(
                "non-semver module version {}",
                quoted()
            )));
        }
        if !module::is_canonical_version(&m.version) {
            return Err(ModuleError::Message(format!(
                "non-canonical module version {}",
                quoted()
            )));
        }
        Ok((path, module::escape_version(&m.version)?))
    }

    /// Returns the path of a file about a module version (`CachePath`).
    pub fn file(&self, m: &ModuleVersion, suffix: Suffix) -> Result<String, ModuleError> {
        let (path, version) = self.escaped(m)?;
        Ok(self.about(&path, &version, suffix))
    }

    fn about(&self, path: &str, version: &str, suffix: Suffix) -> String {
        let (root, suffix) = (&self.root, suffix.as_str());
        format!("{root}/cache/download/{path}/@v/{version}.{suffix}")
    }

    /// Returns the directory where a module is or would be extracted. If it is complete, also
    /// returns the data about its zip's hash (`DownloadDir`).
    pub fn extracted<L: Look>(
        &self,
        m: &ModuleVersion,
        look: &L,
    ) -> (String, Result<L::Hash, NoDir>) {
        let (path, version) = match self.escaped(m) {
            Ok(names) => names,
            Err(error) => return (String::new(), Err(NoDir::Bad(error))),
        };
        let dir = format!("{}/{path}@{version}", self.root);
        match look.is_dir(&dir) {
            Ok(true) => {}
            Err(error) if error.is_not_exist() => return (dir, Err(NoDir::Missing)),
            _ => return (dir, Err(NoDir::Partial)),
        }
        let bad = |error: PathError| Err(NoDir::Bad(path_error(error)));
        // Present while the module is being extracted, and after a crash.
        match look.stat(&self.about(&path, &version, Suffix::Partial)) {
            Ok(()) => return (dir, Err(NoDir::Partial)),
            Err(error) if error.is_not_exist() => {}
            Err(error) => return (dir, bad(error)),
        }
        if is_fips(m) {
            return (dir, Ok(L::Hash::default()));
        }
        let file = self.about(&path, &version, Suffix::ZipHash);
        match look.zip_hash(m, &file) {
            Ok(hash) => (dir, Ok(hash)),
            Err(error) if error.is_not_exist() => (dir, Err(NoDir::Partial)),
            Err(error) => match look.stat(&file) {
                Ok(()) => (dir, Err(NoDir::NoHash(error))),
                Err(error) => (dir, bad(error)),
            },
        }
    }
}

/// Returns the versions of a module that have a directory below `root`, complete or not,
/// each with its directory. The module's path needs no escaping.
pub fn extracted_versions(files: &dyn Files, root: &str, path: &str) -> Vec<(String, String)> {
    let dir = path::join(&[root, &path::dir(path)]);
    let Ok(entries) = files.read_dir(&dir) else {
        return Vec::new();
    };
    let prefix = format!("{}@", path::base(path));
    let version = |name: &str| name.strip_prefix(&prefix).map(str::to_owned);
    let versions = entries
        .iter()
        .filter_map(|entry| Some((version(&entry.name)?, path::join(&[&dir, &entry.name]))));
    versions.collect()
}

/// Returns the error for Go's own pseudo-modules in places where only real modules are allowed.
pub fn is_toolchain() -> ModuleError {
    ModuleError::message("internal error: invalid operation on toolchain module")
}

/// Converts an error of the file system.
pub fn path_error(error: PathError) -> ModuleError {
    ModuleError::Other(Arc::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped() {
        let layout = Layout::new("/c");
        let m = ModuleVersion::new("x.y/Az", "v1.0.0-RC1");
        assert_eq!(
            layout.file(&m, Suffix::ZipHash).unwrap(),
            "/c/cache/download/x.y/!az/@v/v1.0.0-!r!c1.ziphash"
        );
        assert_eq!(layout.extracted(&m, &OnDisk).0, "/c/x.y/!az@v1.0.0-!r!c1");
        assert_eq!(layout.checksum_databases(), "/c/cache/download/sumdb");
    }

    #[test]
    fn extracted_versions_have_their_directories() {
        let mut files = vamos_fsys::MemFiles::new();
        files.insert("/c/x.y/m@v1.0.0/go.mod", b"module x.y/m\n");
        files.insert("/c/x.y/mod@v1.0.0/go.mod", b"module x.y/mod\n");
        let found = extracted_versions(&files, "/c", "x.y/m");
        assert_eq!(found, [("v1.0.0".to_owned(), "/c/x.y/m@v1.0.0".to_owned())]);
        assert!(extracted_versions(&files, "/c", "other/m").is_empty());
    }

    #[test]
    fn names_that_cannot_be() {
        let text = |root: &str, path: &str, version: &str| {
            let m = ModuleVersion::new(path, version);
            let file = Layout::new(root).file(&m, Suffix::Mod);
            file.unwrap_err().to_string()
        };
        for (root, path, version, want) in [
            (
                "",
                "x.y/z",
                "v1.0.0",
                "module cache not found: neither GOMODCACHE nor GOPATH is set",
            ),
            (
                "c",
                "x.y/z",
                "v1.0.0",
                "GOMODCACHE entry is relative; must be absolute path: \"c\".\n",
            ),
            (
                "/c",
                "go",
                "1.21",
                "internal error: invalid operation on toolchain module",
            ),
            ("/c", "x.y/z", "main", "non-semver module version \"main\""),
            ("/c", "x.y/z", "v1", "non-canonical module version \"v1\""),
        ] {
            assert_eq!(text(root, path, version), want);
        }
    }
}
