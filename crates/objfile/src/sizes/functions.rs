//! The functions of a Go program without a symbol table, from the table that the runtime uses.
//!
//! Counterpart: debug/gosym/pclntab.go (`LineTable.parsePclnTab`, `LineTable.go12Funcs`);
//! runtime/symtab.go (`moduledata`).

use super::Names;
use super::contents;
use super::error::SizesError;
use super::header::Header;
use super::header::pointer;
use super::parts::Symbol;
use crate::elf::Elf;
use crate::elf::ElfSection;
use crate::read_at::ReadAt;

/// Reads the functions.
pub(super) fn read(
    from: &dyn ReadAt,
    elf: &Elf,
    table: &ElfSection,
    header: &Header<'_>,
) -> Result<Vec<Symbol>, SizesError> {
    let start = text_start(from, elf, table, header);
    entries(elf, header, start).ok_or(SizesError::Damaged("the function table ends early"))?
}

/// Returns the functions; `None` if the table does not reach as far as its header requires.
fn entries(elf: &Elf, header: &Header<'_>, start: u64) -> Option<Result<Vec<Symbol>, SizesError>> {
    let slice = |place: usize| {
        let offset = usize::try_from(header.word(place)?).ok()?;
        header.data.get(offset..)
    };
    let count = usize::try_from(header.word(0)?).ok()?;
    let (name_table, functions) = (slice(3)?, slice(7)?);
    let offsets = functions.get(..count.checked_mul(8)?.checked_add(4)?)?;
    let mut names = Names::new(name_table);
    let word = |data: &[u8], at: usize| header.endian.u32(data, at);
    let mut symbols = Vec::new();
    for place in 0..count {
        let entry = word(offsets, place * 8)?;
        let end = word(offsets, place * 8 + 8)?;
        let record = usize::try_from(word(offsets, place * 8 + 4)?).ok()?;
        let name = word(functions, record.checked_add(4)?)?;
        let addr = start.wrapping_add(entry.into());
        let mut sections = elf.sections.iter();
        let section = sections.position(|section| {
            let at = addr.checked_sub(section.addr);
            section.flags & super::SHF_EXECINSTR != 0 && at.is_some_and(|at| at < section.size)
        });
        let (Some(section), Some(size)) = (section, end.checked_sub(entry)) else {
            continue;
        };
        match names.at(name.into()) {
            Ok(name) => symbols.push(Symbol {
                name,
                addr,
                size: size.into(),
                section,
            }),
            Err(error) => return Some(Err(error)),
        }
    }
    Some(Ok(symbols))
}

/// Returns the address that functions are counted from: the header had it before Go 1.26,
/// since then it is in the module data. Both are zero in a position-independent program, and
/// then the code section begins there unless C code is linked in.
pub(super) fn text_start(
    from: &dyn ReadAt,
    elf: &Elf,
    table: &ElfSection,
    header: &Header<'_>,
) -> u64 {
    let recorded = header.word(2).filter(|start| *start != 0);
    let of_module = || {
        let data = contents(from, elf.section(".go.module")?).ok()?;
        let word = |place: usize| {
            let at = place * header.pointer;
            pointer(header.endian, header.pointer, &data, at)
        };
        // pcHeader, six slices, findfunctab, minpc, maxpc, text.
        let text = word(1 + 6 * 3 + 3)?;
        (word(0)? == table.addr && text != 0).then_some(text)
    };
    let of_section = || elf.section(".text").map_or(0, |section| section.addr);
    recorded.or_else(of_module).unwrap_or_else(of_section)
}
