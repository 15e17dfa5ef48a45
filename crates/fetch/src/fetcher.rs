//! The fetcher: searches GOMODCACHE first, then queries the entries of GOPROXY, once per run for
//! each request.
//!
//! Counterpart: cmd/go/internal/modfetch/fetch.go (`Fetcher`), cache.go (`cachingRepo`,
//! `Fetcher.GoMod`, `InfoFile`), repo.go (`Fetcher.Lookup`).

use std::sync::Arc;
use std::sync::OnceLock;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_modcache::Cache;
use vamos_modcache::Suffix;
use vamos_modcache::info;
use vamos_modfile::ModuleError;
use vamos_modfile::Origin;
use vamos_modfile::RevInfo;
use vamos_modules::source::AskProxy;
use vamos_modules::source::CheckSum;
use vamos_modules::source::Extracted;
use vamos_modules::source::ModuleFetcher;
use vamos_modules::source::VersionRepos;
use vamos_modules::source::Versions;
use vamos_modzip::dirhash::go_mod_sum;
use vamos_release::Release;
use vamos_sched::Memo;
use vamos_vcs::unwritten_line;

use crate::Config;
use crate::Event;
use crate::Parts;
use crate::ProxySpec;
use crate::Web;
use crate::direct::Origins;
use crate::proxies;
use crate::proxies::try_proxies;
use crate::repo::Repo;
use crate::sumdb::Remote;
use crate::sumdb::Source;
use crate::sumdb::SumDatabase;
use crate::sumdb::SumDbError;
use crate::sumdb_remote::SumDbRemote;
use crate::toolchain_repo;
use crate::zip_file::Budget;

type Answer<T> = Result<T, ModuleError>;

/// The bytes of a go.mod, and their hash.
type GoModFile = (Arc<[u8]>, Arc<str>);

/// A zip that is in the cache.
#[derive(Clone, Debug)]
pub(crate) struct Zip {
    /// Its path.
    pub(crate) file: Arc<str>,
    /// Its `h1:` hash.
    pub(crate) sum: Arc<str>,
}

/// Returns the line of a release for a file of the module cache that was not written.
fn unwritten(kind: &str, error: &PathError, release: Release) -> Option<String> {
    unwritten_line(kind, error, release.ignores_read_only_module_cache())
}

/// Gets modules into GOMODCACHE.
pub struct Fetcher {
    pub(crate) config: Config,
    pub(crate) cache: Cache,
    pub(crate) web: Arc<Web>,
    pub(crate) budget: Budget,
    origins: Origins,
    database: SumDatabase,
    proxies: OnceLock<Answer<Vec<ProxySpec>>>,
    repos: Memo<(String, String), Arc<Repo>>,
    lists: Memo<(String, String, String), Answer<Arc<Versions>>>,
    stats: Memo<(String, String, String), Answer<Arc<RevInfo>>>,
    latests: Memo<(String, String), Answer<Arc<RevInfo>>>,
    go_mods: Memo<ModuleVersion, Answer<GoModFile>>,
    pub(crate) zips: Memo<ModuleVersion, Answer<Zip>>,
    pub(crate) dirs: Memo<ModuleVersion, Answer<Extracted>>,
}

impl Fetcher {
    /// Returns a fetcher; no request is made yet.
    pub fn new(config: Config, parts: Parts) -> Self {
        let web = Arc::new(Web::new(&config, parts.clone()));
        let origins = Origins::new(&config, &web, parts);
        let (shared, for_database) = (config.clone(), Arc::clone(&web));
        let connect = move |source: &Source| -> Result<Box<dyn Remote>, SumDbError> {
            let remote = SumDbRemote::new(&shared, &for_database, source)?;
            Ok(Box::new(remote))
        };
        Self {
            database: SumDatabase::new(config.sumdb.clone(), Box::new(connect)),
            origins,
            web,
            cache: Cache::new(&config.gomodcache),
            config,
            budget: Budget::default(),
            proxies: OnceLock::new(),
            repos: Memo::default(),
            lists: Memo::default(),
            stats: Memo::default(),
            latests: Memo::default(),
            go_mods: Memo::default(),
            zips: Memo::default(),
            dirs: Memo::default(),
        }
    }

