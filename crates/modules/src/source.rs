//! The sources of modules, for crates that must not know disk or network.
//!
//! `fetch` implements [`ModuleFetcher`], `cli` passes it on, and `load` and `modcmd` use it.
//! Counterpart: cmd/go/internal/modfetch (`Fetcher`, `Repo`), modfetch/codehost (`Origin`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;

/// Checks the hash of a fetched file, before the file becomes visible to others. Its arguments are
/// the module version as in go.sum (for a go.mod, [`ModuleVersion::go_mod_key`]) and the `h1:`
/// hash. After an error the file is not stored.
pub type CheckSum<'a> = &'a (dyn Fn(&ModuleVersion, &str) -> Result<(), ModuleError> + Sync);

/// The released versions of a module (`modfetch.Versions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// The origin of the list.
    pub origin: Option<Origin>,
    /// Canonical versions in semver's order, without pseudo-versions.
    pub list: Vec<String>,
}

/// A module extracted in GOMODCACHE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// Its directory, absolute.
    pub dir: Arc<str>,
    /// The `h1:` hash of its zip.
    pub sum: String,
}

/// The versions of modules at one proxy, or at their origins: the half of `modfetch.Repo` without
/// files.
pub trait VersionRepos: Sync {
    /// Returns its entry in GOPROXY.
    fn proxy(&self) -> &str {
        ""
    }

    /// See [`ModuleFetcher::versions`].
    fn versions(&self, path: &str, prefix: &str) -> Result<Arc<Versions>, ModuleError>;

    /// See [`ModuleFetcher::stat`].
    fn stat(&self, path: &str, rev: &str) -> Result<Arc<RevInfo>, ModuleError>;

    /// See [`ModuleFetcher::latest`].
    fn latest(&self, path: &str) -> Result<Arc<RevInfo>, ModuleError>;

    /// Fails unless an answer about a module that depended on `old` would be the same now
    /// (`Repo.CheckReuse`).
    fn check_reuse(&self, _path: &str, _old: &Origin) -> Result<(), ModuleError> {
        Err(ModuleError::message("answers cannot be checked"))
    }
}

/// A query to one proxy; see [`ModuleFetcher::try_proxies`].
pub type AskProxy<'a> = &'a mut dyn FnMut(&dyn VersionRepos) -> Result<(), ModuleError>;

/// Gets modules from GOMODCACHE, and downloads them into it. Results are cached: each query is
/// answered once. Methods may be called from many threads, and return when the result is on disk or
/// an error is final. Errors are the official ones, attributed to the module where upstream's are;
/// a missing object is [`ModuleError::NotExist`].
pub trait ModuleFetcher: Send + Sync {
    /// Returns the bytes of a module's go.mod (`Fetcher.GoMod`), which is in the cache afterwards.
    fn go_mod(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<Arc<[u8]>, ModuleError>;

    /// Extracts a module (`Fetcher.Download`), and reports a download.
    fn download(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<Extracted, ModuleError>;

    /// Gets a module's zip, but does not extract it (`Fetcher.DownloadZip`); returns the
    /// file and its `h1:` hash.
    fn zip(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<(String, String), ModuleError>;

    /// Returns the contents of a module's `.info` file (`modfetch.InfoFile`), and the file's path.
    fn info(&self, m: &ModuleVersion) -> Result<(Arc<RevInfo>, String), ModuleError>;

    /// Returns the released versions that begin with `prefix` (`Repo.Versions`).
    fn versions(&self, path: &str, prefix: &str) -> Result<Arc<Versions>, ModuleError>;

    /// Returns the version for a revision, branch or version (`Repo.Stat`).
    fn stat(&self, path: &str, rev: &str) -> Result<Arc<RevInfo>, ModuleError>;

    /// Returns the latest version without regard to tags' order (`Repo.Latest`).
    fn latest(&self, path: &str) -> Result<Arc<RevInfo>, ModuleError>;

    /// Looks up the hash of `key` (as in go.sum) in the checksum database, if it is used
    /// (`useSumDB`, `checkSumDB`). A contradiction is [`ModuleError::Fatal`], and ends the command.
    fn check_sum_database(&self, key: &ModuleVersion, sum: &str) -> Result<(), ModuleError>;

    /// Reports whether queries may go to a server. Reading files does not need more threads than
    /// there are processors.
    fn asks_servers(&self) -> bool {
        true
    }

    /// Sends a query to each configured proxy in turn (`noproxy` and `direct` among them) until one
    /// of them has an answer, and returns the most specific error if none has (`TryProxies`). A
    /// query is atomic: it does not mix the answers of different proxies.
    fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError> {
        ask(&AllProxies(self))
    }
}

/// All proxies as a single one, for fetchers that have only one.
struct AllProxies<'a, F: ?Sized>(&'a F);

impl<F: ModuleFetcher + ?Sized> VersionRepos for AllProxies<'_, F> {
    fn versions(&self, path: &str, prefix: &str) -> Result<Arc<Versions>, ModuleError> {
        self.0.versions(path, prefix)
    }

    fn stat(&self, path: &str, rev: &str) -> Result<Arc<RevInfo>, ModuleError> {
        self.0.stat(path, rev)
    }

    fn latest(&self, path: &str) -> Result<Arc<RevInfo>, ModuleError> {
        self.0.latest(path)
    }
}
