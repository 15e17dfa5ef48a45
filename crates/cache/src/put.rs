//! Putting values into the cache directory: always by renaming a finished file.
//!
//! An existing valid value stays; the entry of the action is written last. A process killed at any
//! point leaves a miss, and at most a temporary file whose name ends in `-d`, so that trimming by
//! vamos or by the official command removes it.
//! Counterpart: cmd/go/internal/cache/cache.go (`put`, `copyFile`, `putIndexEntry`).

use vamos_base::Digest;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::atomic;
use vamos_fsys::atomic::TempFile;
use vamos_fsys::uncached;

use crate::ActionId;
use crate::CacheError;
use crate::Entry;
use crate::Finished;
use crate::LocalStore;
use crate::OutputId;
use crate::Value;
use crate::local::count;
use crate::local::read_entry;

/// The suffix of temporary files.
const TEMP_SUFFIX: &str = "-d";

/// The source of a value's bytes.
enum Source<'a> {
    Bytes(&'a [u8]),
    /// A file to copy.
    File(&'a str),
    /// A complete file, which may be moved into the cache unless `is_kept` is set.
    Finished(&'a Finished<'a>),
}

impl LocalStore {
    /// Stores a value.
    pub(crate) fn store(&self, id: &ActionId, value: Value<'_>) -> Result<OutputId, CacheError> {
        if let Value::Bytes(data) | Value::Unverified(data) = value {
            count(&self.counters.bytes_hashed, data.len() as u64);
        }
        let digest = value.digest();
        match value {
            Value::Bytes(data) | Value::Hashed(data, _) => {
                self.put_source(id, &Source::Bytes(data), digest, data.len() as u64)?;
            }
            Value::Unverified(data) => {
                // The existing entry is not compared with the new one.
                let size = data.len() as u64;
                self.put_value(&Source::Bytes(data), digest, size)?;
                self.write_entry(id, &self.new_entry(OutputId(digest), size))?;
            }
            Value::File(file) => self.put_finished(id, &file)?,
        }
        Ok(OutputId(digest))
    }

    /// Stores a file's contents; the file is read twice and must not change meanwhile.
    pub fn put_file(&self, id: &ActionId, path: &str) -> Result<(OutputId, u64), CacheError> {
        let (digest, size) = uncached::hash_file(path)?;
        count(&self.counters.bytes_hashed, size);
        self.put_source(id, &Source::File(path), digest, size)?;
        Ok((OutputId(digest), size))
    }

    /// Stores a complete file whose hash is known, without reading it. The file is moved into the
    /// cache. It is copied if `is_kept` is set or if it is on another file system.
    pub fn put_finished(&self, id: &ActionId, file: &Finished<'_>) -> Result<(), CacheError> {
        self.put_source(id, &Source::Finished(file), file.digest, file.size)
    }

    /// Stores an executable under its name, with mode 0777.
    pub fn put_executable(
        &self,
        id: &ActionId,
        name: &str,
        path: &str,
    ) -> Result<(OutputId, u64), CacheError> {
        let (digest, size) = uncached::hash_file(path)?;
        count(&self.counters.bytes_hashed, size);
        let output = OutputId(digest);
        let dir = self.file_name(&digest, 'd');
        match self.stat(&dir) {
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Err(CacheError::NotExecutableDir),
            Err(error) if error.is_not_exist() => self.make_executable_dir(&digest, &dir)?,
            Err(error) => return Err(error.into()),
        }
        let target = format!("{dir}/{name}");
        let there = self.stat(&target).ok();
        if !self.is_good(&target, there.as_ref(), digest, size) {
            // The temporary file is not inside the directory, which must never hold a second file.
            self.write_value(&Source::File(path), &digest, size, 0o777, &target)?;
        }
        self.put_entry(id, output, size)?;
        Ok((output, size))
    }

    /// Stores a value to which no entry refers yet. Until then it only uses space.
    pub fn put_unreferenced(&self, data: &[u8], digest: Digest) -> Result<(), CacheError> {
        self.put_value(&Source::Bytes(data), digest, data.len() as u64)
    }

    /// Stores the entry of an action whose value exists.
    pub fn put_reference(
        &self,
        id: &ActionId,
        output: OutputId,
        size: u64,
    ) -> Result<(), CacheError> {
        self.put_entry(id, output, size)
    }

    /// Returns the path of a value in the cache, whether or not the value exists.
    pub fn value_file(&self, output: &OutputId) -> String {
        self.file_name(&output.0, 'd')
    }

    /// Reports whether a value exists with the right size.
    pub fn has_value(&self, output: &OutputId, size: u64) -> bool {
        let there = self.stat(&self.value_file(output));
        there.is_ok_and(|meta| {
            self.mark_used(&self.value_file(output), &meta);
            meta.is_file() && meta.size == size
        })
    }

    fn make_executable_dir(&self, digest: &Digest, dir: &str) -> Result<(), PathError> {
        let made = match uncached::make_dir(dir) {
            Err(error) if error.is_not_exist() => {
                uncached::make_dirs(&self.part_dir(digest))?;
                uncached::make_dir(dir)
            }
            made => made,
        };
        match made {
            Err(error) if !self.stat(dir).is_ok_and(|meta| meta.is_dir()) => Err(error),
            _ => Ok(()),
        }
    }

    fn put_source(
        &self,
        id: &ActionId,
        source: &Source<'_>,
        digest: Digest,
        size: u64,
    ) -> Result<(), CacheError> {
        self.put_value(source, digest, size)?;
        self.put_entry(id, OutputId(digest), size)
    }

    /// Stores a value to which no entry refers yet.
    fn put_value(&self, source: &Source<'_>, digest: Digest, size: u64) -> Result<(), CacheError> {
        let target = self.file_name(&digest, 'd');
        let there = self.stat(&target).ok();
        if self.is_good(&target, there.as_ref(), digest, size) {
            if let Source::Finished(file) = source
                && !file.is_kept
            {
                // It would have been moved, so that no caller expects to find it.
                let _ = uncached::remove_file(file.path);
            }
        } else {
            self.write_value(source, &digest, size, 0o666, &target)?;
        }
        Ok(())
    }

    /// Reports whether the value exists already: same size and same hash. The size is not enough,
    /// since a damaged file may have the right one.
    fn is_good(&self, path: &str, there: Option<&Metadata>, digest: Digest, size: u64) -> bool {
        let Some(meta) = there.filter(|meta| meta.is_file() && meta.size == size) else {
            return false;
        };
        count(&self.counters.bytes_hashed, size);
        let is_same = uncached::hash_file(path).is_ok_and(|(found, _)| found == digest);
        if !is_same {
            return false;
        }
        self.mark_used(path, meta);
        // It may have been removed before its time was renewed.
        !self.is_old(meta) || self.stat(path).is_ok()
    }

    fn write_value(
        &self,
        source: &Source<'_>,
        digest: &Digest,
        size: u64,
        mode: u32,
        target: &str,
    ) -> Result<(), CacheError> {
        if let Source::Finished(file) = source
            && self.adopt(file, target)?
        {
            count(&self.counters.files_written, 1);
            return Ok(());
        }
        let named = |error| self.as_if_in_place(error, target);
        let mut temp = self.temp(digest, mode).map_err(named)?;
        match source {
            Source::Bytes(data) => temp.write(data).map_err(named)?,
            Source::File(path) | Source::Finished(Finished { path, .. }) => {
                if temp.write_file(path).map_err(named)? != size {
                    return Err(CacheError::ContentChanged);
                }
            }
        }
        self.persist(temp, target)?;
        if let Source::Finished(file) = source
            && !file.is_kept
        {
            let _ = uncached::remove_file(file.path);
        }
        Ok(())
    }

    /// Moves a finished file into the cache; `false` if it must be copied. A file with `is_kept` is
    /// always copied: with a hard link, a program that writes to it in place would change a value
    /// for its readers, which check only the size.
    fn adopt(&self, file: &Finished<'_>, target: &str) -> Result<bool, CacheError> {
        if file.is_kept {
            return Ok(false);
        }
        let meta = uncached::stat(file.path)?;
        if meta.size != file.size {
            return Err(CacheError::ContentChanged);
        }
        let is_in = match atomic::try_rename(file.path, target) {
            // The directory of the part may have been removed; copying creates it again.
            Err(error) if error.is_not_exist() => false,
            moved => moved.map_err(|error| self.as_if_in_place(error, target))?,
        };
        if is_in {
            // The moved file still has its own mtime, which may be old.
            self.mark_used(target, &meta);
        }
        Ok(is_in)
    }

    /// Creates a temporary file in the part of the cache that `id` belongs to.
    fn temp(&self, id: &Digest, mode: u32) -> Result<TempFile, PathError> {
        let dir = self.part_dir(id);
        match TempFile::create(&dir, TEMP_SUFFIX, mode) {
            Err(error) if error.is_not_exist() => {
                uncached::make_dirs(&dir)?;
                TempFile::create(&dir, TEMP_SUFFIX, mode)
            }
            made => made,
        }
    }

    fn persist(&self, temp: TempFile, target: &str) -> Result<(), PathError> {
        let persisted = temp.persist(target);
        persisted.map_err(|error| self.as_if_in_place(error, target))?;
        count(&self.counters.files_written, 1);
        Ok(())
    }

    fn put_entry(&self, id: &ActionId, output: OutputId, size: u64) -> Result<(), CacheError> {
        let entry = self.new_entry(output, size);
        if let Some(verifier) = &self.verifier {
            let target = self.file_name(&id.0, 'a');
            if let Some((there, meta)) = read_entry(id, &target) {
                self.mark_used(&target, &meta);
                verifier.judge(id, &there, &entry);
            }
        }
        self.write_entry(id, &entry)
    }

    /// Returns the entry of a value that is stored now.
    fn new_entry(&self, output: OutputId, size: u64) -> Entry {
        let time_ns = i64::try_from((self.clock)()).unwrap_or(0);
        Entry {
            output,
            size,
            time_ns,
        }
    }

    fn write_entry(&self, id: &ActionId, entry: &Entry) -> Result<(), CacheError> {
        let target = self.file_name(&id.0, 'a');
        let named = |error| self.as_if_in_place(error, &target);
        let mut temp = self.temp(&id.0, 0o666).map_err(named)?;
        temp.write(entry.format(id).as_bytes()).map_err(named)?;
        self.persist(temp, &target)?;
        self.note_use(id, entry.output);
        Ok(())
    }

    /// Returns the error of the official command, which opens and writes the file in place, for an
    /// error of a temporary file or of its rename.
    fn as_if_in_place(&self, error: PathError, target: &str) -> PathError {
        self.note_failure(&error);
        let op = match error.op {
            "rename" => "open",
            op => op,
        };
        let path = if error.path.contains("/vamos-") {
            target.to_owned()
        } else {
            error.path
        };
        PathError { op, path, ..error }
    }
}
