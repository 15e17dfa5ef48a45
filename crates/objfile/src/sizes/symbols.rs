//! The symbol table of an ELF file.
//!
//! Counterpart: debug/elf/file.go (`getSymbols32`, `getSymbols64`).

use super::Names;
use super::contents;
use super::error::SizesError;
use super::parts::Symbol;
use crate::elf::Elf;
use crate::elf::ElfSection;
use crate::read_at::ReadAt;

/// `STT_SECTION`, `STT_FILE` and `STT_TLS`: no bytes of a section.
const NO_BYTES: [u8; 3] = [3, 4, 6];

/// The symbols, and first and end of Go's code.
type SymbolTable = (Vec<Symbol>, Option<(u64, u64)>);

/// Reads the symbols that have a size and are in a section.
pub(super) fn read(
    from: &dyn ReadAt,
    elf: &Elf,
    table: &ElfSection,
) -> Result<SymbolTable, SizesError> {
    let data = contents(from, table)?;
    let strings = elf.sections.get(table.link as usize);
    let strings = strings.ok_or(SizesError::Damaged("symbols have no names"))?;
    let strings = contents(from, strings)?;
    let mut names = Names::new(&strings);
    let endian = elf.endian;
    let record = if elf.wide { 24 } else { 16 };
    let mut symbols = Vec::new();
    let (mut text, mut end_of_text) = (None, None);
    for data in data.chunks_exact(record) {
        let word = |at: usize| u64::from(endian.u32(data, at).unwrap_or_default());
        let wide = |at: usize| endian.u64(data, at).unwrap_or_default();
        let (info, section, addr, size) = if elf.wide {
            (data[4], 6, wide(8), wide(16))
        } else {
            (data[12], 14, word(4), word(8))
        };
        let section = usize::from(endian.u16(data, section).unwrap_or_default());
        let Some(within) = elf.sections.get(section).filter(|_| section != 0) else {
            continue;
        };
        if NO_BYTES.contains(&(info & 15)) {
            continue;
        }
        let name = names.at(word(0))?;
        match &*name {
            "runtime.text" => text = Some(addr),
            "runtime.etext" => end_of_text = Some(addr),
            _ => {}
        }
        let at = addr.checked_sub(within.addr);
        if size > 0 && at.is_some_and(|at| at < within.size) {
            symbols.push(Symbol {
                name,
                addr,
                size,
                section,
            });
        }
    }
    Ok((symbols, text.zip(end_of_text)))
}
