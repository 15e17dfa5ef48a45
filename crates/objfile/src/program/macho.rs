//! Programs and objects in the format Mach-O.
//!
//! Counterpart: cmd/internal/objfile/macho.go, debug/macho/file.go (`parseSymtab`).

use std::borrow::Cow;

use super::elf::range;
use super::error::ProgramError;
use super::error::check_old_symbols;
use super::names::Names;
use super::symbol::Rules;
use super::symbol::Sym;
use crate::macho::LC_SYMTAB;
use crate::macho::Load;
use crate::macho::Macho;
use crate::macho::MachoSection;

const LC_DYLIB: u32 = 0xc;
const LC_DYSYMTAB: u32 = 0xb;
const LC_RPATH: u32 = 0x8000_001c;
/// The bits of a symbol's type that mark it as one for debuggers.
const STAB: u8 = 0xe0;

/// A Mach-O file.
pub(super) struct MachoProgram<'a> {
    bytes: &'a [u8],
    macho: Macho,
    records: Vec<Record<'a>>,
    reads_old_symbols: bool,
}

/// A record of the symbol table.
struct Record<'a> {
    name: &'a [u8],
    kind: u8,
    section: u8,
    value: u64,
}

impl<'a> MachoProgram<'a> {
    /// Reads the headers and symbols; `None` if the file is not Mach-O.
    pub(super) fn open(bytes: &'a [u8], rules: Rules) -> Result<Option<Self>, ProgramError> {
        let Ok(macho) = Macho::parse(&bytes) else {
            return Ok(None);
        };
        let table = macho.loads.iter().rfind(|load| load.cmd == LC_SYMTAB);
        let records = match table {
            Some(table) => records(bytes, &macho, table)?,
            None => Vec::new(),
        };
        let program = Self {
            bytes,
            macho,
            records,
            reads_old_symbols: rules.reads_old_symbols,
        };
        program.check_commands()?;
        Ok(Some(program))
    }

    /// Reports the errors of upstream's reader in load commands that are not used here.
    fn check_commands(&self) -> Result<(), ProgramError> {
        let endian = self.macho.endian;
        for load in &self.macho.loads {
            let word = |at| endian.u32(&load.data, at);
            let is_inside = |at| word(at).is_some_and(|at| (at as usize) < load.data.len());
            let is_valid = match load.cmd {
                LC_RPATH => load.data.len() >= 12 && is_inside(8),
                LC_DYLIB => load.data.len() >= 24 && is_inside(8),
                LC_DYSYMTAB => {
                    load.data.len() >= 80 && {
                        let (first, count) = (word(24).unwrap_or(0), word(28).unwrap_or(0));
                        let (at, size) = (word(56).unwrap_or(0), word(60).unwrap_or(0));
                        let indirect = range(self.bytes, at.into(), u64::from(size) * 4);
                        let last = first.wrapping_add(count) as usize;
                        first.max(last as u32) as usize <= self.records.len()
                            && (size == 0 || indirect.is_some())
                    }
                }
                _ => true,
            };
            if !is_valid {
                return Err(ProgramError::Unsupported("a damaged load command"));
            }
        }
        Ok(())
    }

    /// Returns the symbols in the order of the table. The size of one reaches to the next.
    pub(super) fn symbols(&self) -> Result<Vec<Sym<'a>>, ProgramError> {
        let records = self.records.iter().filter(|record| record.kind & STAB == 0);
        let mut addrs: Vec<u64> = records.clone().map(|record| record.value).collect();
        addrs.sort_unstable();
        let symbols = records.map(|record| {
            let next = addrs.partition_point(|addr| *addr <= record.value);
            let size = addrs.get(next).map_or(0, |next| next - record.value);
            Sym {
                name: Cow::Borrowed(record.name),
                addr: record.value,
                size: size.cast_signed(),
                code: self.code(record.section),
                index: 0,
            }
        });
        Ok(symbols.collect())
    }

    fn code(&self, section: u8) -> u8 {
        let Some(index) = usize::from(section).checked_sub(1) else {
            return b'U';
        };
        let Some(section) = self.macho.sections.get(index) else {
            return b'?';
        };
        match (&*section.segment, &*section.name) {
            (b"__TEXT", b"__text") => b'T',
            (b"__DATA", b"__bss" | b"__noptrbss") => b'B',
            (b"__TEXT" | b"__DATA_CONST", _) => b'R',
            (b"__DATA", _) => b'D',
            _ => b'?',
        }
    }

    fn data(&self, section: &MachoSection) -> Result<&'a [u8], ProgramError> {
        let data = range(self.bytes, section.offset.into(), section.size);
        data.ok_or(ProgramError::Unsupported("a section that is cut off"))
    }

    /// Returns the address of the code and the table of lines.
    pub(super) fn pcln(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        let start = self.macho.section("__text");
        if let Some(symbols) = self
            .macho
            .section("__gosymtab")
            .filter(|_| self.reads_old_symbols)
        {
            check_old_symbols(symbols.size)?;
        }
        let table = self.macho.section("__gopclntab");
        let table = table.map(|section| self.data(section)).transpose()?;
        Ok((
            start.map_or(0, |section| section.addr),
            table.unwrap_or_default(),
        ))
    }

    /// Returns the address of the code and its bytes.
    pub(super) fn text(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        let section = self.macho.section("__text").ok_or(ProgramError::NoText)?;
        Ok((section.addr, self.data(section)?))
    }

    /// Returns the processor.
    pub(super) fn goarch(&self) -> &'static str {
        match self.macho.cpu {
            7 => "386",
            0x0100_0007 => "amd64",
            12 => "arm",
            0x0100_000c => "arm64",
            0x0100_0012 => "ppc64",
            _ => "",
        }
    }
}

fn records<'a>(
    bytes: &'a [u8],
    macho: &Macho,
    table: &Load,
) -> Result<Vec<Record<'a>>, ProgramError> {
    let endian = macho.endian;
    let word = |at| u64::from(endian.u32(&table.data, at).unwrap_or_default());
    let (count, size) = (word(12), if macho.wide { 16 } else { 12 });
    let data = range(bytes, word(8), count * size);
    let names = range(bytes, word(16), word(20));
    let damaged = ProgramError::Unsupported("a damaged symbol table");
    let (Some(data), Some(names)) = (data, names) else {
        return Err(damaged);
    };
    let mut names = Names::new(names);
    let mut records = Vec::new();
    for data in data.chunks_exact(if macho.wide { 16 } else { 12 }) {
        let word = |at| endian.u32(data, at).unwrap_or_default();
        let Some((mut name, _)) = names.at(word(0))? else {
            return Err(damaged);
        };
        // Linkers put an underscore before Go's names.
        if name.contains(&b'.') {
            name = name.strip_prefix(b"_").unwrap_or(name);
        }
        records.push(Record {
            name,
            kind: data[4],
            section: data[5],
            value: if macho.wide {
                endian.u64(data, 8).unwrap_or_default()
            } else {
                word(8).into()
            },
        });
    }
    Ok(records)
}
