//! Programs and objects in the formats PE and COFF.
//!
//! Counterpart: cmd/internal/objfile/pe.go, debug/pe/symbol.go.

use std::borrow::Cow;

use super::elf::range;
use super::error::ProgramError;
use super::error::check_old_symbols;
use super::names::Names;
use super::symbol::Rules;
use super::symbol::Sym;
use crate::pe::Pe;
use crate::pe::PeSection;
use crate::read_at::Endian;

/// The size of a symbol in the file.
const RECORD: usize = 18;
const SCN_TEXT: u32 = 0x20;
const SCN_DATA: u32 = 0x40;
const SCN_BSS: u32 = 0x80;
const SCN_WRITE: u32 = 0x8000_0000;

/// A PE file.
pub(super) struct PeProgram<'a> {
    bytes: &'a [u8],
    pe: Pe,
    records: Vec<Record<'a>>,
    names: Vec<Cow<'a, [u8]>>,
    rules: Rules,
}

/// A symbol that is no addition to another.
struct Record<'a> {
    name: &'a [u8],
    value: u32,
    section: i16,
}

impl<'a> PeProgram<'a> {
    /// Reads headers and symbols; `None` if the file is not PE.
    pub(super) fn open(bytes: &'a [u8], rules: Rules) -> Result<Option<Self>, ProgramError> {
        let Some(pe) = Pe::parse(&bytes) else {
            return Ok(None);
        };
        let (at, size) = pe.strings;
        let strings = range(bytes, at, size).unwrap_or_default();
        let mut table = Names::new(strings);
        let Some(records) = records(bytes, &pe, &mut table)? else {
            return Ok(None);
        };
        let mut names = Vec::new();
        for section in &pe.sections {
            match section_name(section, &mut table)? {
                Some(name) => names.push(name),
                None => return Ok(None),
            }
        }
        Ok(Some(Self {
            bytes,
            pe,
            records,
            names,
            rules,
        }))
    }

    fn section(&self, name: &[u8]) -> Option<&PeSection> {
        let index = self.names.iter().position(|one| &**one == name)?;
        self.pe.sections.get(index)
    }

    fn image_base(&self) -> Result<u64, ProgramError> {
        let none = ProgramError::Unsupported("an object without an optional header");
        self.pe.image_base.ok_or(none)
    }

    fn data(&self, section: &PeSection) -> Result<&'a [u8], ProgramError> {
        let data = range(self.bytes, section.offset.into(), section.size.into());
        let data = data.filter(|_| section.offset != 0);
        data.ok_or(ProgramError::Unsupported("a section that is cut off"))
    }

    /// Returns the symbols in the order of the table. The size of one reaches to the next.
    pub(super) fn symbols(&self) -> Result<Vec<Sym<'a>>, ProgramError> {
        let bss = self.records.iter().find(|one| one.name == b"runtime.bss");
        let bss = bss.map_or((0, 0), |bss| (bss.section, bss.value));
        let mut symbols = Vec::with_capacity(self.records.len());
        for record in &self.records {
            let mut addr = u64::from(record.value);
            let code = match record.section {
                0 => b'U',
                -1 => b'C',
                -2 => b'?',
                number => {
                    let section = usize::try_from(i32::from(number) - 1).ok();
                    let section = section.and_then(|index| self.pe.sections.get(index));
                    let section = section.ok_or(ProgramError::SymbolSection)?;
                    let base = self.pe.image_base.unwrap_or_default();
                    addr = addr.wrapping_add(base.wrapping_add(section.addr.into()));
                    self.code(record, section, bss)
                }
            };
            symbols.push(Sym {
                name: Cow::Borrowed(record.name),
                addr,
                size: 0,
                code,
                index: 0,
            });
        }
        let mut addrs: Vec<u64> = symbols.iter().map(|sym| sym.addr).collect();
        addrs.sort_unstable();
        for sym in &mut symbols {
            let next = addrs.partition_point(|addr| *addr <= sym.addr);
            let size = addrs.get(next).map_or(0, |next| next - sym.addr);
            sym.size = size.cast_signed();
        }
        Ok(symbols)
    }

    /// Returns the letter of a symbol in a section. `bss` is where data without bytes begins,
    /// in which section.
    fn code(&self, record: &Record<'_>, section: &PeSection, bss: (i16, u32)) -> u8 {
        let (bss_section, bss_at) = bss;
        let is_bss = || {
            let is_behind = bss_section == record.section && bss_at > 0 && record.value >= bss_at;
            self.rules.names_bss && (is_behind || record.value >= section.size)
        };
        match section.flags {
            flags if flags & SCN_TEXT != 0 => b'T',
            flags if flags & SCN_DATA != 0 => match flags & SCN_WRITE {
                0 => b'R',
                _ if is_bss() => b'B',
                _ => b'D',
            },
            flags if flags & SCN_BSS != 0 => b'B',
            _ => b'?',
        }
    }

    /// Returns the address of the code and the table of lines.
    pub(super) fn pcln(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        let base = self.image_base()?;
        let start = self.section(b".text");
        let start = start.map_or(0, |section| base.wrapping_add(section.addr.into()));
        let table = self.between("runtime.pclntab", "runtime.epclntab");
        // The names before Go 1.4.
        let table = or_old(table, || self.between("pclntab", "epclntab"))?;
        if self.rules.reads_old_symbols {
            let symbols = self.between("runtime.symtab", "runtime.esymtab");
            let symbols = or_old(symbols, || self.between("symtab", "esymtab"))?;
            check_old_symbols(symbols.len() as u64)?;
        }
        Ok((start, table))
    }

    fn between(&self, start: &'static str, end: &'static str) -> Result<&'a [u8], ProgramError> {
        let find = |name: &'static str| {
            let mut records = self.records.iter();
            let found = records.find(|record| record.name == name.as_bytes());
            found.ok_or(ProgramError::NoSymbol(name))
        };
        let (start, end) = (find(start)?, find(end)?);
        let damaged = ProgramError::Unsupported("a table of lines with damaged symbols");
        let index = usize::try_from(i32::from(start.section) - 1).ok();
        let section = index.and_then(|index| self.pe.sections.get(index));
        let (Some(section), true) = (section, start.section == end.section) else {
            return Err(damaged);
        };
        let data = self.data(section)?;
        let table = data.get(start.value as usize..end.value as usize);
        table.ok_or(damaged)
    }

    /// Returns the address of the code and its bytes.
    pub(super) fn text(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        let base = self.image_base()?;
        let section = self.section(b".text").ok_or(ProgramError::NoText)?;
        Ok((base.wrapping_add(section.addr.into()), self.data(section)?))
    }

    /// Returns the processor.
    pub(super) fn goarch(&self) -> &'static str {
        match self.pe.machine {
            0x14c => "386",
            0x8664 => "amd64",
            0xaa64 => "arm64",
            // Go 1.25 knew it.
            0x1c4 => "arm",
            _ => "",
        }
    }
}

