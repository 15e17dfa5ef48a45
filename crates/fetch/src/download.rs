//! Downloads zips into GOMODCACHE and extracts them.
//!
//! A zip is streamed into a temporary file in the same directory, read back, hashed and
//! verified. Only then is the file with its hash written and the zip renamed to its final
//! name. A killed run leaves only files that end in `.tmp`; the next holder of the lock
//! removes them.
//! Counterpart: cmd/go/internal/modfetch/fetch.go (`Download`, `DownloadZip`,
//! `downloadZip`, `hashZip`, `checkMod`), cache.go (`lockVersion`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::trace;
use vamos_fsys::NewFile;
use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modcache::NoDir;
use vamos_modcache::Suffix;
use vamos_modcache::is_fips;
use vamos_modcache::path_error;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;
use vamos_modfile::sum;
use vamos_modules::source::CheckSum;
use vamos_modules::source::Extracted;

use crate::Fetcher;
use crate::Task;
use crate::extract;
use crate::extract::Plan;
use crate::fetcher::Zip;
use crate::progress::Running;
use crate::toolchain_repo;
use crate::web::Sink;
use crate::zip_file::ZipFile;

type Answer<T> = Result<T, ModuleError>;

impl Sink for NewFile {
    fn restart(&mut self) -> Result<(), PathError> {
        NewFile::restart(self)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        NewFile::write(self, bytes)
    }
}

