//! The headers of an ELF file: programs, sections and their names.
//!
//! As strict as Go's reader, because callers distinguish "not an ELF file" from "an ELF file
//! without the section".
//! Counterpart: debug/elf/file.go (`NewFile`).

use crate::read_at::Endian;
use crate::read_at::ReadAt;
use crate::read_at::ReadError;
use crate::read_at::Section;
use crate::read_at::read_exact;

/// `PT_LOAD`.
pub(crate) const PT_LOAD: u32 = 1;
/// `PT_NOTE`.
pub(crate) const PT_NOTE: u32 = 4;
const SHT_STRTAB: u32 = 3;
const SHT_NULL: u32 = 0;
pub(crate) const SHF_COMPRESSED: u64 = 0x800;
const SHN_LORESERVE: u64 = 0xff00;
const SHN_XINDEX: u64 = 0xffff;

/// Error of reading an ELF file.
#[derive(Debug)]
pub(crate) enum ElfError {
    /// The file ends early or cannot be read.
    Read(ReadError),
    /// A rule of the format is broken (`elf.FormatError`).
    Format {
        /// The rule, with the value that breaks it.
        rule: String,
        /// Offset of the record.
        offset: u64,
    },
}

/// Returns Go's text for a rule of the format that is broken.
pub(crate) fn format_text(rule: &str, offset: u64) -> String {
    format!("{rule} in record at byte {offset:#x}")
}

impl From<ReadError> for ElfError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// A program header.
#[derive(Debug, Clone)]
pub(crate) struct Prog {
    pub(crate) kind: u32,
    pub(crate) flags: u32,
    pub(crate) offset: u64,
    pub(crate) vaddr: u64,
    pub(crate) filesz: u64,
    pub(crate) memsz: u64,
    pub(crate) align: u64,
}

/// A section header with its name.
#[derive(Debug, Clone)]
pub(crate) struct ElfSection {
    pub(crate) name: Vec<u8>,
    pub(crate) kind: u32,
    pub(crate) flags: u64,
    pub(crate) addr: u64,
    pub(crate) offset: u64,
    /// Size in memory, before compression.
    pub(crate) size: u64,
    /// Size in the file.
    pub(crate) file_size: u64,
    /// The section that this one refers to, by place.
    pub(crate) link: u32,
    name_at: u32,
}

/// The headers of an ELF file.
#[derive(Debug)]
pub(crate) struct Elf {
    pub(crate) endian: Endian,
    /// True if addresses have 64 bits.
    pub(crate) wide: bool,
    /// The processor (`e_machine`).
    pub(crate) machine: u16,
    /// Offset and length of the file header and of the tables of programs and sections.
    pub(crate) tables: [(u64, u64); 3],
    pub(crate) progs: Vec<Prog>,
    pub(crate) sections: Vec<ElfSection>,
}

/// Offsets of the tables, from the file header.
struct Layout {
    wide: bool,
    endian: Endian,
    machine: u16,
    phoff: u64,
    phentsize: u64,
    phnum: u64,
    shoff: u64,
    shentsize: u64,
    shnum: u64,
    shstrndx: u64,
}

fn format_error<T>(offset: u64, text: &str, value: &str) -> Result<T, ElfError> {
    let rule = format!("{text} '{value}'");
    Err(ElfError::Format { rule, offset })
}

/// Reads a header that was fetched whole, so every field exists.
struct Fields<'a> {
    endian: Endian,
    wide: bool,
    data: &'a [u8],
}

impl Fields<'_> {
    fn half(&self, narrow_at: usize, wide_at: usize) -> u64 {
        let at = if self.wide { wide_at } else { narrow_at };
        self.endian.u16(self.data, at).unwrap_or_default().into()
    }

    fn word(&self, narrow_at: usize, wide_at: usize) -> u32 {
        let at = if self.wide { wide_at } else { narrow_at };
        self.endian.u32(self.data, at).unwrap_or_default()
    }

    fn addr(&self, narrow_at: usize, wide_at: usize) -> u64 {
        if self.wide {
            self.endian.u64(self.data, wide_at).unwrap_or_default()
        } else {
            let narrow = self.endian.u32(self.data, narrow_at);
            narrow.unwrap_or_default().into()
        }
    }
}

fn is_negative(value: u64) -> bool {
    value > i64::MAX as u64
}

