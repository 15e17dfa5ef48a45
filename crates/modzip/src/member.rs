//! One member of a zip: its bytes, unpacked and checked.
//!
//! Counterpart: archive/zip/reader.go (`File.Open`, `checksumReader`), compress/flate.

use std::borrow::Cow;

use zlib_rs::Inflate;
use zlib_rs::InflateFlush;
use zlib_rs::Status;
use zlib_rs::crc32::crc32;

use super::ZipError;
use super::bytes::Reader;

const HEADER: u32 = 0x0403_4b50;
const HEADER_LENGTH: usize = 30;
const DESCRIPTOR: u32 = 0x0807_4b50;
/// The flag of members whose sizes and checksum follow their bytes.
const HAS_DESCRIPTOR: u16 = 0x8;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The number of bytes that are unpacked at a time.
const CHUNK: usize = 64 << 10;
/// The largest window that deflate has, as a power of two.
const WINDOW_BITS: u8 = 15;

/// The kind of a member, by its permissions and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A regular file.
    File,
    /// A directory.
    Dir,
    /// A symbolic link; its bytes are the target.
    Symlink,
    /// Another kind, which a module cannot have, such as a device.
    Other,
}

/// A member as its directory entry describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name; bytes that are not UTF-8 are preserved.
    pub name: String,
    /// Its kind.
    pub kind: MemberKind,
    /// Its size in bytes.
    pub size: u64,
    /// Its compressed size in bytes.
    pub(super) packed: u64,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) checksum: u32,
    /// Its offset in the file.
    pub(super) offset: u64,
}

impl Member {
    /// Reports whether it is a directory.
    pub fn is_dir(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Returns its bytes.
    pub fn unpack(&self, zip: &[u8]) -> Result<Vec<u8>, ZipError> {
        // The declared size is not trusted: it must not reserve memory that may never be used.
        let likely = self
            .size
            .min(self.packed.saturating_mul(16) + 1024)
            .min(1 << 26);
        let mut bytes = Vec::new();
        let likely = usize::try_from(likely).unwrap_or_default();
        self.unpack_by(likely, zip, &mut |piece| {
            if bytes.is_empty() {
                // Usually this is the only piece.
                bytes = std::mem::take(piece).into_owned();
            } else {
                bytes.extend_from_slice(piece);
            }
            Ok::<(), ZipError>(())
        })?;
        Ok(bytes)
    }

    /// Passes its bytes to `sink` piece by piece; they are verified when this returns.
    pub fn unpack_to<E: From<ZipError>>(
        &self,
        zip: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let size = usize::try_from(self.size).unwrap_or(CHUNK);
        self.unpack_by(CHUNK.min(size), zip, &mut |piece| sink(piece))
    }

    /// Unpacks in pieces of at most `size` bytes; `sink` may keep a piece.
    fn unpack_by<E: From<ZipError>>(
        &self,
        size: usize,
        zip: &[u8],
        sink: &mut impl FnMut(&mut Cow<'_, [u8]>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.is_dir() {
            // Some tools declare compressed bytes for a directory.
            return match self.size {
                0 => Ok(()),
                _ => Err(ZipError::Format.into()),
            };
        }
        let start = self.start(zip)?;
        let rest = zip.get(start..).unwrap_or_default();
        let packed = usize::try_from(self.packed).unwrap_or(usize::MAX);
        let mut meter = Meter {
            sum: 0,
            count: 0,
            size: self.size,
        };
        let body = &rest[..packed.min(rest.len())];
        match self.method {
            STORED => {
                meter.add(body)?;
                sink(&mut Cow::Borrowed(body))?;
            }
            DEFLATED => inflate_by(size, body, &mut meter, sink)?,
            _ => return Err(ZipError::Algorithm.into()),
        }
        if meter.count != self.size {
            return Err(ZipError::UnexpectedEof.into());
        }
        self.check_sum(meter.sum, rest.get(packed..).unwrap_or_default())?;
        Ok(())
    }

    fn start(&self, zip: &[u8]) -> Result<usize, ZipError> {
        let offset = usize::try_from(self.offset).map_err(|_| ZipError::Format)?;
        let header = zip.get(offset..).and_then(|rest| rest.get(..HEADER_LENGTH));
        // Upstream reads after the end here, which is EOF.
        let mut b = Reader(header.ok_or(ZipError::UnexpectedEof)?);
        let signature = b.u32();
        b.take(22);
        match (signature, b.u16(), b.u16()) {
            (Some(HEADER), Some(name), Some(extra)) => {
                Ok(offset + HEADER_LENGTH + usize::from(name) + usize::from(extra))
            }
            _ => Err(ZipError::Format),
        }
    }

    fn check_sum(&self, sum: u32, behind: &[u8]) -> Result<(), ZipError> {
        if self.flags & HAS_DESCRIPTOR != 0 {
            let mut b = Reader(behind);
            let first = b.u32().ok_or(ZipError::UnexpectedEof)?;
            let noted = match first {
                DESCRIPTOR => b.u32().ok_or(ZipError::UnexpectedEof)?,
                sum => sum,
            };
            b.take(8).ok_or(ZipError::UnexpectedEof)?;
            if noted != self.checksum || sum != self.checksum {
                return Err(ZipError::Checksum);
            }
        } else if self.checksum != 0 && sum != self.checksum {
            return Err(ZipError::Checksum);
        }
        Ok(())
    }
}

/// Counts bytes, computes their checksum, and limits them to the declared size.
struct Meter {
    sum: u32,
    count: u64,
    size: u64,
}

impl Meter {
    fn add(&mut self, bytes: &[u8]) -> Result<(), ZipError> {
        self.sum = crc32(self.sum, bytes);
        self.count += bytes.len() as u64;
        if self.count > self.size {
            Err(ZipError::Format)
        } else {
            Ok(())
        }
    }
}

fn inflate_by<E: From<ZipError>>(
    size: usize,
    mut packed: &[u8],
    meter: &mut Meter,
    sink: &mut impl FnMut(&mut Cow<'_, [u8]>) -> Result<(), E>,
) -> Result<(), E> {
    let mut state = Inflate::new(false, WINDOW_BITS);
    // One byte more than expected, so that the end is detected with the last bytes.
    let mut chunk = vec![0; size + 1];
    loop {
        chunk.resize(size + 1, 0);
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let status = state.decompress(packed, &mut chunk, InflateFlush::NoFlush);
        let consumed = usize::try_from(state.total_in() - before_in).unwrap_or_default();
        let written = usize::try_from(state.total_out() - before_out).unwrap_or_default();
        packed = &packed[consumed..];
        chunk.truncate(written);
        meter.add(&chunk)?;
        let mut piece = Cow::Owned(chunk);
        sink(&mut piece)?;
        chunk = piece.into_owned();
        match status {
            Ok(Status::StreamEnd) => return Ok(()),
            Ok(_) if consumed + written > 0 => {}
            // No progress: the compressed bytes end too early.
            Ok(_) => return Err(ZipError::UnexpectedEof.into()),
            Err(_) => return Err(ZipError::Corrupt.into()),
        }
    }
}