impl Fetcher {
    /// Extracts a module (`Download`).
    pub(crate) fn get_dir(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<Extracted> {
        if gover::is_toolchain(&m.path) {
            return Err(vamos_modcache::is_toolchain());
        }
        self.refuse_fips(m)?;
        // Upstream ends the command here, for any request for the module.
        let made = self.cache.make_root();
        made.map_err(|error| ModuleError::fatal(FatalError::ModuleCache(error)))?;
        let mut is_checked = false;
        let found = self.dirs.get_or(m, || {
            is_checked = true;
            self.make_dir(m, check)
        })?;
        if !is_checked {
            check(m, &found.sum)?;
        }
        Ok(found)
    }

    fn make_dir(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<Extracted> {
        let (dir, state) = self.cache.dir(m);
        let sum = match state {
            Ok(()) | Err(NoDir::NoHash(_)) => self.noted_sum(m, check)?,
            Err(NoDir::Bad(error)) => return Err(error),
            Err(NoDir::Missing | NoDir::Partial) => self.fill_dir(m, &dir, check)?,
        };
        self.is_not_too_new(m, &dir)?;
        Ok(Extracted {
            dir: dir.into(),
            sum: sum.to_string(),
        })
    }

    /// Fetches a module's zip if necessary, and extracts it.
    fn fill_dir(&self, m: &ModuleVersion, dir: &str, check: CheckSum<'_>) -> Answer<Arc<str>> {
        let mut unpacked = None;
        let zip = self.zip_once(m, check, &mut unpacked)?;
        let _lock = self.cache.lock(m)?;
        let name = || format!("unzip {}", zip.file);
        trace::within(name, || self.unzip(m, dir, &zip, unpacked))?;
        Ok(zip.sum)
    }

    /// Extracts a zip whose lock is held, unless another process has done it (`unzip`). `whole` is
    /// the zip if it is still in memory.
    fn unzip(
        &self,
        m: &ModuleVersion,
        dir: &str,
        zip: &Zip,
        whole: Option<ZipFile<'_>>,
    ) -> Answer<()> {
        if self.cache.dir(m).1.is_ok() {
            return Ok(());
        }
        let plan = Plan {
            module: m,
            dir,
            cache: &self.cache,
            zip: &zip.file,
            stays_writable: self.config.is_writable,
            pool: &self.config.pool,
        };
        let open = || {
            let whole = match whole {
                Some(whole) => whole,
                None => ZipFile::read(&zip.file, &self.budget)?,
            };
            let progress = self.begin(Task::Unpack, m, &whole);
            Ok((whole, progress))
        };
        extract::unpack(&plan, open, |line| self.line(line))
    }

    /// Fails if a module's go.mod asks for a newer Go than the one that runs.
    fn is_not_too_new(&self, m: &ModuleVersion, dir: &str) -> Answer<()> {
        match uncached::read(&path::join(&[dir, "go.mod"])) {
            Ok(bytes) => {
                let version = gover::go_mod_lookup(&bytes, "go");
                let local = &self.config.local;
                if gover::compare(version, &local.version).is_gt() {
                    return Err(TooNewError::new(m.to_string(), version, "", local).into());
                }
                Ok(())
            }
            Err(error) if error.is_not_exist() => Ok(()),
            Err(error) => Err(path_error(error)),
        }
    }

    /// Fails for the module whose zip is part of SDKs (`ErrFIPS140`).
    fn refuse_fips(&self, m: &ModuleVersion) -> Answer<()> {
        if is_fips(m) && self.config.release.refuses_fips_downloads() {
            return Err(ModuleError::message(
                "golang.org/fips140 is bundled with the Go distribution and cannot be downloaded",
            ));
        }
        Ok(())
    }

    /// Gets a module's zip (`DownloadZip`).
    pub(crate) fn get_zip(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<Zip> {
        self.refuse_fips(m)?;
        self.zip_once(m, check, &mut None)
    }

    /// Gets a module's zip. The thread that downloaded it also gets the zip in memory.
    fn zip_once<'a>(
        &'a self,
        m: &ModuleVersion,
        check: CheckSum<'_>,
        whole: &mut Option<ZipFile<'a>>,
    ) -> Answer<Zip> {
        let mut is_checked = false;
        let found = self.zips.get_or(m, || {
            is_checked = true;
            self.fetch_zip(m, check, whole)
        })?;
        if !is_checked {
            check(m, &found.sum)?;
        }
        Ok(found)
    }

    fn fetch_zip<'a>(
        &'a self,
        m: &ModuleVersion,
        check: CheckSum<'_>,
        whole: &mut Option<ZipFile<'a>>,
    ) -> Answer<Zip> {
        let file = self.cache.file(m, Suffix::Zip)?;
        let noted = self.cache.file(m, Suffix::ZipHash)?;
        let zip = |sum: Arc<str>| Zip {
            file: file.as_str().into(),
            sum,
        };
        let exists = |file: &str| uncached::stat(file).is_ok();
        if exists(&file) && exists(&noted) {
            return self.noted_sum(m, check).map(zip);
        }
        self.announce(m);
        let _lock = self.cache.lock(m)?;
        let name = || format!("modfetch.downloadZip {file}");
        let got = trace::within(name, || self.make_zip(m, &file, check, whole));
        got.map(zip)
    }

    /// Downloads a zip whose lock is held, unless another process already has
    /// (`downloadZip`); returns its hash.
    fn make_zip<'a>(
        &'a self,
        m: &ModuleVersion,
        file: &str,
        check: CheckSum<'_>,
        whole: &mut Option<ZipFile<'a>>,
    ) -> Answer<Arc<str>> {
        let noted = self.cache.file(m, Suffix::ZipHash)?;
        let exists = |file: &str| uncached::stat(file).is_ok();
        let is_there = exists(file);
        if is_there && exists(&noted) {
            return self.noted_sum(m, check);
        }
        self.remove_leftovers(file);
        if is_there {
            // The file with the hash was lost, so the zip is hashed again.
            return self.rehash(m, file, check);
        }
        let dir = path::dir(file);
        let mut temp = NewFile::create_temp(&dir, path::base(file), 0o666).map_err(path_error)?;
        let fetched = self.fetch_into(m, &mut temp, check);
        let placed = fetched.and_then(|(sum, read)| {
            note_sum(&noted, &sum).map_err(path_error)?;
            work::rename(temp.path(), file).map_err(path_error)?;
            *whole = Some(read);
            Ok(sum.into())
        });
        if placed.is_err() {
            // A failure is ignored: the next holder of the lock removes the file.
            let _ = work::remove(temp.path());
        }
        placed
    }

    /// Prints `go: downloading`; like upstream, before the proxy is known.
    fn announce(&self, m: &ModuleVersion) {
        if self.config.is_quiet {
            return;
        }
        if m.path == toolchain_repo::MODULE {
            let shown = toolchain_repo::shown(&m.version);
            self.line(&format!("go: downloading {shown}"));
        } else {
            self.line(&format!("go: downloading {} {}", m.path, m.version));
        }
    }

    fn remove_leftovers(&self, file: &str) {
        let dir = path::dir(file);
        let base = path::base(file);
        for name in uncached::names(&dir).unwrap_or_default() {
            if name.starts_with(base) && name.ends_with(".tmp") {
                // A failure is ignored: the file only takes disk space.
                let _ = work::remove(&format!("{dir}/{name}"));
            }
        }
    }

