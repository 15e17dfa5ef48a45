//! Sizes of the parts of an executable: its sections, and the symbols in them.
//!
//! The size of the file bounds time and memory, whatever its headers contain.
//! Counterpart: debug/elf (`File.Symbols`), cmd/internal/objfile.

mod debug;
mod dies;
mod error;
mod functions;
mod header;
mod line_tables;
mod parts;
mod symbols;

use std::collections::HashMap;

use crate::build_info;
use crate::build_info::Fallback;
use crate::elf::Elf;
use crate::elf::ElfSection;
use crate::read_at::ReadAt;
use crate::read_at::read_exact;

use header::Header;
use line_tables::LineTable;

pub use error::SizesError;
pub use parts::Parts;
pub use parts::Section;
pub use parts::Share;
pub use parts::ShareOf;
pub use parts::Source;
pub use parts::Symbol;

const SHT_SYMTAB: u32 = 2;
const SHT_NOBITS: u32 = 8;
const SHF_ALLOC: u64 = 2;
const SHF_EXECINSTR: u64 = 4;

/// Reads the parts of a Go program in the format ELF.
pub fn read(from: &dyn ReadAt) -> Result<Parts, SizesError> {
    error::check_format(from)?;
    let elf = Elf::parse(from)?;
    let sections: Vec<Section> = elf.sections.iter().map(section).collect();
    let Some(functions) = sections.iter().position(is_function_table) else {
        return Err(SizesError::NotGo);
    };
    let table = &elf.sections[functions];
    let data = contents(from, table)?;
    let header = Header::of(&data, elf.endian);
    let symbol_table = elf.sections.iter().find(|one| one.kind == SHT_SYMTAB);
    let (header, (symbols, go_code), source) = match (header, symbol_table) {
        (header, Some(table)) => {
            let found = symbols::read(from, &elf, table)?;
            (header.ok(), found, Source::SymbolTable)
        }
        (Err(error), None) => return Err(error),
        (Ok(header), None) => {
            let symbols = functions::read(from, &elf, table, &header)?;
            (Some(header), (symbols, None), Source::FunctionTable)
        }
    };
    let by_addr = by_address(&symbols);
    let shares = header.and_then(|header| {
        let values = symbols.iter().find(|symbol| symbol.name == "go:func.*");
        line_tables::shares(
            &header,
            &LineTable {
                section: (functions, table.addr, table.size),
                text_start: functions::text_start(from, &elf, table, &header),
                values,
                by_addr: &by_addr,
            },
        )
    });
    let (mut shares, mut names) = (shares.unwrap_or_default(), Vec::new());
    debug::add_shares(from, &elf, &by_addr, &mut names, &mut shares);
    let info = build_info::read(from, Fallback::Segment).unwrap_or_default();
    let modules = [info.main].into_iter().chain(info.deps);
    let modules = modules.map(|module| module.path);
    Ok(Parts {
        headers: elf.tables.to_vec(),
        sections,
        symbols,
        shares,
        names,
        source,
        go_code,
        main_package: info.path,
        modules: modules.filter(|path| !path.is_empty()).collect(),
    })
}

/// Reports whether a section is the function table; position-independent programs have it among the
/// relocated sections.
fn is_function_table(section: &Section) -> bool {
    section.name.ends_with(".gopclntab")
}

fn section(section: &ElfSection) -> Section {
    let is_zero = section.kind == SHT_NOBITS;
    Section {
        name: String::from_utf8_lossy(&section.name).into_owned(),
        addr: section.addr,
        size: section.size,
        offset: section.offset,
        file_size: if is_zero { 0 } else { section.file_size },
        is_loaded: section.flags & SHF_ALLOC != 0,
        is_code: section.flags & SHF_EXECINSTR != 0,
    }
}

/// Returns the contents of a section.
fn contents(from: &dyn ReadAt, section: &ElfSection) -> Result<Vec<u8>, SizesError> {
    if section.kind == SHT_NOBITS {
        return Ok(Vec::new());
    }
    Ok(read_exact(from, section.offset, section.file_size)?)
}

/// Returns the indexes of symbols by address; the first one of several.
fn by_address(symbols: &[Symbol]) -> HashMap<u64, usize> {
    let mut places = HashMap::with_capacity(symbols.len());
    for (place, symbol) in symbols.iter().enumerate() {
        places.entry(symbol.addr).or_insert(place);
    }
    places
}

/// Names that end with a zero byte, all in one table. Real names hardly overlap, so the size of the
/// table bounds the total size of the names that may be taken.
struct Names<'a> {
    table: &'a [u8],
    left: usize,
}

impl<'a> Names<'a> {
    fn new(table: &'a [u8]) -> Self {
        Self {
            table,
            left: table.len().saturating_mul(4).saturating_add(1 << 16),
        }
    }

    fn at(&mut self, offset: u64) -> Result<String, SizesError> {
        let start = usize::try_from(offset).ok();
        let rest = start.and_then(|start| self.table.get(start..));
        let rest = rest.ok_or(SizesError::Damaged("a name is outside of its table"))?;
        let end = rest.iter().take(self.left).position(|byte| *byte == 0);
        let end = end.ok_or(SizesError::Damaged("a name has no end"))?;
        self.left -= end;
        Ok(String::from_utf8_lossy(&rest[..end]).into_owned())
    }
}

#[cfg(test)]
mod debug_tests;
#[cfg(test)]
mod tests;
