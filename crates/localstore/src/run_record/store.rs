//! Stores each run record in a file. Their number and total size are limited; the least recently
//! written are removed first.
//!
//! Several runs may write at once: files are replaced atomically, and the last one stays.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::atomic;
use vamos_fsys::uncached;
use vamos_fsys::work;

use super::Preconditions;
use super::RunRecord;
use super::content::Content;
use super::format::encode;
use crate::eviction;
use crate::kind::StoreKind;

/// Maximum size of a stored record in bytes.
const MAX_SIZE: usize = 64 << 20;

/// Maximum number of records.
const MAX_COUNT: usize = 256;

/// The run records of one user.
pub struct RunRecords {
    dir: String,
}

impl RunRecords {
    /// Returns the run records below vamos' own directory of the user's caches.
    pub fn below(own: &str) -> Self {
        Self {
            dir: StoreKind::RunRecords.path(own, ""),
        }
    }

    fn file(&self, key: &Digest) -> String {
        format!("{}/{}", self.dir, &key.hex()[..32])
    }

    /// Returns the run record of a key, if `user` stored one.
    pub fn find(&self, key: &Digest, user: u32) -> Option<RunRecord> {
        let path = self.file(key);
        let meta = work::lstat(&path).ok()?;
        if !meta.is_file() || meta.uid != user || meta.size > MAX_SIZE as u64 {
            return None;
        }
        RunRecord::parse(Content::read(&path, meta.size)?, key)
    }

    /// Stores claims under a key; reports whether that worked.
    pub fn keep(&self, key: &Digest, preconditions: &Preconditions) -> bool {
        self.keep_bytes(key, &encode(preconditions, key))
    }

    /// Stores the bytes of a run record under its key.
    pub fn keep_bytes(&self, key: &Digest, bytes: &[u8]) -> bool {
        if bytes.len() > MAX_SIZE || uncached::make_dirs(&self.dir).is_err() {
            return false;
        }
        let path = self.file(key);
        if uncached::stat(&path).is_err() {
            let total = StoreKind::RunRecords.limit().unwrap_or_default();
            eviction::make_room(
                eviction::files(&self.dir),
                bytes.len() as u64,
                total,
                MAX_COUNT,
            );
        }
        atomic::write_atomic(&path, bytes, 0o600).is_ok()
    }

    /// Removes the run record of a key.
    pub fn forget(&self, key: &Digest) {
        let _ = work::remove(&self.file(key));
    }
}
