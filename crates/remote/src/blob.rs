//! The name of a value on a server.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_reapi::WireDigest;

/// A value, identified by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Blob {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

impl Blob {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self {
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
        }
    }

    pub(crate) fn to_wire(self) -> WireDigest {
        WireDigest {
            hash: self.digest.hex(),
            size_bytes: i64::try_from(self.size).unwrap_or(i64::MAX),
        }
    }

    pub(crate) fn from_wire(digest: Option<&WireDigest>) -> Option<Self> {
        let digest = digest?;
        Some(Self {
            digest: Digest::from_hex(digest.hash.as_bytes())?,
            size: u64::try_from(digest.size_bytes).ok()?,
        })
    }
}
