//! The checksum of FIPS 140 code in an executable that the system's linker made.
//!
//! Only the output of that linker has the final bytes of the code, so they are read back. The
//! section `.go.fipsinfo` has the addresses of the four ranges that are hashed. Only headers and
//! these ranges are read.
//! Counterpart: cmd/link/internal/ld/fips140.go (`elffips`), debug/elf.

use vamos_objfile::ReadAt;
use vamos_objfile::elf_image::ElfImage;

use super::checksum::HEADER;
use super::checksum::MAGIC;
use super::checksum::SUM_LEN;
use super::checksum::hmac;

const SECTION: &str = ".go.fipsinfo";

/// Number of hashed ranges.
const RANGES: usize = 4;

/// The content of the section: the magic number, the checksum, the section's own address, and the
/// start and the end of each range.
const INFO_LEN: usize = MAGIC.len() + SUM_LEN + 8 + 16 * RANGES;

/// The checksum of an executable, as far as the executable allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutableCheck {
    /// The hashed content, for `-fipso`.
    pub object: Vec<u8>,
    /// The checksum and its place in the file; `None` if the file has no such place, or if the
    /// ranges are not in it.
    pub sum: Option<(u64, [u8; SUM_LEN])>,
}

impl ExecutableCheck {
    /// Computes the checksum of a 64-bit little-endian ELF file; `None` if the file has another form.
    pub fn of_elf(file: &dyn ReadAt) -> Option<Self> {
        let elf = ElfImage::parse(file)?;
        let mut check = Self {
            object: HEADER.to_vec(),
            sum: None,
        };
        if let Some(place) = add_ranges(&elf, &mut check.object) {
            check.sum = Some((place, hmac(&check.object)));
        }
        Some(check)
    }
}

/// Adds the ranges to the hashed content; returns the offset of the checksum.
fn add_ranges(elf: &ElfImage<'_>, object: &mut Vec<u8>) -> Option<u64> {
    let place = elf.section(SECTION)?;
    let end = place.end.min(place.start.saturating_add(INFO_LEN as u64));
    let info = elf.bytes(&(place.start..end))?;
    // Addends are in the data, even where the dynamic linker adds an address.
    let addresses = info.get(INFO_LEN - 16 * RANGES..)?.as_chunks::<8>().0;
    for range in 0..RANGES {
        let [start, end] = [0, 1].map(|at| addresses.get(2 * range + at));
        let addresses = u64::from_le_bytes(*start?)..u64::from_le_bytes(*end?);
        let bytes = elf.bytes(&elf.loaded(&addresses)?)?;
        object.extend((bytes.len() as u64).to_be_bytes());
        object.extend(bytes);
    }
    place.start.checked_add(MAGIC.len() as u64)
}

#[cfg(test)]
mod tests;