    /// Returns the client for servers, for other uses.
    pub fn web(&self) -> &Arc<Web> {
        &self.web
    }

    pub(crate) fn line(&self, text: &str) {
        self.web.events().event(Event::Line(text));
    }

    fn proxy_list(&self) -> &Answer<Vec<ProxySpec>> {
        let Config {
            goproxy, gonoproxy, ..
        } = &self.config;
        self.proxies
            .get_or_init(|| proxies::proxy_list(goproxy, gonoproxy))
    }

    /// Calls `ask` for each proxy in turn until one has a result.
    pub(crate) fn each_proxy<T>(&self, ask: impl FnMut(&ProxySpec) -> Answer<T>) -> Answer<T> {
        let list = self.proxy_list();
        try_proxies(list.as_ref().map_err(ModuleError::clone)?, ask)
    }

    pub(crate) fn repo(&self, proxy: &str, path: &str) -> Arc<Repo> {
        let key = (proxy.to_owned(), path.to_owned());
        self.repos.get_or(&key, || {
            Arc::new(Repo::look_up(&self.config, &self.origins, proxy, path))
        })
    }

    /// Returns the name and the contents of a version's file in the cache, if it exists.
    fn on_disk(&self, m: &ModuleVersion, suffix: Suffix) -> Option<(String, Vec<u8>)> {
        let file = self.cache.file(m, suffix).ok()?;
        let bytes = uncached::read(&file).ok()?;
        Some((file, bytes))
    }

    /// Reads the `.info` file of a version (`readDiskStat`).
    fn info_on_disk(&self, m: &ModuleVersion) -> Option<RevInfo> {
        let found = self.on_disk(m, Suffix::Info);
        let (file, bytes) = found.or_else(|| self.info_by_hash(m))?;
        let info = info::parse(&bytes, self.config.release.json_decoder()).ok()?;
        if self.config.release.canonicalizes_cached_info() {
            let canonical = info::info_json(&info);
            if canonical != bytes {
                // The file is as good as before if it cannot be replaced.
                let _ = vamos_modcache::write(&file, &canonical);
            }
        }
        Some(info)
    }

    /// Returns the `.info` file of a commit, if no repository may be asked: there a newer tag may
    /// give the commit another version.
    fn info_by_hash(&self, m: &ModuleVersion) -> Option<(String, Vec<u8>)> {
        if self.config.goproxy != "off" {
            return None;
        }
        let version = self.cache.pseudo_version_of(&m.path, &m.version)?;
        let m = ModuleVersion::new(m.path.as_str(), version);
        self.on_disk(&m, Suffix::Info)
    }

    /// Forgets failures to extract modules, so that the next request fails with the same messages.
    pub fn forget_failures(&self) {
        self.dirs.forget(Result::is_err);
    }

    /// Writes the `.info` file of a version (`writeDiskStat`).
    fn note_info(&self, path: &str, info: &RevInfo) {
        let m = ModuleVersion::new(path, info.version.as_str());
        let Ok(file) = self.cache.file(&m, Suffix::Info) else {
            return;
        };
        let bytes = info::info_json(&info::for_disk(info));
        if let Err(error) = vamos_modcache::write(&file, &bytes) {
            self.not_written("stat", &error);
        }
    }

    /// Prints why a file of the module cache was not written.
    fn not_written(&self, kind: &str, error: &PathError) {
        if let Some(line) = unwritten(kind, error, self.config.release) {
            self.line(&line);
        }
    }

