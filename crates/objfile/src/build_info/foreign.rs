//! The headers of PE, XCOFF and Plan 9 executables, as far as addresses need them.
//!
//! Counterpart: debug/pe/file.go, internal/xcoff/file.go, debug/plan9obj/file.go.

use super::exe::Exe;
use super::exe::Region;
use crate::read_at::Endian;
use crate::read_at::Section;
use crate::read_at::read_exact;

/// Returns `len` bytes at `offset`, if they are there.
fn bytes(from: &Section<'_>, offset: u64, len: u64) -> Option<Vec<u8>> {
    read_exact(from, offset, len).ok()
}

/// Checks that `len` bytes at `offset` are there.
fn has(from: &Section<'_>, offset: u64, len: u64) -> Option<()> {
    match len {
        0 => Some(()),
        _ => bytes(from, offset.checked_add(len - 1)?, 1).map(|_| ()),
    }
}

pub(super) fn open_pe(from: Section<'_>) -> Option<Exe<'_>> {
    const MACHINES: [u16; 8] = [0x8664, 0xaa64, 0x1c4, 0x14c, 0x5032, 0x5064, 0x5128, 0];
    const ALIGN_32: u32 = 0x60_0000;
    /// Initialized data that can be read and written.
    const DATA: u32 = 0xc000_0040;
    let le = Endian::Little;
    let dos = bytes(&from, 0, 96)?;
    let base = u64::from(le.u32(&dos, 0x3c)?);
    if bytes(&from, base, 4)? != b"PE\0\0" {
        return None;
    }
    let base = base + 4;
    let header = bytes(&from, base, 20)?;
    if !MACHINES.contains(&le.u16(&header, 0)?) {
        return None;
    }
    let (symbols_at, symbols) = (le.u32(&header, 8)?, le.u32(&header, 12)?);
    if symbols_at != 0 {
        let strings = symbols_at.wrapping_add(symbols.wrapping_mul(18)).into();
        let len = le.u32(&bytes(&from, strings, 4)?, 0)?;
        has(&from, strings, len.max(4).into())?;
        has(&from, symbols_at.into(), u64::from(symbols) * 18)?;
    }
    let optional_size = le.u16(&header, 16)?;
    let image_base = pe_image_base(&from, base + 20, optional_size)?;
    let mut exe = Exe {
        from,
        regions: Vec::new(),
        data: (0, 0),
        is_lenient: false,
    };
    // The directories end the optional header, so its size is where sections begin.
    let mut at = base + 20 + u64::from(optional_size);
    for _ in 0..le.u16(&header, 2)? {
        let section = bytes(&exe.from, at, 40)?;
        at += 40;
        let word = |at| le.u32(&section, at);
        let (virtual_size, addr, size) = (word(8)?, word(12)?, word(16)?);
        let (offset, flags) = (word(20)?, word(36)?);
        has(
            &exe.from,
            word(24)?.into(),
            u64::from(le.u16(&section, 32)?) * 10,
        )?;
        if exe.data == (0, 0) && addr != 0 && size != 0 && flags & !ALIGN_32 == DATA {
            exe.data = (image_base.wrapping_add(addr.into()), virtual_size.into());
        }
        exe.regions.push(Region {
            addr: image_base.wrapping_add(addr.into()),
            size: size.into(),
            offset: (offset != 0).then_some(offset.into()),
            is_guard: false,
        });
    }
    Some(exe)
}

fn pe_image_base(from: &Section<'_>, at: u64, size: u16) -> Option<u64> {
    if size == 0 {
        return Some(0);
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
}

pub(super) fn open_xcoff(from: Section<'_>) -> Option<Exe<'_>> {
    const STYP_DATA: u32 = 0x40;
    let be = Endian::Big;
    let header = bytes(&from, 0, 24)?;
    let is_wide = be.u16(&header, 0)? == 0x1f7;
    let sections = be.u16(&header, 2)?;
    let (symbols_at, symbols, optional_size, header_size) = if is_wide {
        (
            be.u64(&header, 8)?,
            be.u32(&header, 20)?,
            be.u16(&header, 16)?,
            24,
        )
    } else {
        let symbols_at = be.u32(&header, 8)?;
        (
            symbols_at.into(),
            be.u32(&header, 12)?,
            be.u16(&header, 16)?,
            20,
        )
    };
    if symbols_at == 0 || symbols == 0 {
        return None;
    }
    let strings = symbols_at.checked_add(u64::from(symbols) * 18)?;
    let len = be.u32(&bytes(&from, strings, 4)?, 0)?;
    has(&from, strings, len.max(4).into())?;
    let mut exe = Exe {
        from,
        regions: Vec::new(),
        data: (0, 0),
        is_lenient: true,
    };
    let record = if is_wide { 72 } else { 40 };
    let mut has_data = false;
    for index in 0..u64::from(sections) {
        let at = header_size + u64::from(optional_size) + index * record;
        let section = bytes(&exe.from, at, record)?;
        let word = |at| be.u32(&section, at).map(u64::from);
        let (addr, size, offset, flags) = if is_wide {
            let long = |at| be.u64(&section, at);
            (long(16)?, long(24)?, long(32)?, be.u32(&section, 64)?)
        } else {
            (word(12)?, word(16)?, word(20)?, be.u32(&section, 36)?)
        };
        if flags == STYP_DATA && !has_data {
            has_data = true;
            exe.data = (addr, size);
        }
        exe.regions.push(Region {
            addr,
            size,
            offset: (offset != 0).then_some(offset),
            is_guard: false,
        });
    }
    Some(exe)
}

pub(super) fn open_plan9<'a>(from: Section<'a>, ident: &[u8; 16]) -> Option<Exe<'a>> {
    const WIDE: u32 = 0x8000;
    const MAGICS: [u32; 3] = [0x1eb, 0x8a97, 0x647];
    let be = Endian::Big;
    let magic = be.u32(ident, 0)?;
    if !MAGICS.contains(&magic) {
        return None;
    }
    let header_size: u32 = if magic & WIDE != 0 { 40 } else { 32 };
    let header = bytes(&from, 0, header_size.into())?;
    let mut regions = Vec::new();
    let mut offset = header_size;
    for at in [4, 8, 16, 24, 28] {
        let size = be.u32(&header, at)?;
        // Addresses are offsets in the file here.
        regions.push(Region {
            addr: offset.into(),
            size: size.into(),
            offset: Some(offset.into()),
            is_guard: false,
        });
        offset = offset.wrapping_add(size);
    }
    let data = (regions[1].addr, regions[1].size);
    Some(Exe {
        from,
        regions,
        data,
        is_lenient: true,
    })
}
