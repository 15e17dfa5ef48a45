//! A value that is to be stored: bytes or a file.
//!
//! Counterpart: none; upstream hands the open file to `Cache.Put`.

use vamos_base::Digest;

/// A value that is to be stored.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Bytes.
    Bytes(&'a [u8]),
    /// Bytes whose SHA-256 is known: nothing is hashed again.
    Hashed(&'a [u8], Digest),
    /// Bytes that may differ from the stored ones, such as the output of a test with its times:
    /// `GODEBUG=gocacheverify=1` does not compare them (`PutNoVerify`).
    Unverified(&'a [u8]),
    /// A complete file with its hash. It must not change before
    /// [`Store::flush`](crate::Store::flush); afterwards it may have been moved away unless
    /// `is_kept` is set.
    File(Finished<'a>),
}

impl Value<'_> {
    /// Returns the SHA-256 of the value.
    pub(crate) fn digest(&self) -> Digest {
        match self {
            Self::Bytes(data) | Self::Unverified(data) => Digest::of(data),
            Self::Hashed(_, digest) => *digest,
            Self::File(file) => file.digest,
        }
    }
}

/// A complete file, outside the cache, that becomes a value.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    /// The path of the file.
    pub path: &'a str,
    /// The SHA-256 of its contents, which the caller has computed.
    pub digest: Digest,
    /// The size in bytes.
    pub size: u64,
    /// True if the path must still name the file afterwards.
    pub is_kept: bool,
}