impl Layout {
    fn read(from: &dyn ReadAt) -> Result<Self, ElfError> {
        let ident = read_exact(from, 0, 16).map_err(|error| match error {
            // ReadAt reports a short read as the end of the file.
            ReadError::UnexpectedEof => ReadError::Eof,
            other => other,
        })?;
        if !ident.starts_with(b"\x7fELF") {
            let magic = format!("[{} {} {} {}]", ident[0], ident[1], ident[2], ident[3]);
            return format_error(0, "bad magic number", &magic);
        }
        let wide = match ident[4] {
            1 => false,
            2 => true,
            0 => return format_error(0, "unknown ELF class", "ELFCLASSNONE"),
            class => return format_error(0, "unknown ELF class", &class.to_string()),
        };
        let endian = match ident[5] {
            1 => Endian::Little,
            2 => Endian::Big,
            0 => return format_error(0, "unknown ELF data encoding", "ELFDATANONE"),
            data => return format_error(0, "unknown ELF data encoding", &data.to_string()),
        };
        if ident[6] != 1 {
            let version = match ident[6] {
                0 => "EV_NONE".to_owned(),
                other => other.to_string(),
            };
            return format_error(0, "unknown ELF version", &version);
        }
        let header =
            read_exact(from, 0, if wide { 64 } else { 52 }).map_err(|error| match error {
                ReadError::UnexpectedEof => ReadError::Eof,
                other => other,
            })?;
        let fields = Fields {
            endian,
            wide,
            data: &header,
        };
        let version = fields.word(20, 20);
        if version != 1 {
            return format_error(0, "mismatched ELF version", &(version & 0xff).to_string());
        }
        Ok(Self {
            wide,
            endian,
            machine: endian.u16(&header, 18).unwrap_or_default(),
            phoff: fields.addr(28, 32),
            phentsize: fields.half(42, 54),
            phnum: fields.half(44, 56),
            shoff: fields.addr(32, 40),
            shentsize: fields.half(46, 58),
            shnum: fields.half(48, 60),
            shstrndx: fields.half(50, 62),
        })
    }

    fn check(&self) -> Result<(), ElfError> {
        if is_negative(self.shoff) {
            return format_error(0, "invalid shoff", &(self.shoff as i64).to_string());
        }
        if is_negative(self.phoff) {
            return format_error(0, "invalid phoff", &(self.phoff as i64).to_string());
        }
        if self.shoff == 0 && self.shnum != 0 {
            let text = "invalid ELF shnum for shoff=0";
            return format_error(0, text, &self.shnum.to_string());
        }
        if self.shnum > 0 && self.shstrndx >= self.shnum {
            return format_error(0, "invalid ELF shstrndx", &self.shstrndx.to_string());
        }
        if self.phnum > 0 && self.phentsize < if self.wide { 56 } else { 32 } {
            return format_error(0, "invalid ELF phentsize", &self.phentsize.to_string());
        }
        Ok(())
    }

    fn progs(&self, from: &dyn ReadAt) -> Result<Vec<Prog>, ElfError> {
        let table = read_exact(from, self.phoff, self.phnum * self.phentsize)?;
        let mut out = Vec::new();
        for (index, data) in entries(&table, self.phentsize).enumerate() {
            let fields = Fields {
                endian: self.endian,
                wide: self.wide,
                data,
            };
            let prog = Prog {
                kind: fields.word(0, 0),
                flags: fields.word(24, 4),
                offset: fields.addr(4, 8),
                vaddr: fields.addr(8, 16),
                filesz: fields.addr(16, 32),
                memsz: fields.addr(20, 40),
                align: fields.addr(28, 48),
            };
            let at = self.phoff + index as u64 * self.phentsize;
            if is_negative(prog.offset) {
                let text = "invalid program header offset";
                return format_error(at, text, &prog.offset.to_string());
            }
            if is_negative(prog.filesz) {
                let text = "invalid program header file size";
                return format_error(at, text, &prog.filesz.to_string());
            }
            out.push(prog);
        }
        Ok(out)
    }

    /// Files with very many sections keep the counts in section 0.
    fn resolve_large_counts(&mut self, from: &dyn ReadAt) -> Result<(), ElfError> {
        if self.shoff == 0 || self.shnum != 0 {
            return Ok(());
        }
        let data = read_exact(from, self.shoff, if self.wide { 64 } else { 40 })?;
        let fields = Fields {
            endian: self.endian,
            wide: self.wide,
            data: &data,
        };
        let kind = fields.word(4, 4);
        if kind != SHT_NULL {
            let text = "invalid type of the initial section";
            return format_error(self.shoff, text, &format!("SHT_{kind}"));
        }
        self.shnum = fields.addr(20, 32);
        if self.shnum < SHN_LORESERVE || is_negative(self.shnum) {
            let text = "invalid ELF shnum contained in sh_size";
            return format_error(self.shoff, text, &(self.shnum as i64).to_string());
        }
        if self.shstrndx == SHN_XINDEX {
            self.shstrndx = fields.word(24, 40).into();
            if self.shstrndx < SHN_LORESERVE || self.shstrndx >= self.shnum {
                let text = "invalid ELF shstrndx contained in sh_link";
                return format_error(self.shoff, text, &self.shstrndx.to_string());
            }
        }
        Ok(())
    }

