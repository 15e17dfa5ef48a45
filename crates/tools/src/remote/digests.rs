//! The digests of files that jobs read, each determined once.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_fsys::DirEntry;
use vamos_fsys::FileKind;
use vamos_fsys::HashedFiles;
use vamos_fsys::Metadata;
use vamos_fsys::uncached;
use vamos_jobs::FileSource;
use vamos_jobs::RemoteFile;

/// The digests of one build.
pub(super) struct Digests<'a> {
    files: &'a dyn HashedFiles,
    /// Digests, with the metadata of the files at the time of hashing.
    known: Mutex<HashMap<String, (Metadata, Digest)>>,
}

impl<'a> Digests<'a> {
    pub(super) fn new(files: &'a dyn HashedFiles) -> Self {
        Self {
            files,
            known: Mutex::default(),
        }
    }

    /// Returns the bytes of a source file.
    pub(super) fn text(&self, path: &str) -> Option<Arc<[u8]>> {
        self.files.read(path).ok()
    }

    /// Returns the names of the files in a directory; `None` if anything else is in it.
    pub(super) fn list(&self, dir: &str) -> Option<Vec<String>> {
        let entries = self.files.read_dir(dir).ok()?;
        let file = |entry: &DirEntry| (entry.kind == FileKind::File).then(|| entry.name.clone());
        entries.iter().map(file).collect()
    }

    /// Returns a source file, with its digest in the action ID; `path` is the path of its bytes
    /// here, and `to` its path for the job.
    pub(super) fn source(&self, path: &str, to: String) -> Option<RemoteFile> {
        let hashed = self.files.hashed(path).ok()?;
        Some(RemoteFile {
            path: to,
            digest: hashed.digest,
            size: hashed.meta.size,
            is_executable: false,
            source: FileSource::File(path.to_owned()),
        })
    }

    /// Returns a tool, or a file that the build has made.
    pub(super) fn made(&self, path: &str, to: String) -> Option<RemoteFile> {
        let meta = uncached::stat(path).ok()?;
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known()
            .get(path)
            .filter(|(then, _)| *then == meta)
            .map(|(_, digest)| *digest);
        let digest = match found {
            Some(digest) => digest,
            None => {
                let (digest, _) = uncached::hash_file(path).ok()?;
                known().insert(path.to_owned(), (meta.clone(), digest));
                digest
            }
        };
        Some(RemoteFile {
            path: to,
            digest,
            size: meta.size,
            is_executable: false,
            source: FileSource::File(path.to_owned()),
        })
    }
}
