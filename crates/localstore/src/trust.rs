//! The rule for stamps that prove that a file has not changed since a run read it.
//! Counterpart: none; cmd/go/internal/modindex has a rule of the same kind for the age.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_fsys::Metadata;
use vamos_fsys::stamp::Stamp;
use vamos_fsys::work;

/// A younger stamp proves nothing: the file may have been written again within the
/// granularity of the file system's times.
const RACY_NS: i128 = 2_000_000_000;

/// Reports whether both times are old enough at a moment.
pub(crate) fn is_settled(now_ns: i128, mtime_ns: i128, ctime_ns: i128) -> bool {
    mtime_ns.max(ctime_ns) < now_ns - RACY_NS
}

/// Decides for one run.
pub(crate) struct Trust {
    start_ns: i128,
    /// By device, whether its file system keeps the time of change honestly.
    devices: Mutex<HashMap<u64, bool>>,
}

impl Trust {
    /// Decides for a run that began at `start_ns`.
    pub(crate) fn new(start_ns: i128) -> Self {
        Self {
            start_ns,
            devices: Mutex::default(),
        }
    }

    /// Returns when the run began.
    pub(crate) fn start_ns(&self) -> i128 {
        self.start_ns
    }

    /// Reports whether both times are older than the run.
    pub(crate) fn is_settled(&self, mtime_ns: i128, ctime_ns: i128) -> bool {
        is_settled(self.start_ns, mtime_ns, ctime_ns)
    }

    /// Reports whether the file system of the file at `path` changes the times with every
    /// change of contents.
    pub(crate) fn is_honest(&self, dev: u64, path: &str) -> bool {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        *devices
            .entry(dev)
            .or_insert_with(|| work::keeps_honest_times(path))
    }

    /// Reports whether the stamp of the file at `path` proves in later runs that the file
    /// has not changed.
    pub(crate) fn trusts(&self, meta: &Metadata, path: &str) -> bool {
        self.is_settled(meta.mtime_ns, meta.ctime_ns) && self.is_honest(meta.dev, path)
    }

    /// Reports whether every later write to an entry of the build cache shows in its stamp.
    ///
    /// A young stamp is enough if the time of modification is clearly older than the last change:
    /// that was no write, and a later write would move the time of modification. This does not hold
    /// for programs that set an old time after they wrote a file, but none writes entries like that.
    pub(crate) fn shows_writes_to_entry(&self, stamp: &Stamp, path: &str) -> bool {
        let (mtime_ns, ctime_ns) = (stamp.mtime_ns.into(), stamp.ctime_ns.into());
        let is_renewed = mtime_ns < ctime_ns - RACY_NS;
        (is_renewed || self.is_settled(mtime_ns, ctime_ns)) && self.is_honest(stamp.dev, path)
    }
}