    fn sections(&self, from: &dyn ReadAt) -> Result<Vec<ElfSection>, ElfError> {
        if self.shnum > 0 && self.shentsize < if self.wide { 64 } else { 40 } {
            return format_error(0, "invalid ELF shentsize", &self.shentsize.to_string());
        }
        let Some(len) = self.shnum.checked_mul(self.shentsize) else {
            return format_error(0, "section header overflow", &self.shnum.to_string());
        };
        let table = read_exact(from, self.shoff, len)?;
        let mut out = Vec::new();
        for (index, data) in entries(&table, self.shentsize).enumerate() {
            let at = self.shoff + index as u64 * self.shentsize;
            out.push(self.section(from, data, at)?);
        }
        Ok(out)
    }

    fn section(&self, from: &dyn ReadAt, data: &[u8], at: u64) -> Result<ElfSection, ElfError> {
        let fields = Fields {
            endian: self.endian,
            wide: self.wide,
            data,
        };
        let file_size = fields.addr(20, 32);
        let mut section = ElfSection {
            name: Vec::new(),
            kind: fields.word(4, 4),
            flags: fields.addr(8, 8),
            addr: fields.addr(12, 16),
            offset: fields.addr(16, 24),
            size: file_size,
            file_size,
            link: fields.word(24, 40),
            name_at: fields.word(0, 0),
        };
        if is_negative(section.offset) {
            let value = (section.offset as i64).to_string();
            return format_error(at, "invalid section offset", &value);
        }
        if is_negative(file_size) {
            return format_error(at, "invalid section size", &(file_size as i64).to_string());
        }
        if fields.addr(8, 8) & SHF_COMPRESSED != 0 {
            let head = section.part(from);
            let head = read_exact(&head, 0, if self.wide { 24 } else { 12 })?;
            let fields = Fields {
                endian: self.endian,
                wide: self.wide,
                data: &head,
            };
            section.size = fields.addr(4, 8);
        }
        Ok(section)
    }
}

/// Cuts a table into records; an entry size of zero means an empty table.
fn entries(table: &[u8], size: u64) -> impl Iterator<Item = &[u8]> {
    let size = usize::try_from(size).unwrap_or(usize::MAX).max(1);
    table.chunks_exact(size)
}

impl ElfSection {
    fn part<'a>(&self, from: &'a dyn ReadAt) -> Section<'a> {
        Section {
            inner: from,
            base: self.offset,
            len: self.file_size,
        }
    }
}

impl Elf {
    /// Reads the headers.
    pub(crate) fn parse(from: &dyn ReadAt) -> Result<Self, ElfError> {
        let mut layout = Layout::read(from)?;
        layout.check()?;
        let progs = layout.progs(from)?;
        layout.resolve_large_counts(from)?;
        let mut sections = layout.sections(from)?;
        if layout.shstrndx != 0 {
            name_sections(from, &layout, &mut sections)?;
        }
        Ok(Self {
            endian: layout.endian,
            wide: layout.wide,
            machine: layout.machine,
            tables: [
                (0, if layout.wide { 64 } else { 52 }),
                (layout.phoff, layout.phnum.saturating_mul(layout.phentsize)),
                (layout.shoff, layout.shnum.saturating_mul(layout.shentsize)),
            ],
            progs,
            sections,
        })
    }

    /// Returns the first section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&ElfSection> {
        let name = name.as_bytes();
        self.sections.iter().find(|section| section.name == name)
    }
}

fn name_sections(
    from: &dyn ReadAt,
    layout: &Layout,
    sections: &mut [ElfSection],
) -> Result<(), ElfError> {
    let index = usize::try_from(layout.shstrndx).unwrap_or(usize::MAX);
    let Some(table) = sections.get(index) else {
        return Ok(());
    };
    if table.kind != SHT_STRTAB {
        let at = layout.shoff + layout.shstrndx * layout.shentsize;
        let text = "invalid ELF section name string table type";
        return format_error(at, text, &format!("SHT_{}", table.kind));
    }
    let names = read_exact(from, table.offset, table.file_size)?;
    // Names may share their ends, but only in a hostile file does their sum grow with the
    // product of names and bytes.
    let mut left = names.len().saturating_mul(4).saturating_add(1 << 16);
    for (index, section) in sections.iter_mut().enumerate() {
        let rest = usize::try_from(section.name_at)
            .ok()
            .and_then(|start| names.get(start..))
            .unwrap_or_default();
        let end = rest.iter().take(left).position(|&byte| byte == 0);
        let Some(end) = end else {
            let at = layout.shoff + index as u64 * layout.shentsize;
            return format_error(at, "bad section name index", &section.name_at.to_string());
        };
        left -= end;
        section.name = rest[..end].to_vec();
    }
    Ok(())
}
