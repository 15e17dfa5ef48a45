//! The hashes of input files, each computed once per run.
//!
//! Counterpart: cmd/go/internal/cache/hash.go (`FileHash`, `SetFileHash`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::uncached;

use crate::HashObserver;

/// Caches the plain SHA-256 of files by path, for the length of a run.
#[derive(Default)]
pub struct FileHashes {
    known: Mutex<HashMap<String, Digest>>,
    observer: Option<Arc<dyn HashObserver>>,
    files: AtomicU64,
    bytes: AtomicU64,
}

impl FileHashes {
    /// Returns an empty cache.
    pub fn new(observer: Option<Arc<dyn HashObserver>>) -> Self {
        Self {
            observer,
            ..Self::default()
        }
    }

    /// Returns the hash of a file. Errors are not cached.
    pub fn hash(&self, path: &str) -> Result<Digest, PathError> {
        if let Some(digest) = self.lock().get(path) {
            return Ok(*digest);
        }
        let result = uncached::hash_file(path);
        if let Some(observer) = &self.observer {
            observer.file(path, result.as_ref().map(|(digest, _)| digest));
        }
        let (digest, size) = result?;
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(size, Ordering::Relaxed);
        self.set(path, digest);
        Ok(digest)
    }

    /// Sets the hash of a file, for example of one that was just written.
    pub fn set(&self, path: &str, digest: Digest) {
        self.lock().insert(path.to_owned(), digest);
    }

    /// Returns the numbers of files and of bytes that were read.
    pub fn counts(&self) -> (u64, u64) {
        (
            self.files.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        )
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Digest>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
