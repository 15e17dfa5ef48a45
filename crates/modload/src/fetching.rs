//! Fetches files that the module cache lacks, and checks them against go.sum.
//!
//! Without a fetcher, [`Messages::needs_download`] records the module, unless the official command
//! would also fail because GOPROXY=off.
//! Counterpart: cmd/go/internal/modfetch/fetch.go (`checkModSum`), repo.go (`errProxyOff`).

use std::sync::Arc;
use std::sync::PoisonError;

use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modfile::NeedsDownload;
use vamos_modfile::RevInfo;
use vamos_modfile::sum::SumStatus;
use vamos_modules::source::AskProxy;
use vamos_modules::source::Extracted;
use vamos_modules::source::ModuleFetcher;

#[cfg(doc)]
use super::messages::Messages;
use super::modcache::ModCache;

impl ModCache<'_> {
    /// Returns the fetcher. Prints pending lines first, since it may print its own.
    fn fetcher(&self) -> Option<&dyn ModuleFetcher> {
        let fetcher = self.ctx.fetcher.as_deref()?;
        self.messages.print_now();
        Some(fetcher)
    }

    /// Reports whether missing files can be fetched.
    pub(crate) fn can_fetch(&self) -> bool {
        self.ctx.fetcher.is_some()
    }

    /// Reports whether missing files may come from a server.
    pub(super) fn asks_servers(&self) -> bool {
        let fetcher = self.ctx.fetcher.as_deref();
        fetcher.is_some_and(ModuleFetcher::asks_servers)
    }

    /// Gets a go.mod that is not in the cache.
    pub(super) fn fetch_go_mod(&self, m: &ModuleVersion) -> Result<Arc<[u8]>, ModuleError> {
        let Some(fetcher) = self.fetcher() else {
            return Err(self.not_on_disk(m, "mod"));
        };
        self.note(fetcher.go_mod(m, &|key, hash| self.check_sum(key, hash)))
    }

    /// Extracts a module that is not in the cache; returns its location.
    pub(super) fn fetch_zip(&self, m: &ModuleVersion) -> Result<Extracted, ModuleError> {
        let Some(fetcher) = self.fetcher() else {
            if self.is_offline(m) {
                let line = format!("go: downloading {} {}", m.path, m.version);
                self.messages.warn_once(line);
            }
            return Err(self.not_on_disk(m, "zip"));
        };
        let extracted = self.note(fetcher.download(m, &|key, hash| self.check_sum(key, hash)))?;
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.push(m.clone());
        Ok(extracted)
    }

    /// Gets a module's zip, and its hash for go.sum (`DownloadZip`).
    pub(crate) fn download_zip(&self, m: &ModuleVersion) -> Result<(), ModuleError> {
        let Some(fetcher) = self.fetcher() else {
            return Err(self.not_on_disk(m, "zip"));
        };
        let check = |key: &ModuleVersion, hash: &str| self.check_sum(key, hash);
        self.note(fetcher.zip(m, &check)).map(|_| ())
    }

    /// Checks a zip whose recorded hash was torn: it is hashed again.
    pub(super) fn hash_zip_again(&self, m: &ModuleVersion) -> Result<(), ModuleError> {
        let Some(fetcher) = self.fetcher() else {
            return Err(self.needs_download(m, "ziphash"));
        };
        let (_, sum) = self.note(fetcher.zip(m, &|key, hash| self.check_sum(key, hash)))?;
        self.zip_hashes.set(m.clone(), Ok(sum.into_bytes().into()));
        Ok(())
    }

    /// Sends a request to each proxy in turn.
    pub(crate) fn try_proxies(&self, ask: AskProxy<'_>) -> Result<(), ModuleError> {
        match self.fetcher() {
            Some(fetcher) => self.note(fetcher.try_proxies(ask)),
            None => Err(self.not_on_disk(&ModuleVersion::default(), "info")),
        }
    }

    /// Gets the `.info` file of a version into the cache, for later reads.
    pub(crate) fn fetch_info(&self, m: &ModuleVersion) -> Option<Arc<RevInfo>> {
        let fetcher = self.fetcher()?;
        fetcher.info(m).ok().map(|(info, _)| info)
    }

    /// Returns the modules that this load added to the cache.
    pub(crate) fn fetched(&self) -> Vec<ModuleVersion> {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.clone()
    }

    /// Records errors that end the whole load: a needed download without a fetcher, and fatal
    /// errors such as a checksum mismatch or an invalid GOAUTH.
    pub(super) fn note<T>(&self, result: Result<T, ModuleError>) -> Result<T, ModuleError> {
        if let Err(error) = &result {
            if let Some(needed) = error.needs_download() {
                self.messages.needs_download(&needed.module);
            } else if let Some(fatal) = error.find_fatal() {
                let fatal = ModuleError::Fatal(Arc::clone(fatal));
                self.messages.fatal(fatal.into());
            }
        }
        result
    }

    /// Compares a hash with go.sum; `key` is the module version as in go.sum. A hash that is not in
    /// go.sum is checked with the checksum database (`checkModSum`).
    pub(super) fn check_sum(&self, key: &ModuleVersion, hash: &str) -> Result<(), ModuleError> {
        let is_listed = match self.sums.check(&*self.ctx.files, key, hash) {
            Ok(status) => matches!(status, SumStatus::Listed),
            Err(error @ ModuleError::Fatal(_)) => return Err(self.fatal(error)),
            Err(error) => return Err(error),
        };
        let release = self.ctx.env.sdk.release;
        // A go.sum may be part of unchecked sources, and toolchains are executed.
        let is_asked = key.path == "golang.org/toolchain" && release.asks_database_for_toolchains();
        if is_listed && !is_asked {
            return Ok(());
        }
        match self.fetcher() {
            Some(fetcher) => self.note(fetcher.check_sum_database(key, hash))?,
            None if self.uses_sum_database(key) => {
                // The checksum database would determine the result.
                return Err(self.needs_download(key, "sum"));
            }
            None => {}
        }
        if is_listed {
            return Ok(());
        }
        if let Some(warning) = self.sums.add(&*self.ctx.files, key, hash) {
            self.messages.warn(warning);
        }
        Ok(())
    }

    /// Ends the load with this error.
    pub(super) fn fatal(&self, error: ModuleError) -> ModuleError {
        self.messages.fatal(error.clone().into());
        error
    }

    /// Returns the error for a file of a module that is missing and cannot be fetched.
    fn not_on_disk(&self, m: &ModuleVersion, suffix: &'static str) -> ModuleError {
        if self.is_offline(m) {
            return ModuleError::message("module lookup disabled by GOPROXY=off");
        }
        self.needs_download(m, suffix)
    }

    fn needs_download(&self, m: &ModuleVersion, suffix: &'static str) -> ModuleError {
        self.messages.needs_download(m);
        ModuleError::NeedsDownload(Box::new(NeedsDownload {
            module: m.clone(),
            suffix,
            message: format!("{m} is not in the module cache"),
        }))
    }

    /// Reports whether the configuration forbids fetching this module.
    fn is_offline(&self, m: &ModuleVersion) -> bool {
        let env = self.ctx.env;
        let first = env
            .get("GOPROXY")
            .split([',', '|'])
            .map(str::trim)
            .find(|p| !p.is_empty());
        first == Some("off") && !self.matches_private("GONOPROXY", m)
    }

    fn uses_sum_database(&self, m: &ModuleVersion) -> bool {
        self.ctx.env.get("GOSUMDB") != "off" && !self.matches_private("GONOSUMDB", m)
    }

    /// Reports whether a module matches a list of patterns that defaults to GOPRIVATE.
    fn matches_private(&self, name: &str, m: &ModuleVersion) -> bool {
        let env = self.ctx.env;
        let globs = Some(env.get(name)).filter(|globs| !globs.is_empty());
        module::match_prefix_patterns(globs.unwrap_or_else(|| env.get("GOPRIVATE")), &m.path)
    }
}
