//! The names of the functions of a Go program.
//!
//! The runtime's table of functions has them all, including functions that were inlined into
//! others, and every program has the table, with or without a symbol table.
//! Counterpart: cmd/link/internal/ld/pcln.go (`generateFuncnametab`), debug/gosym/pclntab.go.

use crate::elf::Elf;
use crate::read_at::ReadAt;
use crate::read_at::read_exact;

/// First words of the table since Go 1.18 and since Go 1.20.
const MAGIC: [u32; 2] = [0xffff_fff0, 0xffff_fff1];

/// The most bytes that names may take.
const MOST_BYTES: u64 = 1 << 30;

/// Reads the names, each with a zero byte after it; `None` if the file is not a Go program in the
/// format ELF, or its table is of an unknown kind.
pub fn read(from: &dyn ReadAt) -> Option<Vec<u8>> {
    let elf = Elf::parse(from).ok()?;
    let mut sections = elf.sections.iter();
    let table = sections.find(|section| section.name.ends_with(b".gopclntab"))?;
    let header = read_exact(from, table.offset, 8 + 5 * 8).ok()?;
    if !MAGIC.contains(&elf.endian.u32(&header, 0)?) {
        return None;
    }
    let pointer = usize::from(*header.get(7)?);
    // After the numbers of functions and files, and the start of the code: the names, and then the
    // table of compilation units.
    let word = |place: usize| match pointer {
        8 => elf.endian.u64(&header, 8 + place * 8),
        4 => elf.endian.u32(&header, 8 + place * 4).map(u64::from),
        _ => None,
    };
    let (start, end) = (word(3)?, word(4)?);
    let size = end.checked_sub(start).filter(|size| *size <= MOST_BYTES)?;
    if end > table.file_size {
        return None;
    }
    read_exact(from, table.offset.checked_add(start)?, size).ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn other_files_have_none() {
        assert_eq!(read(&b"#!/bin/sh\n".to_vec()), None);
        assert_eq!(read(&Vec::new()), None);
    }
}
