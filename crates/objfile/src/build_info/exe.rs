//! An executable as the loader sees it: ranges of addresses and where their bytes are.
//!
//! Each container format gives the ranges, and where the data begins that may hold the
//! build information ([`super::open`]); the rest is common.
//! Counterpart: debug/buildinfo/buildinfo.go (`exe` and its implementations).

use super::BuildInfoError;
use crate::read_at::Section;
use crate::read_at::read_up_to;

/// A range of addresses.
#[derive(Debug, Clone)]
pub(super) struct Region {
    /// Its first address.
    pub(super) addr: u64,
    /// Number of bytes of it in the file.
    pub(super) size: u64,
    /// Offset of the bytes; `None` for zeros that the file does not contain.
    pub(super) offset: Option<u64>,
    /// Skipped even when it contains the address.
    pub(super) is_guard: bool,
}

/// Data to search in an ELF or Mach-O program without a section for build information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// The first writable segment.
    Segment,
    /// None: the program counts as one of another language.
    Nothing,
}

impl Fallback {
    /// Returns the segments that may be searched.
    pub(super) fn of<T>(self, segments: &[T]) -> std::slice::Iter<'_, T> {
        match self {
            Self::Segment => segments.iter(),
            Self::Nothing => [].iter(),
        }
    }
}

/// An executable.
pub(super) struct Exe<'a> {
    /// The file, or the part of a fat file.
    pub(super) from: Section<'a>,
    /// All ranges, in the order in which they are searched.
    pub(super) regions: Vec<Region>,
    /// First address and size of the data to search; the size is zero without data.
    pub(super) data: (u64, u64),
    /// True if an address outside of all ranges is reported as "not mapped".
    pub(super) is_lenient: bool,
}

impl Exe<'_> {
    /// Returns offset and number of the bytes from `addr` to the end of its range.
    fn locate(&self, addr: u64) -> Result<(u64, u64), BuildInfoError> {
        // An empty range at address zero ends at the highest address, as upstream.
        let region = self.regions.iter().find(|region| {
            let last = region.addr.wrapping_add(region.size).wrapping_sub(1);
            region.addr <= addr && addr <= last && !region.is_guard
        });
        let Some(region) = region else {
            return Err(if self.is_lenient {
                BuildInfoError::NotMapped
            } else {
                BuildInfoError::Unrecognized
            });
        };
        let left = region.addr.wrapping_add(region.size).wrapping_sub(addr);
        let left = if left > i64::MAX as u64 { 0 } else { left };
        let offset = region.offset.ok_or(BuildInfoError::Uninitialized)?;
        Ok((offset.saturating_add(addr - region.addr), left))
    }

    /// Returns up to `size` bytes from `addr` on, nothing being the end.
    pub(super) fn read_up_to(&self, addr: u64, size: u64) -> Result<Vec<u8>, BuildInfoError> {
        let (offset, left) = self.locate(addr)?;
        let data = read_up_to(&self.from, offset, size.min(left)).map_err(BuildInfoError::Io)?;
        if data.is_empty() && size > 0 {
            return Err(BuildInfoError::NotGoExe);
        }
        Ok(data)
    }

    /// Returns exactly `size` bytes from `addr` on; fewer bytes are an error of the file.
    pub(super) fn read(&self, addr: u64, size: u64) -> Result<Vec<u8>, BuildInfoError> {
        let data = self.read_up_to(addr, size)?;
        if data.len() as u64 == size {
            Ok(data)
        } else {
            Err(BuildInfoError::NotGoExe)
        }
    }
}