/// Returns the result for the names of old releases, if the first lookup found nothing; the error
/// is the first one.
fn or_old<'a>(
    found: Result<&'a [u8], ProgramError>,
    old: impl FnOnce() -> Result<&'a [u8], ProgramError>,
) -> Result<&'a [u8], ProgramError> {
    match found {
        Err(error @ ProgramError::NoSymbol(_)) => old().map_err(|_| error),
        found => found,
    }
}

/// Reads the symbols; `None` if they break a rule of the format.
fn records<'a>(
    bytes: &'a [u8],
    pe: &Pe,
    names: &mut Names<'a>,
) -> Result<Option<Vec<Record<'a>>>, ProgramError> {
    let le = Endian::Little;
    let size = u64::from(pe.symbols) * RECORD as u64;
    let data = range(bytes, pe.symbols_at.into(), size).unwrap_or_default();
    let mut records = Vec::new();
    let mut additions = 0;
    for data in data.chunks_exact(RECORD) {
        if additions > 0 {
            additions -= 1;
            continue;
        }
        additions = data[17];
        let name = match le.u32(data, 0) {
            Some(0) if data[4..8] != [0; 4] => string(le.u32(data, 4).unwrap_or(0), names)?,
            _ => Some(c_string(&data[..8])),
        };
        let Some(name) = name else {
            return Ok(None);
        };
        records.push(Record {
            name,
            value: le.u32(data, 8).unwrap_or_default(),
            section: le.u16(data, 12).unwrap_or_default().cast_signed(),
        });
    }
    Ok((additions == 0).then_some(records))
}

/// Returns the string at a place that counts the length of the table.
fn string<'a>(place: u32, names: &mut Names<'a>) -> Result<Option<&'a [u8]>, ProgramError> {
    match place.checked_sub(4) {
        Some(start) => Ok(names.at(start)?.map(|(name, _)| name)),
        None => Ok(None),
    }
}

fn section_name<'a>(
    section: &PeSection,
    names: &mut Names<'a>,
) -> Result<Option<Cow<'a, [u8]>>, ProgramError> {
    let Some(digits) = section.name.strip_prefix(b"/") else {
        return Ok(Some(Cow::Owned(c_string(&section.name).to_vec())));
    };
    let place = std::str::from_utf8(c_string(digits)).ok();
    let Some(place) = place.and_then(|place| place.parse::<i64>().ok()) else {
        return Ok(None);
    };
    Ok(string(place as u32, names)?.map(Cow::Borrowed))
}

fn c_string(data: &[u8]) -> &[u8] {
    let end = data.iter().position(|byte| *byte == 0);
    &data[..end.unwrap_or(data.len())]
}
