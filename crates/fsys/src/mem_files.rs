//! Files in memory, for a program that is not on disk, and for tests.
//!
//! Counterpart: none; go/build.Context has function fields for the same purpose.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::DirEntry;
use crate::FileKind;
use crate::Files;
use crate::HashedFiles;
use crate::Metadata;
use crate::PathError;

/// A tree of files in memory; a directory exists if it has contents.
#[derive(Clone, Debug, Default)]
pub struct MemFiles {
    files: BTreeMap<String, Arc<[u8]>>,
}

impl MemFiles {
    /// Returns an empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds (or replaces) the file at the absolute clean `path`.
    pub fn insert(&mut self, path: &str, bytes: &[u8]) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    fn below<'a>(&'a self, dir: &str) -> impl Iterator<Item = &'a str> {
        let prefix = if dir == "/" {
            dir.to_owned()
        } else {
            format!("{dir}/")
        };
        let start = prefix.len();
        self.files
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(move |(path, _)| &path[start..])
    }

    fn metadata(&self, op: &'static str, path: &str) -> Result<Metadata, PathError> {
        let (kind, size) = match self.files.get(path) {
            Some(bytes) => (FileKind::File, bytes.len() as u64),
            None if self.below(path).next().is_some() => (FileKind::Dir, 0),
            None => return Err(PathError::not_exist(op, path)),
        };
        let mode = if kind == FileKind::Dir {
            0o040_755
        } else {
            0o100_644
        };
        Ok(Metadata {
            kind,
            dev: 0,
            ino: 0,
            mode,
            uid: 0,
            gid: 0,
            size,
            mtime_ns: 0,
            ctime_ns: 0,
        })
    }
}

impl Files for MemFiles {
    fn stat(&self, path: &str) -> Result<Metadata, PathError> {
        self.metadata("stat", path)
    }

    fn lstat(&self, path: &str) -> Result<Metadata, PathError> {
        self.metadata("lstat", path)
    }

    fn read_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, PathError> {
        let mut out: Vec<DirEntry> = Vec::new();
        for rest in self.below(path) {
            let (name, kind) = match rest.split_once('/') {
                Some((name, _)) => (name, FileKind::Dir),
                None => (rest, FileKind::File),
            };
            if !out.iter().any(|entry| entry.name == name) {
                out.push(DirEntry {
                    name: name.to_owned(),
                    kind,
                });
            }
        }
        if out.is_empty() {
            return Err(PathError::not_exist("open", path));
        }
        out.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(out.into())
    }

    fn read(&self, path: &str) -> Result<Arc<[u8]>, PathError> {
        match self.files.get(path) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None => Err(PathError::not_exist("open", path)),
        }
    }

    fn actual<'a>(&self, path: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(path)
    }

    fn is_replaced(&self, _path: &str) -> bool {
        false
    }
}

impl HashedFiles for MemFiles {}
