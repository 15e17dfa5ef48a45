//! The headers of a PE file, or of an object in the format COFF.
//!
//! As strict as Go's reader about headers. Symbols are checked for being there, and decoded where
//! they are needed.
//! Counterpart: debug/pe/file.go (`NewFile`), debug/pe/string.go (`readStringTable`).

use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::read_exact;

const MACHINES: [u16; 8] = [0x8664, 0xaa64, 0x1c4, 0x14c, 0x5032, 0x5064, 0x5128, 0];

/// A section header.
#[derive(Debug)]
pub(crate) struct PeSection {
    /// The name; a place in the table of strings is not followed.
    pub(crate) name: [u8; 8],
    pub(crate) virtual_size: u32,
    pub(crate) addr: u32,
    /// Size in the file in bytes.
    pub(crate) size: u32,
    /// Offset in the file; zero without bytes.
    pub(crate) offset: u32,
    /// Its characteristics (`IMAGE_SCN_*`).
    pub(crate) flags: u32,
}

/// The headers of a PE file.
#[derive(Debug)]
pub(crate) struct Pe {
    pub(crate) machine: u16,
    /// The load address; `None` for an object.
    pub(crate) image_base: Option<u64>,
    pub(crate) sections: Vec<PeSection>,
    /// Offset of the symbols.
    pub(crate) symbols_at: u32,
    /// Number of symbol records, of 18 bytes each.
    pub(crate) symbols: u32,
    /// Offset of the strings, after the length of the table, and their size in bytes.
    pub(crate) strings: (u64, u64),
}

/// Returns `len` bytes at `offset`, if the file has them.
fn bytes(from: &dyn ReadAt, offset: u64, len: u64) -> Option<Vec<u8>> {
    read_exact(from, offset, len).ok()
}

/// Checks that the file has `len` bytes at `offset`.
fn has(from: &dyn ReadAt, offset: u64, len: u64) -> Option<()> {
    match len {
        0 => Some(()),
        _ => bytes(from, offset.checked_add(len - 1)?, 1).map(|_| ()),
    }
}

impl Pe {
    /// Reads the headers; `None` if the file is not PE.
    pub(crate) fn parse(from: &dyn ReadAt) -> Option<Self> {
        let le = Endian::Little;
        let dos = bytes(from, 0, 96)?;
        let mut base = 0;
        if dos.starts_with(b"MZ") {
            base = u64::from(le.u32(&dos, 0x3c)?);
            if bytes(from, base, 4)? != b"PE\0\0" {
                return None;
            }
            base += 4;
        }
        let header = bytes(from, base, 20)?;
        let machine = le.u16(&header, 0)?;
        if !MACHINES.contains(&machine) {
            return None;
        }
        let (symbols_at, symbols) = (le.u32(&header, 8)?, le.u32(&header, 12)?);
        let mut strings = (0, 0);
        if symbols_at != 0 {
            let at = symbols_at.wrapping_add(symbols.wrapping_mul(18)).into();
            let len = le.u32(&bytes(from, at, 4)?, 0)?;
            has(from, at, len.max(4).into())?;
            has(from, symbols_at.into(), u64::from(symbols) * 18)?;
            strings = (at + 4, len.saturating_sub(4).into());
        }
        let optional_size = le.u16(&header, 16)?;
        let mut pe = Self {
            machine,
            image_base: image_base(from, base + 20, optional_size)?,
            sections: Vec::new(),
            symbols_at,
            symbols: if symbols_at == 0 { 0 } else { symbols },
            strings,
        };
        // The directories end the optional header, so its size is where sections begin.
        let at = base + 20 + u64::from(optional_size);
        for index in 0..u64::from(le.u16(&header, 2)?) {
            let section = bytes(from, at + index * 40, 40)?;
            let word = |at| le.u32(&section, at);
            let relocs = u64::from(le.u16(&section, 32)?) * 10;
            has(from, word(24)?.into(), relocs)?;
            pe.sections.push(PeSection {
                name: *section.first_chunk()?,
                virtual_size: word(8)?,
                addr: word(12)?,
                size: word(16)?,
                offset: word(20)?,
                flags: word(36)?,
            });
        }
        Some(pe)
    }
}

/// Returns the image base of the optional header, if there is one; `None` if it is damaged.
fn image_base(from: &dyn ReadAt, at: u64, size: u16) -> Option<Option<u64>> {
    if size == 0 {
        return Some(None);
    }
    let magic = Endian::Little.u16(&bytes(from, at, 2)?, 0)?;
    let smallest = match magic {
        0x10b => 96,
        0x20b => 112,
        _ => return None,
    };
    if size < smallest {
        return None;
    }
    let header = bytes(from, at, smallest.into())?;
    // The table of directories must fit the count in the header.
    let count = Endian::Little.u32(&header, usize::from(smallest) - 4)?;
    let room = u32::from(size - smallest);
    if room / 8 < count.min(16) || !room.is_multiple_of(8) {
        return None;
    }
    match magic {
        0x10b => Endian::Little.u32(&header, 28).map(u64::from),
        _ => Endian::Little.u64(&header, 24),
    }
    .map(Some)
}
