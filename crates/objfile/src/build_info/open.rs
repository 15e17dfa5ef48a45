//! Recognizes the container of an executable and reads its headers.
//!
//! Counterpart: debug/buildinfo/buildinfo.go (`readRawBuildInfo`, `elfExe`, `machoExe`).

use super::BuildInfoError;
use super::Fallback;
use super::exe::Exe;
use super::exe::Region;
use super::foreign;
use crate::elf::Elf;
use crate::elf::PT_LOAD;
use crate::macho::Macho;
use crate::macho::first_fat_arch;
use crate::read_at::ReadAt;
use crate::read_at::Section;

/// Reads the headers of an executable.
pub(super) fn open(from: &dyn ReadAt, fallback: Fallback) -> Result<Exe<'_>, BuildInfoError> {
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
        [0x7f, b'E', b'L', b'F', ..] => open_elf(whole, fallback),
        [b'M', b'Z', ..] => foreign::open_pe(whole),
        [0xfe, 0xed, 0xfa, ..] | [_, 0xfa, 0xed, 0xfe, ..] => open_macho(whole, fallback),
        [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] => {
            let (base, len) = first_fat_arch(from).map_err(|_| BuildInfoError::Unrecognized)?;
            let part = Section {
                inner: from,
                base,
                len,
            };
            open_macho(part, fallback)
        }
        [0x01, 0xdf | 0xf7, ..] => foreign::open_xcoff(whole),
        _ => foreign::open_plan9(whole, &ident),
    };
    opened.ok_or(BuildInfoError::Unrecognized)
}

fn open_elf(from: Section<'_>, fallback: Fallback) -> Option<Exe<'_>> {
    const PF_X_W: u32 = 3;
    const PF_W: u32 = 2;
    let elf = Elf::parse(&from).ok()?;
    let data = match elf.section(".go.buildinfo") {
        Some(section) => (section.addr, section.size),
        None => fallback
            .of(&elf.progs)
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

fn open_macho(from: Section<'_>, fallback: Fallback) -> Option<Exe<'_>> {
    const READ_WRITE: u32 = 3;
    let file = Macho::parse(&from).ok()?;
    let data = match file.section("__go_buildinfo") {
        Some(section) => (section.addr, section.size),
        None => fallback
            .of(&file.segments)
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
