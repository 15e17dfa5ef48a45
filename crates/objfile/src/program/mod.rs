//! Programs and objects for tools that read machine code: symbols, the bytes of the code, and the
//! table of files and lines.
//!
//! A file has one entry, an archive one for each object. Names and code are borrowed from the
//! file's bytes. The size of the file bounds time and memory, whatever its headers contain. Valid
//! but unsupported input is reported as [`ProgramError::Unsupported`].
//! Counterpart: cmd/internal/objfile/objfile.go.

mod elf;
mod error;
mod go_lines;
mod go_object;
mod line_table;
mod macho;
mod names;
mod pc_values;
mod pe;
mod symbol;
#[cfg(test)]
mod tests;

use vamos_base::golang::pdqsort;

use crate::archive;
use crate::archive::ArchiveError;
use crate::archive::EntryKind;

use elf::ElfProgram;
pub use error::ProgramError;
pub use go_lines::GoLines;
use go_object::GoObject;
pub use line_table::Cursor;
pub use line_table::LineTable;
pub use line_table::Position;
use macho::MachoProgram;
use pe::PeProgram;
pub use symbol::Reloc;
pub use symbol::Rules;
pub use symbol::Sym;

/// An executable, an object or an archive.
pub struct Program<'a> {
    /// The objects; an executable is one.
    pub entries: Vec<Entry<'a>>,
}

/// A part of a [`Program`].
pub struct Entry<'a> {
    /// The name in the archive; empty for an executable.
    pub name: Vec<u8>,
    raw: Raw<'a>,
}

