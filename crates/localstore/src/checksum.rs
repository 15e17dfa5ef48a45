//! Checksums against torn and flipped bytes.
//!
//! Counterpart: none.

use vamos_base::Digest;

/// The length of a checksum.
pub(crate) const SUM: usize = 8;

/// Returns the checksum of bytes.
pub(crate) fn sum(bytes: &[u8]) -> [u8; SUM] {
    let mut out = [0; SUM];
    out.copy_from_slice(&Digest::of(bytes).0[..SUM]);
    out
}
