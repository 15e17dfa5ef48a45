//! One member of a zip: its bytes, unpacked and checked.
//!
//! Counterpart: archive/zip/reader.go (`File.Open`, `checksumReader`), compress/flate.

use miniz_oxide::DataFormat;
use miniz_oxide::MZError;
use miniz_oxide::MZFlush;
use miniz_oxide::MZStatus;
use miniz_oxide::inflate::stream::InflateState;
use miniz_oxide::inflate::stream::inflate;

use super::ZipError;
use super::crc32::Crc32;
use super::directory::Reader;

const HEADER: u32 = 0x0403_4b50;
const HEADER_LENGTH: usize = 30;
const DESCRIPTOR: u32 = 0x0807_4b50;
/// The flag of members whose sizes and sum stand behind them.
const HAS_DESCRIPTOR: u16 = 0x8;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// How much is unpacked at a time.
const CHUNK: usize = 64 << 10;

/// What the directory says of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name; bytes that are not UTF-8 are carried.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// How many bytes it has as it is packed.
    pub(super) packed: u64,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) checksum: u32,
    /// Where it begins in the file.
    pub(super) offset: u64,
}

impl Member {
    /// Reports whether it is a directory.
    pub fn is_dir(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Returns its bytes.
    pub fn unpack(&self, zip: &[u8]) -> Result<Vec<u8>, ZipError> {
        // What the directory says is no reason to reserve memory that may never be used.
        let likely = self
            .size
            .min(self.packed.saturating_mul(16) + 1024)
            .min(1 << 26);
        let mut bytes = Vec::with_capacity(usize::try_from(likely).unwrap_or_default());
        self.unpack_to(zip, |chunk| {
            bytes.extend_from_slice(chunk);
            Ok::<(), ZipError>(())
        })?;
        Ok(bytes)
    }

    /// Gives its bytes to `sink` piece by piece; they are known to be right when this
    /// returns.
    pub fn unpack_to<E: From<ZipError>>(
        &self,
        zip: &[u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.is_dir() {
            // Some tools say that a directory has packed bytes.
            return match self.size {
                0 => Ok(()),
                _ => Err(ZipError::Format.into()),
            };
        }
        let start = self.start(zip)?;
        let rest = zip.get(start..).unwrap_or_default();
        let packed = usize::try_from(self.packed).unwrap_or(usize::MAX);
        let mut meter = Meter {
            sum: Crc32::new(),
            count: 0,
            size: self.size,
        };
        let body = &rest[..packed.min(rest.len())];
        match self.method {
            STORED => {
                meter.add(body)?;
                sink(body)?;
            }
            DEFLATED => inflate_to(body, &mut meter, &mut sink)?,
            _ => return Err(ZipError::Algorithm.into()),
        }
        if meter.count != self.size {
            return Err(ZipError::UnexpectedEof.into());
        }
        self.check_sum(meter.sum.finish(), rest.get(packed..).unwrap_or_default())?;
        Ok(())
    }

    fn start(&self, zip: &[u8]) -> Result<usize, ZipError> {
        let offset = usize::try_from(self.offset).map_err(|_| ZipError::Format)?;
        let header = zip.get(offset..).and_then(|rest| rest.get(..HEADER_LENGTH));
        // Upstream reads behind the end here, which is EOF.
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

/// Counts and sums bytes, and stops them at the declared size.
struct Meter {
    sum: Crc32,
    count: u64,
    size: u64,
}

impl Meter {
    fn add(&mut self, bytes: &[u8]) -> Result<(), ZipError> {
        self.sum.update(bytes);
        self.count += bytes.len() as u64;
        match self.count > self.size {
            true => Err(ZipError::Format),
            false => Ok(()),
        }
    }
}

fn inflate_to<E: From<ZipError>>(
    mut packed: &[u8],
    meter: &mut Meter,
    sink: &mut impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut state = InflateState::new_boxed(DataFormat::Raw);
    let mut chunk = vec![0; CHUNK.min(usize::try_from(meter.size).unwrap_or(CHUNK) + 1)];
    loop {
        let result = inflate(&mut state, packed, &mut chunk, MZFlush::None);
        packed = &packed[result.bytes_consumed..];
        let bytes = &chunk[..result.bytes_written];
        meter.add(bytes)?;
        sink(bytes)?;
        match result.status {
            Ok(MZStatus::StreamEnd) => return Ok(()),
            Ok(_) if result.bytes_consumed + result.bytes_written > 0 => {}
            // Nothing moves any more: the packed bytes end too early.
            Ok(_) | Err(MZError::Buf) => return Err(ZipError::UnexpectedEof.into()),
            Err(_) => return Err(ZipError::Corrupt.into()),
        }
    }
}
