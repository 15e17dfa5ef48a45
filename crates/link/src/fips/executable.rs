//! The checksum of FIPS 140 code in an executable that the system's linker made.
//!
//! Only that linker knows the final bytes of the code, so they are read back. The section
//! `.go.fipsinfo` has the addresses of the four ranges that are hashed. Only headers and these
//! ranges are read.
//! Counterpart: cmd/link/internal/ld/fips140.go (`elffips`), debug/elf.

use std::ops::Range;

use vamos_objfile::ReadAt;

use super::checksum::HEADER;
use super::checksum::MAGIC;
use super::checksum::SUM_LEN;
use super::checksum::hmac;

const SECTION: &[u8] = b".go.fipsinfo\0";

/// How many ranges are hashed.
const RANGES: usize = 4;

/// The content of the section: the magic number, the checksum, the section's own address, and the
/// start and the end of each range.
const INFO_LEN: usize = MAGIC.len() + SUM_LEN + 8 + 16 * RANGES;

/// No read asks for more at once: lengths in a file may be wrong.
const PIECE: u64 = 1 << 20;

const ELF_HEADER: usize = 64;
const PROGRAM_HEADER: u16 = 56;
const SECTION_HEADER: u16 = 64;
const PT_LOAD: u32 = 1;
const SHT_NOBITS: u32 = 8;
const SHF_COMPRESSED: u64 = 1 << 11;

/// The checksum of an executable, as far as the executable allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutableCheck {
    /// What is hashed, for `-fipso`.
    pub object: Vec<u8>,
    /// The checksum and its place in the file; `None` if the file has no such place, or if the
    /// ranges are not in it.
    pub sum: Option<(u64, [u8; SUM_LEN])>,
}

impl ExecutableCheck {
    /// Computes the checksum of a 64-bit little-endian ELF file; `None` if the file has another form.
    pub fn of_elf(file: &dyn ReadAt) -> Option<Self> {
        let elf = Elf::parse(file)?;
        let mut check = Self {
            object: HEADER.to_vec(),
            sum: None,
        };
        if let Some(place) = elf.add_ranges(&mut check.object) {
            check.sum = Some((place, hmac(&check.object)));
        }
        Some(check)
    }
}

/// A header, whose numbers are read by offset.
struct Record(Vec<u8>);

impl Record {
    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.0.get(at..)?.first_chunk()?;
        Some(u16::from_le_bytes(*bytes))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.0.get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    }

    fn u64(&self, at: usize) -> Option<u64> {
        let bytes = self.0.get(at..)?.first_chunk()?;
        Some(u64::from_le_bytes(*bytes))
    }
}

struct Elf<'a> {
    file: &'a dyn ReadAt,
    /// What is loaded: addresses, and the offset of the first byte.
    segments: Vec<(Range<u64>, u64)>,
    sections: Vec<Record>,
    /// The offset of the table of section names.
    names: u64,
}

impl<'a> Elf<'a> {
    fn parse(file: &'a dyn ReadAt) -> Option<Self> {
        let header = Record(read(file, 0, ELF_HEADER as u64)?);
        // 64 bits, little-endian.
        if !header.0.starts_with(b"\x7fELF\x02\x01") {
            return None;
        }
        let programs = table(file, &header, (32, 54, 56), PROGRAM_HEADER)?;
        let mut segments = Vec::new();
        for program in &programs {
            let (start, len) = (program.u64(16)?, program.u64(32)?);
            if program.u32(0)? == PT_LOAD {
                segments.push((start..start.wrapping_add(len), program.u64(8)?));
            }
        }
        let sections = table(file, &header, (40, 58, 60), SECTION_HEADER)?;
        let names = sections.get(usize::from(header.u16(62)?))?.u64(24)?;
        Some(Self {
            file,
            segments,
            sections,
            names,
        })
    }

    /// Returns the place and the length of `.go.fipsinfo` in the file.
    fn info(&self) -> Option<(u64, u64)> {
        let is_named = |section: &&Record| {
            let place = section
                .u32(0)
                .map(|name| self.names.wrapping_add(name.into()));
            let name = place.and_then(|place| read(self.file, place, SECTION.len() as u64));
            name.is_some_and(|name| name == SECTION)
        };
        let section = self.sections.iter().find(is_named)?;
        if section.u32(4)? == SHT_NOBITS || section.u64(8)? & SHF_COMPRESSED != 0 {
            return None;
        }
        Some((section.u64(24)?, section.u64(32)?))
    }

    /// Adds the ranges; returns the place of the checksum.
    fn add_ranges(&self, object: &mut Vec<u8>) -> Option<u64> {
        let (place, len) = self.info()?;
        let info = Record(read(self.file, place, len.min(INFO_LEN as u64))?);
        for range in 0..RANGES {
            // Addends are in the data, even where the dynamic linker adds an address.
            let at = INFO_LEN - 16 * (RANGES - range);
            let (start, end) = (info.u64(at)?, info.u64(at + 8)?);
            let holds = |(addresses, _): &&(Range<u64>, u64)| {
                addresses.start <= start && start <= end && end <= addresses.end
            };
            let (addresses, offset) = self.segments.iter().find(holds)?;
            let bytes = read(
                self.file,
                offset.wrapping_add(start - addresses.start),
                end - start,
            )?;
            object.extend((end - start).to_be_bytes());
            object.extend(bytes);
        }
        place.checked_add(MAGIC.len() as u64)
    }
}

/// Reads a table of headers. `fields` are the places of its offset, of the length of an entry, and
/// of their number.
fn table(
    file: &dyn ReadAt,
    header: &Record,
    fields: (usize, usize, usize),
    least: u16,
) -> Option<Vec<Record>> {
    let (offset, len, count) = (
        header.u64(fields.0)?,
        header.u16(fields.1)?,
        header.u16(fields.2)?,
    );
    if len < least {
        return None;
    }
    let entry = |index: u16| {
        let place = offset.checked_add(u64::from(index) * u64::from(len))?;
        read(file, place, least.into()).map(Record)
    };
    (0..count).map(entry).collect()
}

/// Reads bytes; `None` if the file has not so many. Memory grows only with what is there.
fn read(file: &dyn ReadAt, offset: u64, len: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < len {
        let from = bytes.len();
        let step = (len - from as u64).min(PIECE) as usize;
        bytes.resize(from + step, 0);
        let place = offset.checked_add(from as u64)?;
        let count = file.read_at(&mut bytes[from..], place).ok()?;
        if count < step {
            return None;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
