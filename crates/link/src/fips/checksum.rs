//! The checksum of FIPS 140 code, and the form of the symbol that holds it.
//!
//! Counterpart: cmd/link/internal/ld/fips140.go (`newFipsObj`, `fipsMagic`).

use vamos_base::Sha256;

/// First bytes of go:fipsinfo; the checksum follows.
pub(super) const MAGIC: &[u8; 16] = b"\xff Go fipsinfo \xff\x00";

/// Size of the checksum in bytes.
pub(super) const SUM_LEN: usize = 32;

/// First bytes of the hashed content.
pub(super) const HEADER: &[u8] = b"go fips object v1\n";

/// Returns the HMAC-SHA256 with a key of zeros.
pub(super) fn hmac(bytes: &[u8]) -> [u8; SUM_LEN] {
    let mut inner = Sha256::new();
    inner.update(&[0x36; 64]);
    inner.update(bytes);
    let mut outer = Sha256::new();
    outer.update(&[0x5c; 64]);
    outer.update(&inner.finish().0);
    outer.finish().0
}

#[cfg(test)]
mod tests {
    #[test]
    fn hmac_of_nothing() {
        let sum = super::hmac(b"");
        assert_eq!(sum[..4], [0xb6, 0x13, 0x67, 0x9a]);
    }
}
