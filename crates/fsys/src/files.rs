//! The interface between loading and the file system: a view of files.
//!
//! Paths are absolute, clean and `/`-separated strings. A name on disk that is not UTF-8 is
//! represented losslessly with the escapes of `vamos_base::golang::os_str`.
//! Counterpart: go/build.Context's function fields, cmd/go/internal/fsys.

use std::borrow::Cow;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::Sha256;

use crate::PathError;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Dir,
    /// A symbolic link (only from `lstat` and listings).
    Symlink,
    /// A device, pipe, socket or anything else.
    Other,
}

/// The result of `stat` for a file. Times are nanoseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The kind of the file.
    pub kind: FileKind,
    /// Device number.
    pub dev: u64,
    /// Inode number.
    pub ino: u64,
    /// `st_mode` from the kernel.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Size in bytes.
    pub size: u64,
    /// Time of last change of contents.
    pub mtime_ns: i128,
    /// Time of last change of the inode.
    pub ctime_ns: i128,
}

impl Metadata {
    /// Reports whether the path is a directory.
    pub fn is_dir(&self) -> bool {
        self.kind == FileKind::Dir
    }

    /// Reports whether the path is a regular file.
    pub fn is_file(&self) -> bool {
        self.kind == FileKind::File
    }

    /// Returns a digest of all fields. Another file, or this one after a change, has another
    /// digest.
    pub fn stamp(&self) -> Digest {
        let mut hash = Sha256::new();
        for field in [self.dev, self.ino, self.size] {
            hash.update(&field.to_le_bytes());
        }
        for field in [self.mode, self.uid, self.gid] {
            hash.update(&field.to_le_bytes());
        }
        for field in [self.mtime_ns, self.ctime_ns] {
            hash.update(&field.to_le_bytes());
        }
        hash.finish()
    }
}

/// The digest of a file's bytes at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// SHA-256 of the bytes.
    pub digest: Digest,
    /// The file's metadata when it was opened.
    pub meta: Metadata,
    /// True if an earlier run read the bytes, and this run only checked the metadata.
    pub is_remembered: bool,
}

/// One name in a directory; `kind` belongs to the entry itself, links are not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// The name, without directory.
    pub name: String,
    /// The kind of the entry itself.
    pub kind: FileKind,
}

/// Files whose digests are known from an earlier run.
pub trait KnownFiles: Send + Sync {
    /// Returns the digest of a file, by its full path.
    fn hashed(&self, path: &str) -> Option<Hashed>;
}

/// A view of files for loading. Implementations may cache results for one run, but never across
/// runs.
pub trait Files: Send + Sync {
    /// Follows links. Error texts are the same as in Go's `os.Stat`.
    fn stat(&self, path: &str) -> Result<Metadata, PathError>;
    /// Does not follow links. Error texts are the same as in Go's `os.Lstat`.
    fn lstat(&self, path: &str) -> Result<Metadata, PathError>;
    /// Lists a directory, sorted by name (bytes). Error texts are the same as in `os.ReadDir`.
    fn read_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, PathError>;
    /// Reads a whole file. Error texts are the same as in `os.ReadFile`.
    fn read(&self, path: &str) -> Result<Arc<[u8]>, PathError>;
    /// Passes the first bytes of a file to `look`. If it returns false and there are more, passes
    /// all bytes. The flag is true if the bytes are the whole file. Most readers of sources need
    /// only the header. Error texts are the same as in `os.ReadFile`.
    fn inspect(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        look(&self.read(path)?, true);
        Ok(())
    }
    /// Returns the path of the file with the contents of `path` (`fsys.Actual`): itself, or its
    /// replacement in an overlay.
    fn actual<'a>(&self, path: &'a str) -> Cow<'a, str>;
    /// Reports whether an overlay replaces `path` itself (`fsys.Replaced`).
    fn is_replaced(&self, path: &str) -> bool;
    /// Resolves all symbolic links of an absolute path on disk (`filepath.EvalSymlinks`); the
    /// default is for views without links.
    fn eval_symlinks(&self, path: &str) -> Result<String, PathError> {
        Ok(path.to_owned())
    }
    /// Reports whether `path` is a directory; errors count as no (`fsys.IsDir`).
    fn is_dir(&self, path: &str) -> bool {
        self.stat(path).is_ok_and(|meta| meta.is_dir())
    }
    /// Reports whether `path` is a regular file; errors count as no.
    fn is_file(&self, path: &str) -> bool {
        self.stat(path).is_ok_and(|meta| meta.is_file())
    }
}

/// A view of files with the additional operations that a build needs.
pub trait HashedFiles: Files {
    /// Passes all of a file to `look`, and hashes it: for files whose digest is needed later
    /// ([`HashedFiles::hashed`]), so that they are read once. Error texts are the same as in
    /// `os.ReadFile`.
    fn inspect_hashing(
        &self,
        path: &str,
        look: &mut dyn FnMut(&[u8], bool) -> bool,
    ) -> Result<(), PathError> {
        self.inspect(path, look)
    }
    /// Returns the digest of a file's bytes at their first read in this run, and the result of
    /// `stat` at that time. Links are followed.
    fn hashed(&self, path: &str) -> Result<Hashed, PathError> {
        let meta = self.stat(path)?;
        let digest = Digest::of(&self.read(path)?);
        Ok(Hashed {
            digest,
            meta,
            is_remembered: false,
        })
    }
    /// Returns the size of a file in bytes, from cached metadata if there is any. `None` if there
    /// is no such file.
    fn size(&self, path: &str) -> Option<u64> {
        self.stat(path).ok().map(|meta| meta.size)
    }
    /// Returns the result of `stat`, uncached: the stamp that determines whether an earlier run's
    /// result for the file is still valid.
    fn stamp(&self, path: &str) -> Result<Metadata, PathError> {
        self.stat(path)
    }
    /// Returns the results of `stat`, uncached, for a directory and for names in it, in that order;
    /// `None` if one of the calls fails.
    fn stamps(&self, dir: &str, names: &[&str]) -> Option<Vec<Metadata>> {
        let mut stamps = Vec::with_capacity(names.len() + 1);
        stamps.push(self.stamp(dir).ok()?);
        for name in names {
            stamps.push(self.stamp(&format!("{dir}/{name}")).ok()?);
        }
        Some(stamps)
    }
    /// Sets the results of [`HashedFiles::hashed`] for files of a directory that are not read in
    /// this run. Views without a cache ignore it.
    fn remember_files(&self, _dir: &str, _files: Arc<dyn KnownFiles>) {}
    /// Sets the answer of [`HashedFiles::hashed`] for a file that is not read in this run. Views
    /// without a cache ignore it.
    fn remember_hash(&self, _path: &str, _hashed: Hashed) {}
}
