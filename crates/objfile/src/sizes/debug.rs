//! The parts of debug information that belong to a package or a function.
//!
//! Sections may be compressed. Then a part counts as many bytes of the file as it has of the
//! section.
//! Counterpart: debug/elf/file.go (`File.DWARF`), cmd/link/internal/ld/dwarf.go.

use std::collections::BTreeMap;
use std::collections::HashMap;

use zlib_rs::InflateConfig;
use zlib_rs::ReturnCode;
use zlib_rs::decompress_slice;

use super::contents;
use super::dies;
use super::dies::Unit;
use super::parts::Share;
use super::parts::ShareOf;
use crate::elf::Elf;
use crate::elf::ElfSection;
use crate::read_at::Endian;
use crate::read_at::ReadAt;

const SHF_COMPRESSED: u64 = 0x800;

/// No compressed section is so much larger than its bytes in the file.
const MOST: u64 = 64;

/// A section as it was before it was compressed, and where its bytes are in the file.
struct Table {
    place: usize,
    data: Vec<u8>,
    addr: u64,
    file_size: u64,
}

impl Table {
    fn read(from: &dyn ReadAt, elf: &Elf, name: &str) -> Option<Self> {
        let place = elf
            .sections
            .iter()
            .position(|one| *one.name == *name.as_bytes())?;
        let section = &elf.sections[place];
        let data = contents(from, section).ok()?;
        let file_size = data.len() as u64;
        let data = match section.flags & SHF_COMPRESSED {
            0 => data,
            _ => decompress(elf, section, &data)?,
        };
        Some(Self {
            place,
            data,
            addr: section.addr,
            file_size,
        })
    }

    /// Returns the share of an owner in the bytes between two offsets.
    fn share(&self, first: u64, end: u64, of: ShareOf) -> Share {
        let whole = self.data.len().max(1) as u128;
        let at = |offset: u64| {
            let scaled = u128::from(offset) * u128::from(self.file_size) / whole;
            u64::try_from(scaled)
                .unwrap_or(u64::MAX)
                .min(self.file_size)
        };
        Share {
            section: self.place,
            addr: self.addr.saturating_add(at(first)),
            size: at(end).saturating_sub(at(first)),
            of,
        }
    }

    /// Adds the bytes between offsets and the next ones: each part belongs to the first owner of
    /// its offset.
    fn add_lists(&self, starts: &BTreeMap<u64, ShareOf>, shares: &mut Vec<Share>) {
        let ends = starts
            .keys()
            .skip(1)
            .copied()
            .chain([self.data.len() as u64]);
        for ((first, of), end) in starts.iter().zip(ends) {
            shares.push(self.share(*first, end, *of));
        }
    }
}

/// Decompresses a section with the header of ELF.
fn decompress(elf: &Elf, section: &ElfSection, data: &[u8]) -> Option<Vec<u8>> {
    const ZLIB: u32 = 1;
    let endian = elf.endian;
    let (size, start) = match elf.wide {
        true => (endian.u64(data, 8)?, 24),
        false => (u64::from(endian.u32(data, 4)?), 12),
    };
    if endian.u32(data, 0)? != ZLIB || size > section.file_size.saturating_mul(MOST) {
        return None;
    }
    let mut out = vec![0; usize::try_from(size).ok()?];
    let (written, code) = decompress_slice(&mut out, data.get(start..)?, InflateConfig::default());
    (code == ReturnCode::Ok && written.len() as u64 == size).then_some(out)
}

/// Adds the shares of packages and functions; `by_addr` has functions by address, and `names` gets
/// import paths and names of types. Parts that cannot be read have no shares.
pub(super) fn add_shares(
    from: &dyn ReadAt,
    elf: &Elf,
    by_addr: &HashMap<u64, usize>,
    names: &mut Vec<String>,
    shares: &mut Vec<Share>,
) {
    if let Some(frames) = Table::read(from, elf, ".debug_frame") {
        let addr_size = if elf.wide { 8 } else { 4 };
        add_frames(&frames, elf.endian, addr_size, by_addr, shares);
    }
    let info = Table::read(from, elf, ".debug_info");
    let abbreviations = Table::read(from, elf, ".debug_abbrev");
    let (Some(info), Some(abbreviations)) = (info, abbreviations) else {
        return;
    };
    let mut lists = Lists::default();
    for unit in dies::units(&info.data, &abbreviations.data, elf.endian) {
        let of = ShareOf::Package(names.len());
        names.push(unit.package.clone());
        shares.push(info.share(unit.range.0 as u64, unit.range.1 as u64, of));
        lists.add(&unit, of);
        for (first, end, name) in unit.types {
            let of = ShareOf::Type(names.len());
            names.push(name);
            shares.push(info.share(first as u64, end as u64, of));
        }
    }
    for (section, starts) in [
        (".debug_line", &lists.lines),
        (".debug_addr", &lists.addrs),
        (".debug_loclists", &lists.locations),
        (".debug_loc", &lists.locations),
        (".debug_rnglists", &lists.ranges),
        (".debug_ranges", &lists.ranges),
    ] {
        if !starts.is_empty()
            && let Some(table) = Table::read(from, elf, section)
        {
            table.add_lists(starts, shares);
        }
    }
}

/// The offsets of the parts of units in other sections, and their owners.
#[derive(Default)]
struct Lists {
    lines: BTreeMap<u64, ShareOf>,
    addrs: BTreeMap<u64, ShareOf>,
    locations: BTreeMap<u64, ShareOf>,
    ranges: BTreeMap<u64, ShareOf>,
}

impl Lists {
    fn add(&mut self, unit: &Unit, of: ShareOf) {
        for (starts, offsets) in [
            (&mut self.lines, unit.lines.as_slice()),
            (&mut self.addrs, unit.addrs.as_slice()),
            (&mut self.locations, &unit.locations),
            (&mut self.ranges, &unit.ranges),
        ] {
            for offset in offsets {
                starts.entry(*offset).or_insert(of);
            }
        }
    }
}

/// Adds the descriptions of stack frames, one for each function.
fn add_frames(
    frames: &Table,
    endian: Endian,
    addr_size: usize,
    by_addr: &HashMap<u64, usize>,
    shares: &mut Vec<Share>,
) {
    /// The description that others refer to.
    const COMMON: u32 = u32::MAX;
    let mut at = 0;
    while let (Some(length), Some(id)) = (
        endian.u32(&frames.data, at),
        endian.u32(&frames.data, at + 4),
    ) {
        let end = at + 4 + length as usize;
        if length == 0 || end > frames.data.len() {
            break;
        }
        let addr = match addr_size {
            8 => endian.u64(&frames.data, at + 8),
            _ => endian.u32(&frames.data, at + 8).map(u64::from),
        };
        if id != COMMON
            && let Some(symbol) = addr.and_then(|addr| by_addr.get(&addr))
        {
            shares.push(frames.share(at as u64, end as u64, ShareOf::Function(*symbol)));
        }
        at = end;
    }
}
