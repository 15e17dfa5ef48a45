//! ELF objects of other compilers: headers, sections, symbols, relocations.
//!
//! Messages equal Go's reader's. Where Go's reader would crash, the object is left to the SDK's
//! linker.
//! Counterpart: cmd/link/internal/loadelf/ldelf.go.

use crate::arch::Arch;

const EI_DATA: usize = 5;
const EI_CLASS: usize = 4;
const EI_VERSION: usize = 6;
const ET_REL: u16 = 1;
const HEADER: usize = 64;
const SECTION: usize = 64;
const SYMBOL: usize = 24;

pub(super) const SHT_PROGBITS: u32 = 1;
pub(super) const SHT_RELA: u32 = 4;
pub(super) const SHT_NOBITS: u32 = 8;
pub(super) const SHT_REL: u32 = 9;
pub(super) const SHF_WRITE: u64 = 1;
pub(super) const SHF_ALLOC: u64 = 2;
pub(super) const SHF_EXECINSTR: u64 = 4;

pub(super) const STT_NOTYPE: u8 = 0;
pub(super) const STT_OBJECT: u8 = 1;
pub(super) const STT_FUNC: u8 = 2;
pub(super) const STT_SECTION: u8 = 3;
pub(super) const STT_COMMON: u8 = 5;
pub(super) const SHN_COMMON: u16 = 0xfff2;

/// Reason for not loading an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// The message after `loadelf: FILE: `.
    Text(String),
    /// A whole message.
    Line(String),
    /// Go's reader crashes, or this one does not do that.
    Unsupported(&'static str),
}

impl Bad {
    pub(super) fn malformed(text: &str) -> Self {
        Self::Text(format!("malformed elf file: {text}"))
    }
}

fn text(text: &str) -> Bad {
    Bad::Text(text.to_owned())
}

/// Bytes that end too early.
const CUT: Bad = Bad::Unsupported("an ELF object with an index out of range");

/// A section.
#[derive(Clone, Debug)]
pub(super) struct Section<'b> {
    pub(super) name: &'b [u8],
    name_at: u32,
    pub(super) kind: u32,
    pub(super) flags: u64,
    off: u64,
    pub(super) size: u64,
    link: u32,
    pub(super) info: u32,
    pub(super) align: u64,
}

/// A symbol.
#[derive(Clone, Copy, Debug)]
pub(super) struct Symbol<'b> {
    pub(super) name: &'b [u8],
    pub(super) value: u64,
    pub(super) size: u64,
    pub(super) bind: u8,
    pub(super) kind: u8,
    pub(super) other: u8,
    pub(super) section: u16,
}

/// A relocation.
#[derive(Clone, Copy, Debug)]
pub(super) struct ObjectReloc {
    pub(super) off: u64,
    pub(super) kind: u32,
    pub(super) symbol: u32,
    pub(super) add: Option<i64>,
}

/// An object.
#[derive(Debug)]
pub(super) struct Object<'b> {
    bytes: &'b [u8],
    pub(super) sections: Vec<Section<'b>>,
    symtab: &'b [u8],
    names: &'b [u8],
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns the bytes up to the first zero.
fn c_string(bytes: &[u8], at: u32) -> Result<&[u8], Bad> {
    let rest = bytes.get(at as usize..).ok_or(CUT)?;
    let end = rest.iter().position(|&byte| byte == 0);
    Ok(&rest[..end.unwrap_or(rest.len())])
}

impl<'b> Object<'b> {
    /// Reads the headers; `None` for an object without symbols, which nothing refers to.
    pub(super) fn open(bytes: &'b [u8], arch: &Arch) -> Result<Option<Self>, Bad> {
        let header = bytes.first_chunk().ok_or(CUT)?;
        check_header(header, arch)?;
        let shoff = u64_at(header, 40).ok_or(CUT)?;
        let stride = u16_at(header, 58).ok_or(CUT)?;
        let count = u16_at(header, 60).ok_or(CUT)?;
        let names_at = u16_at(header, 62).ok_or(CUT)?;
        let mut object = Self {
            bytes,
            sections: Vec::new(),
            symtab: &[],
            names: &[],
        };
        for index in 0..u64::from(count) {
            let at = shoff.wrapping_add(index * u64::from(stride));
            object.sections.push(object.section_header(at)?);
        }
        let Some(names) = object.sections.get(usize::from(names_at)) else {
            return Err(Bad::malformed(&format!(
                "shstrndx out of range {names_at} >= {count}"
            )));
        };
        let names = object.content(names).map_err(Bad::malformed)?;
        for section in &mut object.sections {
            if section.name_at != 0 {
                section.name = c_string(names, section.name_at)?;
            }
        }
        object.find_symbols()
    }

