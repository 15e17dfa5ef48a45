//! Functions of the build cache's format that run records need.
//!
//! Counterpart: none.

/// Kind of a file in the build cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheFile {
    /// The entry of an action.
    Entry,
    /// A value.
    Value,
    /// The time of the last trim.
    Trim,
}

/// The format of the build cache. The build cache is a crate of the same level, so the
/// caller passes it in.
pub trait CacheFormat: Sync {
    /// Returns the kind of a file, by its path below a cache's directory.
    fn kind_of(&self, path: &str) -> Option<CacheFile>;

    /// Returns a number for the content of the entry at `path`; `None` if it is not valid.
    fn content_of(&self, path: &str) -> Option<u64>;

    /// Reports whether the cache in `dir` is to be trimmed.
    fn is_trim_due(&self, dir: &str, now_ns: i128) -> bool;

    /// Returns the age at which a file's time of last use is renewed.
    fn renewal_age_ns(&self) -> i128;

    /// Returns the time of last use that a file gets when it is renewed.
    fn renewed_time_ns(&self, now_ns: i128) -> i128;
}
