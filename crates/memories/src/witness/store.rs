//! Where witnesses are kept: one file each, bounded in number and in all, the oldest going
//! first.
//!
//! Several runs may write at once; each file appears whole, and the last one stays.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::atomic;
use vamos_fsys::fresh;
use vamos_fsys::work;

use super::Claims;
use super::Witness;
use super::format::encode;

/// Larger ones are not kept.
const MAX_SIZE: usize = 64 << 20;

/// All of them together.
const MAX_TOTAL: u64 = 256 << 20;

/// How many there may be.
const MAX_COUNT: usize = 256;

/// The witnesses of one user.
pub struct Witnesses {
    dir: String,
}

impl Witnesses {
    /// Keeps witnesses below vamos' own directory of the user's caches.
    pub fn below(own: &str) -> Self {
        Self {
            dir: format!("{own}/witness"),
        }
    }

    fn file(&self, key: &Digest) -> String {
        format!("{}/{}", self.dir, &key.hex()[..32])
    }

    /// Returns the witness of a key, if `user` left one.
    pub fn find(&self, key: &Digest, user: u32) -> Option<Witness> {
        let path = self.file(key);
        let meta = work::lstat(&path).ok()?;
        if !meta.is_file() || meta.uid != user || meta.size > MAX_SIZE as u64 {
            return None;
        }
        Witness::parse(fresh::read(&path).ok()?, key)
    }

    /// Keeps claims under a key; reports whether that worked.
    pub fn keep(&self, key: &Digest, claims: &Claims) -> bool {
        self.keep_bytes(key, &encode(claims, key))
    }

    /// Keeps the bytes of a witness under its key.
    pub fn keep_bytes(&self, key: &Digest, bytes: &[u8]) -> bool {
        if bytes.len() > MAX_SIZE || fresh::make_dirs(&self.dir).is_err() {
            return false;
        }
        let path = self.file(key);
        if fresh::stat(&path).is_err() {
            self.evict(bytes.len() as u64);
        }
        atomic::write_atomic(&path, bytes, 0o600).is_ok()
    }

    /// Forgets the witness of a key.
    pub fn forget(&self, key: &Digest) {
        let _ = work::remove(&self.file(key));
    }

    /// Makes room for one more.
    fn evict(&self, size: u64) {
        let mut files: Vec<(i128, u64, String)> = Vec::new();
        for name in fresh::names(&self.dir).unwrap_or_default() {
            let path = format!("{}/{name}", self.dir);
            if let Ok(meta) = work::lstat(&path) {
                files.push((meta.mtime_ns, meta.size, path));
            }
        }
        files.sort_unstable();
        let mut total: u64 = size + files.iter().map(|file| file.1).sum::<u64>();
        let mut count = files.len() + 1;
        for (_, size, path) in files {
            if total <= MAX_TOTAL && count <= MAX_COUNT {
                break;
            }
            let _ = work::remove(&path);
            total -= size;
            count -= 1;
        }
    }
}
