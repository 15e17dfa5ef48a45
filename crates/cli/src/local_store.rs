//! Connects the build cache with the tables of vamos: both are crates of one level, which do not
//! depend on each other.
//!
//! Counterpart: none.

use vamos_cache::IndexStorage;
use vamos_cache::Part;
use vamos_fsys::Metadata;
use vamos_localstore::Table;
use vamos_localstore::run_record::CacheFile;
use vamos_localstore::run_record::CacheFormat;

/// The only key of a table of entries.
const ALL: &str = "all";

/// The table of the entries that earlier runs read of the build cache.
pub(crate) struct EntryTable(pub(crate) Table);

impl IndexStorage for EntryTable {
    fn bytes(&self) -> Option<&[u8]> {
        self.0.get(ALL)
    }

    fn trusts(&self, meta: &Metadata, path: &str) -> bool {
        self.0.trusts(meta, path)
    }

    fn store(&self, bytes: Vec<u8>) {
        self.0.put(ALL, bytes);
        self.0.save();
    }
}

/// The format of GOCACHE, for run records.
pub(crate) struct GoCache;

impl CacheFormat for GoCache {
    fn kind_of(&self, path: &str) -> Option<CacheFile> {
        vamos_cache::part_of(path).map(|part| match part {
            Part::Entry => CacheFile::Entry,
            Part::Value => CacheFile::Value,
            Part::Trim => CacheFile::Trim,
        })
    }

    fn content_of(&self, path: &str) -> Option<u64> {
        vamos_cache::content_of(path)
    }

    fn is_trim_due(&self, dir: &str, now_ns: i128) -> bool {
        vamos_cache::is_trim_due(dir, now_ns)
    }

    fn renewal_age_ns(&self) -> i128 {
        vamos_cache::RENEWAL_AGE_NS
    }

    fn renewed_time_ns(&self, now_ns: i128) -> i128 {
        vamos_cache::renewed_time_ns(now_ns)
    }
}
