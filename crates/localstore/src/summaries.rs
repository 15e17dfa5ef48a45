//! Summaries of packages that were checked: a table of their digests by key, and a file for each
//! digest.
//!
//! A run that checks one package needs the digests of all, but only the summaries of what that
//! package imports. Equal summaries are kept once. A file counts only if it has its digest.
//! Counterpart: none.

use vamos_base::Digest;
use vamos_fsys::atomic;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::clock::now_ns;
use crate::eviction;
use crate::kind::StoreKind;
use crate::table::Table;

/// How many summaries there may be.
const MAX_COUNT: usize = 50_000;

/// The summaries of one user.
pub struct Summaries {
    dir: String,
    index: Table,
}

impl Summaries {
    /// Keeps summaries below vamos' own directory of the user's caches.
    pub fn below(own: &str) -> Self {
        Self {
            dir: StoreKind::Summaries.path(own, ""),
            index: Table::shared(StoreKind::Checks, own, now_ns()),
        }
    }

    /// Returns the digest of the summary of a key.
    pub fn find(&self, key: &Digest) -> Option<Digest> {
        let bytes = self.index.get(&key.hex())?;
        Some(Digest(bytes.try_into().ok()?))
    }

    /// Returns a summary by its digest; none if its file was removed or damaged.
    pub fn read(&self, digest: &Digest) -> Option<Vec<u8>> {
        let file = self.file(digest);
        let bytes = uncached::read(&file).ok()?;
        if Digest::of(&bytes) == *digest {
            return Some(bytes);
        }
        // So that it is written again.
        let _ = work::remove(&file);
        None
    }

    /// Keeps a summary under a key. An error is ignored: it is made again.
    pub fn keep(&self, key: &Digest, digest: &Digest, bytes: &[u8]) {
        let path = self.file(digest);
        if uncached::stat(&path).is_err()
            && (uncached::make_dirs(&self.dir).is_err()
                || atomic::write_atomic(&path, bytes, 0o600).is_err())
        {
            return;
        }
        self.index.put(&key.hex(), digest.0.to_vec());
    }

    /// Writes the table. If this run has `added` summaries, the oldest are removed where there are
    /// too many.
    pub fn save(&self, added: usize) {
        if added > 0 {
            let total = StoreKind::Summaries.limit().unwrap_or_default();
            eviction::make_room(eviction::files(&self.dir), 0, total, MAX_COUNT);
        }
        self.index.save();
    }

    fn file(&self, digest: &Digest) -> String {
        format!("{}/{}", self.dir, digest.hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_counts_only_with_its_digest() {
        let temp = tempfile::tempdir().unwrap();
        let own = temp.path().to_str().unwrap();
        let [key, other] = [b"key", b"oth"].map(|text| Digest::of(text));
        let bytes = b"summary";
        let digest = Digest::of(bytes);
        let summaries = Summaries::below(own);
        assert_eq!(summaries.find(&key), None);
        summaries.keep(&key, &digest, bytes);
        summaries.keep(&other, &digest, bytes);
        summaries.save(1);
        let again = Summaries::below(own);
        assert_eq!(again.find(&key), Some(digest));
        assert_eq!(again.find(&other), Some(digest));
        assert_eq!(again.read(&digest).as_deref(), Some(&bytes[..]));
        work::write(&again.file(&digest), b"summarz").unwrap();
        assert_eq!(again.read(&digest), None);
        again.keep(&key, &digest, bytes);
        assert_eq!(again.read(&digest).as_deref(), Some(&bytes[..]));
    }
}