enum Raw<'a> {
    Elf(ElfProgram<'a>),
    Macho(MachoProgram<'a>),
    Pe(PeProgram<'a>),
    Go(Box<GoObject<'a>>),
}

/// Files and lines by address.
pub enum Lines<'a> {
    /// Of an executable.
    Table(LineTable<'a>),
    /// Of a Go object.
    Object(GoLines<'a>),
}

impl<'a> Program<'a> {
    /// Opens a file by its contents. `name` is the name of a bare object.
    ///
    /// # Errors
    /// The format is unknown, or not supported.
    pub fn open(name: &[u8], bytes: &'a [u8], rules: Rules) -> Result<Self, ProgramError> {
        match archive::parse(name, bytes, false) {
            Ok(entries) => match Self::of_archive(bytes, &entries, rules) {
                Err(ProgramError::Unrecognized) => {}
                opened => return opened,
            },
            Err(error @ ArchiveError::OtherVersion(_)) => {
                return Err(ProgramError::OtherVersion(error));
            }
            Err(ArchiveError::ShortEntry) => {
                return Err(ProgramError::Unsupported(
                    "an entry shorter than its header",
                ));
            }
            Err(_) => {}
        }
        let raw = Raw::open(bytes, rules)?;
        let name = Vec::new();
        Ok(Self {
            entries: vec![Entry { name, raw }],
        })
    }

    fn of_archive(
        bytes: &'a [u8],
        members: &[archive::Entry],
        rules: Rules,
    ) -> Result<Self, ProgramError> {
        let mut entries = Vec::new();
        for member in members {
            let cut = ProgramError::Unsupported("an archive that is cut off");
            let raw = match member.kind {
                EntryKind::PkgDef | EntryKind::Sentinel => continue,
                EntryKind::GoObject => {
                    let data = member.data(bytes).ok_or(cut)?;
                    Raw::Go(Box::new(GoObject::open(data, rules)?))
                }
                EntryKind::Native => Raw::open(member.data(bytes).ok_or(cut)?, rules)?,
            };
            let name = member.name.clone();
            entries.push(Entry { name, raw });
        }
        Ok(Self { entries })
    }
}

impl<'a> Raw<'a> {
    fn open(bytes: &'a [u8], rules: Rules) -> Result<Self, ProgramError> {
        if let Some(elf) = ElfProgram::open(bytes, rules) {
            return Ok(Self::Elf(elf));
        }
        if let Some(macho) = MachoProgram::open(bytes, rules)? {
            return Ok(Self::Macho(macho));
        }
        if let Some(pe) = PeProgram::open(bytes, rules)? {
            return Ok(Self::Pe(pe));
        }
        match bytes {
            [0, 0, 0x01, 0xeb, ..] | [0, 0, 0x8a, 0x97, ..] | [0, 0, 0x06, 0x47, ..] => {
                Err(ProgramError::Unsupported("a program for Plan 9"))
            }
            [0x01, 0xdf | 0xf7, ..] => Err(ProgramError::Unsupported("a program for AIX")),
            _ => Err(ProgramError::Unrecognized),
        }
    }
}

impl<'a> Entry<'a> {
    /// Returns the symbols by address, and in the order of upstream's sort at equal addresses.
    ///
    /// # Errors
    /// There is no symbol table, or it is damaged.
    pub fn symbols(&self) -> Result<Vec<Sym<'a>>, ProgramError> {
        let mut symbols = self.unsorted_symbols()?;
        pdqsort::sort_func(&mut symbols, |a, b| a.addr.cmp(&b.addr));
        Ok(symbols)
    }

    fn unsorted_symbols(&self) -> Result<Vec<Sym<'a>>, ProgramError> {
        match &self.raw {
            Raw::Elf(elf) => elf.symbols(),
            Raw::Macho(macho) => macho.symbols(),
            Raw::Pe(pe) => pe.symbols(),
            Raw::Go(object) => Ok(object.symbols()),
        }
    }

    /// Returns the files and lines.
    ///
    /// # Errors
    /// The table cannot be read; a file without one has an empty table.
    pub fn lines(&self) -> Result<Lines<'a>, ProgramError> {
        let (mut text_start, table) = match &self.raw {
            Raw::Go(object) => return Ok(Lines::Object(object.lines()?)),
            Raw::Elf(elf) => elf.pcln()?,
            Raw::Macho(macho) => macho.pcln()?,
            Raw::Pe(pe) => pe.pcln()?,
        };
        match self.unsorted_symbols() {
            Ok(symbols) => {
                let start = symbols.iter().find(|sym| &*sym.name == b"runtime.text");
                text_start = start.map_or(text_start, |sym| sym.addr);
            }
            Err(error @ ProgramError::Unsupported(_)) => return Err(error),
            Err(_) => {}
        }
        Ok(Lines::Table(LineTable::new(table, text_start)))
    }

    /// Returns the code and its address.
    ///
    /// # Errors
    /// There is no code.
    pub fn text(&self) -> Result<(u64, &'a [u8]), ProgramError> {
        match &self.raw {
            Raw::Elf(elf) => elf.text(),
            Raw::Macho(macho) => macho.text(),
            Raw::Pe(pe) => pe.text(),
            Raw::Go(object) => Ok((0, object.bytes())),
        }
    }

    /// Returns the processor in Go's words; empty if it is not known.
    pub fn goarch(&self) -> &str {
        match &self.raw {
            Raw::Elf(elf) => elf.goarch(),
            Raw::Macho(macho) => macho.goarch(),
            Raw::Pe(pe) => pe.goarch(),
            Raw::Go(object) => object.goarch(),
        }
    }

    /// Returns the relocations of a symbol: the address of each in the code, and its text for an
    /// instruction at `offset` bytes into the symbol.
    pub fn relocs(&self, sym: &Sym<'a>) -> Vec<Reloc> {
        match &self.raw {
            Raw::Go(object) => object.relocs(sym.index),
            _ => Vec::new(),
        }
    }
}

impl<'a> Lines<'a> {
    /// Starts to look positions up.
    pub fn cursor(&self) -> LineCursor<'_, 'a> {
        match self {
            Self::Table(table) => LineCursor::Table(Box::new(table.cursor())),
            Self::Object(lines) => LineCursor::Object(lines),
        }
    }
}

/// Looks positions up; cheap for addresses that grow.
pub enum LineCursor<'l, 'a> {
    /// Of an executable.
    Table(Box<Cursor<'l, 'a>>),
    /// Of a Go object.
    Object(&'l GoLines<'a>),
}

impl<'a> LineCursor<'_, 'a> {
    /// Returns the source position of the instruction at an address.
    pub fn position(&mut self, pc: u64) -> Position<'a> {
        match self {
            Self::Table(cursor) => cursor.position(pc),
            Self::Object(lines) => lines.position(pc),
        }
    }
}
