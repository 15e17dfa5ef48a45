//! Digests of files that several tests of a run accessed.
//!
//! Counterpart: none.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::SystemTime;

use hashbrown::HashMap;
use vamos_base::Digest;
use vamos_base::golang::time::Time;
use vamos_fsys::Metadata;
use vamos_fsys::uncached;

/// A file that was changed later than this before it was read may be changed again without
/// getting other times.
const SETTLED_NS: i128 = 2_000_000_000;

/// Digests by path, with the metadata of the file at the time of reading.
#[derive(Default)]
pub struct Digests(Mutex<HashMap<String, (Metadata, Digest)>>);

impl Digests {
    /// Returns the digest of a file that is like this now; `None` if it cannot be read.
    pub(super) fn of(&self, name: &str, meta: &Metadata) -> Option<Digest> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, digest)) = lock().get(name)
            && known == meta
        {
            return Some(*digest);
        }
        let now = i128::from(Time::from(SystemTime::now()).unix_nanos());
        let (digest, _) = uncached::hash_file(name).ok()?;
        if meta.mtime_ns.max(meta.ctime_ns) < now - SETTLED_NS {
            lock().insert(name.to_owned(), (meta.clone(), digest));
        }
        Some(digest)
    }
}
