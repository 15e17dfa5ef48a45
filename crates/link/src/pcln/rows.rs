//! Functions, decoded.
//!
//! The auxiliary symbols of a function are resolved once; passes then replace the symbols
//! in the lists of a chunk by numbers in the order of first use.
//! Counterpart: cmd/link/internal/ld/pcln.go (`makePclntab`, `funcData`,
//! `ignoreFuncData`).

use vamos_objfile::goobj::AuxKind;
use vamos_objfile::goobj::FuncInfo;

use super::parts::map_ranges;
use crate::context::Link;
use crate::loader::Object;
use crate::loader::Sym;

/// How many functions a chunk has.
pub(super) const CHUNK: usize = 1024;
/// The size of a function's record without its lists.
const FUNC_SIZE: u32 = 11 * 4;
/// No compilation unit.
pub(super) const NO_UNIT: u32 = u32::MAX;
/// Marks an entry of [`Chunk::data`] as the inline tree of the function with the number in
/// the other bits.
pub(super) const IS_TREE: u32 = 1 << 31;

/// The table of arguments' pointers among funcdata.
const ARGS_POINTERS: usize = 0;
/// The inline tree among funcdata.
const INLINE_TREE: usize = 3;
/// The description of arguments among funcdata.
const ARG_INFO: usize = 5;
/// The table of inlined calls among pcdata.
pub(super) const INLINE_INDEX: usize = 2;

/// A function.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The function.
    pub(super) sym: Sym,
    /// The compilation unit, or [`NO_UNIT`].
    pub(super) unit: u32,
    /// True if the object has facts of the function; else all lists are empty.
    pub(super) has_info: bool,
    /// The number of a function that the runtime treats specially.
    pub(super) id: u8,
    /// The runtime's flags.
    pub(super) flag: u8,
    /// The size of arguments.
    pub(super) args: u32,
    /// The line of the declaration.
    pub(super) line: i32,
    /// Where the function's tables start in [`Chunk::pcs`].
    pub(super) pcs: u32,
    /// How many tables of pcdata there are.
    pub(super) npcdata: u32,
    /// Where the funcdata start in [`Chunk::data`].
    pub(super) data: u32,
    /// How many funcdata there are, the inline tree included.
    pub(super) ndata: u32,
    /// Where the inlined calls start in [`Chunk::calls`].
    pub(super) calls: u32,
    /// How many calls are inlined.
    pub(super) ncalls: u32,
    /// The number of the name.
    pub(super) name: u32,
    /// Where the function's record starts in the table.
    pub(super) start: u32,
}

impl Row {
    /// Returns how many places for pcdata the record has.
    pub(super) fn pcdata_places(&self) -> u32 {
        if self.ncalls > 0 {
            self.npcdata.max(INLINE_INDEX as u32 + 1)
        } else {
            self.npcdata
        }
    }

    /// Returns the size of the record.
    pub(super) fn size(&self) -> u32 {
        FUNC_SIZE + 4 * (self.pcdata_places() + self.ndata)
    }
}

/// An inlined call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// The function that was called: the symbol, then the number of its name.
    pub(super) func: u32,
    /// The position of an instruction of the caller.
    pub(super) parent_pc: i32,
}

/// A source file that a compilation unit uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileUse {
    /// The unit.
    pub(super) unit: u32,
    /// The index of the file in the unit.
    pub(super) file: u32,
}

/// Consecutive functions.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The functions.
    pub(super) rows: Vec<Row>,
    /// For each function the tables of stack depths, files and lines, those of pcdata and,
    /// if calls are inlined, the table of calls: symbols, then numbers.
    pub(super) pcs: Vec<u32>,
    /// The funcdata of each function: symbols, then numbers; 0 for none.
    pub(super) data: Vec<u32>,
    /// The inlined calls of each function.
    pub(super) calls: Vec<Call>,
    /// The files of all functions, few of them twice.
    pub(super) files: Vec<FileUse>,
}

/// Decodes functions.
pub(super) fn decode(link: &Link<'_>, funcs: &[Sym]) -> Vec<Chunk> {
    map_ranges(link.pool, funcs.len(), CHUNK, |range| {
        let mut decoder = Decoder {
            link,
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
    link: &'l Link<'a>,
    chunk: Chunk,
    /// The unit of the last function.
    unit: u32,
    /// Which of its files are on the chunk's list.
    seen: Vec<bool>,
}

impl<'l, 'a> Decoder<'l, 'a> {
    fn function(&mut self, index: u32, sym: Sym) -> Row {
        let mut row = Row {
            sym,
            unit: NO_UNIT,
            ..Row::default()
        };
        let Some((obj, local)) = self.link.ldr.origin(sym) else {
            return row;
        };
        row.unit = obj.unit;
        let records = obj.reader.auxs(local);
        let is_info = |kind| kind == Some(AuxKind::FuncInfo);
        let Some(info) = records.clone().find(|record| is_info(record.kind())) else {
            return row;
        };
        // Facts of a function belong to its object: the index is one of its definitions.
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
            let unit = self.link.libs.units.get(row.unit as usize);
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
                func: self.link.ldr.resolve(obj, call.func).0,
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
            let sym = || self.link.ldr.resolve(obj, record.sym());
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

    /// Adds the inline tree, and removes what the assembler listed and the compiler did
    /// not define: descriptions of arguments of functions without a Go declaration.
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
                    && self.link.ldr.data(Sym(*entry)).is_empty()
                {
                    *entry = 0;
                }
            }
        }
    }
}