    /// Downloads a zip into a file and verifies it.
    fn fetch_into<'a>(
        &'a self,
        m: &ModuleVersion,
        temp: &mut NewFile,
        check: CheckSum<'_>,
    ) -> Answer<(String, ZipFile<'a>)> {
        self.each_proxy(|spec| {
            let repo = self.repo(&spec.url, &m.path);
            let fetched = repo.zip(&self.web, &self.config, &m.version, temp);
            if fetched.is_err() {
                temp.restart().map_err(path_error)?;
            }
            fetched
        })?;
        let mut whole = ZipFile::read(temp.path(), &self.budget)?;
        if let Some(name) = whole.stranger(m) {
            return Err(ModuleError::Message(format!(
                "zip for {m} has unexpected file {name}"
            )));
        }
        self.check_limits(m, &whole)?;
        let sum = self.hash(m, &mut whole)?;
        check(m, &sum)?;
        Ok((sum, whole))
    }

    /// Fails for a zip that is too long to be unpacked, after hashing all of it: upstream fails
    /// when it unpacks the zip.
    fn check_limits(&self, m: &ModuleVersion, zip: &ZipFile<'_>) -> Answer<()> {
        vamos_modzip::check_limits(&zip.archive).map_err(|error| {
            let file = self.cache.file(m, Suffix::Zip).unwrap_or_default();
            let text = format!("unzip {file}: {error}");
            self.line(&format!("-> {text}"));
            ModuleError::Message(text)
        })
    }

    /// Hashes a zip in memory.
    fn hash<'a>(&'a self, m: &ModuleVersion, zip: &mut ZipFile<'a>) -> Answer<String> {
        let progress = self.begin(Task::Hash, m, zip);
        zip.hash(&self.config.pool, &self.budget, &progress)
    }

    /// Reports the start of a task whose duration depends on the zip's size.
    fn begin(&self, task: Task, m: &ModuleVersion, zip: &ZipFile<'_>) -> Running<'_> {
        let what = format!("{} {}", m.path, m.version);
        let total = Some(zip.unpacked_size());
        self.web.progress().begin(task, &what, total)
    }

    /// Returns the hash that was stored when a zip was downloaded, after verifying it again
    /// (`checkMod`).
    fn noted_sum(&self, m: &ModuleVersion, check: CheckSum<'_>) -> Answer<Arc<str>> {
        if is_fips(m) {
            return Ok(Arc::default());
        }
        let fatal = |error: ModuleError| match error {
            error @ (ModuleError::Fatal(_) | ModuleError::NeedsDownload(_)) => error,
            error => ModuleError::fatal(FatalError::Verifying(error.at(m))),
        };
        let file = self.cache.file(m, Suffix::ZipHash).map_err(fatal)?;
        let text = lock::read(&file).map_err(|error| fatal(path_error(error)))?;
        let text = text.trim_ascii();
        if !sum::is_valid_sum(text) {
            let zip = self.cache.file(m, Suffix::Zip).map_err(fatal)?;
            return self.rehash(m, &zip, check).map_err(fatal);
        }
        let noted = String::from_utf8_lossy(text);
        if !noted.starts_with("h1:") {
            let text = format!("unexpected ziphash: {}", quote(&noted));
            return Err(fatal(ModuleError::Message(text)));
        }
        check(m, &noted).map_err(|error| match error {
            error @ (ModuleError::Fatal(_) | ModuleError::NeedsDownload(_)) => error,
            error => ModuleError::fatal(FatalError::Other(Arc::new(error))),
        })?;
        Ok(noted.into())
    }

    /// Hashes a zip that is in the cache and stores the hash (`hashZip`).
    fn rehash(&self, m: &ModuleVersion, file: &str, check: CheckSum<'_>) -> Answer<Arc<str>> {
        let mut whole = ZipFile::read(file, &self.budget)?;
        self.check_limits(m, &whole)?;
        let sum = self.hash(m, &mut whole)?;
        check(m, &sum)?;
        note_sum(&self.cache.file(m, Suffix::ZipHash)?, &sum).map_err(path_error)?;
        Ok(sum.into())
    }
}

fn note_sum(file: &str, sum: &str) -> Result<(), PathError> {
    lock::write(file, sum.as_bytes(), 0o666)
}
