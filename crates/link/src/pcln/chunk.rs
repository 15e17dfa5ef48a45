//! Functions in chunks, with the lists that belong to them.
//!
//! Counterpart: cmd/link/internal/ld/pcln.go (arguments of `writeFuncs`).

use crate::loader::Sym;

/// Number of functions of a chunk.
pub(super) const CHUNK: usize = 1024;
/// The size of a function's record without its lists.
const FUNC_SIZE: u32 = 11 * 4;
/// No compilation unit.
pub(super) const NO_UNIT: u32 = u32::MAX;
/// Marks an entry of [`Chunk::data`] as the inline tree of the function with the number in
/// the other bits.
pub(super) const IS_TREE: u32 = 1 << 31;

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
    /// Index of the function's tables in [`Chunk::pcs`].
    pub(super) pcs: u32,
    /// Number of tables of pcdata.
    pub(super) npcdata: u32,
    /// Index of the funcdata in [`Chunk::data`].
    pub(super) data: u32,
    /// Number of funcdata, the inline tree included.
    pub(super) ndata: u32,
    /// Index of the inlined calls in [`Chunk::calls`].
    pub(super) calls: u32,
    /// Number of inlined calls.
    pub(super) ncalls: u32,
    /// The number of the name.
    pub(super) name: u32,
    /// Offset of the function's record in the table.
    pub(super) start: u32,
}

impl Row {
    /// Returns the number of places for pcdata in the record.
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
    /// For each function the tables of stack depths, files and lines, the tables of pcdata and, if
    /// calls are inlined, the table of calls: symbols, then numbers.
    pub(super) pcs: Vec<u32>,
    /// The funcdata of each function: symbols, then numbers; 0 for none.
    pub(super) data: Vec<u32>,
    /// The inlined calls of each function.
    pub(super) calls: Vec<Call>,
    /// The files of all functions, few of them twice.
    pub(super) files: Vec<FileUse>,
}