    fn section_header(&self, at: u64) -> Result<Section<'b>, Bad> {
        let at = usize::try_from(at).ok();
        let header = at.and_then(|at| self.bytes.get(at..)?.get(..SECTION));
        // Go's reader continues with the entry of the archive that follows.
        let header = header.ok_or(Bad::Unsupported("a section header past the end"))?;
        let half = |at| u32_at(header, at).ok_or(CUT);
        let word = |at| u64_at(header, at).ok_or(CUT);
        Ok(Section {
            name: &[],
            name_at: half(0)?,
            kind: half(4)?,
            flags: word(8)?,
            off: word(24)?,
            size: word(32)?,
            link: half(40)?,
            info: half(44)?,
            align: word(48)?,
        })
    }

    fn find_symbols(mut self) -> Result<Option<Self>, Bad> {
        let symtab = self.sections.iter().find(|sect| sect.name == b".symtab");
        let Some(symtab) = symtab else {
            return Ok(None);
        };
        let link = symtab.link as usize;
        let names = self.sections.get(link).filter(|_| link != 0);
        let Some(names) = names else {
            return Err(text(
                "elf object has symbol table with invalid string table link",
            ));
        };
        let content = |section| self.content(section).map_err(Bad::malformed);
        let (symtab, names) = (content(symtab)?, content(names)?);
        (self.symtab, self.names) = (symtab, names);
        Ok(Some(self))
    }

    /// Returns the content of a section, or the reason why it has none.
    pub(super) fn content(&self, section: &Section<'_>) -> Result<&'b [u8], &'static str> {
        let end = section.off.wrapping_add(section.size);
        if end > self.bytes.len() as u64 {
            return Err("elf section past end of file");
        }
        let (start, end) = (section.off as usize, end as usize);
        self.bytes.get(start..end).ok_or("short read: EOF")
    }

    /// Returns the number of symbols, with the empty first one.
    pub(super) fn symbol_count(&self) -> usize {
        self.symtab.len() / SYMBOL
    }

    /// Returns a symbol, which is not the empty one.
    pub(super) fn symbol(&self, index: usize) -> Result<Symbol<'b>, Bad> {
        let record = index.checked_mul(SYMBOL);
        let record = record.and_then(|at| self.symtab.get(at..)?.get(..SYMBOL));
        let Some(record) = record else {
            return Err(Bad::malformed("invalid elf symbol index"));
        };
        let info = record[4];
        Ok(Symbol {
            name: c_string(self.names, u32_at(record, 0).ok_or(CUT)?)?,
            value: u64_at(record, 8).ok_or(CUT)?,
            size: u64_at(record, 16).ok_or(CUT)?,
            bind: info >> 4,
            kind: info & 15,
            other: record[5],
            section: u16_at(record, 6).ok_or(CUT)?,
        })
    }

    /// Returns the relocations of a section with some.
    pub(super) fn relocs(&self, section: &Section<'_>) -> Result<Vec<ObjectReloc>, Bad> {
        let has_add = section.kind == SHT_RELA;
        let content = self.content(section).map_err(Bad::malformed)?;
        let records = content.chunks_exact(if has_add { 24 } else { 16 });
        let decode = |record| {
            let info = u64_at(record, 8)?;
            Some(ObjectReloc {
                off: u64_at(record, 0)?,
                kind: info as u32,
                symbol: (info >> 32) as u32,
                add: u64_at(record, 16).map(u64::cast_signed),
            })
        };
        Ok(records.filter_map(decode).collect())
    }
}

fn check_header(header: &[u8; HEADER], arch: &Arch) -> Result<(), Bad> {
    let is_little = match header[EI_DATA] {
        1 => true,
        2 => false,
        _ => return Err(text("malformed elf file, unknown header")),
    };
    if !header.starts_with(b"\x7fELF") {
        return Err(text("malformed elf file, bad header"));
    }
    let other = || Bad::Text(format!("elf object but not {}", arch.name));
    if !is_little || header[EI_CLASS] != 2 {
        // The version and the type come first, but objects of this kind are rare.
        return Err(Bad::Unsupported("an ELF object of another kind"));
    }
    let version = u32_at(header, 20).ok_or(CUT)?;
    if u32::from(header[EI_VERSION]) != version {
        let have = header[EI_VERSION];
        return Err(Bad::Text(format!(
            "malformed elf version: got {have}, want {version}"
        )));
    }
    if u16_at(header, 16) != Some(ET_REL) {
        return Err(text("elf but not elf relocatable object"));
    }
    if u16_at(header, 18) != Some(arch.elf_machine) {
        return Err(other());
    }
    Ok(())
}
