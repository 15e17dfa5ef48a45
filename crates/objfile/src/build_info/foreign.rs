//! The headers of PE, XCOFF and Plan 9 executables, as far as addresses need them.
//!
//! Counterpart: debug/pe/file.go, internal/xcoff/file.go, debug/plan9obj/file.go.

use super::exe::Exe;
use super::exe::Region;
use crate::pe::Pe;
use crate::pe::PeSection;
use crate::read_at::Endian;
use crate::read_at::Section;
use crate::read_at::read_exact;

/// Returns `len` bytes at `offset`, if the file has them.
fn bytes(from: &Section<'_>, offset: u64, len: u64) -> Option<Vec<u8>> {
    read_exact(from, offset, len).ok()
}

/// Checks that the file has `len` bytes at `offset`.
fn has(from: &Section<'_>, offset: u64, len: u64) -> Option<()> {
    match len {
        0 => Some(()),
        _ => bytes(from, offset.checked_add(len - 1)?, 1).map(|_| ()),
    }
}

pub(super) fn open_pe(from: Section<'_>) -> Option<Exe<'_>> {
    const ALIGN_32: u32 = 0x60_0000;
    /// Initialized data that can be read and written.
    const DATA: u32 = 0xc000_0040;
    let pe = Pe::parse(&from)?;
    let image_base = pe.image_base.unwrap_or_default();
    let is_data = |section: &&PeSection| {
        section.addr != 0 && section.size != 0 && section.flags & !ALIGN_32 == DATA
    };
    let data = pe.sections.iter().find(is_data);
    let addr = |section: &PeSection| image_base.wrapping_add(section.addr.into());
    let regions = pe.sections.iter().map(|section| Region {
        addr: addr(section),
        size: section.size.into(),
        offset: (section.offset != 0).then_some(section.offset.into()),
        is_guard: false,
    });
    Some(Exe {
        regions: regions.collect(),
        data: data.map_or((0, 0), |data| (addr(data), data.virtual_size.into())),
        is_lenient: false,
        from,
    })
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