    fn fetch_go_mod(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<GoModFile> {
        let key = m.go_mod_key();
        let on_disk = self.on_disk(m, Suffix::Mod);
        let on_disk = on_disk.filter(|(_, bytes)| !vamos_modcache::is_made_up(bytes));
        if let Some((_, bytes)) = on_disk {
            let sum = go_mod_sum(&bytes);
            match check(&key, &sum) {
                Ok(()) => return Ok((bytes.into(), sum.into())),
                // This error ends the command, also if another proxy may have the module.
                Err(error) if error.find_fatal().is_some() => return Err(error),
                Err(_) => {}
            }
        }
        let (bytes, sum) = self.each_proxy(|spec| {
            let repo = self.repo(&spec.url, &m.path);
            let bytes = repo.go_mod(&self.web, &m.version)?;
            let sum = go_mod_sum(&bytes);
            check(&key, &sum)?;
            Ok((bytes, sum))
        })?;
        if let Ok(file) = self.cache.file(m, Suffix::Mod)
            && let Err(error) = vamos_modcache::write(&file, &bytes)
        {
            self.not_written("go.mod", &error);
        }
        Ok((bytes.into(), sum.into()))
    }

    /// Resolves a revision that is not a version to a version.
    fn resolved(&self, m: &ModuleVersion) -> Answer<ModuleVersion> {
        if gover::mod_is_valid(&m.path, &m.version) {
            return Ok(m.clone());
        }
        let info = self.stat(&m.path, &m.version)?;
        Ok(ModuleVersion::new(m.path.as_str(), info.version.as_str()))
    }
}

impl ModuleFetcher for Fetcher {
    fn asks_servers(&self) -> bool {
        let is_file = |spec: &ProxySpec| spec.url == "off" || spec.url.starts_with("file:");
        let list = self.proxy_list();
        self.config.sumdb.gosumdb != "off"
            || list.as_ref().is_ok_and(|list| !list.iter().all(is_file))
    }

