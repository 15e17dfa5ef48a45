//! Offsets of sections and of addresses in an ELF file.
//!
//! Counterpart: debug/elf/file.go (`File.Section`, `File.Progs`).

use std::ops::Range;

use crate::elf::Elf;
use crate::elf::PT_LOAD;
use crate::elf::SHF_COMPRESSED;
use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::read_exact;

const SHT_NOBITS: u32 = 8;

/// A 64-bit little-endian ELF file.
pub struct ElfImage<'a> {
    file: &'a dyn ReadAt,
    elf: Elf,
}

impl<'a> ElfImage<'a> {
    /// Reads the headers; `None` if the file is not of this form.
    pub fn parse(file: &'a dyn ReadAt) -> Option<Self> {
        let elf = Elf::parse(file).ok()?;
        let is_known = elf.wide && matches!(elf.endian, Endian::Little);
        is_known.then_some(Self { file, elf })
    }

    /// Returns the file range of a section's bytes; `None` if it is missing, has none, or has them
    /// compressed.
    pub fn section(&self, name: &str) -> Option<Range<u64>> {
        let section = self.elf.section(name)?;
        let is_plain = section.kind != SHT_NOBITS && section.flags & SHF_COMPRESSED == 0;
        let end = section.offset.checked_add(section.file_size)?;
        is_plain.then_some(section.offset..end)
    }

    /// Returns the file range of these addresses; `None` if no loaded segment has all of them.
    pub fn loaded(&self, addresses: &Range<u64>) -> Option<Range<u64>> {
        let Range { start, end } = *addresses;
        let segment = self.elf.progs.iter().find(|prog| {
            let last = prog.vaddr.wrapping_add(prog.filesz);
            prog.kind == PT_LOAD && prog.vaddr <= start && start <= end && end <= last
        })?;
        let from = segment.offset.checked_add(start - segment.vaddr)?;
        Some(from..from.checked_add(end - start)?)
    }

    /// Returns bytes of the file; `None` if the file is too short.
    pub fn bytes(&self, place: &Range<u64>) -> Option<Vec<u8>> {
        let len = place.end.checked_sub(place.start)?;
        read_exact(self.file, place.start, len).ok()
    }
}
