//! The module cache on disk, read only: go.mod files, extracted modules, their sums.
//!
//! [`super::fetching`] fetches missing files.
//! Counterpart: cmd/go/internal/modfetch/cache.go, fetch.go.

use std::sync::Arc;
use std::sync::Mutex;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::trace;
use vamos_fsys::PathError;
use vamos_modcache::Layout;
use vamos_modcache::Look;
use vamos_modcache::NoDir;
use vamos_modcache::Suffix;
use vamos_modcache::info;
use vamos_modcache::is_fips;
use vamos_modcache::is_made_up;
use vamos_modcache::path_error;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;
use vamos_modfile::sum;
use vamos_modules::source::Extracted;
use vamos_modzip::dirhash::go_mod_sum;
use vamos_sched::Memo;

use super::go_sum::GoSums;
use super::messages::Messages;
use crate::context::LoadContext;

/// GOMODCACHE and go.sum together.
pub(crate) struct ModCache<'a> {
    pub(super) ctx: &'a LoadContext<'a>,
    layout: Layout,
    pub(super) messages: Arc<Messages>,
    /// go.sum.
    pub(crate) sums: GoSums,
    downloads: Memo<ModuleVersion, Result<Arc<str>, ModuleError>>,
    extracted: Memo<ModuleVersion, DownloadDir>,
    pub(super) zip_hashes: Memo<ModuleVersion, Result<Arc<[u8]>, PathError>>,
    /// Modules that this load added to the cache.
    pub(super) fetched: Mutex<Vec<ModuleVersion>>,
}

/// The directory where a module is or would be extracted; if it is complete, also the contents of
/// its `.ziphash` file.
type DownloadDir = (String, Result<Arc<[u8]>, NoDir>);

impl Look for ModCache<'_> {
    type Hash = Arc<[u8]>;

    fn is_dir(&self, dir: &str) -> Result<bool, PathError> {
        // Not cached: it may be created while the command runs.
        self.ctx.files.stamp(dir).map(|meta| meta.is_dir())
    }

    fn stat(&self, file: &str) -> Result<(), PathError> {
        self.ctx.files.stat(file).map(|_| ())
    }

    fn zip_hash(&self, m: &ModuleVersion, file: &str) -> Result<Arc<[u8]>, PathError> {
        self.zip_hashes.get_or(m, || self.ctx.files.read(file))
    }
}

impl<'a> ModCache<'a> {
    /// Returns the cache for the environment.
    pub(crate) fn new(ctx: &'a LoadContext<'a>, messages: Arc<Messages>, sums: GoSums) -> Self {
        Self {
            ctx,
            layout: Layout::new(&ctx.env.dirs.gomodcache),
            messages,
            sums,
            downloads: Memo::default(),
            extracted: Memo::default(),
            zip_hashes: Memo::default(),
            fetched: Mutex::default(),
        }
    }

    /// Returns the path of a file about a module in the download cache (`CachePath`).
    pub(crate) fn cache_path(
        &self,
        m: &ModuleVersion,
        suffix: Suffix,
    ) -> Result<String, ModuleError> {
        self.layout.file(m, suffix)
    }

    /// Returns the directory where a module is or would be extracted; if it is complete, also the
    /// contents of its `.ziphash` file (`DownloadDir`).
    pub(crate) fn download_dir(&self, m: &ModuleVersion) -> DownloadDir {
        self.extracted.get_or(m, || self.layout.extracted(m, self))
    }

    /// Returns the directory of a module's files, checked against go.sum
    /// (`Fetcher.Download`). Without a valid module cache the load ends.
    pub(crate) fn download(&self, m: &ModuleVersion) -> Result<Arc<str>, ModuleError> {
        if let Err(error) = self.layout.root() {
            return Err(self.fatal(ModuleError::fatal(FatalError::ModuleCache(error))));
        }
        self.downloads.get_or(m, || self.find_extracted(m))
    }

    fn find_extracted(&self, m: &ModuleVersion) -> Result<Arc<str>, ModuleError> {
        let mut span = trace::span(|| format!("modfetch.download {m}"));
        let (dir, hash) = self.download_dir(m);
        let dir = match hash {
            Ok(hash) => {
                span.done();
                self.check_zip(m, &hash)?;
                dir.into()
            }
            Err(NoDir::Bad(error)) => {
                span.done();
                return Err(error);
            }
            Err(NoDir::NoHash(error)) => {
                span.done();
                return Err(self.unverified(m, path_error(error)));
            }
            Err(NoDir::Missing | NoDir::Partial) => {
                let fetched = self.fetch_zip(m);
                span.done();
                let Extracted { dir, sum } = fetched?;
                let hash: Arc<[u8]> = sum.into_bytes().into();
                self.zip_hashes.set(m.clone(), Ok(Arc::clone(&hash)));
                self.extracted.set(m.clone(), (dir.to_string(), Ok(hash)));
                dir
            }
        };
        match self.ctx.files.read(&path::join(&[&dir, "go.mod"])) {
            Ok(bytes) => {
                let version = gover::go_mod_lookup(&bytes, "go");
                let local = self.ctx.local_go();
                if gover::compare(version, &local.version).is_gt() {
                    return Err(gover::TooNewError::new(m.to_string(), version, "", &local).into());
                }
            }
            Err(error) if error.is_not_exist() => {}
            Err(error) => return Err(path_error(error)),
        }
        Ok(dir)
    }