    fn go_mod(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<Arc<[u8]>> {
        if gover::is_toolchain(&m.path) {
            return Ok(format!("module {}\n", m.path).into_bytes().into());
        }
        let m = &self.resolved(m)?;
        let mut is_checked = false;
        let found = self.go_mods.get_or(m, || {
            is_checked = true;
            self.fetch_go_mod(m, check)
        });
        let (bytes, sum) = found?;
        if !is_checked {
            check(&m.go_mod_key(), &sum)?;
        }
        Ok(bytes)
    }

    fn download(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<Extracted> {
        self.get_dir(m, check)
    }

    fn zip(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<(String, String)> {
        let zip = self.get_zip(m, check)?;
        Ok((zip.file.to_string(), zip.sum.to_string()))
    }

    fn info(&self, m: &ModuleVersion) -> Answer<(Arc<RevInfo>, String)> {
        if !gover::mod_is_valid(&m.path, &m.version) {
            let version = vamos_base::golang::quote::quote(&m.version);
            return Err(ModuleError::Message(format!("invalid version {version}")));
        }
        let info = match self.info_on_disk(m) {
            Some(info) => Arc::new(info),
            None => self.stat(&m.path, &m.version)?,
        };
        Ok((info, self.cache.file(m, Suffix::Info)?))
    }

    fn versions(&self, path: &str, prefix: &str) -> Answer<Arc<Versions>> {
        self.each_proxy(|spec| OneProxy(self, &spec.url).versions(path, prefix))
    }

    fn stat(&self, path: &str, rev: &str) -> Answer<Arc<RevInfo>> {
        self.each_proxy(|spec| OneProxy(self, &spec.url).stat(path, rev))
    }

    fn latest(&self, path: &str) -> Answer<Arc<RevInfo>> {
        self.each_proxy(|spec| OneProxy(self, &spec.url).latest(path))
    }

    fn check_sum_database(&self, key: &ModuleVersion, sum: &str) -> Answer<()> {
        self.database.check(key, sum)
    }

    fn try_proxies(&self, ask: AskProxy<'_>) -> Answer<()> {
        self.each_proxy(|spec| ask(&OneProxy(self, &spec.url)))
    }
}

/// The results of one entry of GOPROXY, cached (`cachingRepo`).
struct OneProxy<'a>(&'a Fetcher, &'a str);

impl OneProxy<'_> {
    fn fresh_stat(&self, path: &str, rev: &str) -> Answer<Arc<RevInfo>> {
        let Self(fetcher, proxy) = self;
        let m = ModuleVersion::new(path, rev);
        if let Some(info) = fetcher.info_on_disk(&m) {
            return Ok(Arc::new(info));
        }
        let repo = fetcher.repo(proxy, path);
        let info = Arc::new(repo.stat(&fetcher.web, rev)?);
        if info.version != rev {
            self.remember(path, &info);
        }
        fetcher.note_info(path, &info);
        Ok(info)
    }

    /// Stores the result of a query, so that the resolved version need not be queried again.
    fn remember(&self, path: &str, info: &Arc<RevInfo>) {
        let Self(fetcher, proxy) = self;
        let key = ((*proxy).to_owned(), path.to_owned(), info.version.clone());
        let _ = fetcher.stats.get_or(&key, || Ok(Arc::clone(info)));
    }

    fn local(&self) -> &str {
        &self.0.config.local.version
    }
}

impl VersionRepos for OneProxy<'_> {
    fn proxy(&self) -> &str {
        self.1
    }

    fn versions(&self, path: &str, prefix: &str) -> Answer<Arc<Versions>> {
        let Self(fetcher, proxy) = self;
        let key = ((*proxy).to_owned(), path.to_owned(), prefix.to_owned());
        fetcher.lists.get_or(&key, || {
            if gover::is_toolchain(path) {
                return toolchain_repo::versions(path, self.local(), self).map(Arc::new);
            }
            let repo = fetcher.repo(proxy, path);
            let list = repo.versions(&fetcher.web, prefix)?;
            Ok(Arc::new(list))
        })
    }

    fn stat(&self, path: &str, rev: &str) -> Answer<Arc<RevInfo>> {
        if gover::is_toolchain(path) {
            return toolchain_repo::stat(path, rev, self.local(), self).map(Arc::new);
        }
        let Self(fetcher, proxy) = self;
        let key = ((*proxy).to_owned(), path.to_owned(), rev.to_owned());
        fetcher.stats.get_or(&key, || self.fresh_stat(path, rev))
    }

    fn check_reuse(&self, path: &str, old: &Origin) -> Answer<()> {
        let Self(fetcher, proxy) = self;
        if gover::is_toolchain(path) {
            return Err(ModuleError::message("toolchains have no origin"));
        }
        fetcher.repo(proxy, path).check_reuse(old)
    }

    fn latest(&self, path: &str) -> Answer<Arc<RevInfo>> {
        if gover::is_toolchain(path) {
            return toolchain_repo::latest(path, self.local(), self).map(Arc::new);
        }
        let Self(fetcher, proxy) = self;
        let key = ((*proxy).to_owned(), path.to_owned());
        fetcher.latests.get_or(&key, || {
            let repo = fetcher.repo(proxy, path);
            let info = Arc::new(repo.latest(&fetcher.web)?);
            self.remember(path, &info);
            let m = ModuleVersion::new(path, info.version.as_str());
            if fetcher.info_on_disk(&m).is_none() {
                fetcher.note_info(path, &info);
            }
            Ok(info)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_read_only_module_cache_is_silent_since_go_1_27() {
        let error = |number| {
            let error = io::Error::from_raw_os_error(number);
            PathError::new("open", "/c/f", &error)
        };
        let line = |number, minor| unwritten("stat", &error(number), Release::nearest(minor));
        let [read_only, denied] = [30, 13];
        let text = |cause: &str| Some(format!("go: writing stat cache: open /c/f: {cause}"));
        assert_eq!(line(read_only, 26), text("read-only file system"));
        assert_eq!(line(read_only, 27), None);
        for minor in [26, 27] {
            assert_eq!(line(denied, minor), text("permission denied"), "{minor}");
        }
    }
}
