//! Functions, decoded.
//!
//! The auxiliary symbols of a function are resolved once; passes then replace the symbols
//! in the lists of a chunk by numbers in the order of first use.
//! Counterpart: cmd/link/internal/ld/pcln.go (`makePclntab`, `funcData`,
//! `ignoreFuncData`).

use vamos_objfile::goobj::AuxKind;
use vamos_objfile::goobj::FuncInfo;
use vamos_sched::Pool;

use super::chunk::CHUNK;
use super::chunk::Call;
use super::chunk::Chunk;
use super::chunk::FileUse;
use super::chunk::IS_TREE;
use super::chunk::NO_UNIT;
use super::chunk::Row;
use super::parts::map_ranges;
use crate::library::Unit;
use crate::loader::Loader;
use crate::loader::Object;
use crate::loader::Sym;

/// The table of arguments' pointers among funcdata.
const ARGS_POINTERS: usize = 0;
/// The inline tree among funcdata.
const INLINE_TREE: usize = 3;
/// The description of arguments among funcdata.
const ARG_INFO: usize = 5;

/// Decodes functions.
pub(super) fn decode(
    ldr: &Loader<'_>,
    units: &[Unit<'_>],
    pool: &Pool,
    funcs: &[Sym],
) -> Vec<Chunk> {
    map_ranges(pool, funcs.len(), CHUNK, |range| {
        let mut decoder = Decoder {
            ldr,
            units,
            chunk: Chunk::default(),
            unit: NO_UNIT,
            seen: Vec::new(),
        };
        for index in range {
            let row = decoder.function(index as u32, funcs[index]);
            decoder.chunk.rows.push(row);
        }
        decoder.chunk
    })
}

struct Decoder<'l, 'a> {
    ldr: &'l Loader<'a>,
    units: &'l [Unit<'a>],
    chunk: Chunk,
    /// The unit of the last function.
    unit: u32,
    /// True for each of its files that is on the chunk's list.
    seen: Vec<bool>,
}

impl<'l, 'a> Decoder<'l, 'a> {
    fn function(&mut self, index: u32, sym: Sym) -> Row {
        let mut row = Row {
            sym,
            unit: NO_UNIT,
            ..Row::default()
        };
        let Some((obj, local)) = self.ldr.origin(sym) else {
            return row;
        };
        row.unit = obj.unit;
        let records = obj.reader.auxs(local);
        let is_info = |kind| kind == Some(AuxKind::FuncInfo);
        let Some(info) = records.clone().find(|record| is_info(record.kind())) else {
            return row;
        };
        // Facts of a function belong to its object: the index denotes one of its definitions.
        let info = FuncInfo::new(obj.reader.data(info.sym().sym));
        row.has_info = true;
        (row.id, row.flag) = (info.func_id(), info.func_flag());
        (row.args, row.line) = (info.args(), info.start_line());
        self.add_calls(obj, &info, &mut row);
        self.add_lists(obj, local, &mut row);
        self.finish_data(obj, index, &mut row);
        row
    }

    /// Adds the inlined calls, and the files of lines and calls.
    fn add_calls(&mut self, obj: &Object<'a>, info: &FuncInfo<'a>, row: &mut Row) {
        if row.unit != self.unit {
            self.unit = row.unit;
            let unit = self.units.get(row.unit as usize);
            self.seen.clear();
            self.seen
                .resize(unit.map_or(0, |unit| unit.files.len()), false);
        }
        for file in info.files() {
            self.add_file(file);
        }
        row.calls = self.chunk.calls.len() as u32;
        for call in info.inlined() {
            self.add_file(call.file);
            self.chunk.calls.push(Call {
                func: self.ldr.resolve(obj, call.func).0,
                parent_pc: call.parent_pc,
            });
        }
        row.ncalls = self.chunk.calls.len() as u32 - row.calls;
    }

    fn add_file(&mut self, file: u32) {
        if let Some(seen) = self.seen.get_mut(file as usize)
            && !std::mem::replace(seen, true)
        {
            let unit = self.unit;
            self.chunk.files.push(FileUse { unit, file });
        }
    }

    /// Adds pcdata and funcdata.
    fn add_lists(&mut self, obj: &Object<'a>, local: u32, row: &mut Row) {
        let Chunk { pcs, data, .. } = &mut self.chunk;
        (row.pcs, row.data) = (pcs.len() as u32, data.len() as u32);
        // The tables that every function has come first, in the order of the record.
        let first = pcs.len();
        pcs.extend([0; 3]);
        let mut inline = Sym::NONE;
        for record in obj.reader.auxs(local) {
            let Some(kind) = record.kind() else { continue };
            let sym = || self.ldr.resolve(obj, record.sym());
            match kind {
                AuxKind::PcSp => pcs[first] = sym().0,
                AuxKind::PcFile => pcs[first + 1] = sym().0,
                AuxKind::PcLine => pcs[first + 2] = sym().0,
                AuxKind::PcInline => inline = sym(),
                AuxKind::PcData => pcs.push(sym().0),
                AuxKind::FuncData => data.push(sym().0),
                _ => {}
            }
        }
        row.npcdata = pcs.len() as u32 - row.pcs - 3;
        if row.ncalls > 0 {
            pcs.push(inline.0);
        }
    }

    /// Adds the inline tree, and removes symbols that the assembler listed and the compiler did not
    /// define: descriptions of arguments of functions without a Go declaration.
    fn finish_data(&mut self, obj: &Object<'a>, index: u32, row: &mut Row) {
        let all = &mut self.chunk.data;
        let start = row.data as usize;
        if row.ncalls > 0 {
            let len = (all.len() - start).max(INLINE_TREE + 1);
            all.resize(start + len, 0);
            all[start + INLINE_TREE] = IS_TREE | index;
        }
        row.ndata = (all.len() - start) as u32;
        if obj.is_from_assembly() {
            for kind in [ARGS_POINTERS, ARG_INFO] {
                if let Some(entry) = all[start..].get_mut(kind)
                    && self.ldr.data(Sym(*entry)).is_empty()
                {
                    *entry = 0;
                }
            }
        }
    }
}
