//! The table of addresses in code and data, which the system changes when it loads the program at
//! another address than the one it was linked for.
//!
//! Counterpart: cmd/link/internal/ld/pe.go (`peBaseRelocTable`, `addPEBaseReloc`).

use vamos_sched::Pool;

use crate::dynreloc;
use crate::error::Stop;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::system::PE_BASE;

/// The addresses of a block of the table are in a page of this size.
const PAGE: u32 = 0x1000;
/// Size of an address in bytes, and the kind of its entry.
const KINDS: [(u8, u16); 2] = [(4, 3), (8, 10)];

/// A page, and an entry of its block: the kind and the offset in the page.
type Entry = (u32, u16);

/// Returns the table for the relocations of all symbols in `lists`, in order.
///
/// # Errors
/// An address has another size.
pub(super) fn table(ldr: &Loader<'_>, pool: &Pool, lists: &[&[Sym]]) -> Result<Vec<u8>, Stop> {
    let found = dynreloc::collect(pool, lists, |sym, found| collect(ldr, sym, found));
    let mut entries = Vec::new();
    for found in found {
        if let Some(size) = found.odd_size {
            return Err(Stop::Unsupported(format!("an address of {size} bytes")));
        }
        entries.extend(found.entries);
    }
    // In a page, entries stay in the order of symbols.
    entries.sort_by_key(|&(page, _)| page);
    Ok(blocks(&entries))
}

/// Addresses found by a task.
#[derive(Default)]
struct Addresses {
    entries: Vec<Entry>,
    /// The size of an address that the table has no kind for.
    odd_size: Option<u8>,
}

/// Collects the addresses in a symbol.
fn collect(ldr: &Loader<'_>, sym: Sym, found: &mut Addresses) {
    if !ldr.is_reachable(sym) {
        return;
    }
    let start = ldr.value(sym).wrapping_sub(PE_BASE);
    ldr.relocs(sym).for_each_field(|reloc: &Reloc| {
        if reloc.kind != RelocType::ADDR || reloc.sym.is_none() {
            return;
        }
        let address = start.wrapping_add(i64::from(reloc.off)) as u32;
        match KINDS.iter().find(|kind| kind.0 == reloc.size) {
            Some(&(_, kind)) => {
                let offset = (address % PAGE) as u16;
                let entry = (address - address % PAGE, kind << 12 | offset);
                found.entries.push(entry);
            }
            None => found.odd_size = Some(reloc.size),
        }
    });
}

/// Returns the blocks of pages.
fn blocks(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(3 * entries.len());
    for block in entries.chunk_by(|a, b| a.0 == b.0) {
        // The next block starts at a multiple of 4.
        let count = block.len().next_multiple_of(2);
        let size = 8 + 2 * count as u32;
        out.extend(block[0].0.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(block.iter().flat_map(|(_, entry)| entry.to_le_bytes()));
        out.resize(out.len() + 2 * (count - block.len()), 0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_even() {
        let table = blocks(&[(0x1000, 0xa008), (0x3000, 0x3001), (0x3000, 0xa000)]);
        let want = [
            [0, 0x10, 0, 0, 12, 0, 0, 0, 0x08, 0xa0, 0, 0],
            [0, 0x30, 0, 0, 12, 0, 0, 0, 0x01, 0x30, 0, 0xa0],
        ];
        assert_eq!(table, want.concat());
        assert!(blocks(&[]).is_empty());
    }
}
