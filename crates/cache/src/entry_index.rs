//! Cached contents of cache files from earlier runs: entries, and the text (a build ID) in a
//! value's file. A cached item is valid while the stamp of its file is unchanged.
//!
//! Without it, a build with nothing to do opens three files for each package, whose contents it has
//! read before. Losing the table only costs time.
//! Counterpart: none; upstream reads the files in every run.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_fsys::Metadata;

use crate::ActionId;
use crate::Entry;
use crate::OutputId;

/// Maximum number of entries; entries that the run did not use are dropped first.
const LIMIT: usize = 50_000;

/// A hash of the result of `stat` for a file.
type Stamp = [u8; 16];

/// Contents of files with their stamps, by the id in the file's name.
type Table<T> = HashMap<Digest, (Stamp, T)>;

/// Storage of an [`EntryIndex`] between runs.
pub trait IndexStorage: Send + Sync {
    /// Returns the bytes that an earlier run stored.
    fn bytes(&self) -> Option<&[u8]>;

    /// Reports whether the stamp of the file at `path` proves in later runs that the file
    /// has not changed.
    fn trusts(&self, meta: &Metadata, path: &str) -> bool;

    /// Stores bytes for later runs.
    fn store(&self, bytes: Vec<u8>);
}

/// The table of one user, project and cache.
pub struct EntryIndex {
    storage: Box<dyn IndexStorage>,
    old: Tables,
    new: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    entries: Table<Entry>,
    texts: Table<String>,
}

fn stamp(meta: &Metadata) -> Stamp {
    let mut stamp = Stamp::default();
    stamp.copy_from_slice(&meta.stamp().0[..16]);
    stamp
}

fn find<T: Clone>(table: &Table<T>, id: &Digest, meta: &Metadata) -> Option<T> {
    let (seen, known) = table.get(id)?;
    (*seen == stamp(meta)).then(|| known.clone())
}

impl EntryIndex {
    /// Reads the table; a malformed one is empty.
    pub fn open(storage: Box<dyn IndexStorage>) -> Self {
        let old = storage.bytes().and_then(Tables::parse).unwrap_or_default();
        Self {
            storage,
            old,
            new: Mutex::default(),
        }
    }

    /// Reports whether the table has an action's entry. If not, the caller does not need the file's
    /// stamp.
    pub(crate) fn knows(&self, id: &ActionId) -> bool {
        self.old.entries.contains_key(&id.0)
    }

    /// Returns the entry of an action if its file still has this stamp.
    pub(crate) fn entry(&self, id: &ActionId, meta: &Metadata) -> Option<Entry> {
        find(&self.old.entries, &id.0, meta)
    }

    /// Stores an entry that was read from the file at `path`.
    pub(crate) fn learn_entry(&self, id: &ActionId, path: &str, meta: &Metadata, entry: Entry) {
        if self.storage.trusts(meta, path) {
            let learned = (stamp(meta), entry);
            self.learned().entries.insert(id.0, learned);
        }
    }

    /// Returns the text in a value's file if the file still has this stamp.
    pub(crate) fn text(&self, output: &OutputId, meta: &Metadata) -> Option<String> {
        find(&self.old.texts, &output.0, meta)
    }

    /// Stores a text that was read from the file at `path`.
    pub(crate) fn learn_text(&self, output: &OutputId, path: &str, meta: &Metadata, text: &str) {
        if self.storage.trusts(meta, path) {
            let learned = (stamp(meta), text.to_owned());
            self.learned().texts.insert(output.0, learned);
        }
    }

    fn learned(&self) -> std::sync::MutexGuard<'_, Tables> {
        self.new.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the table if this run added anything.
    pub(crate) fn save(&self) {
        let new = self.learned();
        let count = new.entries.len() + new.texts.len();
        if count == 0 {
            return;
        }
        let keeps_old = count + self.old.entries.len() + self.old.texts.len() <= LIMIT;
        let bytes = Tables::format(&new, keeps_old.then_some(&self.old));
        self.storage.store(bytes);
    }
}

fn write_head(out: &mut Vec<u8>, kind: u8, id: &Digest, stamp: &Stamp) {
    out.push(kind);
    out.extend_from_slice(&id.0);
    out.extend_from_slice(stamp);
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (found, rest) = bytes.split_at_checked(N)?;
    *bytes = rest;
    found.try_into().ok()
}

