//! The transport of values to the server and back: compressed or not.
//!
//! Counterpart: none.

use bytes::Bytes;
use ruzstd::decoding::FrameDecoder;
use ruzstd::encoding::CompressionLevel;
use ruzstd::encoding::compress_to_vec;

/// Statistics about uploads of clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The number of values.
    pub values: usize,
    /// The number of compressed values.
    pub compressed: usize,
    /// Their total size in bytes, as they were sent.
    pub bytes: usize,
}

impl Received {
    /// Returns the stored form of a value with this size in bytes.
    pub(super) fn add(&mut self, data: Bytes, is_zstd: bool, size: i64) -> Bytes {
        self.values += 1;
        self.compressed += usize::from(is_zstd);
        self.bytes += data.len();
        if !is_zstd {
            assert_eq!(data.len() as i64, size);
            return data;
        }
        let mut value = vec![0; size as usize];
        let decoded = FrameDecoder::new().decode_all(&data, &mut value);
        assert_eq!(decoded.unwrap(), value.len());
        value.into()
    }
}

/// Returns the transport form of a stored value.
pub(super) fn compressed(data: Bytes, is_zstd: bool) -> Bytes {
    if is_zstd {
        compress_to_vec(&data[..], CompressionLevel::Fastest).into()
    } else {
        data
    }
}
