//! Lookups in the cache directory.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`Get`, `GetFile`, `GetBytes`, `OutputFile`).

use vamos_base::Digest;
use vamos_fsys::Metadata;
use vamos_fsys::access_log;
use vamos_fsys::uncached;

use crate::ActionId;
use crate::CacheError;
use crate::Capabilities;
use crate::Entry;
use crate::LocalStore;
use crate::OutputId;
use crate::Store;
use crate::Value;
use crate::local::content;
use crate::local::count;
use crate::local::read_entry;

impl LocalStore {
    /// Returns the file that holds an action's value, with its entry and metadata.
    fn find_file(&self, id: &ActionId) -> Option<(String, Entry, Metadata)> {
        let entry = self.get(id)?;
        let path = self.file_name(&entry.output.0, 'd');
        let meta = self.stat(&path).ok()?;
        let is_dir = meta.is_dir();
        let path = self.resolve(path, &meta).ok()?;
        if self.is_old(&meta) && self.stat(&path).is_err() {
            // It was removed before its time was renewed.
            return None;
        }
        let size = if is_dir {
            self.stat(&path).ok()?.size
        } else {
            meta.size
        };
        (size == entry.size).then_some((path, entry, meta))
    }

    /// Returns the cached entry of an action if the file at `path` is unchanged since an earlier
    /// run read it.
    fn recalled(&self, id: &ActionId, path: &str) -> Option<Entry> {
        let recall = self.recall.as_ref().filter(|recall| recall.knows(id))?;
        let meta = self.stat(path).ok()?;
        let entry = recall.entry(id, &meta)?;
        self.mark_used(path, &meta);
        count(&self.counters.hits, 1);
        Some(entry)
    }

    /// Looks up an action and the text in the file that holds its value, like
    /// [`find_text`](crate::find_text). The text of an unchanged file comes from the table of an
    /// earlier run.
    pub(crate) fn get_text(
        &self,
        id: &ActionId,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Option<(String, String, bool)> {
        let (path, entry, meta) = self.find_file(id)?;
        let recall = self.recall.as_ref().filter(|_| meta.is_file());
        if let Some(text) = recall.and_then(|recall| recall.text(&entry.output, &meta)) {
            return Some((path, text, true));
        }
        let text = read(&path)?;
        if let Some(recall) = recall {
            recall.learn_text(&entry.output, &path, &meta, &text);
        }
        Some((path, text, false))
    }

    /// Returns the bytes of an empty output. The output of nearly every action is empty, and all of
    /// these share one file: it is checked once per run.
    fn get_empty(&self, entry: Entry) -> Option<(Vec<u8>, Entry)> {
        if entry.output.0 != Digest::of(b"") {
            return None;
        }
        let is_there = self.has_empty.get_or_init(|| {
            let path = self.file_name(&entry.output.0, 'd');
            self.stat(&path).is_ok_and(|meta| {
                self.mark_used(&path, &meta);
                meta.size == 0
            })
        });
        is_there.then_some((Vec::new(), entry))
    }

    /// Returns the file that holds a value, given its path in the cache and that path's metadata.
    /// An executable is the only file in a directory.
    fn resolve(&self, path: String, meta: &Metadata) -> Result<String, String> {
        self.mark_used(&path, meta);
        if !meta.is_dir() {
            return Ok(path);
        }
        match uncached::names(&path) {
            Err(error) => Err(format!("DO NOT USE - missing binary cache entry: {error}")),
            Ok(names) => match names.as_slice() {
                [name] => Ok(format!("{path}/{name}")),
                _ => Err("DO NOT USE - invalid binary cache entry".to_owned()),
            },
        }
    }
}

impl Store for LocalStore {
    fn get(&self, id: &ActionId) -> Option<Entry> {
        count(&self.counters.gets, 1);
        if self.verifier.is_some() {
            return None;
        }
        let path = self.file_name(&id.0, 'a');
        if let Some(entry) = self.recalled(id, &path) {
            access_log::with(|log| log.content(&path, content(&entry)));
            self.note_use(id, entry.output);
            return Some(entry);
        }
        let (entry, meta) = read_entry(id, &path)?;
        access_log::with(|log| log.content(&path, content(&entry)));
        self.note_use(id, entry.output);
        if let Some(recall) = &self.recall {
            recall.learn_entry(id, &path, &meta, entry);
        }
        self.mark_used(&path, &meta);
        count(&self.counters.hits, 1);
        Some(entry)
    }

    fn get_file(&self, id: &ActionId) -> Option<(String, Entry)> {
        let (path, entry, _) = self.find_file(id)?;
        Some((path, entry))
    }

    fn get_bytes(&self, id: &ActionId) -> Option<(Vec<u8>, Entry)> {
        let entry = self.get(id)?;
        if entry.size == 0 {
            return self.get_empty(entry);
        }
        let data = uncached::read(&self.output_file(&entry.output)).ok()?;
        count(&self.counters.bytes_hashed, data.len() as u64);
        (Digest::of(&data) == entry.output.0).then_some((data, entry))
    }

    fn put(&self, id: &ActionId, value: Value<'_>) -> Result<OutputId, CacheError> {
        self.store(id, value)
    }

    fn output_file(&self, output: &OutputId) -> String {
        let path = self.file_name(&output.0, 'd');
        match self.stat(&path) {
            Ok(meta) => self.resolve(path, &meta).unwrap_or_else(|text| text),
            Err(_) => path,
        }
    }

    fn dir(&self) -> &str {
        &self.dir
    }

    fn capabilities(&self) -> Capabilities<'_> {
        Capabilities {
            local: Some(self),
            sharing: None,
        }
    }

    fn close(&self) -> Result<(), CacheError> {
        // Old entries stay if it fails; the next command tries again.
        let _ = self.trim();
        Ok(())
    }
}