impl Tables {
    /// Formats `new`, followed by the items of `old` that it does not replace.
    fn format(new: &Self, old: Option<&Self>) -> Vec<u8> {
        let mut out = Vec::new();
        let old_entries = old.into_iter().flat_map(|old| &old.entries);
        let old_entries = old_entries.filter(|(id, _)| !new.entries.contains_key(*id));
        for (id, (stamp, entry)) in new.entries.iter().chain(old_entries) {
            write_head(&mut out, 0, id, stamp);
            out.extend_from_slice(&entry.output.0.0);
            out.extend_from_slice(&entry.size.to_le_bytes());
            out.extend_from_slice(&entry.time_ns.to_le_bytes());
        }
        let old_texts = old.into_iter().flat_map(|old| &old.texts);
        let old_texts = old_texts.filter(|(id, _)| !new.texts.contains_key(*id));
        for (id, (stamp, text)) in new.texts.iter().chain(old_texts) {
            write_head(&mut out, 1, id, stamp);
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        out
    }

    fn parse(mut bytes: &[u8]) -> Option<Self> {
        let mut tables = Self::default();
        while !bytes.is_empty() {
            let kind = take::<1>(&mut bytes)?[0];
            let id = Digest(take(&mut bytes)?);
            let stamp = take(&mut bytes)?;
            if kind == 0 {
                let entry = Entry {
                    output: OutputId(Digest(take(&mut bytes)?)),
                    size: u64::from_le_bytes(take(&mut bytes)?),
                    time_ns: i64::from_le_bytes(take(&mut bytes)?),
                };
                tables.entries.insert(id, (stamp, entry));
            } else {
                let length = usize::try_from(u32::from_le_bytes(take(&mut bytes)?)).ok()?;
                let (text, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                let text = std::str::from_utf8(text).ok()?.to_owned();
                tables.texts.insert(id, (stamp, text));
            }
        }
        Some(tables)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::Mutex;

    use vamos_base::Digest;
    use vamos_fsys::Metadata;
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::EntryIndex;
    use super::IndexStorage;
    use crate::ActionId;
    use crate::Entry;
    use crate::OutputId;

    /// Bytes that live as long as the test.
    struct Stored {
        old: Vec<u8>,
        new: Arc<Mutex<Vec<u8>>>,
        trusts: bool,
    }

    impl IndexStorage for Stored {
        fn bytes(&self) -> Option<&[u8]> {
            Some(&self.old)
        }

        fn trusts(&self, _meta: &Metadata, _path: &str) -> bool {
            self.trusts
        }

        fn store(&self, bytes: Vec<u8>) {
            *self.new.lock().unwrap() = bytes;
        }
    }

    #[test]
    fn a_file_is_believed_until_it_changes() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().to_str().unwrap();
        let stored = Arc::new(Mutex::new(Vec::new()));
        let open = |trusts| {
            let (old, new) = (stored.lock().unwrap().clone(), Arc::clone(&stored));
            EntryIndex::open(Box::new(Stored { old, new, trusts }))
        };
        let file = format!("{root}/f");
        work::write(&file, b"one").unwrap();
        let meta = uncached::stat(&file).unwrap();
        let (id, output) = (ActionId(Digest::of(b"a")), OutputId(Digest::of(b"o")));
        let entry = Entry {
            output,
            size: 3,
            time_ns: 7,
        };
        let recall = open(true);
        assert!(!recall.knows(&id));
        recall.learn_entry(&id, &file, &meta, entry);
        recall.learn_text(&output, &file, &meta, "text");
        recall.save();
        let recall = open(true);
        assert_eq!(recall.entry(&id, &meta), Some(entry));
        assert_eq!(recall.text(&output, &meta).as_deref(), Some("text"));
        // The same length, with the old mtime restored.
        work::write(&file, b"two").unwrap();
        uncached::set_times(&file, meta.mtime_ns).unwrap();
        let changed = uncached::stat(&file).unwrap();
        assert!(recall.knows(&id));
        assert_eq!(recall.entry(&id, &changed), None);
        assert_eq!(recall.text(&output, &changed), None);
        // A file whose stamp is not trusted is not learned.
        let recall = open(false);
        recall.learn_entry(&id, &file, &changed, entry);
        recall.save();
        assert_eq!(open(true).entry(&id, &changed), None);
    }
}
