//! The hashes of go.sum, compared with the hashes in the module cache.
//!
//! go.sum is read on first use. No file is written: hashes that the official command would add are
//! collected for the update that `-mod=mod` returns.
//! Counterpart: cmd/go/internal/modfetch/fetch.go (`Fetcher`, `HaveSum`, `checkModSum`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_fsys::Files;
use vamos_modfile::FatalError;
use vamos_modfile::GoSum;
use vamos_modfile::ModuleError;
use vamos_modfile::sum::SumFiles;
use vamos_modfile::sum::SumStatus;

/// Text for hashes with an unknown prefix, which cannot be checked.
const HASH_VERSION_MISMATCH: &str = "

SECURITY WARNING
This download is listed in go.sum, but using an unknown hash algorithm.
The download cannot be verified.

For more information, see 'go help module-auth'.

";

/// Hashes by module version or its `/go.mod` key.
type Hashes = Vec<(ModuleVersion, String)>;

/// New contents of go.sum.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChangedSums {
    /// The contents.
    pub(crate) bytes: Vec<u8>,
    /// The new hashes.
    pub(crate) added: Hashes,
    /// True if hashes were dropped, including new ones of this load.
    pub(crate) drops: bool,
}

/// The sums of one load.
#[derive(Debug, Default)]
pub(crate) struct GoSums {
    /// Path of go.sum or go.work.sum; without one, sums are not used at all.
    file: String,
    /// In a workspace: go.sum of each module, read-only.
    workspace_files: Vec<String>,
    /// True if malformed lines are ignored, because the command repairs the file.
    forgives: bool,
    read: OnceLock<ReadSums>,
    /// True if a caller got the error of reading.
    is_reported: AtomicBool,
    /// Hashes that go.sum lacks, by module version or its `/go.mod` key.
    added: Mutex<Vec<(ModuleVersion, String)>>,
}

/// The sums on disk.
#[derive(Debug, Default)]
struct ReadSums {
    /// Without the file that cannot be read, and the files after it.
    files: SumFiles,
    error: Option<ModuleError>,
}

impl GoSums {
    /// Returns the sums in `file`, and in the go.sum files of a workspace's modules.
    pub(crate) fn new(file: String, workspace_files: Vec<String>, forgives: bool) -> Self {
        Self {
            file,
            workspace_files,
            forgives,
            ..Self::default()
        }
    }

    /// Reports whether there is a hash of a known kind (`HaveSum`).
    pub(crate) fn have(&self, files: &dyn Files, m: &ModuleVersion) -> Result<bool, ModuleError> {
        let sums = self.read(files)?;
        Ok(sums.have_sum(m))
    }

    /// Reports whether there is a hash of the go.mod (`HaveSum` with a `/go.mod` key).
    pub(crate) fn have_go_mod(
        &self,
        files: &dyn Files,
        m: &ModuleVersion,
    ) -> Result<bool, ModuleError> {
        let sums = self.read(files)?;
        Ok(sums.have_go_mod_sum(m))
    }

    /// Returns the only recorded hash, possibly empty (`RecordedSum`).
    pub(crate) fn recorded(&self, files: &dyn Files, m: &ModuleVersion) -> Option<String> {
        let sums = self.read(files).ok()?;
        sums.recorded_sum(m).map(str::to_owned)
    }

    /// Compares a hash with go.sum (`checkModSum`); a mismatch ends the load.
    pub(crate) fn check(
        &self,
        files: &dyn Files,
        m: &ModuleVersion,
        hash: &str,
    ) -> Result<SumStatus, ModuleError> {
        if self.file.is_empty() {
            return Ok(SumStatus::Unknown);
        }
        let sums = self.read(files)?;
        sums.check(m, hash)
    }

    /// Records a hash that go.sum should have; returns the warning if it has others
    /// (`addModSumLocked`).
    pub(crate) fn add(&self, files: &dyn Files, m: &ModuleVersion, hash: &str) -> Option<String> {
        if self.file.is_empty() {
            return None;
        }
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        if added.iter().any(|(have, _)| have == m) {
            return None;
        }
        added.push((m.clone(), hash.to_owned()));
        self.mismatch(files, m, hash)
    }

    /// Returns the warnings that are repeated when go.sum is written, because upstream adds
    /// all hashes again.
    pub(crate) fn mismatches(&self, files: &dyn Files) -> Vec<String> {
        let added = self.added();
        let all = added
            .iter()
            .filter_map(|(m, hash)| self.mismatch(files, m, hash));
        all.collect()
    }

