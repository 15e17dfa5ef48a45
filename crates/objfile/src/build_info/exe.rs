//! An executable as the loader sees it: ranges of addresses and where their bytes are.
//!
//! Each container format says which ranges there are and where the data begins that
//! may hold the build information; the rest is common.
//! Counterpart: debug/buildinfo/buildinfo.go (`exe` and its implementations).

use super::BuildInfoError;
use super::foreign;
use crate::elf::Elf;
use crate::elf::PT_LOAD;
use crate::macho::Macho;
use crate::macho::first_fat_arch;
use crate::read_at::ReadAt;
use crate::read_at::Section;
use crate::read_at::read_up_to;

/// A range of addresses.
#[derive(Debug, Clone)]
pub(super) struct Region {
    /// Its first address.
    pub(super) addr: u64,
    /// How many bytes of it are in the file.
    pub(super) size: u64,
    /// Where they are; `None` for zeros that are not there.
    pub(super) offset: Option<u64>,
    /// Skipped even when it contains the address.
    pub(super) is_guard: bool,
}

/// An executable.
pub(super) struct Exe<'a> {
    /// The file, or the part of a fat file.
    pub(super) from: Section<'a>,
    /// All ranges, in the order in which they are searched.
    pub(super) regions: Vec<Region>,
    /// First address and size of the data to search; size zero if there is none.
    pub(super) data: (u64, u64),
    /// Whether an address outside of all ranges is called "not mapped".
    pub(super) is_lenient: bool,
}

/// Reads the headers of an executable.
pub(super) fn open(from: &dyn ReadAt) -> Result<Exe<'_>, BuildInfoError> {
    let mut ident = [0; 16];
    let count = from.read_at(&mut ident, 0).unwrap_or_default();
    if count < ident.len() {
        return Err(BuildInfoError::Unrecognized);
    }
    let whole = Section {
        inner: from,
        base: 0,
        len: u64::MAX,
    };
    let opened = match ident {
        [0x7f, b'E', b'L', b'F', ..] => open_elf(whole),
        [b'M', b'Z', ..] => foreign::open_pe(whole),
        [0xfe, 0xed, 0xfa, ..] | [_, 0xfa, 0xed, 0xfe, ..] => open_macho(whole),
        [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] => {
            let (base, len) = first_fat_arch(from).map_err(|_| BuildInfoError::Unrecognized)?;
            open_macho(Section {
                inner: from,
                base,
                len,
            })
        }
        [0x01, 0xdf | 0xf7, ..] => foreign::open_xcoff(whole),
        _ => foreign::open_plan9(whole, &ident),
    };
    opened.ok_or(BuildInfoError::Unrecognized)
}

fn open_elf(from: Section<'_>) -> Option<Exe<'_>> {
    const PF_X_W: u32 = 3;
    const PF_W: u32 = 2;
    let elf = Elf::parse(&from).ok()?;
    let data = match elf.section(".go.buildinfo") {
        Some(section) => (section.addr, section.size),
        None => elf
            .progs
            .iter()
            .find(|prog| prog.kind == PT_LOAD && prog.flags & PF_X_W == PF_W)
            .map_or((0, 0), |prog| (prog.vaddr, prog.memsz)),
    };
    let regions = elf.progs.iter().map(|prog| Region {
        addr: prog.vaddr,
        size: prog.filesz,
        offset: Some(prog.offset),
        is_guard: false,
    });
    Some(Exe {
        from,
        regions: regions.collect(),
        data,
        is_lenient: false,
    })
}

fn open_macho(from: Section<'_>) -> Option<Exe<'_>> {
    const READ_WRITE: u32 = 3;
    let file = Macho::parse(&from).ok()?;
    let data = match file.section("__go_buildinfo") {
        Some(section) => (section.addr, section.size),
        None => file
            .segments
            .iter()
            .find(|segment| {
                segment.addr != 0
                    && segment.filesz != 0
                    && (segment.prot, segment.maxprot) == (READ_WRITE, READ_WRITE)
            })
            .map_or((0, 0), |segment| (segment.addr, segment.memsz)),
    };
    let regions = file.segments.iter().map(|segment| Region {
        addr: segment.addr,
        size: segment.filesz,
        offset: Some(segment.offset),
        is_guard: segment.name == b"__PAGEZERO",
    });
    Some(Exe {
        from,
        regions: regions.collect(),
        data,
        is_lenient: false,
    })
}

impl Exe<'_> {
    /// Returns where the bytes from `addr` to the end of its range are, and how many.
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

    /// Returns exactly `size` bytes from `addr` on; fewer means that what was to be
    /// read is not what it seemed.
    pub(super) fn read(&self, addr: u64, size: u64) -> Result<Vec<u8>, BuildInfoError> {
        let data = self.read_up_to(addr, size)?;
        if data.len() as u64 == size {
            Ok(data)
        } else {
            Err(BuildInfoError::NotGoExe)
        }
    }
}
