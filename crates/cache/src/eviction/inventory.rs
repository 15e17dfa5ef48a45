//! The inventory of a cache directory.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::ActionId;
use crate::Entry;
use crate::OutputId;
use crate::entry::ENTRY_SIZE;

/// The file of an action's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryFile {
    /// The action.
    pub id: ActionId,
    /// The entry; `None` if the file is damaged, or was removed since it was listed.
    pub entry: Option<Entry>,
    /// The time of last use, with a resolution of one hour.
    pub used_ns: i128,
    /// The file's size in bytes.
    pub size: u64,
}

/// The file of a value, or the directory of an executable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueFile {
    /// The value.
    pub id: OutputId,
    /// The time of last use, with a resolution of one hour.
    pub used_ns: i128,
    /// The file's size in bytes.
    pub size: u64,
    /// True for an executable.
    pub is_executable: bool,
}

/// A file with one of the cache's suffixes and no valid name: usually the temporary file of a
/// process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its path.
    pub path: String,
    /// When it was changed.
    pub used_ns: i128,
    /// Its bytes.
    pub size: u64,
}

/// The files in the 256 parts of a cache directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The cache directory.
    pub dir: String,
    /// Entries of actions.
    pub entries: Vec<EntryFile>,
    /// Values.
    pub values: Vec<ValueFile>,
    /// Other files of the cache.
    pub strays: Vec<Stray>,
}

/// Returns the directory of a part.
pub(super) fn part_dir(dir: &str, part: u8) -> String {
    format!("{dir}/{part:02x}")
}

impl Inventory {
    /// Lists all files of a cache directory. Symbolic links below it are not followed.
    pub fn take(dir: &str, pool: &Pool) -> Result<Self, PathError> {
        // Without this, a missing cache would look like an empty one.
        maintenance::list(dir)?;
        let parts: Vec<u8> = (0..=255).collect();
        let taken = pool.map(Class::Cpu, &parts, |part| Self::of_part(dir, *part, true));
        let mut all = Self {
            dir: dir.to_owned(),
            ..Self::default()
        };
        for part in taken {
            let part = part?;
            all.entries.extend(part.entries);
            all.values.extend(part.values);
            all.strays.extend(part.strays);
        }
        Ok(all)
    }

    /// Lists one part; entries are read if `reads` is set.
    pub(super) fn of_part(dir: &str, part: u8, reads: bool) -> Result<Self, PathError> {
        let path = part_dir(dir, part);
        let mut found = Self::default();
        match maintenance::lstat(&path) {
            Ok(meta) if meta.is_dir() => {}
            // A symbolic link leads out of the cache.
            Ok(_) => return Ok(found),
            Err(error) if error.is_not_exist() => return Ok(found),
            Err(error) => return Err(error),
        }
        let listed = match maintenance::list(&path) {
            Err(error) if error.is_not_exist() => return Ok(found),
            listed => listed?,
        };
        for (name, meta) in listed {
            found.add(&path, part, &name, &meta, reads);
        }
        Ok(found)
    }

    fn add(&mut self, dir: &str, part: u8, name: &str, meta: &Metadata, reads: bool) {
        let path = format!("{dir}/{name}");
        let used_ns = meta.mtime_ns;
        let of_part = |id: &Digest| id.0[0] == part;
        let named = name.split_once('-').and_then(|(id, kind)| {
            let id = Digest::from_hex(id.as_bytes()).filter(of_part)?;
            Some((id, kind))
        });
        match named {
            Some((id, "a")) if meta.is_file() => self.entries.push(EntryFile {
                id: ActionId(id),
                entry: reads.then(|| read_entry(&path, id).ok()?).flatten(),
                used_ns,
                size: meta.size,
            }),
            Some((id, "d")) if meta.is_file() || meta.is_dir() => self.values.push(ValueFile {
                id: OutputId(id),
                used_ns,
                size: size_at(&path, meta),
                is_executable: meta.is_dir(),
            }),
            // Trimming removes these as well; any other file does not belong to the cache.
            _ if name.ends_with("-a") || name.ends_with("-d") => self.strays.push(Stray {
                size: size_at(&path, meta),
                path,
                used_ns,
            }),
            _ => {}
        }
    }

    /// Returns the bytes of all files.
    pub fn bytes(&self) -> u64 {
        let entries: u64 = self.entries.iter().map(|entry| entry.size).sum();
        let values: u64 = self.values.iter().map(|value| value.size).sum();
        let strays: u64 = self.strays.iter().map(|stray| stray.size).sum();
        entries + values + strays
    }

    /// Returns the path of an entry's file.
    pub fn entry_path(&self, id: &ActionId) -> String {
        format!("{}/{}-a", part_dir(&self.dir, id.0.0[0]), id.0)
    }

    /// Returns the path of a value's file, or of an executable's directory.
    pub fn value_path(&self, id: &OutputId) -> String {
        format!("{}/{}-d", part_dir(&self.dir, id.0.0[0]), id.0)
    }
}

/// Returns the entry in a file; `None` if it is not an entry of this action.
pub(super) fn read_entry(path: &str, id: Digest) -> Result<Option<Entry>, PathError> {
    let bytes = maintenance::read_head(path, ENTRY_SIZE as u64 + 1)?;
    Ok(Entry::parse(&bytes, &ActionId(id)))
}

/// Returns the bytes of a file, or of the files in a directory.
pub(super) fn size_at(path: &str, meta: &Metadata) -> u64 {
    if !meta.is_dir() {
        return meta.size;
    }
    let names = maintenance::list(path).unwrap_or_default();
    let sizes = names.iter();
    sizes
        .map(|(name, meta)| size_at(&format!("{path}/{name}"), meta))
        .sum()
}
