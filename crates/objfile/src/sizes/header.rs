//! The header of the table of functions and lines that the runtime uses.
//!
//! Counterpart: debug/gosym/pclntab.go (`LineTable.parsePclnTab`).

use super::error::SizesError;
use crate::read_at::Endian;

/// First words of the table since Go 1.18 and since Go 1.20.
const MAGIC: [u32; 2] = [0xffff_fff0, 0xffff_fff1];

/// The header of the table.
pub(super) struct Header<'a> {
    /// The whole table.
    pub(super) data: &'a [u8],
    pub(super) endian: Endian,
    pub(super) pointer: usize,
    /// Bytes of a function's record before its lists; the first line came with Go 1.20.
    pub(super) record: usize,
}

impl<'a> Header<'a> {
    /// Returns the header of a table in a form that is known.
    pub(super) fn of(data: &'a [u8], endian: Endian) -> Result<Self, SizesError> {
        let magic = endian.u32(data, 0).unwrap_or_default();
        if !MAGIC.contains(&magic) {
            return Err(SizesError::Old);
        }
        Ok(Self {
            data,
            endian,
            pointer: usize::from(data.get(7).copied().unwrap_or_default()),
            record: if magic == MAGIC[0] { 40 } else { 44 },
        })
    }
}

impl Header<'_> {
    /// Returns a word after the fixed part: counts, and offsets of parts of the table.
    pub(super) fn word(&self, place: usize) -> Option<u64> {
        pointer(
            self.endian,
            self.pointer,
            self.data,
            8 + place * self.pointer,
        )
    }
}

pub(super) fn pointer(endian: Endian, size: usize, data: &[u8], at: usize) -> Option<u64> {
    match size {
        8 => endian.u64(data, at),
        _ => endian.u32(data, at).map(u64::from),
    }
}