    fn mismatch(&self, files: &dyn Files, m: &ModuleVersion, hash: &str) -> Option<String> {
        let listed = self.contents(files).files.main.sums(m);
        (!listed.is_empty()).then(|| {
            let others = listed.join(", ");
            format!(
                "warning: verifying {m}: unknown hashes in go.sum: {others}; adding {hash}{HASH_VERSION_MISMATCH}"
            )
        })
    }

    /// Returns the hashes that go.sum should have and lacks.
    pub(crate) fn added(&self) -> Vec<(ModuleVersion, String)> {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        added.clone()
    }

    /// Returns the path of go.sum, or empty.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Returns go.sum with more hashes (`tidyGoSum`). Hashes in the go.sum of a workspace's module
    /// are left out of go.work.sum.
    pub(crate) fn with(&self, files: &dyn Files, more: Hashes) -> Result<ChangedSums, ModuleError> {
        self.filtered(files, more, |_| true)
    }

    /// Returns go.sum with the hashes, from itself and from `added`, for which `keep` is true, and
    /// with `more` (`TrimGoSum`, `WriteGoSum`); `None` if nothing changes.
    pub(crate) fn trimmed(
        &self,
        files: &dyn Files,
        keep: &HashSet<ModuleVersion>,
        added: Hashes,
        more: Hashes,
    ) -> Result<Option<ChangedSums>, ModuleError> {
        let read = self.read(files);
        let read = read.map_err(|error| ModuleError::fatal(FatalError::Other(Arc::new(error))))?;
        if !self.is_enabled(files) {
            return Ok(None);
        }
        let is_dropped = |m: &ModuleVersion| !keep.contains(m);
        let drops = read.main.entries().iter().any(|(m, _)| is_dropped(m))
            || added.iter().any(|(m, _)| is_dropped(m));
        if !drops && added.is_empty() && more.is_empty() {
            return Ok(None);
        }
        let kept = added.into_iter().filter(|(m, _)| keep.contains(m));
        let kept: Hashes = kept.chain(more).collect();
        let new: HashSet<ModuleVersion> = kept.iter().map(|(m, _)| m.clone()).collect();
        let wanted = |m: &ModuleVersion| keep.contains(m) || new.contains(m);
        let changed = self.filtered(files, kept, wanted)?;
        Ok(Some(ChangedSums { drops, ..changed }))
    }

    fn filtered(
        &self,
        files: &dyn Files,
        mut more: Hashes,
        keep: impl Fn(&ModuleVersion) -> bool,
    ) -> Result<ChangedSums, ModuleError> {
        let read = self.read(files)?;
        let is_in_module = |m: &ModuleVersion| {
            let mut workspace = read.workspace.iter();
            workspace.any(|(_, sums)| !sums.sums(m).is_empty())
        };
        more.retain(|(m, _)| !is_in_module(m));
        let mut sums = read.main.clone();
        for (m, hash) in &more {
            sums.add(m, hash);
        }
        Ok(ChangedSums {
            bytes: sums.format(|m, _| !is_in_module(m) && keep(m)),
            added: more,
            drops: false,
        })
    }

    /// Reports whether hashes can be added: go.sum is used and was read.
    pub(crate) fn is_enabled(&self, files: &dyn Files) -> bool {
        !self.file.is_empty() && self.contents(files).error.is_none()
    }

    /// Returns the sums on disk. As in upstream, only the first caller gets the error of reading
    /// them, unless it is fatal; for other callers the unreadable file is empty.
    fn read(&self, files: &dyn Files) -> Result<&SumFiles, ModuleError> {
        let read = self.contents(files);
        if let Some(error) = &read.error {
            let was_reported = self.is_reported.swap(true, Ordering::SeqCst);
            if !was_reported || error.find_fatal().is_some() {
                return Err(error.clone());
            }
        }
        Ok(&read.files)
    }

    fn contents(&self, files: &dyn Files) -> &ReadSums {
        self.read.get_or_init(|| {
            let mut read = ReadSums::default();
            if !self.file.is_empty() {
                read.files.file.clone_from(&self.file);
                read.error = self.read_all(files, &mut read.files).err();
            }
            read
        })
    }

    fn read_all(&self, files: &dyn Files, sums: &mut SumFiles) -> Result<(), ModuleError> {
        for file in &self.workspace_files {
            let read = read_one(files, file, self.forgives)?;
            sums.workspace.push((file.clone(), read));
        }
        sums.main = read_one(files, &self.file, self.forgives)?;
        Ok(())
    }
}

fn read_one(files: &dyn Files, file: &str, forgives: bool) -> Result<GoSum, ModuleError> {
    match files.read(file) {
        Ok(bytes) => GoSum::parse(file, &bytes, forgives),
        Err(error) if error.is_not_exist() => Ok(GoSum::default()),
        Err(error) => Err(ModuleError::Message(error.to_string())),
    }
}
