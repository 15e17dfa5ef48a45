//! Random access to bytes: a slice, or a file that someone else has opened.
//!
//! The parsers read headers here and there in files that may be hundreds of
//! megabytes long, so they read ranges and never the whole.
//! Counterpart: io.ReaderAt, io.SectionReader, internal/saferio.

use std::io;

/// Bytes that can be read at any offset.
pub trait ReadAt {
    /// Fills `buf` from `offset` on and returns the number of bytes read, which is less than the
    /// length of `buf` only at the end.
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl ReadAt for [u8] {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|start| self.get(start..))
            .unwrap_or_default();
        let count = rest.len().min(buf.len());
        buf[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl ReadAt for Vec<u8> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        self.as_slice().read_at(buf, offset)
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        (**self).read_at(buf, offset)
    }
}

impl ReadAt for std::fs::File {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        use std::os::unix::fs::FileExt;
        let mut done = 0;
        while done < buf.len() {
            match FileExt::read_at(self, &mut buf[done..], offset + done as u64) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }
}

/// The part of another [`ReadAt`] that starts at `base` and is `len` bytes long.
pub(crate) struct Section<'a> {
    /// The bytes that this is a part of.
    pub(crate) inner: &'a dyn ReadAt,
    /// Start of the part.
    pub(crate) base: u64,
    /// Maximal length of the part.
    pub(crate) len: u64,
}

impl ReadAt for Section<'_> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let Some(left) = self.len.checked_sub(offset) else {
            return Ok(0);
        };
        let Some(start) = self.base.checked_add(offset) else {
            return Ok(0);
        };
        let want = usize::try_from(left).map_or(buf.len(), |left| left.min(buf.len()));
        self.inner.read_at(&mut buf[..want], start)
    }
}

/// Error of reading a whole range.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// There is nothing at the offset.
    Eof,
    /// The input ends too early.
    UnexpectedEof,
    /// The system's error.
    Io(io::Error),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads up to `len` bytes at `offset`, without trusting `len`: memory grows only with the bytes
/// that exist.
pub(crate) fn read_up_to(from: &dyn ReadAt, offset: u64, len: u64) -> io::Result<Vec<u8>> {
    const STEP: usize = 1 << 20;
    let mut out = Vec::new();
    loop {
        let left = len - out.len() as u64;
        let step = usize::try_from(left).map_or(STEP, |left| left.min(STEP));
        if step == 0 {
            return Ok(out);
        }
        let Some(start) = offset.checked_add(out.len() as u64) else {
            return Ok(out);
        };
        let old = out.len();
        out.resize(old + step, 0);
        let count = from.read_at(&mut out[old..], start)?;
        if count < step {
            out.truncate(old + count);
            return Ok(out);
        }
    }
}

/// Reads exactly `len` bytes at `offset` (`saferio.ReadDataAt`).
pub(crate) fn read_exact(from: &dyn ReadAt, offset: u64, len: u64) -> Result<Vec<u8>, ReadError> {
    let out = read_up_to(from, offset, len)?;
    if out.len() as u64 == len {
        Ok(out)
    } else if out.is_empty() {
        Err(ReadError::Eof)
    } else {
        Err(ReadError::UnexpectedEof)
    }
}

/// The byte order that a header announces; reads never leave the slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Endian {
    /// Returns the `u16` at `at`, if the slice reaches that far.
    pub(crate) fn u16(self, data: &[u8], at: usize) -> Option<u16> {
        let raw = data.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(raw),
            Self::Big => u16::from_be_bytes(raw),
        })
    }

    /// Returns the `u32` at `at`, if the slice reaches that far.
    pub(crate) fn u32(self, data: &[u8], at: usize) -> Option<u32> {
        let raw = data.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(raw),
            Self::Big => u32::from_be_bytes(raw),
        })
    }

    /// Returns the `u64` at `at`, if the slice reaches that far.
    pub(crate) fn u64(self, data: &[u8], at: usize) -> Option<u64> {
        let raw = data.get(at..at.checked_add(8)?)?.try_into().ok()?;
        Some(match self {
            Self::Little => u64::from_le_bytes(raw),
            Self::Big => u64::from_be_bytes(raw),
        })
    }
}

/// Returns the position of `needle` in `hay` (`bytes.Index`).
///
/// Horspool's search: build IDs are long and have few byte values, so most comparisons skip a whole
/// needle, which leaves the time to SHA-256.
pub(crate) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let Some(&last) = needle.last() else {
        return Some(0);
    };
    let end = needle.len() - 1;
    if end == 0 {
        return hay.iter().position(|&byte| byte == last);
    }
    let mut skip = [needle.len(); 256];
    for (at, &byte) in needle[..end].iter().enumerate() {
        skip[usize::from(byte)] = end - at;
    }
    let mut at = end;
    while let Some(&byte) = hay.get(at) {
        if byte == last && hay[at - end..at] == needle[..end] {
            return Some(at - end);
        }
        at += skip[usize::from(byte)];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::find;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn find_is_the_first_window(hay in prop::collection::vec(0u8..3, 0..60), needle in prop::collection::vec(0u8..3, 1..5)) {
            let want = hay.windows(needle.len()).position(|window| window == needle);
            prop_assert_eq!(find(&hay, &needle), want);
        }
    }
}
