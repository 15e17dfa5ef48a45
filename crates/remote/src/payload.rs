//! The encoding of a value for transport: compressed or not.
//!
//! Data from a server is untrusted, so the crate `ruzstd`, which is safe Rust, decodes it. The
//! crate `zstd`, the C library, only compresses values of the local cache, many times faster than
//! `ruzstd`.
//! Counterpart: none.

use std::io::Read;

use bytes::Bytes;
use ruzstd::decoding::FrameDecoder;

use crate::RemoteError;
use crate::blob::Blob;

/// The compression level: the fastest of zstd's standard levels. The build that makes the values
/// needs the processors at the same time.
const LEVEL: i32 = 1;

/// The minimum size in bytes for compression.
pub(crate) const LEAST: usize = 256;

/// The bytes of a value, compressed or not. Bytes from a server are not verified yet.
#[derive(Debug)]
pub(crate) struct Payload {
    pub(crate) data: Bytes,
    pub(crate) is_zstd: bool,
}

impl Payload {
    /// Returns a value in its form for transport. It is compressed if the server accepts that and
    /// the result is smaller.
    pub(crate) fn to_send(bytes: Bytes, may_compress: bool) -> Self {
        let compress = || zstd::bulk::compress(&bytes, LEVEL).ok();
        let compressed = (may_compress && bytes.len() >= LEAST).then(compress);
        let compressed = compressed.flatten().map(Bytes::from);
        match compressed.filter(|compressed| compressed.len() < bytes.len()) {
            Some(data) => Self {
                data,
                is_zstd: true,
            },
            None => Self {
                data: bytes,
                is_zstd: false,
            },
        }
    }

    /// Returns a reader of the compressed form of a value of any size.
    pub(crate) fn compressing(value: impl Read + Send) -> std::io::Result<impl Read + Send> {
        zstd::stream::read::Encoder::new(value, LEVEL)
    }

    /// Returns the maximum compressed size of a value with this size.
    pub(crate) fn most(size: u64) -> u64 {
        // Incompressible data gets a header for each 128 KiB.
        size + size / 128 + 4096
    }

    /// Returns the bytes of a value.
    ///
    /// # Errors
    ///
    /// [`RemoteError::WrongBytes`]: not a compressed value of this size. The memory used is limited
    /// to the size of the value and one window (at most 100 MiB).
    pub(crate) fn decode(self, blob: Blob) -> Result<Bytes, RemoteError> {
        if !self.is_zstd {
            return Ok(self.data);
        }
        let wrong = || RemoteError::WrongBytes(blob.digest);
        let mut value = vec![0; usize::try_from(blob.size).map_err(|_| wrong())?];
        let decoded = FrameDecoder::new().decode_all(&self.data, &mut value);
        match decoded {
            Ok(size) if size == value.len() => Ok(value.into()),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::CompressionLevel;
    use ruzstd::encoding::compress_to_vec;

    use super::*;

    fn zstd(bytes: &[u8]) -> Payload {
        Payload {
            data: compress_to_vec(bytes, CompressionLevel::Fastest).into(),
            is_zstd: true,
        }
    }

    #[test]
    fn values_are_decoded() {
        let long: Vec<u8> = (0..300_000_u32)
            .flat_map(|n| (n / 7).to_le_bytes())
            .collect();
        for bytes in [&b""[..], b"x", &[7; 5000], &long] {
            assert_eq!(zstd(bytes).decode(Blob::of(bytes)).as_deref(), Ok(bytes));
            let plain = Payload {
                data: Bytes::copy_from_slice(bytes),
                is_zstd: false,
            };
            assert_eq!(plain.decode(Blob::of(bytes)).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn a_value_of_another_size_is_refused() {
        let blob = Blob::of(&[7; 5000]);
        for size in [0, 4999, 5001, 1 << 20] {
            let decoded = zstd(&vec![7; size]).decode(blob);
            assert_eq!(decoded, Err(RemoteError::WrongBytes(blob.digest)), "{size}");
        }
    }

    #[test]
    fn sent_payloads_are_decoded() {
        let long: Vec<u8> = (0..90_000_u32)
            .flat_map(|n| (n / 7).to_le_bytes())
            .collect();
        for bytes in [&b""[..], b"x", &[7; 5000], &long] {
            let sent = Payload::to_send(Bytes::copy_from_slice(bytes), true);
            assert_eq!(sent.is_zstd, bytes.len() >= LEAST);
            assert!(sent.data.len() <= bytes.len());
            assert_eq!(sent.decode(Blob::of(bytes)).as_deref(), Ok(bytes));
            let mut data = Vec::new();
            let mut reader = Payload::compressing(bytes).unwrap();
            reader.read_to_end(&mut data).unwrap();
            let data = data.into();
            let sent = Payload {
                data,
                is_zstd: true,
            };
            assert_eq!(sent.decode(Blob::of(bytes)).as_deref(), Ok(bytes));
        }
        let plain = Payload::to_send(Bytes::from_static(&[7; 5000]), false);
        assert!(!plain.is_zstd && plain.data.len() == 5000);
        // Digests do not compress.
        let random: Vec<u8> = (0..20_u8).flat_map(|n| Blob::of(&[n]).digest.0).collect();
        assert!(!Payload::to_send(random.into(), true).is_zstd);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
            at in 0_usize..4000,
            bit in 0..8_u8,
        ) {
            let blob = Blob::of(&[7; 100]);
            let data = Bytes::from(bytes);
            let _ = Payload { data, is_zstd: true }.decode(blob);
            let mut damaged = zstd(&[7; 100]).data.to_vec();
            let at = at % damaged.len();
            damaged[at] ^= 1_u8 << bit;
            let data = Bytes::from(damaged);
            let _ = Payload { data, is_zstd: true }.decode(blob);
        }
    }
}
