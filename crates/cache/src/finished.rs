//! A file that is ready to be stored.
//!
//! Counterpart: none; upstream hands the open file to `Cache.Put`.

use vamos_base::Digest;

/// A complete file, outside the cache, that becomes a value.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    /// Where it is.
    pub path: &'a str,
    /// The SHA-256 of its contents, which the caller has computed.
    pub digest: Digest,
    /// How long it is.
    pub size: u64,
    /// Whether the path must still name the file afterwards.
    pub is_kept: bool,
}
