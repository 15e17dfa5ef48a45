//! Where modules come from, for crates that must not know disk or network.
//!
//! `fetch` implements [`ModuleFetcher`], `cli` hands it down, and `load` and `modcmd` ask.
//! Counterpart: cmd/go/internal/modfetch (`Fetcher`, `Repo`), modfetch/codehost (`Origin`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;

/// Judges the hash of a fetched file, before the file becomes visible to others: is given
/// the module version as go.sum names it (for a go.mod that is
/// [`ModuleVersion::go_mod_key`]) and the `h1:` hash. An error keeps the file off the disk.
pub type CheckSum<'a> = &'a (dyn Fn(&ModuleVersion, &str) -> Result<(), ModuleError> + Sync);

/// The released versions of a module (`modfetch.Versions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// Where the list came from.
    pub origin: Option<Origin>,
    /// Canonical versions in semver's order, without pseudo-versions.
    pub list: Vec<String>,
}

/// A module that is extracted in GOMODCACHE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// Its directory, absolute.
    pub dir: Arc<str>,
    /// The `h1:` hash of its zip.
    pub sum: String,
}

/// The versions of modules as one proxy has them, or as their origins have: the half of
/// `modfetch.Repo` that knows no files.
pub trait VersionRepos: Sync {
    /// What GOPROXY calls it.
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

/// A question to one proxy; see [`ModuleFetcher::try_proxies`].
pub type AskProxy<'a> = &'a mut dyn FnMut(&dyn VersionRepos) -> Result<(), ModuleError>;

/// Gets modules from GOMODCACHE, and into it. Answers are remembered: each question
/// is answered once. Methods may be called from many threads, and do not return before the
/// result is on disk or known to be unobtainable. Errors are the official ones, attributed to
/// the module where upstream's are; what is not there is [`ModuleError::NotExist`].
pub trait ModuleFetcher: Send + Sync {
    /// The bytes of a module's go.mod (`Fetcher.GoMod`), which are in the cache then.
    fn go_mod(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<Arc<[u8]>, ModuleError>;

    /// Extracts a module (`Fetcher.Download`), and reports on the way that it is downloaded.
    fn download(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<Extracted, ModuleError>;

    /// Gets a module's zip, but does not extract it (`Fetcher.DownloadZip`); returns the
    /// file and its `h1:` hash.
    fn zip(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Result<(String, String), ModuleError>;

    /// The contents of a module's `.info` file (`modfetch.InfoFile`), and the file's path.
    fn info(&self, m: &ModuleVersion) -> Result<(Arc<RevInfo>, String), ModuleError>;

    /// The released versions that begin with `prefix` (`Repo.Versions`).
    fn versions(&self, path: &str, prefix: &str) -> Result<Arc<Versions>, ModuleError>;

    /// The version that a revision, branch or version means (`Repo.Stat`).
    fn stat(&self, path: &str, rev: &str) -> Result<Arc<RevInfo>, ModuleError>;

    /// The latest version without regard to tags' order (`Repo.Latest`).
    fn latest(&self, path: &str) -> Result<Arc<RevInfo>, ModuleError>;

    /// Asks the checksum database for the hash of `key` (as go.sum names it) where it is to
    /// be asked (`useSumDB`, `checkSumDB`). A contradiction is [`ModuleError::Fatal`], and ends
    /// the command.
    fn check_sum_database(&self, key: &ModuleVersion, sum: &str) -> Result<(), ModuleError>;

    /// Reports whether questions may go to a server. What is only read from files is no work
    /// for more threads than there are processors.
    fn asks_servers(&self) -> bool {
        true
    }

    /// Puts a question to each configured proxy in turn (`noproxy` and `direct` among
    /// them) until one of them has an answer, and returns the most telling error if none
    /// has (`TryProxies`). A query is one question, whatever it takes to answer it: it does
    /// not mix what different proxies say.
    fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError> {
        ask(&AllProxies(self))
    }
}

/// All proxies as if they were one, for fetchers that have only one.
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
