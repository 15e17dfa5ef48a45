//! Summaries that are stored between runs.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_checks::Kept;
use vamos_localstore::Summaries;
use vamos_localstore::data_dir;

use crate::env_vars::ReuseMode;
use crate::invocation::Invocation;

/// The summaries of the user.
pub(in crate::commands) struct KeptSummaries {
    summaries: Summaries,
    /// The hash of which build of vamos this is: another one may find other errors.
    build: Sha256,
    added: AtomicUsize,
}

/// Opens them; none with `VAMOS_TRACE=off` or without a cache directory.
pub(in crate::commands) fn open(invocation: &Invocation) -> Option<Arc<KeptSummaries>> {
    if invocation.process.settings.reuse_mode == ReuseMode::Off {
        return None;
    }
    let cache = vamos_goenv::host::user_cache_dir(invocation.env.os()).ok()?;
    let mut build = Sha256::new();
    build.update(invocation.build_of_vamos()?.as_bytes());
    Some(Arc::new(KeptSummaries {
        summaries: Summaries::below(&data_dir(&cache)),
        build,
        added: AtomicUsize::new(0),
    }))
}

impl KeptSummaries {
    /// Reads the stored data of earlier runs, except summaries.
    pub(super) fn prepare(&self) {
        self.summaries.prepare();
    }

    pub(in crate::commands) fn save(&self) {
        self.summaries.save(self.added.load(Ordering::Relaxed));
    }

    fn key(&self, key: &Digest) -> Digest {
        let mut hash = self.build.clone();
        hash.update(&key.0);
        hash.finish()
    }
}

impl Kept for KeptSummaries {
    fn find(&self, key: &Digest) -> Option<Digest> {
        self.summaries.find(&self.key(key))
    }

    fn read(&self, digest: &Digest) -> Option<Vec<u8>> {
        self.summaries.read(digest)
    }

    fn keep(&self, key: &Digest, digest: &Digest, summary: &[u8]) {
        self.added.fetch_add(1, Ordering::Relaxed);
        self.summaries.keep(&self.key(key), digest, summary);
    }
}
