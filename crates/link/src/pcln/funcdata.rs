//! Tables of functions for the garbage collector and for panics, and inline trees.
//!
//! Since Go 1.26 they are a part of the table of functions, ordered by falling alignment
//! to save space; before, they are read-only data that the layout of data places.
//! Counterpart: cmd/link/internal/ld/pcln.go (`generateFuncdata`, `genInlTreeSym`).

use vamos_sched::Pool;

use super::chunk::CHUNK;
use super::chunk::Call;
use super::chunk::Chunk;
use super::chunk::IS_TREE;
use super::first_use::FirstUse;
use super::first_use::too_large;
use super::parts::for_each;
use super::parts::map_ranges;
use super::parts::split;
use super::tables::FuncData;
use super::tables::Names;
use super::tables::Pcln;
use super::tables::Source;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::Reloc;
use crate::reloc::RelocType;
use crate::section::Layout;
use crate::section::SegmentId;

/// Number of entries of one task.
const STEP: usize = 8192;
/// The size of an inlined call in an inline tree.
const CALL_SIZE: usize = 16;
/// The alignment of inline trees.
const TREE_ALIGN: i64 = 4;

/// Returns the origin of offsets of funcdata.
pub(super) fn base(ldr: &Loader<'_>) -> i64 {
    ldr.value(ldr.lookup(b"go:func.*", ABI0))
}

/// Numbers the funcdata of all functions: replaces symbols in the lists.
pub(super) fn number(ldr: &Loader<'_>, lists: &mut [Vec<u32>]) -> FuncData {
    let mut uses = FirstUse::new(ldr.len());
    for entry in lists.iter_mut().flatten() {
        *entry = match *entry {
            tree if tree & IS_TREE != 0 => uses.push(tree),
            sym => uses.number(sym),
        };
    }
    FuncData {
        entries: uses.into_list(),
        ..FuncData::default()
    }
}

/// Returns the inlined calls of the function with this number.
fn tree(chunks: &[Chunk], entry: u32) -> &[Call] {
    let index = (entry & !IS_TREE) as usize;
    let chunk = &chunks[index / CHUNK];
    let row = &chunk.rows[index % CHUNK];
    &chunk.calls[row.calls as usize..][..row.ncalls as usize]
}

fn write_tree(names: &Names, calls: &[Call], out: &mut [u8]) {
    for (call, out) in calls.iter().zip(out.as_chunks_mut::<CALL_SIZE>().0) {
        let facts = names.facts(call.func);
        out[0] = facts.id;
        out[4..8].copy_from_slice(&names.start(call.func).to_le_bytes());
        out[8..12].copy_from_slice(&call.parent_pc.to_le_bytes());
        out[12..].copy_from_slice(&facts.line.to_le_bytes());
    }
}

/// Creates a symbol for each inline tree, where funcdata are laid out as data.
pub(super) fn create_trees(ldr: &mut Loader<'_>, pcln: &mut Pcln<'_>) {
    let entries = pcln.funcdata.entries.iter_mut();
    for entry in entries.filter(|entry| **entry & IS_TREE != 0) {
        let calls = tree(&pcln.chunks, *entry);
        let mut data = vec![0; CALL_SIZE * calls.len()];
        write_tree(&pcln.names, calls, &mut data);
        let sym = ldr.create(&b""[..], ABI0);
        let mut builder = ldr.update(sym);
        // The kind marks it as a member of the group of funcdata.
        builder
            .set_kind(SymKind::GoFunc)
            .set_reachable()
            .set_align(TREE_ALIGN as u32)
            .set_size(data.len() as i64)
            .set_data(data);
        *entry = sym.0;
    }
}

/// The size and the alignment of an entry.
#[derive(Clone, Copy)]
struct Extent {
    size: u32,
    align: u8,
}

/// Finds the places of all entries. Symbols are taken out of the layout of data.
///
/// # Errors
/// An entry is empty, or has a relocation that cannot be resolved here.
pub(super) fn place(ldr: &mut Loader<'_>, pool: &Pool, pcln: &mut Pcln<'_>) -> Result<(), Stop> {
    let (chunks, table) = (&pcln.chunks, &mut pcln.funcdata);
    let extents = map_ranges(pool, table.entries.len(), STEP, |range| {
        let extent = |&entry: &u32| extent(ldr, chunks, entry);
        table.entries[range]
            .iter()
            .map(extent)
            .collect::<Result<Vec<_>, Stop>>()
    });
    let extents: Vec<Vec<Extent>> = extents.into_iter().collect::<Result<_, Stop>>()?;
    let extents = extents.concat();
    for &entry in table.entries.iter().filter(|entry| **entry != 0) {
        if entry & IS_TREE == 0 {
            ldr.set(Attr::NotInSymTab, Sym(entry), true);
            ldr.set(Attr::Special, Sym(entry), true);
        }
    }
    arrange(table, &extents)
}