    /// Ends the load because an extracted module cannot be verified.
    fn unverified(&self, m: &ModuleVersion, error: ModuleError) -> ModuleError {
        self.fatal(ModuleError::fatal(FatalError::Verifying(error.at(m))))
    }

    /// Compares the hash of a module's zip at its extraction with go.sum (`checkMod`). Every error
    /// ends the load, for any request for the module.
    pub(super) fn check_zip(&self, m: &ModuleVersion, hash: &[u8]) -> Result<(), ModuleError> {
        if is_fips(m) {
            return Ok(());
        }
        let hash = hash.trim_ascii();
        if !sum::is_valid_sum(hash) {
            return self.hash_zip_again(m);
        }
        let hash = String::from_utf8_lossy(hash).into_owned();
        if !hash.starts_with("h1:") {
            let text = format!("unexpected ziphash: {}", quote(&hash));
            return Err(self.unverified(m, ModuleError::Message(text)));
        }
        self.check_sum(m, &hash).map_err(|error| match error {
            error @ (ModuleError::Fatal(_) | ModuleError::NeedsDownload(_)) => error,
            error => self.fatal(ModuleError::fatal(FatalError::Other(Arc::new(error)))),
        })
    }

    /// Returns the bytes of a module's go.mod, checked against go.sum
    /// (`Fetcher.GoMod`).
    pub(crate) fn go_mod(&self, m: &ModuleVersion) -> Result<Arc<[u8]>, ModuleError> {
        match self.cached_go_mod(m) {
            Some(bytes) => bytes,
            None => self.fetch_go_mod(m),
        }
    }

    /// Like `go_mod`, if the file is in the cache and need not be fetched again.
    pub(crate) fn cached_go_mod(
        &self,
        m: &ModuleVersion,
    ) -> Option<Result<Arc<[u8]>, ModuleError>> {
        let file = self.cache_path(m, Suffix::Mod).ok()?;
        let bytes = self.ctx.files.read(&file).ok()?;
        if is_made_up(&bytes) {
            return None;
        }
        match self.check_sum(&m.go_mod_key(), &go_mod_sum(&bytes)) {
            // The file at the proxy may differ.
            Err(error) if self.can_fetch() && !is_final(&error) => None,
            checked => Some(checked.map(|()| bytes)),
        }
    }

    /// Returns the `h1:` hash of a module in the cache, or empty (`modfetch.Sum`).
    pub(crate) fn zip_sum(&self, m: &ModuleVersion) -> String {
        let file = self.cache_path(m, Suffix::ZipHash);
        let bytes = file.ok().and_then(|file| self.zip_hash(m, &file).ok());
        match bytes.as_deref().map(<[u8]>::trim_ascii) {
            Some(hash) if sum::is_valid_sum(hash) => String::from_utf8_lossy(hash).into_owned(),
            _ => String::new(),
        }
    }

    /// Reports whether go.sum has a hash of a module. A go.sum that cannot be read ends
    /// the load.
    pub(crate) fn have_sum(&self, m: &ModuleVersion) -> bool {
        self.know_sum(self.sums.have(&*self.ctx.files, m))
    }

    /// Reports whether go.sum has a hash of a module's go.mod. A go.sum that cannot be read ends
    /// the load.
    pub(crate) fn have_go_mod_sum(&self, m: &ModuleVersion) -> bool {
        self.know_sum(self.sums.have_go_mod(&*self.ctx.files, m))
    }

    fn know_sum(&self, have: Result<bool, ModuleError>) -> bool {
        match have {
            Ok(have) => have,
            Err(error @ ModuleError::Fatal(_)) => {
                self.fatal(error);
                true
            }
            Err(_) => false,
        }
    }

    /// Returns the content of the `.info` file of a version. `None` if the file names another version,
    /// or a query would replace it.
    pub(crate) fn version_info(&self, m: &ModuleVersion) -> Option<RevInfo> {
        let file = self.cache_path(m, Suffix::Info).ok()?;
        let bytes = self.ctx.files.read(&file).ok()?;
        let release = self.ctx.env.sdk.release;
        let info = info::parse(&bytes, release.json_decoder()).ok()?;
        let is_replaced = release.canonicalizes_cached_info() && info::info_json(&info) != *bytes;
        (info.version == m.version && !is_replaced).then_some(info)
    }
}

/// Reports whether an error of verifying a go.mod has no fallback.
fn is_final(error: &ModuleError) -> bool {
    error.find_fatal().is_some() || error.needs_download().is_some()
}
