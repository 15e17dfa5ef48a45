//! Programs and objects in the format ELF.
//!
//! Counterpart: cmd/internal/objfile/elf.go, debug/elf/file.go (`getSymbols`, `Section.Data`).

use std::borrow::Cow;

use super::error::ProgramError;
use super::error::check_old_symbols;
use super::names::Names;
use super::symbol::Rules;
use super::symbol::Sym;
use crate::elf::Elf;
use crate::elf::ElfSection;

const SHT_SYMTAB: u32 = 2;
const SHT_NOBITS: u32 = 8;
const SHF_WRITE: u64 = 1;
const SHF_ALLOC: u64 = 2;
const SHF_EXECINSTR: u64 = 4;
const SHF_COMPRESSED: u64 = 0x800;
const SHN_UNDEF: u16 = 0;
const SHN_COMMON: u16 = 0xfff2;

/// An ELF file.
pub(super) struct ElfProgram<'a> {
    bytes: &'a [u8],
    elf: Elf,
    rules: Rules,
}

impl<'a> ElfProgram<'a> {
    /// Reads the headers; `None` if the file is not ELF.
    pub(super) fn open(bytes: &'a [u8], rules: Rules) -> Option<Self> {
        let elf = Elf::parse(&bytes).ok()?;
        Some(Self { bytes, elf, rules })
    }

    fn data(&self, section: &ElfSection) -> Result<&'a [u8], ProgramError> {
        let is_plain = section.kind != SHT_NOBITS
            && section.flags & SHF_COMPRESSED == 0
            && !section.name.starts_with(b".zdebug");
        let plain = is_plain.then(|| range(self.bytes, section.offset, section.file_size));
        let unsupported = ProgramError::Unsupported("a section that is compressed or cut off");
        plain.flatten().ok_or(unsupported)
    }

    /// Returns the symbols in the order of the table.
    pub(super) fn symbols(&self) -> Result<Vec<Sym<'a>>, ProgramError> {
        let elf = &self.elf;
        let table = elf.sections.iter().find(|one| one.kind == SHT_SYMTAB);
        let table = table.ok_or(ProgramError::NoSymbols)?;
        let data = self.data(table)?;
        if data.is_empty() && self.rules.empty_is_none {
            return Err(ProgramError::NoSymbols);
        }
        let record = if elf.wide { 24 } else { 16 };
        let strings = match usize::try_from(table.link) {
            Ok(0) | Err(_) => None,
            Ok(link) => elf.sections.get(link),
        };
        let damaged = ProgramError::Unsupported("a damaged symbol table");
        let (Some(strings), true) = (strings, data.len().is_multiple_of(record)) else {
            return Err(damaged);
        };
        let mut names = Names::new(self.data(strings)?);
        let mut symbols = Vec::with_capacity(data.len() / record);
        for data in data.chunks_exact(record).skip(1) {
            symbols.push(self.symbol(data, &mut names)?);
        }
        Ok(symbols)
    }

    fn symbol(&self, data: &[u8], names: &mut Names<'a>) -> Result<Sym<'a>, ProgramError> {
        let endian = self.elf.endian;
        let word = |at| endian.u32(data, at).unwrap_or_default();
        let long = |at| endian.u64(data, at).unwrap_or_default();
        let (info, section_at, addr, size) = if self.elf.wide {
            (data[4], 6, long(8), long(16))
        } else {
            (data[12], 14, word(4).into(), word(8).into())
        };
        let section = endian.u16(data, section_at).unwrap_or_default();
        let mut code = match section {
            SHN_UNDEF => b'U',
            SHN_COMMON => b'B',
            _ => self.code(section),
        };
        if info >> 4 == 0 {
            code += b'a' - b'A';
        }
        // A name that does not end counts as none.
        let name = names.at(word(0))?.filter(|(_, ends)| *ends);
        Ok(Sym {
            name: Cow::Borrowed(name.map_or(&[], |(name, _)| name)),
            addr,
            size: size.cast_signed(),
            code,
            index: 0,
        })
    }

    fn code(&self, section: u16) -> u8 {
        let Some(section) = self.elf.sections.get(usize::from(section)) else {
            return b'?';
        };
        const CODE: u64 = SHF_ALLOC | SHF_EXECINSTR;
        const DATA: u64 = SHF_ALLOC | SHF_WRITE;
        match section.flags & (SHF_WRITE | SHF_ALLOC | SHF_EXECINSTR) {
            CODE => b'T',
            SHF_ALLOC => b'R',
            DATA if self.rules.names_bss && section.kind == SHT_NOBITS => b'B',
            DATA => b'D',
            _ => b'?',
        }
    }

    /// Returns the address of the code and the table of lines.
    pub(super) fn pcln(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        let start = self.elf.section(".text").map_or(0, |section| section.addr);
        let table = self.elf.section(".gopclntab");
        let table = table.or_else(|| self.elf.section(".data.rel.ro.gopclntab"));
        let table = match table {
            Some(section) => self.data(section)?,
            None => self.between(b"runtime.pclntab", b"runtime.epclntab")?,
        };
        if self.rules.reads_old_symbols {
            let names = [".gosymtab", ".data.rel.ro.gosymtab"];
            let section = names.iter().find_map(|name| self.elf.section(name));
            let size = match section {
                Some(section) => section.file_size,
                None => self.between(b"runtime.symtab", b"runtime.esymtab")?.len() as u64,
            };
            check_old_symbols(size)?;
        }
        Ok((start, table))
    }

    /// Returns the bytes between two symbols; none if there are no such symbols.
    fn between(&self, start: &[u8], end: &[u8]) -> Result<&'a [u8], ProgramError> {
        let symbols = match self.symbols() {
            Ok(symbols) => symbols,
            Err(error @ ProgramError::Unsupported(_)) => return Err(error),
            Err(_) => return Ok(&[]),
        };
        let (mut first, mut last) = (0, 0);
        for sym in &symbols {
            if &*sym.name == start {
                first = sym.addr;
            } else if &*sym.name == end {
                last = sym.addr;
            }
            if first != 0 && last != 0 {
                break;
            }
        }
        if first == 0 || last < first {
            return Ok(&[]);
        }
        let size = last - first;
        for prog in &self.elf.progs {
            let end = first.wrapping_add(size).wrapping_sub(1);
            if prog.vaddr <= first && end <= prog.vaddr.wrapping_add(prog.filesz).wrapping_sub(1) {
                let at = prog.offset.checked_add(first - prog.vaddr);
                let data = at.and_then(|at| range(self.bytes, at, size));
                return Ok(data.unwrap_or_default());
            }
        }
        Ok(&[])
    }

    /// Returns the address of the code and its bytes.
    pub(super) fn text(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        let section = self.elf.section(".text").ok_or(ProgramError::NoText)?;
        Ok((section.addr, self.data(section)?))
    }

    /// Returns the processor.
    pub(super) fn goarch(&self) -> &'static str {
        match self.elf.machine {
            3 => "386",
            62 => "amd64",
            40 => "arm",
            183 => "arm64",
            258 => "loong64",
            21 if self.elf.endian == crate::read_at::Endian::Little => "ppc64le",
            21 => "ppc64",
            243 if self.elf.wide => "riscv64",
            22 => "s390x",
            _ => "",
        }
    }
}

/// Returns `size` bytes at `offset`.
pub(super) fn range(bytes: &[u8], offset: u64, size: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    let end = start.checked_add(usize::try_from(size).ok()?)?;
    bytes.get(start..end)
}