/// Orders the entries by falling alignment, and else by first use.
fn arrange(table: &mut FuncData, extents: &[Extent]) -> Result<(), Stop> {
    let mut by_align: [Vec<u32>; 8] = Default::default();
    for (number, extent) in extents.iter().enumerate().skip(1) {
        let log = extent.align.trailing_zeros() as usize;
        by_align[log.min(7)].push(number as u32);
    }
    table.places = vec![0; extents.len()];
    table.order = by_align.into_iter().rev().flatten().collect();
    for &number in &table.order {
        let extent = extents[number as usize];
        let align = i64::from(extent.align);
        table.align = table.align.max(align);
        table.size = super::round(table.size, align);
        let place = u32::try_from(table.size).map_err(|_| too_large())?;
        table.places[number as usize] = place;
        table.size += i64::from(extent.size);
    }
    Ok(())
}

fn extent(ldr: &Loader<'_>, chunks: &[Chunk], entry: u32) -> Result<Extent, Stop> {
    if entry == 0 {
        return Ok(Extent { size: 0, align: 1 });
    }
    if entry & IS_TREE != 0 {
        let size = CALL_SIZE * tree(chunks, entry).len();
        return Ok(Extent {
            size: size as u32,
            align: TREE_ALIGN as u8,
        });
    }
    let sym = Sym(entry);
    let (size, align) = (ldr.size(sym), ldr.data_align(sym));
    let is_known = |reloc: Reloc| reloc.kind == RelocType::ADDROFF && reloc.size == 4;
    if size == 0 || align > 128 || !ldr.relocs(sym).iter().all(is_known) {
        return Err(Stop::Unsupported("unusual funcdata".to_owned()));
    }
    Ok(Extent {
        size: size as u32,
        align: align as u8,
    })
}

/// Writes `go:func.*`.
pub(super) fn write(source: Source<'_, '_>, out: &mut [u8]) {
    let Source { ldr, pcln, .. } = source;
    let table = &pcln.funcdata;
    let place = |number: u32| table.places[number as usize] as usize;
    let cuts = table.order.iter().step_by(STEP).map(|&first| place(first));
    let cuts: Vec<usize> = cuts.collect();
    for_each(source.pool, split(out, &cuts), |index, part| {
        for &number in table.order.iter().skip(index * STEP).take(STEP) {
            let out = &mut part[place(number) - cuts[index]..];
            let entry = table.entries[number as usize];
            if entry & IS_TREE != 0 {
                let calls = tree(&pcln.chunks, entry);
                write_tree(&pcln.names, calls, &mut out[..CALL_SIZE * calls.len()]);
                continue;
            }
            let data = ldr.data(Sym(entry));
            let len = data.len().min(out.len());
            out[..len].copy_from_slice(&data[..len]);
            relocate(ldr, source.layout, Sym(entry), out);
        }
    });
}

/// Returns the origin of a symbol's offsets: the start of its section, or of all text.
fn section_base(ldr: &Loader<'_>, layout: &Layout, sym: Sym) -> i64 {
    let mut section = layout.section(ldr.sect(sym));
    let text = &layout.segment(SegmentId::Text).sections;
    if section.name == ".text"
        && let Some(&first) = text.first()
    {
        section = layout.section(first);
    }
    section.vaddr.cast_signed()
}

/// Writes the offsets of types' bitmaps into the sections that contain them.
fn relocate(ldr: &Loader<'_>, layout: &Layout, sym: Sym, out: &mut [u8]) {
    for reloc in ldr.relocs(sym).iter() {
        if reloc.weak && !ldr.is_reachable(reloc.sym) {
            return;
        }
        let base = section_base(ldr, layout, reloc.sym);
        let value = ldr.value(reloc.sym) - base + reloc.add;
        let at = usize::try_from(reloc.off).unwrap_or_default();
        if let Some(place) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut) {
            *place = (value as u32).to_le_bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::Facts;
    use super::*;

    #[test]
    fn larger_alignment_first() {
        let mut table = FuncData::default();
        let extent = |size, align| Extent { size, align };
        let extents = [(0, 1), (3, 1), (5, 4), (8, 8), (1, 1), (12, 4)];
        let extents = extents.map(|(size, align)| extent(size, align));
        arrange(&mut table, &extents).unwrap();
        assert_eq!(table.order, [3, 2, 5, 1, 4]);
        assert_eq!(table.places, [0, 28, 8, 0, 31, 16]);
        assert_eq!(table.extent(), (32, 8));
    }

    #[test]
    fn inline_trees() {
        let facts = |line, id| Facts { line, id };
        let names = Names {
            syms: vec![0, 7, 9],
            starts: vec![0, 0, 10, 30],
            facts: vec![facts(0, 0), facts(70, 0), facts(-1, 22)],
        };
        let call = |func, parent_pc| Call { func, parent_pc };
        let mut out = [0; 32];
        write_tree(&names, &[call(2, 5), call(1, -1)], &mut out);
        let expected = [
            [22, 0, 0, 0, 10, 0, 0, 0, 5, 0, 0, 0, 255, 255, 255, 255],
            [0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 70, 0, 0, 0],
        ];
        assert_eq!(out, *expected.as_flattened());
    }
}
