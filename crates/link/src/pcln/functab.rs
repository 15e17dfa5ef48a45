//! Functions by program counter, and their records.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (`generateFunctab`, `calculateFunctabSize`,
//! `writePCToFunc`, `writeFuncs`, `computeDeferReturn`).

use super::chunk::CHUNK;
use super::chunk::Chunk;
use super::chunk::INLINE_INDEX;
use super::chunk::Row;
use super::first_use::too_large;
use super::parts::for_each;
use super::parts::split;
use super::round;
use super::tables::Pcln;
use super::tables::Source;
use crate::arch::Family;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;

/// Places the records of functions after the table of their addresses; returns the size of both.
///
/// # Errors
/// The records are too long.
pub(super) fn layout(chunks: &mut [Chunk], nfunc: usize) -> Result<i64, Stop> {
    let mut size = 8 * nfunc as i64 + 4;
    for row in chunks.iter_mut().flat_map(|chunk| &mut chunk.rows) {
        size = round(size, PTR_SIZE);
        row.start = u32::try_from(size).map_err(|_| too_large())?;
        size += i64::from(row.size());
    }
    Ok(size)
}

/// Appends numbers to a part of the output.
struct Out<'o> {
    bytes: &'o mut [u8],
    at: usize,
}

impl Out<'_> {
    fn put(&mut self, value: u32) {
        self.bytes[self.at..self.at + 4].copy_from_slice(&value.to_le_bytes());
        self.at += 4;
    }

    fn put_at(&mut self, index: usize, value: u32) {
        let at = self.at + 4 * index;
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
}

/// Writes `runtime.functab`.
pub(super) fn write(source: Source<'_, '_>, out: &mut [u8]) {
    let Source { ldr, pcln, .. } = source;
    let writer = Writer {
        ldr,
        pcln,
        text: ldr.value(ldr.lookup(b"runtime.text", ABI0)),
        defer_return: ldr.lookup(b"runtime.deferreturn", ABI_INTERNAL),
        data_base: super::funcdata::base(ldr),
    };
    let (index, records) = out.split_at_mut(8 * pcln.nfunc);
    let last = pcln.syms.last;
    let end = ldr.value(last) + ldr.size(last) - writer.text;
    records[..4].copy_from_slice(&(end as u32).to_le_bytes());

    let starts = pcln.chunks.iter().map(|chunk| chunk.rows[0].start as usize);
    let cuts: Vec<usize> = starts.map(|start| start - 8 * pcln.nfunc).collect();
    let parts = index.chunks_mut(8 * CHUNK).zip(split(records, &cuts));
    for_each(source.pool, parts.collect(), |number, (index, records)| {
        let chunk = &pcln.chunks[number];
        let base = chunk.rows[0].start;
        for (row, entry) in chunk.rows.iter().zip(index.as_chunks_mut::<8>().0) {
            let offset = writer.text_offset(row.sym);
            entry[..4].copy_from_slice(&offset.to_le_bytes());
            entry[4..].copy_from_slice(&row.start.to_le_bytes());
            let at = (row.start - base) as usize;
            let bytes = &mut records[at..at + row.size() as usize];
            writer.record(chunk, row, offset, &mut Out { bytes, at: 0 });
        }
    });
}

struct Writer<'l, 'a> {
    ldr: &'l Loader<'a>,
    pcln: &'l Pcln<'a>,
    /// The address of `runtime.text`.
    text: i64,
    /// `runtime.deferreturn`.
    defer_return: Sym,
    /// Origin of offsets of funcdata.
    data_base: i64,
}

impl Writer<'_, '_> {
    fn text_offset(&self, sym: Sym) -> u32 {
        (self.ldr.value(sym) - self.text) as u32
    }

    /// Writes the record of a function (`runtime._func`), and then its lists.
    fn record(&self, chunk: &Chunk, row: &Row, offset: u32, out: &mut Out<'_>) {
        let pcln = self.pcln;
        out.put(offset);
        out.put(pcln.names.start(row.name));
        out.put(row.args);
        out.put(self.defer_return(row.sym));
        let pcs = &chunk.pcs[row.pcs as usize..];
        let tables = if row.has_info { &pcs[..3] } else { &[0; 3] };
        for &number in tables {
            out.put(pcln.pctab.place(number));
        }
        out.put(row.pcdata_places());
        out.put(pcln.files.unit(row.unit));
        out.put(row.line.cast_unsigned());
        out.put(u32::from_le_bytes([row.id, row.flag, 0, row.ndata as u8]));

        if row.has_info {
            let (pcdata, rest) = pcs[3..].split_at(row.npcdata as usize);
            for (index, &number) in pcdata.iter().enumerate() {
                out.put_at(index, pcln.pctab.place(number));
            }
            if row.ncalls > 0 {
                out.put_at(INLINE_INDEX, pcln.pctab.place(rest[0]));
            }
        }
        out.at += 4 * row.pcdata_places() as usize;
        let data = chunk.data[row.data as usize..].iter();
        for &number in data.take(row.ndata as usize) {
            let place = pcln.funcdata.place(self.ldr, number, self.data_base);
            out.put(place);
        }
    }

    /// Returns the offset of the call that runs deferred functions, or 0 if the function
    /// does not contain one.
    fn defer_return(&self, sym: Sym) -> u32 {
        let ldr = self.ldr;
        let relocs = ldr.relocs(sym);
        let is_call =
            |&index: &usize| matches!(relocs.kind(index), RelocType::CALL | RelocType::CALLARM64);
        let calls = (0..relocs.len()).filter(is_call);
        let found = calls.map(|index| relocs.at(index)).find(|reloc| {
            reloc.sym == self.defer_return || ldr.has(Attr::DeferReturnTramp, reloc.sym)
        });
        let Some(reloc) = found else { return 0 };
        let before = match ldr.arch.family {
            // The relocation is after the first byte of the instruction.
            Family::Amd64 => 1,
            Family::Arm64 => 0,
        };
        reloc.off.wrapping_sub(before).cast_unsigned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_places_for_their_lists() {
        let row = |npcdata, ndata, ncalls| Row {
            npcdata,
            ndata,
            ncalls,
            ..Row::default()
        };
        let chunk = Chunk {
            rows: vec![row(0, 0, 0), row(1, 4, 2), row(4, 1, 1)],
            ..Chunk::default()
        };
        let mut chunks = [chunk];
        let size = layout(&mut chunks, 3).unwrap();
        let starts = chunks[0].rows.iter().map(|row| row.start);
        // Three entries and the end take 28 bytes; with inlined calls there are at least
        // three places for pcdata.
        assert_eq!(starts.collect::<Vec<_>>(), [32, 80, 152]);
        assert_eq!(size, 152 + 44 + 4 * 5);
    }
}
